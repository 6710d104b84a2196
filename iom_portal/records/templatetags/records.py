"""Tags and filters of every template (a builtin library): links that keep the day, bars, citations, changes."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.encoding import escape_uri_path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from ..dates.validity import today
from ..drawing.axis import Axis, Stretch
from ..models.entry import Entry
from ..models.facts import Record
from ..page_address import with_parameters

register = template.Library()

PageContext = Context | Mapping[str, Any]  # that of a template, or what code says in its place

LONG_TEXT = 8  # words, from which on two texts are compared word by word,
LIKENESS = 0.5  # where they are at least so much alike, from 0 to 1


# Addresses


@lru_cache(maxsize=8192)
def _reverse(name: str, args: tuple[object, ...], urlconf: str | None, prefix: str, language: str | None) -> str:
    return reverse(name, args=args)


def address(name: str, *args: object) -> str:
    """Return what reverse() gives, worked out once for each address: long lists name thousands."""
    return _reverse(name, args, get_urlconf(), get_script_prefix(), get_language())


def _clocks_of(context: PageContext) -> dict[str, str]:
    """Return the parameters of the clocks that were asked for."""
    clock = context.get("clock")
    return clock.parameters if clock else {}


def _asked_of(context: PageContext) -> dict[str, str]:
    """Return the other parameters that were asked of the page."""
    return dict(context.get("asked") or {})


def _path_of(context: PageContext) -> str:
    return escape_uri_path(context["request"].path)


@register.simple_tag(takes_context=True)
def record_address(context: PageContext, record: Entry) -> str:
    """Return the address of the page of a record, or "" for none.

    The day asked for is kept, but for a place on a page that only shows what had begun by its day: a record that begins
    later is shown today or, if it is still to come, on its day.
    """
    url = record.page_url
    clocks = _clocks_of(context)
    if "#" in url and record.on_day and not record.on_day.via:
        possibly_since, _ = record.begun_days()
        if "as_of" in clocks and possibly_since > context["clock"].day:
            del clocks["as_of"]
        if "as_of" not in clocks and possibly_since > today():
            clocks["as_of"] = possibly_since.isoformat()
    return with_parameters(url, clocks)


@register.simple_tag(takes_context=True)
def keep_day(context: PageContext, url: str) -> str:
    """Return `url` with the day asked for, if one was: reading on stays on that day."""
    return with_parameters(url, _clocks_of(context))


@register.simple_tag(takes_context=True)
def at(context: PageContext, name: str, *args: object) -> str:
    """Return the address of a named page, with the day kept."""
    return with_parameters(address(name, *args), _clocks_of(context))


@register.simple_tag(takes_context=True)
def keep_query(context: PageContext, query: str) -> str:
    """Return the address of this page with another query, and the day kept."""
    path = _path_of(context)
    return with_parameters(f"{path}?{query}" if query else path, _clocks_of(context))


@register.simple_tag(takes_context=True)
def link(context: PageContext, record: Entry | None, text: str = "") -> str:
    """Return a link to the page of a record, or its plain name where it has none."""
    if not record:
        return ""
    url = record_address(context, record)
    if not url:
        return str(text or record)
    return format_html('<a href="{}">{}</a>', url, text or record)


@register.simple_tag(takes_context=True)
def here(context: PageContext, *names: str) -> str:
    """Return the address of this page with what was asked of it, but of the clocks only those of these `names`."""
    clocks = {name: value for name, value in _clocks_of(context).items() if name in names}
    query = urlencode({**_asked_of(context), **clocks})
    path = _path_of(context)
    return f"{path}?{query}" if query else path


def here_on(context: PageContext, day: date) -> str:
    """Return the address of this page, with what was asked of it and the moment, on another day."""
    parameters = {**_asked_of(context), **_clocks_of(context), "as_of": day.isoformat()}
    return f"{_path_of(context)}?{urlencode(parameters)}"


@register.simple_tag(takes_context=True)
def on_day(context: PageContext, day: date, name: str, *args: object) -> str:
    """Return the address of a named page on another day, with the moment kept."""
    parameters = {**_clocks_of(context), "as_of": day.isoformat()}
    return f"{address(name, *args)}?{urlencode(parameters)}"


@register.simple_tag(takes_context=True)
def cite_query(context: PageContext) -> str:
    """Return the query under which the page is cited: its address with what was asked of it."""
    path = context["request"].path
    query = urlencode({**_asked_of(context), **_clocks_of(context)})
    return urlencode({"address": f"{path}?{query}" if query else path})


@register.simple_tag(takes_context=True)
def order_heading(context: PageContext, name: str, words: str, usual: bool = False) -> SafeString:
    """Return the heading of a column by which a list can be ordered.

    It is a link to that order or, where it holds, to its reverse. usual: whether the list has that order unless another
    is asked for.
    """
    parameters = _asked_of(context)
    current = parameters.pop("ordering", name if usual else "")
    if current == name:
        parameters["ordering"] = f"-{name}"
    elif not usual:
        parameters["ordering"] = name
    query = urlencode({**parameters, **_clocks_of(context)})
    marks = {name: ' aria-sort="ascending"', f"-{name}": ' aria-sort="descending"'}
    mark = mark_safe(marks.get(current, ""))
    return format_html('<th scope="col"{}><a href="?{}">{}</a></th>', mark, query, words)


# Drawing


@register.filter
def on_axis(record: Record, axis: Axis) -> list[Stretch]:
    """Return the Stretches of a record on an Axis."""
    stretches: list[Stretch] = axis.stretches(record)
    return stretches


@register.inclusion_tag("includes/bars.html", takes_context=True)
def bars(context: Context, record: Record) -> dict[str, Any]:
    """Show a spell drawn up to the day on the page's `axis`, whose width is 100: percent of the box that holds it."""
    axis, day = context["axis"], context["clock"].day
    return {"stretches": axis.stretches(record, day), "day_x": axis.x(day) if axis.shows(day) else None}


