"""The page of the evidence."""

import re
from collections import Counter

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.models.evidence import Evidence
from iom_portal.records.web.views import RegisterPage, bad_request
from members.counting import dependencies_of_counts
from members.models import Membership, PublishedCount

from ..references import by_kind
from . import findings


class EvidencePage(RegisterPage):
    """Published counts beside computed ones, when a count holds, disputes, shares of evidence, what is not known."""

    template_name = "pages/evidence.html"
    title = "Evidence: published and computed counts"
    stated_facts = ("lines",)

    def get(self, request, *args, **kwargs):
        self.asked = {name: request.GET[name].strip() for name in ("count", "status") if request.GET.get(name)}
        status = self.asked.get("status", Membership.Status.MEMBER)
        if status not in Membership.Status.values:
            trouble = ("status", "There is no such standing.", Membership.Status.values)
            return bad_request(request, [trouble], clock=self.clock)
        holding = None
        if "count" in self.asked:
            if not re.fullmatch(r"[1-9][0-9]{0,3}", self.asked["count"]):
                return bad_request(
                    request, [("count", "A count is a whole number, such as 157.", ())], clock=self.clock
                )
            holding = findings.holding(status, int(self.asked["count"]))
        return self.render_to_response(self.get_context_data(holding=holding, status=status))

    def get_context_data(self, **kwargs):
        day = self.clock.day
        found = findings.lines(PublishedCount.objects.as_of(day).for_page(day))
        return super().get_context_data(
            lines=found,
            verdicts=sorted(Counter(line.verdict for line in found).items()),
            disputes=findings.disputes(by_kind, day),
            shares=findings.shares(),
            grades=[*Evidence.choices, ("", "Not graded")],
            not_established=findings.not_established(by_kind, day),
            asked=self.asked,
            **kwargs,
        )

    def get_description(self, context: dict) -> str:
        return (
            f"Every published number of member and observer States of IOM up to {day_in_words(self.clock.day)} "
            "beside the computed one; what sources dispute; what is not established."
        )

    def depends_on(self, context):
        return dependencies_of_counts(self.clock.day)
