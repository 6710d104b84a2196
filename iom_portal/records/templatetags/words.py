"""Filters of every template (a builtin library): dates in words, and what is true of a record on the day.

The rules stand in records/temporal.py and on the models; here they only get their words.
"""

import re
from datetime import date
from itertools import groupby

from django import template
from django.utils.html import format_html_join

from ..dates.partial_date import PartialDate, PartialDateError, day_in_words
from ..dates.phrases import happening_in_words, some_day, spell_in_words, years_in_words
from ..dates.validity import CERTAIN, POSSIBLE
from ..text import fold

register = template.Library()

# Dates in words


@register.filter
def day_words(day: date | None) -> str:
    """Return a day in words, or "" for none."""
    return "" if day is None else day_in_words(day)


@register.filter
def prefixed(words: object, start: str) -> str:
    """Return words after `start`, or "" where there are none: {{ place|prefixed:", " }}."""
    return f"{start}{words}" if words else ""


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


@register.filter
def spell(record):
    """A spell in words: "from 5 December 1951 to 31 December 1973", "since 1967", "start not found"."""
    return spell_in_words(record.start, record.end)


@register.filter
def spell_years(record):
    """A spell in years, where there is no room for its days: "1951 to 1973", "1994–1996 to 2004", "since 1967"."""
    ended = (record.end_earliest, record.end_latest) if record.end else None
    return years_in_words((record.start_earliest, record.start_latest), ended)


@register.filter
def happened(record):
    """When something happened, in words: "5 December 1951", "13–21 October 1952"."""
    return happening_in_words(record.start, record.end)


@register.filter
def dated(record):
    """When a record held or happened, in words; "" for one that bears no date of its own."""
    return record.dates_in_words()


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


@register.filter
def turned(turn):
    """What a Turn comes to, in words: "joined", "entered into force"; "" for what happens and is over."""
    words = turn.record.words
    if turn.field in ("start", "end") and turn.record.on_day.until:
        return words.ends if turn.field == "end" else words.begins
    if turn.field == "elected_on":
        return election_verb(turn.record)
    return words.fields.get(turn.field, "")


@register.filter
def by_turn(turns):
    """Turns as [(what they come to: "Member States: joined", Turns)], by letter."""

    def what_it_comes_to(turn):
        title, verb = turn.record.group_title, turned(turn)
        return f"{title}: {verb}" if verb else title

    def order(turn):
        return what_it_comes_to(turn), fold(str(turn.record.subject))

    in_order = sorted(turns, key=order)
    return [(words, list(rows)) for words, rows in groupby(in_order, key=what_it_comes_to)]


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
    words, reasons = record.words, []
    if record.start_latest > day:
        reasons.append(f"{words.begins} {some_day(record.start)}" if record.start else "its start was not found")
    if record.end_earliest < day:
        reasons.append(f"{words.ends} {some_day(record.end)}")
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
    if rule is None or not record.about.shows_standing:
        return "", ""
    certain = rule.certainty(record, day)
    dated = rule.dated(record)
    since = getattr(dated, rule.since)
    if certain is None and rule.begun.certainty(record, day) is None:
        return "not-yet", f"Not yet: {since.words() or 'start not found'}"
    if rule.until is None:
        if certain == POSSIBLE:
            return "possible", "Possibly: its day is not known"
        return "holds", record.standing_in_words(day)
    if certain is None:
        return (
            "over",
            f"No longer: {'last day ' + dated.end.words() if dated.end.is_exact else 'ended ' + some_day(dated.end)}",
        )
    if certain == CERTAIN:
        return "holds", dated.words.in_force.capitalize()
    return "possible", f"Possibly: {doubt(dated, day)}"


# Kinds


@register.filter
def kind_name(kind_model):
    """The name of a kind: "membership"."""
    return kind_model._meta.verbose_name


@register.filter
def heading(kind_model):
    """The name of a kind in the plural, as a heading."""
    return kind_model.plural_title()
