"""Tags and filters of every template (a builtin library): links that keep the day, dates in words, citations.

The rules stand in records/temporal.py and on the models; here they only get their words.
"""

import re
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from urllib.parse import urlencode, urlsplit, urlunsplit

from django import template
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.encoding import escape_uri_path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from ..dates import FOREVER, MONTHS, PartialDate, PartialDateError, day_in_words
from ..folding import fold
from ..temporal import CERTAIN, POSSIBLE

register = template.Library()

LONG, ALIKE = 8, 0.5  # texts of at least so many words, so much alike, are compared word by word
VERBS = {  # how a spell of a kind begins and ends; the others begin and end
    "member": ("joined", "left"),
    "observer": ("became an observer", "ceased to be one"),
    "term": ("took office", "left office"),
}
TURNS = {  # what happens on the days that other fields name
    "notified_on": "gave notice of withdrawal",
    "adopted_on": "adopted",
    "in_force_on": "entered into force",
    "ceased_on": "ceased to be in force",
}
GRADES = {"document": "document", "secondary": "secondary", "dataset": "data set", "unverified": "not verified"}
NOW = {"organ": "exists", "post": "exists", "framework": "current", "organizationname": "borne", "term": "in office"}


# Addresses


@lru_cache(maxsize=8192)
def _reverse(name, args, urlconf, prefix, language):
    return reverse(name, args=args)


def address(name, *args):
    """reverse(), worked out once for each address: long lists name thousands."""
    return _reverse(name, args, get_urlconf(), get_script_prefix(), get_language())


def _with_day(context, url):
    clock = context.get("clock")
    clocks = clock.parameters if clock else {}
    if not url or not clocks:
        return url
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query="&".join(filter(None, [parts.query, urlencode(clocks)]))))


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
    url = _with_day(context, record.page_url)
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


# Dates in words


@register.filter
def day_words(day):
    return day_in_words(day)


@register.filter
def date_words(text):
    """The text of a date in words; any other text as it is."""
    try:
        return PartialDate(text).words()
    except PartialDateError:
        return text


@register.filter
def whole_days(text):
    """A text whose days, such as 1985-05-24, are not broken at the end of a line."""
    parts = re.split(r"(\d{4}-\d\d(?:-\d\d)?)", text)  # every second part is a day
    pairs = zip(parts[::2], [*parts[1::2], ""], strict=True)
    return format_html_join("", '{}<span class="whole">{}</span>', pairs) if len(parts) > 1 else text


def some_day(when):
    """A partial date as the time of a happening: "on 24 May 1985", "some day in 1967"."""
    if when.is_exact:
        return f"on {when.words()}"
    if when.precision != "interval":
        return f"some day in {when.words()}"
    return when.words() if ".." in when else f"some day {when.words()}"


def _edge(when):
    words = when.words()
    return f"some day {words}" if words.startswith("between") else words


@register.filter
def spell(record):
    """A spell in words: "from 5 December 1951 to 31 December 1973", "since 1967", "start not found"."""
    if record.start and record.end:
        return f"from {_edge(record.start)} to {_edge(record.end)}"
    if record.start:
        return f"since {_edge(record.start)}"
    return f"until {_edge(record.end)} (start not found)" if record.end else "start not found, still running"


@register.filter
def spell_years(record):
    """A spell in years, where there is no room for its days: "1951 to 1973", "1994–1996 to 2004", "since 1967"."""
    began, ended = (
        str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
        for first, last in ((record.start_earliest, record.start_latest), (record.end_earliest, record.end_latest))
    )
    if not record.end:
        return f"since {began}"
    return f"{began} to {ended if record.end_latest != FOREVER else f'{record.end_earliest.year} or later'}"


@register.filter
def happened(record):
    """When something happened, in words: "5 December 1951", "13–21 October 1952"."""
    start, end = record.start, record.end
    if not end or start == end:
        return start.words()
    if start.is_exact and end.is_exact:
        first, last = start.earliest, end.earliest
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{last.day} {MONTHS[last.month]} {last.year}"
        if first.year == last.year:
            return f"{first.day} {MONTHS[first.month]} – {end.words()}"
    return f"{_edge(start)} – {_edge(end)}"


@register.filter
def dated(record):
    """When a record held or happened, in words; "" for one that bears no date of its own."""
    if record.on_day is None or record.on_day.via:
        return ""
    if hasattr(record, "end_latest"):
        return spell(record)
    if hasattr(record, "start"):
        return happened(record)
    if not hasattr(record, "adopted_on"):
        return getattr(record, record.on_day.since).words()
    adopted = f"adopted {record.adopted_on.words()}"
    return f"{adopted}, in force from {_edge(record.in_force_on)}" if record.in_force_on else adopted


@register.filter
def span(counts):
    """A count as a number, or as a range where dates leave it open: "175", "149–154"."""
    low, high = (counts["certain"], counts["possible"]) if isinstance(counts, dict) else counts
    return str(low) if low == high else f"{low}–{high}"


# What is true on the day


@register.filter
def certainty(record, day):
    """ "certain", "possible" or None."""
    return record.certainty_on(day)


