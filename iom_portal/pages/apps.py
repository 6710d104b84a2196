from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "iom_portal.pages"
    label = "pages"

    def ready(self):
        from . import checks  # noqa: F401 - registers itself
