"""Small pages for frames on other sites: a count of States, or the head, on a day. Each says its day, and whether the
register or a later day has another answer by now. No script, no cookie, and nothing but links leads out of them."""

from dataclasses import dataclass

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.dates.validity import today
from iom_portal.records.history.snapshots import as_recorded
from iom_portal.records.templatetags.records import keep_day
from iom_portal.records.web.error_pages import error_page
from iom_portal.records.web.views import RegisterPage, bad_request
from members.models import Membership, State
from organs.models import OrganizationName, Term

from .organization import name_on

FRESH_FOR = 600  # seconds
IN_ANY_FRAME = {
    "frame-ancestors": ["*"],
    **{name: [NONE] for name in ("script-src", "connect-src", "form-action", "manifest-src", "font-src")},
}


@dataclass(frozen=True)
class Newer:
    """Another answer than the one shown. corrected: that of the register as it is, for the same day; None where it is
    the same or no moment was asked for. now: that of `today`; None where no day was asked for or it lies ahead."""

    today: object
    corrected: object = None
    now: object = None
    same_now: bool = False


@method_decorator(
    [csp_replace(IN_ANY_FRAME), xframe_options_exempt, cache_control(public=True, max_age=FRESH_FOR)], name="dispatch"
)
class Embed(RegisterPage):
    """What the embeds share. `page` is the name of the page of which the embed is a part."""

    indexed = False

    def refuse(self, troubles, bad_day=""):
        return error_page(self.request, 400, {"troubles": troubles}, template="embed/refused.html")

    def answer(self, day):
        """What the embed states of `day`, comparable with == and read from the register as routed here."""
        raise NotImplementedError

    def newer(self, shown):
        clock, now = self.clock, today()
        with as_recorded(None):
            corrected = self.answer(clock.day) if clock.moment else None
            latest = self.answer(now) if clock.asked and clock.asked < now else None
        return Newer(
            today=now,
            corrected=None if corrected == shown else corrected,
            now=None if latest == shown else latest,
            same_now=latest == shown,
        )

    def get_context_data(self, **kwargs):
        shown = self.answer(self.clock.day)
        path = reverse(self.page)
        return super().get_context_data(
            shown=shown,
            newer=self.newer(shown),
            organization=name_on(OrganizationName.objects.as_of(self.clock.day), self.clock.day),
            page=f"{settings.SITE_URL}{keep_day({'clock': self.clock}, path)}",
            page_today=f"{settings.SITE_URL}{path}",
            **kwargs,
        )

    def get_title(self, context: dict) -> str:
        organization = context["organization"]
        acronym = (organization and organization.acronym_en) or "IOM"
        return f"{self.subject} of {acronym} on {day_in_words(self.clock.day)}"

    @property
    def subject(self) -> str:
        """Return what of the organization the embed states, as its title begins."""
        raise NotImplementedError


class CountEmbed(Embed):
    """How many member States, or with status=observer observers, there were."""

    template_name = "embed/count.html"

    def get(self, request, *args, **kwargs):
        self.status = request.GET.get("status", "").strip() or Membership.Status.MEMBER
        if self.status not in Membership.Status.values:
            return self.refuse([("status", "There is no such standing.", Membership.Status.values)])
        self.page = {"member": "state-list", "observer": "observers"}[self.status]
        return super().get(request, *args, status=self.status)

    @property
    def subject(self) -> str:
        return f"{capfirst(self.status)} States"

    def answer(self, day):
        return State.objects.count_on(self.status, day)


class LeaderEmbed(Embed):
    """Who headed the organization."""

    template_name = "embed/leader.html"
    page = "leadership"
    subject = "Head"

    def answer(self, day):
        """[(name, how styled, acting, the term's dates, certainty)] of those who were, or may have been, the head."""
        heads = Term.objects.as_of(day).of_the_head().select_related("person", "post")
        return [
            (
                str(term.person),
                term.styled or term.post.title,
                term.acting,
                term.start,
                term.end,
                term.certainty_on(day),
            )
            for term in heads
        ]


KINDS = {  # what can be embedded: the words for it, the name of its address, its query, and how high its frame is
    "members": ("How many Member States", "embed-count", "", 260),
    "observers": ("How many Observer States", "embed-count", "status=observer", 260),
    "leader": ("Who headed the organization", "embed-leader", "", 260),
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

    def get(self, request, *args, **kwargs):
        self.asked = {"show": request.GET["show"].strip()} if request.GET.get("show") else {}
        kind = self.asked.get("show", "members")
        if kind not in KINDS:
            return bad_request(request, [("show", "There is no such embed.", list(KINDS))], clock=self.clock)
        return self.render_to_response(self.get_context_data(kind=kind))

    def get_context_data(self, kind, **kwargs):
        words, name, query, height = KINDS[kind]
        path = keep_day({"clock": self.clock}, f"{reverse(name)}{f'?{query}' if query else ''}")
        return super().get_context_data(
            kind=kind,
            kinds=[(value, text) for value, (text, *_) in KINDS.items()],
            words=words,
            path=path,
            address=f"{settings.SITE_URL}{path}",
            height=height,
            asked=self.asked,
            **kwargs,
        )
