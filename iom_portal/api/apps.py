from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "iom_portal.api"
    label = "api"
