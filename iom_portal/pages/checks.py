"""System checks of what the site shows: a kind that has a page must be reachable through the menu."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from iom_portal.records.kinds import kinds

from .navigation import section_of


@register(Tags.urls)
def pages_of_kinds_are_in_the_menu(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Return an error for each kind whose page no menu leads to: it would exist for nobody."""
    errors: list[CheckMessage] = []
    for model in kinds():
        page = model.about.page
        if page is not None and not section_of(page.name):
            errors.append(
                Error(
                    f"{model._meta.label} is shown on “{page.name}”, which stands under no page of the menu.",
                    hint="Name its list in SECTIONS of pages/navigation.py, or the page over it in STANDS_UNDER.",
                    obj=model,
                    id="pages.E001",
                )
            )
    return errors
