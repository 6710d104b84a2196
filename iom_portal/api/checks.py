"""System checks of the API: every kind has its resource."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from iom_portal.records.kinds import kinds

from .resources import resources


@register(Tags.urls)
def every_kind_has_a_resource(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A kind that the API does not list would be known at two doors of three."""
    listed = resources()
    return [
        Error(
            f"{model._meta.label} has no resource “{model.about.resource}” in the API.",
            hint="Add it to the api.py of its room (docs/how-to/add-a-kind.md).",
            obj=model,
            id="api.E001",
        )
        for model in kinds()
        if model.about.resource not in listed
    ]
