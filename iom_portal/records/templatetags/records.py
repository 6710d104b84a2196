"""Tags and filters of every template (a builtin library): links that keep the day, bars, citations, changes."""

from difflib import SequenceMatcher
from functools import lru_cache
from urllib.parse import urlencode, urlsplit, urlunsplit

from django import template
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.encoding import escape_uri_path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from ..dates.validity import today

register = template.Library()

LONG, ALIKE = 8, 0.5  # texts of at least so many words, so much alike, are compared word by word
GRADES = {"document": "document", "secondary": "secondary", "dataset": "data set", "unverified": "not verified"}


# Addresses


@lru_cache(maxsize=8192)
def _reverse(name, args, urlconf, prefix, language):
    return reverse(name, args=args)


def address(name, *args):
    """reverse(), worked out once for each address: long lists name thousands."""
    return _reverse(name, args, get_urlconf(), get_script_prefix(), get_language())


def _with_day(context, url):
    clock = context.get("clock")
    return _with_clocks(url, clock.parameters if clock else {})


def _with_clocks(url, clocks):
    if not url or not clocks:
        return url
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query="&".join(filter(None, [parts.query, urlencode(clocks)]))))


@register.simple_tag(takes_context=True)
def record_address(context, record):
    """The address of the page of a record, or "" for none.

    The day asked for is kept, but for a place on a page that only shows what had begun by its day: a record that begins
    later is shown today or, if it is still to come, on its day.
    """
    clock, url = context.get("clock"), record.page_url
    clocks = dict(clock.parameters) if clock else {}
    if "#" in url and record.on_day and not record.on_day.via:
        begins = record.begun_days()[0]
        if "as_of" in clocks and begins > clock.day:
            del clocks["as_of"]
        if "as_of" not in clocks and begins > today():
            clocks["as_of"] = begins.isoformat()
    return _with_clocks(url, clocks)


@register.simple_tag(takes_context=True)
def keep_day(context, url):
    """`url` with the day asked for, if one was: reading on stays on that day."""
    return _with_day(context, url)


@register.simple_tag(takes_context=True)
def at(context, name, *args):
    """The address of a named page, with the day kept."""
    return _with_day(context, address(name, *args))


@register.simple_tag(takes_context=True)
def keep_query(context, query):
    """The address of this page with another query, and the day kept."""
    path = escape_uri_path(context["request"].path)
    return _with_day(context, f"{path}?{query}" if query else path)


@register.simple_tag(takes_context=True)
def link(context, record, text=""):
    """A link to the page of a record, or its plain name where it has none."""
    if not record:
        return ""
    url = record_address(context, record)
    return format_html('<a href="{}">{}</a>', url, text or record) if url else str(text or record)


@register.simple_tag(takes_context=True)
def here(context, *kept):
    """The address of this page with what was asked of it, but of the clocks only those named."""
    clock, path = context.get("clock"), escape_uri_path(context["request"].path)
    clocks = {name: value for name, value in clock.parameters.items() if name in kept} if clock else {}
    query = urlencode({**(context.get("asked") or {}), **clocks})
    return f"{path}?{query}" if query else path


def here_on(context, day):
    """The address of this page, with what was asked of it and the moment, on another day."""
    clock, path = context["clock"], escape_uri_path(context["request"].path)
    return f"{path}?{urlencode({**(context.get('asked') or {}), **clock.parameters, 'as_of': day.isoformat()})}"


@register.simple_tag(takes_context=True)
def on_day(context, day, name, *args):
    """The address of a named page on another day, with the moment kept."""
    return f"{address(name, *args)}?{urlencode({**context['clock'].parameters, 'as_of': day.isoformat()})}"


@register.simple_tag(takes_context=True)
def cite_query(context):
    """The query under which the page is cited: its address with what was asked of it."""
    clock, request = context.get("clock"), context["request"]
    query = urlencode({**(context.get("asked") or {}), **(clock.parameters if clock else {})})
    return urlencode({"address": f"{request.path}{'?' if query else ''}{query}"})


@register.simple_tag(takes_context=True)
def order_heading(context, name, words, usual=False):
    """The heading of a column by which a list can be ordered: a link to that order or, where it holds, to its reverse.
    usual: whether the list has that order unless another is asked for."""
    current = (context.get("asked") or {}).get("ordering", name if usual else "")
    asked = {key: value for key, value in (context.get("asked") or {}).items() if key != "ordering"}
    if current == name:
        asked["ordering"] = f"-{name}"
    elif not usual:
        asked["ordering"] = name
    query = urlencode({**asked, **context["clock"].parameters})
    turned = {name: ' aria-sort="ascending"', f"-{name}": ' aria-sort="descending"'}.get(current, "")
    return format_html('<th scope="col"{}><a href="?{}">{}</a></th>', mark_safe(turned), query, words)


