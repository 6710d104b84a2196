"""The room of the organization as an app of Django."""

from django.apps import AppConfig


class OrgansConfig(AppConfig):
    name = "organs"
    verbose_name = "The Organization"
