"""The sheets as pages and as PDFs, and the pictures of pages."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import View

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.history.clock import Clock
from iom_portal.records.web.stated_facts import Dependencies
from iom_portal.records.web.views import ClockMixin, RegisterPage, bad_request

from . import typesetting
from .answering import SECONDS_OF_A_DAY, answer
from .composing import Sheet, make_sheet
from .pictures import picture_of


class ComposesSheet:
    """A mixin of a view of a sheet. compose: makes it, from the clock and what the address names."""

    compose: Callable[..., Sheet] | None = None
    clock: Clock
    kwargs: dict[str, str]

    def make_sheet(self) -> Sheet:
        """Return the sheet that the address asks for. Raises Http404."""
        if self.compose is None:
            raise ImproperlyConfigured(f"{type(self).__name__} has no sheet to compose.")
        return make_sheet(self.compose, self.clock, **self.kwargs)


class SheetPage(ComposesSheet, RegisterPage):
    """A sheet as a page that is made to be printed. document: the name of the address of its PDF."""

    template_name = "pages/sheet.html"
    stated_facts = ("entries",)
    indexed = False  # what it says stands on other pages
    document = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet = self.make_sheet()
        return super().get_context_data(
            sheet=sheet.data(),
            entries=list(sheet.entries.values()),
            dependencies=sheet.dependencies,
            pdf=reverse(self.document, kwargs=self.kwargs),
            **kwargs,
        )

    def get_title(self, context: dict[str, Any]) -> str:
        return f"Sheet: {context['sheet']['title']}"

    def get_description(self, context: dict[str, Any]) -> str:
        return (
            f"A sheet to print and to cite: {context['sheet']['title']} on {day_in_words(self.clock.day)}, "
            "with sources and both clocks."
        )

    def depends_on(self, context: dict[str, Any]) -> Dependencies:
        return context["dependencies"]


class SheetDocument(ComposesSheet, ClockMixin, View):
    """The same sheet as a PDF."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sheet = self.make_sheet()
        made_at = sheet.made_at
        if not self.clock.loaded or made_at is None:
            raise Http404("The register has not been loaded: there is nothing to print.")
        data = sheet.data()
        identity = typesetting.identity("sheet", data, made_at)
        response = answer(request, identity, "application/pdf", lambda: typesetting.pdf("sheet", data, made_at))
        name = f"iom-reference-{kwargs.get('slug', sheet.form)}-{self.clock.day.isoformat()}.pdf"
        if response.status_code == 200:
            response["Content-Disposition"] = f'inline; filename="{name}"'
            response["X-Robots-Tag"] = "noindex"  # of every day there would be one
        if response.status_code in (200, 304):
            response["Cache-Control"] = cache_control_for(self.clock, 0)
        return response


class Picture(ClockMixin, View):
    """The picture that other sites show beside a link to the page `page` of this one."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        paths = request.GET.getlist("page")
        if len(paths) != 1:
            return bad_request(request, [("page", "Name one page of this site, such as page=/members/.", ())])
        data = picture_of(paths[0], self.clock)
        identity = typesetting.identity("picture", data)
        response = answer(request, identity, "image/png", lambda: typesetting.png("picture", data))
        if response.status_code in (200, 304):
            response["Cache-Control"] = cache_control_for(self.clock, SECONDS_OF_A_DAY)
        return response


def cache_control_for(clock: Clock, seconds: int) -> str:
    """Return how long others may keep an answer: a month where its address names day and revision, else `seconds`."""
    if clock.asked and clock.moment and clock.moment.is_named_for_good:
        seconds = 30 * SECONDS_OF_A_DAY
    return f"public, max-age={seconds}"
