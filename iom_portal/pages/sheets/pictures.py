"""What the picture of a page says: its section, its own title, its day, and a fact or two.

Only a page of the site is drawn, found by its address and asked as a visitor would ask it, without parameters of its
own: so a picture says nothing that the page does not say.
"""

from django.conf import settings
from django.http import Http404
from django.urls import Resolver404, resolve

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.dates.validity import CERTAIN
from iom_portal.records.history.snapshots import as_recorded
from iom_portal.records.templatetags.words import doubt, spell
from iom_portal.records.web.views import PageMixin

from ..citing.citation import ask_page
from ..navigation import section_of
from ..templatetags.head import DESCRIPTION, fitted
from .organization import capital, counted

LONGEST = 140  # characters of a title


def picture_of(path, clock):
    """The data of the picture of the page at `path`, under `clock`. Raises Http404 where there is no such page."""
    try:
        match = resolve(path)
    except Resolver404:
        raise Http404("There is no such page.") from None
    view_class = getattr(match.func, "view_class", object)
    if not issubclass(view_class, PageMixin):
        raise Http404("This address has no picture.")
    with as_recorded(clock.moment):
        response = ask_page(match, path, clock)
        if response.status_code != 200:
            raise Http404("This address has no picture.")
        context, moment = response.context_data, clock.moment
        day = "" if context["view"].undated else day_in_words(clock.day)
        facts = IN_SHORT[match.url_name](context, clock.day) if match.url_name in IN_SHORT else []
        return {
            "section": section_of(match.url_name),
            "title": fitted(context["page_title"], LONGEST),
            "day": day,
            "facts": facts or [fitted(context["page_description"], DESCRIPTION)],
            "recorded": f"The register as recorded on {day_in_words(moment.made_at)}" if moment else "",
            "unofficial": settings.DISCLAIMER,
        }


def _of_home(context, day):
    organization = context["organization"]
    heads = [f"{term.person}, {term.styled or term.post}" for term in organization.heads]
    return [counted(organization.counts)["text"], *heads] if organization.name else []


def _of_state(context, day):
    return [
        f"{capital(status)} {spell(row)}" if certainty == CERTAIN else f"Possibly {status}: {doubt(row, day)}"
        for status, certainty, row in context["standing"]
    ]


IN_SHORT = {"home": _of_home, "state-detail": _of_state}  # pages that have a fact or two to show; others are described
