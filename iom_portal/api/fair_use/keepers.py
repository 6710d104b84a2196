"""The group that makes and revokes keys, and may do nothing else. Editors of the register may not."""

from typing import Any

from django.apps import apps as all_apps

from iom_portal.records.permissions import grant

KEEPERS = "Keepers of API keys"


def grant_keepers(using: str, apps: Any = all_apps, **kwargs: Any) -> None:
    """Make the group where it is missing, with its permissions. Doing it again changes nothing."""
    grant(KEEPERS, "api", ["add_apikey", "change_apikey", "view_apikey"], using, apps)
