"""The navigation of the site, the steps to other days, and small tags of single pages."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from iom_portal.records.history.days_of_change import around
from iom_portal.records.history.revision_cache import cached_by_revision, register_stamp
from iom_portal.records.templatetags.records import address, here_on, keep_day
from organs.models import Instrument

from ..navigation import SECTIONS, page_over

register = template.Library()


class PlaceInMenu(NamedTuple):
    """Where a reader is: the name of the address asked for, and of the page of the menu under which it stands."""

    name: str
    page: str


def place(context: Context) -> PlaceInMenu:
    """Return where the reader is; ("", "") where no address was resolved."""
    match = getattr(context.get("request"), "resolver_match", None)
    name = (match and match.url_name) or ""
    return PlaceInMenu(name, page_over(name))


def trail(context: Context, title: str) -> list[tuple[str, str]]:
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
def navigation(context: Context) -> dict[str, Any]:
    """Return the sections as (title, address, whether the reader is in it), and below them the pages of that one."""
    name, page = place(context)
    sections, inside = [], []
    for section in SECTIONS:
        here = any(menu_page.name == page for menu_page in section.pages)
        sections.append((section.title, address(section.pages[0].name), here))
        if not here or len(section.pages) == 1:
            continue
        for menu_page in section.pages:
            is_over, is_it = menu_page.name == page, menu_page.name == name
            inside.append((menu_page.title, address(menu_page.name), is_over, is_it))
    return {"sections": sections, "inside": inside, "clock": context.get("clock")}


@register.filter
def sheet_cell(cell: dict[str, str]) -> SafeString:
    """Return a cell of a sheet (sheets/composing.py): its text, what is said beside it, the numbers of its sources."""
    lang = format_html(' lang="{}"', cell["lang"]) if cell["lang"] else ""
    parts: list[str] = []
    if cell["text"]:
        parts.append(format_html("<span{}>{}</span>", lang, cell["text"]) if lang else cell["text"])
    if cell["quiet"]:
        parts.append(format_html("<i{}>{}</i>", lang, cell["quiet"]))
    if cell["refs"]:
        parts.append(format_html("<sup>[{}]</sup>", cell["refs"]))
    return format_html_join(" ", "{}", ([part] for part in parts))


@register.inclusion_tag("includes/steps.html", takes_context=True)
def steps(context: Context) -> dict[str, Any]:
    """Return links to the same page on the previous and the next day of change, and on the days that matter."""
    clock = context["clock"]
    page = {name: context.get(name) for name in ("clock", "request", "asked")}
    if not clock.loaded:
        return page
    stamp = register_stamp()
    before, after = around(clock.day, stamp)
    days = [(clock.established_on, "Foundation"), *cached_by_revision("days-that-matter", stamp, _days_that_matter)]
    marks = []
    for day, what in days:
        marks.append({**_step_to(context, day), "what": what})
    return {
        **page,
        "before": before and {**_step_to(context, before.day), "words": before.words},
        "after": after and {**_step_to(context, after.day), "words": after.words},
        "marks": marks,
    }


def _step_to(context: Context, day: date) -> dict[str, Any]:
    """Return a day, and the address of this page on it."""
    return {"day": day, "url": here_on(context, day)}


def _days_that_matter() -> list[tuple[date, str]]:
    """Return [(day, what)]: the days on which the Constitution and its amendments entered into force. One query."""
    days = []
    for instrument in Instrument.objects.constitutional().exclude(in_force_on=""):
        day = instrument.in_force_on.earliest
        if day and instrument.in_force_on.is_exact:
            days.append((day, instrument.get_kind_of_instrument_display()))
    return sorted(days)


@register.filter
def marked(parts: Iterable[tuple[str, bool]]) -> SafeString:
    """Return a text in parts (text, whether it was looked for) with those words marked."""
    pieces = []
    for text, is_wanted in parts:
        pieces.append([format_html("<mark>{}</mark>", text) if is_wanted else text])
    return format_html_join("", "{}", pieces)


@register.simple_tag(takes_context=True)
def search_for(context: Context, text: str, kind: str = "", page: int = 1) -> str:
    """Return the address under which a text is looked for, in all kinds or in one, with the day kept."""
    parameters = {"q": text}
    if kind:
        parameters["kind"] = kind
    if page > 1:
        parameters["page"] = str(page)
    return keep_day(context, f"{address('search')}?{urlencode(parameters)}")
