"""What the picture of a page says: its section, its own title, its day, and a fact or two.

Only a page of the site is drawn, found by its address and asked as a visitor would ask it, without parameters of its
own: so a picture says nothing that the page does not say.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import Resolver404, resolve
from django.utils.text import capfirst

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.dates.validity import CERTAIN
from iom_portal.records.history.clock import Clock
from iom_portal.records.history.snapshots import as_recorded
from iom_portal.records.templatetags.words import doubt, spell
from iom_portal.records.web.views import PageMixin

from ..citing.stated import ask_page
from ..navigation import section_of
from ..templatetags.head import DESCRIPTION_LENGTH, fitted
from .organization import count_cell

LONGEST_TITLE = 140  # characters


def picture_of(path: str, clock: Clock) -> dict[str, Any]:
    """Return the data of the picture of the page at `path`, under `clock`. Raises Http404 where there is none."""
    try:
        match = resolve(path)
    except Resolver404:
        raise Http404("There is no such page.") from None
    view_class = getattr(match.func, "view_class", object)
    if not issubclass(view_class, PageMixin):
        raise Http404("This address has no picture.")
    name, moment = match.url_name or "", clock.moment
    with as_recorded(moment):
        answer = ask_page(match, path, clock)
        if answer.status != 200:
            raise Http404("This address has no picture.")
        context = answer.context
        facts = FACTS_OF_PAGES[name](context, clock.day) if name in FACTS_OF_PAGES else []
        return {
            "section": section_of(name),
            "title": fitted(context["page_title"], LONGEST_TITLE),
            "day": "" if context["view"].undated else day_in_words(clock.day),
            "facts": facts or [fitted(context["page_description"], DESCRIPTION_LENGTH)],
            "recorded": f"The register as recorded on {day_in_words(moment.made_at)}" if moment else "",
            "unofficial": settings.DISCLAIMER,
        }


def _facts_of_home(context: dict[str, Any], day: date) -> list[str]:
    """Return the counts of States and who heads the organization; nothing before it existed."""
    organization = context["organization"]
    if not organization.name:
        return []
    heads = [f"{term.person}, {term.styled or term.post}" for term in organization.heads]
    return [count_cell(organization.counts)["text"], *heads]


def _facts_of_state(context: dict[str, Any], day: date) -> list[str]:
    """Return what the State is, or may be, on the day."""
    facts = []
    for status, certainty, membership in context["standing"]:
        if certainty == CERTAIN:
            facts.append(f"{capfirst(status)} {spell(membership)}")
        else:
            facts.append(f"Possibly {status}: {doubt(membership, day)}")
    return facts


# Pages that have a fact or two to show, by the name of their address; of others the description is shown.
FACTS_OF_PAGES: dict[str, Callable[[dict[str, Any], date], list[str]]] = {
    "home": _facts_of_home,
    "state-detail": _facts_of_state,
}
