from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "iom_portal.pages"
    label = "pages"
