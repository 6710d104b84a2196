"""The configuration of the API as a Django app."""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as all_apps
from django.apps.registry import Apps
from django.db.models.signals import post_migrate

KEEPERS = "Keepers of API keys"


class ApiConfig(AppConfig):
    """The API: its keys are its only table."""

    name = "iom_portal.api"
    label = "api"
    verbose_name = "API"

    def ready(self) -> None:
        from iom_portal.records.web.allowance import refuse_bad_rates

        from . import checks  # noqa: F401 - registers itself

        refuse_bad_rates("API_RATE", "API_KEY_RATE")
        post_migrate.connect(grant_keepers, sender=self, dispatch_uid="grant_keepers")


def grant_keepers(using: str, apps: Apps = all_apps, **kwargs: Any) -> None:
    """Make the group that makes and revokes keys, and may do nothing else. Editors of the register may not."""
    from iom_portal.records.permissions import grant

    grant(KEEPERS, "api", ["add_apikey", "change_apikey", "view_apikey"], using, apps)
