from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ApiConfig(AppConfig):
    name = "iom_portal.api"
    label = "api"
    verbose_name = "API"

    def ready(self) -> None:
        from iom_portal.records.web.allowance import refuse_bad_rates

        from . import checks  # noqa: F401 - registers itself
        from .fair_use.keepers import grant_keepers

        refuse_bad_rates("API_RATE", "API_KEY_RATE")
        post_migrate.connect(grant_keepers, sender=self, dispatch_uid="grant_keepers")
