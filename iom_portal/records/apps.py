from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "iom_portal.records"
    label = "records"
    verbose_name = "Sources and revisions"

    def ready(self):
        from . import revisions

        revisions.connect()