@register.inclusion_tag("includes/years.html", takes_context=True)
def years(context: Context) -> dict[str, Any]:
    """Show the years of the page's `axis`, but for those whose words would lie over its end."""
    return {"ticks": [tick for tick in context["axis"].ticks(8) if tick.x < 93]}


@register.filter
def of_key(mapping: Mapping[str, Any], key: str) -> Any:
    """Return the value of a mapping under a key that a variable holds."""
    return mapping.get(key)


@register.filter
def signed(pair: Iterable[int]) -> str:
    """Return what a line adds to a certain and to a possible number: "+1", "−1", "0 to +1"."""
    low, high = sorted(pair)
    return _with_sign(low) if low == high else f"{_with_sign(low)} to {_with_sign(high)}"


def _with_sign(number: int) -> str:
    if number == 0:
        return "0"
    return f"+{number}" if number > 0 else f"−{-number}"


@register.simple_tag
def share(numbers: Mapping[str, int], value: str, total: int) -> str:
    """Return a number with its part of the whole: "12 (34 %)"; "" for none."""
    number = numbers.get(value, 0)
    return f"{number} ({100 * number / total:.0f} %)" if number else ""


# What was changed


@register.simple_tag
def difference(old: str, new: str) -> SafeString:
    """Return an old and a new text; in two long texts much alike, only the words that differ are marked."""
    old_words, new_words = old.split(), new.split()
    matcher = SequenceMatcher(None, old_words, new_words, autojunk=False)
    is_long = min(len(old_words), len(new_words)) >= LONG_TEXT
    if not is_long or matcher.ratio() < LIKENESS:
        return format_html("<del>{}</del> <ins>{}</ins>", old or "–", new or "–")
    return format_html_join(" ", "{}", ((piece,) for piece in _pieces(matcher, old_words, new_words)))


def _pieces(matcher: SequenceMatcher[str], old_words: list[str], new_words: list[str]) -> Iterator[str]:
    """Yield the words that stayed, went and came, step by step of the comparison."""
    for step, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        before, after = " ".join(old_words[old_start:old_end]), " ".join(new_words[new_start:new_end])
        if step == "equal":
            yield after
            continue
        if before:
            yield format_html("<del>{}</del>", before)
        if after:
            yield format_html("<ins>{}</ins>", after)
