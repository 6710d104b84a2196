from django.http import Http404
from django.urls import reverse
from django.views.generic import View

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.web.views import ClockMixin, RegisterPage, bad_request

from . import typesetting
from .answering import SECONDS_OF_A_DAY, answer
from .composing import composed
from .pictures import picture_of


class SheetPage(RegisterPage):
    """A sheet as a page that is made to be printed."""

    template_name = "pages/sheet.html"
    stated_facts = ("entries",)
    indexed = False  # what it says stands on other pages
    compose = None  # makes the Sheet, from the clock and what the address names
    document = ""  # the name of the address of its PDF

    def get_context_data(self, **kwargs):
        sheet = composed(self.compose, self.clock, **self.kwargs)
        return super().get_context_data(
            sheet=sheet.data(),
            entries=list(sheet.entries.values()),
            dependencies=sheet.dependencies,
            pdf=reverse(self.document, kwargs=self.kwargs),
            **kwargs,
        )

    def get_title(self, context: dict) -> str:
        return f"Sheet: {context['sheet']['title']}"

    def get_description(self, context: dict) -> str:
        return (
            f"A sheet to print and to cite: {context['sheet']['title']} on {day_in_words(self.clock.day)}, "
            "with sources and both clocks."
        )

    def depends_on(self, context):
        return context["dependencies"]


class SheetDocument(ClockMixin, View):
    """The same sheet as a PDF."""

    compose = None

    def get(self, request, *args, **kwargs):
        sheet = composed(self.compose, self.clock, **kwargs)
        if not (self.clock.loaded and sheet.made_at):
            raise Http404("The register has not been loaded: there is nothing to print.")
        data = sheet.data()
        identity = typesetting.identity("sheet", data, sheet.made_at)
        response = answer(request, identity, "application/pdf", lambda: typesetting.pdf("sheet", data, sheet.made_at))
        name = f"iom-reference-{kwargs.get('slug', sheet.form)}-{self.clock.day.isoformat()}.pdf"
        if response.status_code == 200:
            response["Content-Disposition"] = f'inline; filename="{name}"'
            response["X-Robots-Tag"] = "noindex"  # of every day there would be one
        if response.status_code in (200, 304):
            response["Cache-Control"] = kept_for(self.clock, 0)
        return response


class Picture(ClockMixin, View):
    """The picture that other sites show beside a link to the page `page` of this one."""

    def get(self, request, *args, **kwargs):
        asked = request.GET.getlist("page")
        if len(asked) != 1:
            return bad_request(request, [("page", "Name one page of this site, such as page=/members/.", ())])
        data = picture_of(asked[0], self.clock)
        identity = typesetting.identity("picture", data)
        response = answer(request, identity, "image/png", lambda: typesetting.png("picture", data))
        if response.status_code in (200, 304):
            response["Cache-Control"] = kept_for(self.clock, SECONDS_OF_A_DAY)
        return response


def kept_for(clock, seconds):
    """How long others may keep an answer: for good where both clocks were asked for, else for so many seconds."""
    return f"public, max-age={30 * SECONDS_OF_A_DAY if clock.asked and clock.moment else seconds}"
