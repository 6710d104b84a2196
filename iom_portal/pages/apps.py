"""The pages as an app of Django."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "iom_portal.pages"
    label = "pages"

    def ready(self) -> None:
        from iom_portal.records.web.allowance import refuse_bad_rates

        from . import checks  # noqa: F401 - registers itself

        refuse_bad_rates("SHEET_RATE", "DOWNLOAD_RATE")
