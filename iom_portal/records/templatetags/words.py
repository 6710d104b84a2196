"""Filters of every template (a builtin library): dates in words, and what is true of a record on the day.

The rules stand in records/temporal.py and on the models; here they only get their words.
"""

import re
from itertools import groupby

from django import template
from django.utils.html import format_html_join

from ..dates.partial_date import FOREVER, MONTHS, PartialDate, PartialDateError, day_in_words
from ..dates.validity import CERTAIN, POSSIBLE
from ..text import fold

register = template.Library()

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
NOW = {"organ": "exists", "post": "exists", "framework": "current", "organizationname": "borne", "term": "in office"}


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
    """Why a record is only possible on `day`: "joined some day in 1967"; of a happening "some day in 1967". Empty when
    it is not."""
    if record.on_day is None or record.certainty_on(day) != POSSIBLE:
        return ""
    rule, record = record.on_day, record.on_day.dated(record)
    if rule.until is None:
        when = getattr(record, rule.since)
        return some_day(when) if when else "its day is not known"
    began, ended = _verbs(record)
    reasons = []
    if record.start_latest > day:
        reasons.append(f"{began} {some_day(record.start)}" if record.start else "its start was not found")
    if record.end_earliest < day:
        reasons.append(f"{ended} {some_day(record.end)}")
    return ", ".join(reasons)


@register.inclusion_tag("includes/possibly.html", takes_context=True)
def possibly(context, record):
    """The words that mark a record as only possible on the day; nothing when it is certain."""
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


# Kinds


@register.filter
def kind_name(kind_model):
    """The name of a kind: "membership"."""
    return kind_model._meta.verbose_name


@register.filter
def heading(kind_model):
    """The name of a kind in the plural, as a heading."""
    name = str(kind_model._meta.verbose_name_plural)
    return name[:1].upper() + name[1:]
