"""The page that compares two days, or two moments of the register."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.history.changes import changes_between, named
from iom_portal.records.history.snapshots import Moment
from iom_portal.records.web.stated_facts import Dependencies
from iom_portal.records.web.views import RegisterPage, bad_request
from members.counting import dependencies_of_counts

from .comparison import BadComparison, Comparison, compare, of_moments, read_days, read_moments


class Compare(RegisterPage):
    """Two days of the organization, or two moments of the register, compared."""

    template_name = "pages/compare.html"
    undated = True
    distinct = ("from", "to", "from_recorded", "to_recorded")
    stated_facts: tuple[str, ...] = ("comparison",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.asked = {name: request.GET[name].strip() for name in self.distinct if request.GET.get(name)}
        self.indexed = not self.asked  # pairs of days are without number
        context: dict[str, Any] = {}
        try:
            if of_moments(self.asked):
                context = _learned_between(*read_moments(self.asked))
            elif self.asked:
                context = {"comparison": compare(*read_days(self.asked))}
        except BadComparison as error:
            return bad_request(request, [(error.parameter, str(error), ())], clock=self.clock)
        if "comparison" not in context:
            self.stated_facts = ()  # changes of the register are no facts of the organization
        return self.render_to_response(self.get_context_data(asked=self.asked, **context))

    def get_title(self, context: dict[str, Any]) -> str:
        if "comparison" in context:
            first, last = _days_in_words(context["comparison"])
            return f"{first} and {last} compared"
        if "moments" in context:
            first, last = context["moments"]
            return f"Revisions {first.revision} and {last.revision} compared"
        return "Compare two days of IOM"

    def get_description(self, context: dict[str, Any]) -> str:
        if "comparison" in context:
            first, last = _days_in_words(context["comparison"])
            return (
                f"What began and what ended in IOM from {first} to {last}, "
                "with the number of members and observers on both days."
            )
        if "moments" in context:
            first, last = context["moments"]
            return (
                f"What this register of IOM learned from revision {first.revision} to revision {last.revision}, "
                "record by record."
            )
        return (
            "What began and what ended in IOM between any two days since 1951, "
            "or what this register learned between two moments."
        )

    def depends_on(self, context: dict[str, Any]) -> Dependencies:
        return dependencies_of_counts(context["comparison"].last) if "comparison" in context else Dependencies()


def _learned_between(first: Moment, last: Moment) -> dict[str, Any]:
    """Return the context of two moments: the moments, the changes between them kind by kind, and their number."""
    changes = named(changes_between(first.revision, last.revision))
    by_kind = [(model, list(of_kind)) for model, of_kind in groupby(changes, key=lambda change: change.model)]
    return {"moments": (first, last), "learned": by_kind, "number": len(changes)}


def _days_in_words(compared: Comparison) -> tuple[str, str]:
    """Return the two days of a comparison in words."""
    return day_in_words(compared.first), day_in_words(compared.last)