@register.filter
def leaving(spell, day):
    """Whether the withdrawal of a member was notified by `day` and may not have come yet."""
    return spell.is_leaving_on(day)


@register.filter
def election_verb(term):
    """How a person came to a term, in a word: the register keeps the two in one field."""
    return "appointed" if "appoint" in f"{term.election} {term.result}".lower() else "elected"


def _verbs(record):
    return VERBS.get(getattr(record, "status", record.kind), ("began", "ended"))


@register.filter
def turned(turn):
    """What a Turn comes to, in words: "joined", "entered into force"; "" for what happens and is over."""
    if turn.field in ("start", "end") and turn.record.on_day.until:
        return _verbs(turn.record)[turn.field == "end"]
    if turn.field == "elected_on":
        return election_verb(turn.record)
    return TURNS.get(turn.field, "")


@register.filter
def by_turn(turns):
    """Turns as [(what they come to: "Member States: joined", Turns)], by letter."""

    def said(turn):
        record, verb = turn.record, turned(turn)
        name = f"{record.get_status_display()}s" if hasattr(record, "status") else heading(type(record))
        return f"{name}: {verb}" if verb else name

    def order(turn):
        return said(turn), fold(str(getattr(turn.record, "state", turn.record)))

    return [(words, list(rows)) for words, rows in groupby(sorted(turns, key=order), key=said)]


@register.filter
def doubt(record, day):
    """Why a spell is only possible on `day`: "joined some day in 1967". Empty when it is not."""
    if record.certainty_on(day) != POSSIBLE or not hasattr(record, "end_latest"):
        return ""
    began, ended = _verbs(record)
    reasons = []
    if record.start_latest > day:
        reasons.append(f"{began} {some_day(record.start)}" if record.start else "its start was not found")
    if record.end_earliest < day:
        reasons.append(f"{ended} {some_day(record.end)}")
    return ", ".join(reasons)


@register.inclusion_tag("includes/possibly.html", takes_context=True)
def possibly(context, record):
    """The words that mark a spell as only possible on the day; nothing when it is certain."""
    return {"doubt": doubt(record, context["clock"].day)}


@register.inclusion_tag("includes/standing.html", takes_context=True)
def standing(context, record):
    """What a record is on the day asked for: not yet, possibly, in effect, or over."""
    clock = context["clock"]
    state, words = _standing(record, clock.day)
    return {"state": state, "words": words, "clock": clock}


def _standing(record, day):
    rule = record.on_day
    if rule is None or record.kind == "person":
        return "", ""
    certain = rule.certainty(record, day)
    dated = rule.dated(record)
    since = getattr(dated, rule.since)
    if certain is None and rule.begun.certainty(record, day) is None:
        return "not-yet", f"Not yet: {since.words() or 'start not found'}"
    if rule.until is None:
        words = record.standing_on(day) if hasattr(record, "standing_on") else ""
        return ("possible", "Possibly: its day is not known") if certain == POSSIBLE else ("holds", words)
    if certain is None:
        return (
            "over",
            f"No longer: {'last day ' + dated.end.words() if dated.end.is_exact else 'ended ' + some_day(dated.end)}",
        )
    if certain == CERTAIN:
        return "holds", NOW.get(dated.kind, "in effect").capitalize()
    return "possible", f"Possibly: {doubt(dated, day)}"


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
def citations(context, record, opened=False):
    """The sources of a record behind a summary that needs no script. Of many records, bring them `with_citations`.

    opened: show them unfolded, as on the record's own page. Folded, a source that also says something in detail is
    not named a second time.
    """
    cited = record.cited
    supporting = [citation for citation in cited if citation.stance == "supports"]
    if not opened:
        detailed = {citation.source_id for citation in supporting if citation.says_more}
        supporting = [each for each in supporting if each.says_more or each.source_id not in detailed]
    return {
        "record": record,
        "clock": context.get("clock"),
        "opened": opened,
        "supporting": supporting,
        "sources": len({citation.source_id for citation in supporting}),
        "disagreeing": [citation for citation in cited if citation.stance == "disagrees"],
    }


@register.filter
def sources_words(record):
    """How many sources a record has, in words: "2 sources, 1 disagrees". No query for rows `with_source_numbers` or
    `with_citations`."""
    number, disagreeing = record.source_numbers
    words = f"{number} source{'' if number == 1 else 's'}" if number else "No source"
    if disagreeing:
        verb = "disagrees" if disagreeing == 1 else "disagree"
        words = format_html('{}, <span class="disagrees">{} {}</span>', words, disagreeing, verb)
    return words


@register.simple_tag(takes_context=True)
def sources_link(context, record):
    """The sources of a record in few bytes, for long lists: their number, a link to the record's own place, where they
    stand."""
    words = sources_words(record)
    if url := _with_day(context, record.page_url):
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


@register.filter
def kind_name(kind_model):
    """The name of a kind: "membership"."""
    return kind_model._meta.verbose_name


@register.filter
def heading(kind_model):
    """The name of a kind in the plural, as a heading."""
    name = str(kind_model._meta.verbose_name_plural)
    return name[:1].upper() + name[1:]


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
