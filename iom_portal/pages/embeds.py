"""Small pages for frames on other sites: a count of States, or the head, on a day.

Each says its day, and whether the register or a later day has another answer by now. No script, no cookie, and nothing
but links leads out of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt

from iom_portal.records.dates.partial_date import PartialDate, day_in_words
from iom_portal.records.dates.validity import today
from iom_portal.records.history.snapshots import as_recorded
from iom_portal.records.templatetags.records import keep_day
from iom_portal.records.web.error_pages import error_page
from iom_portal.records.web.views import RegisterPage, Trouble, bad_request
from members.models import Membership, State
from organs.models import OrganizationName, Term

from .organization import constitutional_name

CACHED_FOR = 600  # seconds
IN_ANY_FRAME = {
    "frame-ancestors": ["*"],
    "script-src": [NONE],
    "connect-src": [NONE],
    "form-action": [NONE],
    "manifest-src": [NONE],
    "font-src": [NONE],
}


class HeadOnDay(NamedTuple):
    """Who was, or may have been, the head: a name, how styled, whether acting, the term's dates, and its certainty."""

    name: str
    styled: str
    acting: bool
    start: PartialDate
    end: PartialDate
    certainty: str | None


EmbedAnswer = dict[str, int] | list[HeadOnDay]  # what an embed states of a day: {"certain", "possible"}, or the heads


@dataclass(frozen=True)
class Newer:
    """Another answer than the one shown.

    corrected: that of the register as it is, for the same day; None where it is the same or no moment was asked for.
    now: that of `today`; None where it is the same, no day was asked for or it lies ahead.
    """

    today: date
    corrected: EmbedAnswer | None = None
    now: EmbedAnswer | None = None
    same_now: bool = False


@method_decorator(
    [csp_replace(IN_ANY_FRAME), xframe_options_exempt, cache_control(public=True, max_age=CACHED_FOR)], name="dispatch"
)
class Embed(RegisterPage):
    """What the embeds share. `page` is the name of the page of which the embed is a part."""

    indexed = False
    page: str

    def refuse(self, troubles: Sequence[Trouble], bad_day: str = "") -> HttpResponse:
        return error_page(self.request, 400, {"troubles": troubles}, template="embed/refused.html")

    def answer(self, day: date) -> EmbedAnswer:
        """Return what the embed states of `day`, read from the register as routed here."""
        raise NotImplementedError

    def newer(self, answer: EmbedAnswer) -> Newer:
        """Return what the register as it is says of the day shown and of today, where it is another answer."""
        clock, now = self.clock, today()
        with as_recorded(None):
            corrected = self.answer(clock.day) if clock.moment else None
            latest = self.answer(now) if clock.asked and clock.asked < now else None
        return Newer(
            today=now,
            corrected=None if corrected == answer else corrected,
            now=None if latest == answer else latest,
            same_now=latest == answer,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        answer = self.answer(self.clock.day)
        path = reverse(self.page)
        names = OrganizationName.objects.as_of(self.clock.day)
        return super().get_context_data(
            shown=answer,
            newer=self.newer(answer),
            organization=constitutional_name(names, self.clock.day),
            page=f"{settings.SITE_URL}{keep_day({'clock': self.clock}, path)}",
            page_today=f"{settings.SITE_URL}{path}",
            **kwargs,
        )

    def get_title(self, context: dict[str, Any]) -> str:
        organization = context["organization"]
        acronym = (organization and organization.acronym_en) or "IOM"
        return f"{self.subject} of {acronym} on {day_in_words(self.clock.day)}"

    @property
    def subject(self) -> str:
        """What of the organization the embed states, as its title begins."""
        raise NotImplementedError


class CountEmbed(Embed):
    """How many member States, or with status=observer observers, there were."""

    template_name = "embed/count.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.status = request.GET.get("status", "").strip() or Membership.Status.MEMBER
        if self.status not in Membership.Status.values:
            return self.refuse([("status", "There is no such standing.", Membership.Status.values)])
        self.page = {"member": "state-list", "observer": "observers"}[self.status]
        return super().get(request, *args, status=self.status)

    @property
    def subject(self) -> str:
        return f"{capfirst(self.status)} States"

    def answer(self, day: date) -> EmbedAnswer:
        return State.objects.count_on(self.status, day)


class LeaderEmbed(Embed):
    """Who headed the organization."""

    template_name = "embed/leader.html"
    page = "leadership"
    subject = "Head"

    def answer(self, day: date) -> EmbedAnswer:
        heads = []
        for term in Term.objects.as_of(day).of_the_head().select_related("person", "post"):
            styled = term.styled or term.post.title
            certainty = term.certainty_on(day)
            heads.append(HeadOnDay(str(term.person), styled, term.acting, term.start, term.end, certainty))
        return heads


class EmbedKind(NamedTuple):
    """What can be embedded: the words for it, the name of its address, its query, and how high its frame is."""

    words: str
    name: str
    query: str
    height: int  # pixels


EMBEDS = {
    "members": EmbedKind("How many Member States", "embed-count", "", 260),
    "observers": EmbedKind("How many Observer States", "embed-count", "?status=observer", 260),
    "leader": EmbedKind("Who headed the organization", "embed-leader", "", 260),
}


@method_decorator(csp_replace({"frame-src": [SELF]}), name="dispatch")
class EmbedGuide(RegisterPage):
    """How to show a count or the head on another site: the markup to copy and, once one is chosen, how it looks."""

    template_name = "pages/embed.html"
    title = "Show a count or the head on your site"
    description = (
        "A small frame for other sites: how many members or observers IOM has, or who heads it, today or on a day, "
        "saying its day and what is newer."
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.asked = {"show": request.GET["show"].strip()} if request.GET.get("show") else {}
        kind = self.asked.get("show", "members")
        if kind not in EMBEDS:
            return bad_request(request, [("show", "There is no such embed.", list(EMBEDS))], clock=self.clock)
        return self.render_to_response(self.get_context_data(kind=kind))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        embed = EMBEDS[kwargs["kind"]]
        path = keep_day({"clock": self.clock}, f"{reverse(embed.name)}{embed.query}")
        return super().get_context_data(
            kinds=[(kind, choice.words) for kind, choice in EMBEDS.items()],
            words=embed.words,
            path=path,
            address=f"{settings.SITE_URL}{path}",
            height=embed.height,
            asked=self.asked,
            **kwargs,
        )