# Drawing


@register.filter
def on_axis(record, axis):
    """The Stretches of a record on an Axis."""
    return axis.stretches(record)


@register.inclusion_tag("includes/bars.html", takes_context=True)
def bars(context, record):
    """A spell drawn up to the day on the page's `axis`, whose width is 100: percent of the box that holds it."""
    axis, day = context["axis"], context["clock"].day
    return {"stretches": axis.stretches(record, day), "day_x": axis.x(day) if axis.shows(day) else None}


@register.inclusion_tag("includes/years.html", takes_context=True)
def years(context):
    """The years of the page's `axis`, but for those whose words would lie over its end."""
    return {"ticks": [tick for tick in context["axis"].ticks(8) if tick.x < 93]}


# Sources


@register.inclusion_tag("includes/citations.html", takes_context=True)
def citations(context, record, opened=False, again=False):
    """The sources of a record behind a summary that needs no script. Of many records, bring them `with_citations`.

    opened: show them unfolded, as on the record's own page. Folded, a source that also says something in detail is
    not named a second time. again: the page has shown them before, and that place is the one to which links lead.
    """
    cited = record.cited
    supporting = [citation for citation in cited if citation.stance == "supports"]
    if not opened:
        detailed = {citation.source_id for citation in supporting if citation.says_more}
        supporting = [each for each in supporting if each.says_more or each.source_id not in detailed]
    disagreeing = [citation for citation in cited if citation.stance == "disagrees"]
    return {
        "record": record,
        "clock": context.get("clock"),
        "opened": opened,
        "again": again,
        "supporting": supporting,
        "disagreeing": disagreeing,
        "numbers": _sources_in_words(len({citation.source_id for citation in supporting}), len(disagreeing)),
    }


@register.filter
def sources_words(record):
    """Return how many sources a record has, in words.

    No query for rows `with_source_numbers` or `with_citations`.
    """
    return _sources_in_words(*record.source_numbers)


def _sources_in_words(supporting: int, disagreeing: int) -> str:
    """Return numbers of sources in words: "2 sources, 1 disagrees"."""
    words = "No source"
    if supporting:
        words = f"{supporting} source" if supporting == 1 else f"{supporting} sources"
    if disagreeing:
        verb = "disagrees" if disagreeing == 1 else "disagree"
        words = format_html('{}, <span class="disagrees">{} {}</span>', words, disagreeing, verb)
    return words


@register.simple_tag(takes_context=True)
def sources_link(context, record):
    """The sources of a record in few bytes, for long lists: their number, a link to the record's own place, where they
    stand."""
    words = sources_words(record)
    if url := record_address(context, record):
        url += "-sources" if "#" in url else ""
        words = format_html('<a href="{}">{}</a>', url, words)
    if record.evidence == "unverified":
        words = format_html('{} <span class="mark unverified">not verified</span>', words)
    return words


@register.filter
def of_key(mapping, key):
    """The value of a mapping under a key that a variable holds."""
    return mapping.get(key)


@register.filter
def grade(evidence):
    """A kind of evidence in a word or two; the page about the reference says what each means."""
    return GRADES.get(evidence, "")


@register.filter
def signed(pair):
    """What a line adds to a certain and to a possible number: "+1", "−1", "0 to +1"."""
    words = [f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0" for number in sorted(pair)]
    return words[0] if words[0] == words[1] else " to ".join(words)


@register.simple_tag
def share(numbers, value, total):
    """A number with its part of the whole: "12 (34 %)"; "" for none."""
    number = numbers.get(value, 0)
    return f"{number} ({100 * number / total:.0f} %)" if number else ""


# What was changed


@register.simple_tag
def difference(old, new):
    """An old and a new text; in two long texts much alike, only the words that differ are marked."""
    parts = [text.split() for text in (old, new)]
    matcher = SequenceMatcher(None, *parts, autojunk=False)
    if min(map(len, parts)) < LONG or matcher.ratio() < ALIKE:
        return format_html("<del>{}</del> <ins>{}</ins>", old or "–", new or "–")
    return format_html_join(" ", "{}", ((piece,) for step in matcher.get_opcodes() for piece in _pieces(parts, *step)))


def _pieces(parts, step, *bounds):
    before, after = " ".join(parts[0][slice(*bounds[:2])]), " ".join(parts[1][slice(*bounds[2:])])
    if step == "equal":
        yield after
        return
    if before:
        yield format_html("<del>{}</del>", before)
    if after:
        yield format_html("<ins>{}</ins>", after)
