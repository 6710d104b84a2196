"""The navigation of the site: sections, their pages, which of them the reader is on, and the way to other days."""

from urllib.parse import urlencode

from django import template
from django.utils.html import format_html, format_html_join

from iom_portal.records.history.days_of_change import around
from iom_portal.records.history.revision_cache import cached_by_revision, register_stamp
from iom_portal.records.templatetags.records import address, here_on, keep_day
from organs.models import Instrument

from ..navigation import SECTIONS, page_over

register = template.Library()


def place(context):
    """(name, page): the name of the address that was asked for, and of the page in SECTIONS under which it stands."""
    match = getattr(context.get("request"), "resolver_match", None)
    name = (match and match.url_name) or ""
    return name, page_over(name)


def trail(context, title: str) -> list[tuple[str, str]]:
    """Return the way from the home page to the page of this title, as (name, path); the page itself comes last."""
    name, page = place(context)
    steps = [("Home", address("home"))]
    for section in SECTIONS:
        first_page = section.pages[0].name
        for menu_page in section.pages:
            if menu_page.name != page:
                continue
            if page != first_page:
                steps.append((section.title, address(first_page)))
            steps.append((menu_page.title, address(page)))
    if name != "home" and (name != page or len(steps) == 1):
        steps.append((title, context["request"].path))
    return steps


@register.inclusion_tag("includes/navigation.html", takes_context=True)
def navigation(context):
    """The sections, and below them the pages of the one that the reader is in."""
    name, page = place(context)
    sections, inside = [], []
    for title, pages in SECTIONS:
        here = any(page == other for other, _ in pages)
        sections.append((title, address(pages[0][0]), here))
        if here and len(pages) > 1:
            inside = [(text, address(other), other == page, other == name) for other, text in pages]
    return {"sections": sections, "inside": inside, "clock": context.get("clock")}


@register.filter
def sheet_cell(cell):
    """A cell of a sheet (sheets/composing.py): its text, what is said beside it, the numbers of its sources."""
    lang = format_html(' lang="{}"', cell["lang"]) if cell["lang"] else ""
    text = format_html("<span{}>{}</span>", lang, cell["text"]) if lang and cell["text"] else cell["text"]
    quiet = format_html("<i{}>{}</i>", lang, cell["quiet"]) if cell["quiet"] else ""
    refs = format_html("<sup>[{}]</sup>", cell["refs"]) if cell["refs"] else ""
    return format_html_join(" ", "{}", ((part,) for part in (text, quiet, refs) if part))


@register.inclusion_tag("includes/steps.html", takes_context=True)
def steps(context):
    """Links to the same page on the previous and the next day of change, and on the days that matter."""
    clock = context["clock"]
    page = {name: context.get(name) for name in ("clock", "request", "asked")}
    if not clock.loaded:
        return page
    stamp = register_stamp()

    def to(day):
        return day and {"day": day, "url": here_on(context, day)}

    before, after = map(to, around(clock.day, stamp))
    matter = [(clock.established_on, "Foundation"), *cached_by_revision("days-that-matter", stamp, _days_that_matter)]
    return page | {"before": before, "after": after, "marks": [to(day) | {"what": what} for day, what in matter]}


def _days_that_matter():
    """[(day, what)]: the days on which the Constitution and its amendments entered into force."""
    instruments = Instrument.objects.constitutional().exclude(in_force_on="")
    exact = [each for each in instruments if each.in_force_on.is_exact]
    return sorted((each.in_force_on.earliest, each.get_kind_of_instrument_display()) for each in exact)


@register.filter
def marked(parts):
    """A text in parts (text, whether it was looked for) with those words marked."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if mark else text,) for text, mark in parts)
    )


@register.simple_tag(takes_context=True)
def search_for(context, text, kind="", page=1):
    """The address under which a text is looked for, in all kinds or in one, with the day kept."""
    asked = {"q": text} | ({"kind": kind} if kind else {}) | ({"page": page} if page > 1 else {})
    return keep_day(context, f"{address('search')}?{urlencode(asked)}")
