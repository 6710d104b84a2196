"""The head of a page: title and description made to fit, the address under which it is known, and who may index it."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.template import Context
from django.utils.encoding import escape_uri_path
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.templatetags.records import address
from iom_portal.records.web.linked_data import as_script, document

from ..linked_data.page import page_node
from .pages import trail

register = template.Library()

SITE_NAME = "IOM Reference"
SITE_DESCRIPTION = (
    "An unofficial reference on the International Organization for Migration: history, organs, members, leadership and "
    "strategy, each fact dated and sourced."
)
NOT_INDEXED = mark_safe('<meta name="robots" content="noindex">')
TITLE_LENGTH, DESCRIPTION_LENGTH = 65, 160  # characters that search engines show


def fitted(text: str, most: int) -> str:
    """Return `text` in at most `most` characters: cut after a word, with “…”, where it is longer."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    whole_words = cut if text[most - 1] == " " else cut.rpartition(" ")[0]
    return f"{(whole_words or cut).rstrip(' ,;:–·(')}…"


def _is_on_a_day(context: Context) -> bool:
    """Return whether the page is of a day that was asked for."""
    clock = context.get("clock")
    return bool(clock and clock.asked and not getattr(context.get("view"), "undated", False))


def _full_address(path: str, parameters: dict[str, str]) -> str:
    """Return the address under SITE_URL of a path with a query."""
    full = f"{settings.SITE_URL}{escape_uri_path(path)}"
    return f"{full}?{urlencode(parameters)}" if parameters else full


@register.simple_tag(takes_context=True)
def own_title(context: Context) -> str:
    """Return the page's own title in full, as its view says it; that of the site where a page has none."""
    return context.get("page_title") or SITE_NAME


def dated_title(context: Context) -> str:
    """Return the page's own title, made to fit, with the day where one was asked for.

    With the revision, too, where the register is read at one.
    """
    clock = context.get("clock")
    clocks = ""
    if clock and _is_on_a_day(context):
        clocks += f", {day_in_words(clock.day)}"
    if clock and clock.moment:
        clocks += f" (revision {clock.moment.revision})"
    return f"{fitted(own_title(context), TITLE_LENGTH - len(clocks))}{clocks}"


@register.simple_tag(takes_context=True)
def window_title(context: Context) -> str:
    """Return what stands between <title> and </title>: the dated title and, where there is room, the site's name."""
    title = dated_title(context)
    with_site = f"{title} · {SITE_NAME}"
    return with_site if len(with_site) <= TITLE_LENGTH else title


@register.simple_tag(takes_context=True)
def meta_description(context: Context) -> str:
    """Return the description of the page, made to fit; that of the site where a page has none."""
    return fitted(context.get("page_description") or SITE_DESCRIPTION, DESCRIPTION_LENGTH)


def canonical_address(context: Context) -> str:
    """Return the full address under which the page is known.

    With the day asked for and the parameters that make another page of it (`distinct` on its view), without what only
    narrows it and without the moment of the register.
    """
    request, view = context["request"], context.get("view")
    parameters = {name: request.GET[name] for name in getattr(view, "distinct", ()) if request.GET.get(name)}
    if _is_on_a_day(context):
        parameters["as_of"] = context["clock"].asked.isoformat()
    return _full_address(request.path, parameters)


@register.simple_tag(takes_context=True)
def indexing(context: Context) -> SafeString:
    """Return the canonical address and what search engines may do with the page.

    They index the pages of today. A page of another day or moment is for whoever was given its address: it is not
    indexed, and its links, which keep that day, are not followed, so that nobody walks through all days of all pages.
    """
    view, clock = context.get("view"), context.get("clock")
    if view is None:  # a page about what went wrong
        return NOT_INDEXED
    link = format_html('<link rel="canonical" href="{}">', canonical_address(context))
    if clock and clock.parameters:
        return format_html('{}\n<meta name="robots" content="noindex, nofollow">', link)
    if not getattr(view, "indexed", True):
        return format_html("{}\n{}", link, NOT_INDEXED)
    return link


@register.inclusion_tag("includes/social.html", takes_context=True)
def social(context: Context) -> dict[str, Any]:
    """Return what other sites show of a link: the page's title, description, address under both clocks, and picture.

    Nothing on a page about what went wrong.
    """
    request, clock = context.get("request"), context.get("clock")
    if request is None or context.get("view") is None or not clock:
        return {}
    parameters = {name: value for name, value in (context.get("asked") or {}).items() if value}
    return {
        "title": dated_title(context),
        "description": meta_description(context),
        "url": _full_address(request.path, {**parameters, **clock.parameters}),
        "picture": _full_address(address("picture"), {"page": request.path, **clock.parameters}),
        "home": request.path == address("home"),
    }


@register.simple_tag(takes_context=True)
def linked_data(context: Context) -> SafeString | str:
    """Return the page and what it is about as a block of JSON-LD: data, which no browser executes.

    Nothing on a page about what went wrong.
    """
    view, clock = context.get("view"), context.get("clock")
    if view is None or not (clock and clock.loaded):
        return ""
    values = context.flatten()
    page = page_node(
        canonical_address(context),
        dated_title(context),
        meta_description(context),
        trail(context, own_title(context)),
        entity=view.linked_node(values),
        day=clock.asked if _is_on_a_day(context) else None,
    )
    data = document(page, *view.other_linked_nodes(values))
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(as_script(data)))
