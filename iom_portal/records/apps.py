from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    name = "iom_portal.records"
    label = "records"
    verbose_name = "Sources and revisions"

    def ready(self):
        from . import catalogue, checks, editors, revisions  # noqa: F401 - checks registers itself

        revisions.connect()
        post_migrate.connect(editors.grant_editors, dispatch_uid="grant_editors")
        post_migrate.connect(catalogue.mend, sender=self, dispatch_uid="mend_catalogue")
