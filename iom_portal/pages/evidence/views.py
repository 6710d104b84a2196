"""The page of the evidence."""

import re
from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.models.evidence import Evidence
from iom_portal.records.web.stated_facts import Dependencies
from iom_portal.records.web.views import RegisterPage, bad_request
from members.counting import dependencies_of_counts
from members.models import Membership, PublishedCount

from . import findings
from .counts import periods_in_words, printed_numbers


class EvidencePage(RegisterPage):
    """Published counts beside computed ones, when a count holds, disputes, shares of evidence, what is not known."""

    template_name = "pages/evidence.html"
    title = "Evidence: published and computed counts"
    stated_facts = ("lines",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.asked = {name: request.GET[name].strip() for name in ("count", "status") if request.GET.get(name)}
        status = self.asked.get("status", Membership.Status.MEMBER)
        if status not in Membership.Status.values:
            trouble = ("status", "There is no such standing.", Membership.Status.values)
            return bad_request(request, [trouble], clock=self.clock)
        count = self.asked.get("count")
        if count is not None and not re.fullmatch(r"[1-9][0-9]{0,3}", count):
            reason = "A count is a whole number, such as 157."
            return bad_request(request, [("count", reason, ())], clock=self.clock)
        periods = None if count is None else periods_in_words(status, int(count))
        return self.render_to_response(self.get_context_data(holding=periods, status=status))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = self.clock.day
        numbers = printed_numbers(PublishedCount.objects.as_of(day).for_page(day))
        return super().get_context_data(
            lines=numbers,
            verdicts=sorted(Counter(number.verdict for number in numbers).items()),
            disputes=findings.disputes(day),
            shares=findings.shares(),
            grades=[*Evidence.choices, ("", "Not graded")],
            not_established=findings.not_established(day),
            asked=self.asked,
            **kwargs,
        )

    def get_description(self, context: dict[str, Any]) -> str:
        return (
            f"Every published number of member and observer States of IOM up to {day_in_words(self.clock.day)} "
            "beside the computed one; what sources dispute; what is not established."
        )

    def depends_on(self, context: dict[str, Any]) -> Dependencies:
        return dependencies_of_counts(self.clock.day)
