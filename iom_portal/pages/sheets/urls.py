"""The addresses of the sheets and of the pictures of pages."""

from collections.abc import Callable

from django.urls import URLPattern, path

from .composing import Sheet
from .members import members_sheet
from .organization import organization_sheet
from .state import state_sheet
from .views import Picture, SheetDocument, SheetPage


def addresses_of_sheet(route: str, name: str, compose: Callable[..., Sheet]) -> list[URLPattern]:
    """Return the two addresses of a sheet: its page and its PDF."""
    document = f"{name}-pdf"
    return [
        path(f"{route}/", SheetPage.as_view(compose=compose, document=document), name=name),
        path(f"{route}.pdf", SheetDocument.as_view(compose=compose), name=document),
    ]


urlpatterns = [
    *addresses_of_sheet("sheet", "sheet", organization_sheet),
    *addresses_of_sheet("sheet/members", "members-sheet", members_sheet),
    *addresses_of_sheet("members/<slug:slug>/sheet", "state-sheet", state_sheet),
    path("og.png", Picture.as_view(), name="picture"),
]
