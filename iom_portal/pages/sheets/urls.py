from django.urls import path

from .organization import organization_sheet
from .states import members_sheet, state_sheet
from .views import Picture, SheetDocument, SheetPage


def sheet(route, name, compose):
    """The two addresses of a sheet: its page and its PDF."""
    document = f"{name}-pdf"
    return [
        path(f"{route}/", SheetPage.as_view(compose=compose, document=document), name=name),
        path(f"{route}.pdf", SheetDocument.as_view(compose=compose), name=document),
    ]


urlpatterns = [
    *sheet("sheet", "sheet", organization_sheet),
    *sheet("sheet/members", "members-sheet", members_sheet),
    *sheet("members/<slug:slug>/sheet", "state-sheet", state_sheet),
    path("og.png", Picture.as_view(), name="picture"),
]
