"""Filters of every template (a builtin library): dates in words, and what is true of a record on the day.

The rules stand in records/dates/validity.py and on the models; here they only get their words.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any, Protocol, cast

from django import template
from django.template import Context
from django.utils.html import format_html_join

from ..dates.partial_date import PartialDate, PartialDateError, day_in_words
from ..dates.phrases import happening_in_words, some_day, spell_in_words, time_of, years_in_words
from ..dates.times import time_in_words, time_text
from ..dates.validity import CERTAIN, POSSIBLE
from ..history.days_of_change import Turn
from ..models.entry import Entry
from ..models.facts import Lasting, Occurrence, Record, Spell
from ..text import fold

register = template.Library()

# Dates in words


@register.filter
def day_words(day: date | None) -> str:
    """Return a day in words, or "" for none."""
    return "" if day is None else day_in_words(day)


@register.filter
def time_words(at: datetime) -> str:
    """Return the time of a revision in words, as exact as the register holds it."""
    return time_in_words(at)


@register.filter
def time_code(at: datetime) -> str:
    """Return the time of a revision for the attribute `datetime`."""
    return time_text(at)


@register.filter
def prefixed(words: object, start: str) -> str:
    """Return words after `start`, or "" where there are none: {{ place|prefixed:", " }}."""
    return f"{start}{words}" if words else ""


@register.filter
def date_words(text: str) -> str:
    """Return the text of a date in words; any other text as it is."""
    try:
        return PartialDate(text).words()
    except PartialDateError:
        return text


@register.filter
def whole_days(text: str) -> str:
    """Return a text whose days, such as 1985-05-24, are not broken at the end of a line."""
    parts = re.split(r"(\d{4}-\d\d(?:-\d\d)?)", text)  # every second part is a day
    if len(parts) == 1:
        return text
    pairs = zip(parts[::2], [*parts[1::2], ""], strict=True)
    return format_html_join("", '{}<span class="whole">{}</span>', pairs)


register.filter("time_of", time_of)


@register.filter
def spell(record: Lasting) -> str:
    """Return a spell in words: "from 5 December 1951 to 31 December 1973", "since 1967", "start not found"."""
    return spell_in_words(record.start, record.end)


@register.filter
def spell_years(record: Lasting) -> str:
    """Return a spell in years, where there is no room for its days: "1951 to 1973", "1994–1996 to 2004"."""
    end_days = (record.end_earliest, record.end_latest) if record.end else None
    return years_in_words((record.start_earliest, record.start_latest), end_days)


@register.filter
def happened(record: Occurrence) -> str:
    """Return when something happened, in words: "5 December 1951", "13–21 October 1952"."""
    return happening_in_words(record.start, record.end)


@register.filter
def dated(record: Entry) -> str:
    """Return when a record held or happened, in words; "" for one that bears no date of its own."""
    return record.dates_in_words()


@register.filter
def span(count: Mapping[str, int] | tuple[int, int]) -> str:
    """Return a count as a number, or as a range where dates leave it open: "175", "149–154".

    count: (certain, possible), or the two under these names.
    """
    if isinstance(count, Mapping):
        low, high = count["certain"], count["possible"]
    else:
        low, high = count
    return str(low) if low == high else f"{low}–{high}"


# What is true on the day


class MayLeave(Protocol):
    """A spell whose end is notified before it comes."""

    def is_leaving_on(self, day: date) -> bool: ...


class TermOfOffice(Protocol):
    """A term, with the words of the register on how it came about."""

    election: str
    result: str


@register.filter
def certainty(record: Record, day: date) -> str | None:
    """Return "certain", "possible" or None."""
    return record.certainty_on(day)


@register.filter
def leaving(spell: MayLeave, day: date) -> bool:
    """Return whether the withdrawal of a member was notified by `day` and may not have come yet."""
    return spell.is_leaving_on(day)


@register.filter
def election_verb(term: TermOfOffice) -> str:
    """Return how a person came to a term, in a word: the register keeps the two in one field."""
    return "appointed" if "appoint" in f"{term.election} {term.result}".lower() else "elected"


@register.filter
def turned(turn: Turn) -> str:
    """Return what a Turn comes to, in words: "joined", "entered into force"; "" for what happens and is over."""
    words, rule = turn.record.words, turn.record.on_day
    if rule is not None and rule.until:
        if turn.field == "start":
            return words.begins
        if turn.field == "end":
            return words.ends
    if turn.field == "elected_on":
        return election_verb(cast(TermOfOffice, turn.record))
    return words.fields.get(turn.field, "")


@register.filter
def by_turn(turns: Iterable[Turn]) -> list[tuple[str, list[Turn]]]:
    """Return Turns as [(what they come to: "Member States: joined", Turns)], by letter."""

    def what_it_comes_to(turn: Turn) -> str:
        title, verb = turn.record.group_title, turned(turn)
        return f"{title}: {verb}" if verb else title

    def order(turn: Turn) -> tuple[str, str]:
        return what_it_comes_to(turn), fold(str(turn.record.subject))

    in_order = sorted(turns, key=order)
    return [(words, list(rows)) for words, rows in groupby(in_order, key=what_it_comes_to)]


@register.filter
def doubt(record: Record, day: date) -> str:
    """Return why a record is only possible on `day`: "joined some day in 1967"; of a happening "some day in 1967".

    Empty when it is not.
    """
    rule = record.on_day
    if rule is None or record.certainty_on(day) != POSSIBLE:
        return ""
    bearer = rule.dated(record)
    if rule.until is None:
        when: PartialDate = getattr(bearer, rule.since)
        return some_day(when) if when else "its day is not known"
    spell = cast(Spell, bearer)
    reasons = []
    if spell.start_latest > day and spell.start:
        reasons.append(f"{spell.words.begins} {some_day(spell.start)}")
    elif spell.start_latest > day:
        reasons.append("its start was not found")
    if spell.end_earliest < day:
        reasons.append(f"{spell.words.ends} {some_day(spell.end)}")
    return ", ".join(reasons)


@register.inclusion_tag("includes/possibly.html", takes_context=True)
def possibly(context: Context, record: Record) -> dict[str, Any]:
    """Show the words that mark a record as only possible on the day; nothing when it is certain."""
    return {"doubt": doubt(record, context["clock"].day)}


@register.inclusion_tag("includes/standing.html", takes_context=True)
def standing(context: Context, record: Record) -> dict[str, Any]:
    """Show what a record is on the day asked for: not yet, possibly, in effect, or over."""
    clock = context["clock"]
    state, words = _standing(record, clock.day)
    return {"state": state, "words": words, "clock": clock}


def _standing(record: Record, day: date) -> tuple[str, str]:
    """Return what a record is on a day: (not-yet, possible, holds or over, the same in words); ("", "") for neither."""
    rule = record.on_day
    if rule is None or not record.about.shows_standing:
        return "", ""
    certainty = rule.certainty(record, day)
    bearer = rule.dated(record)
    if certainty is None and rule.begun.certainty(record, day) is None:
        since: PartialDate = getattr(bearer, rule.since)
        return "not-yet", f"Not yet: {since.words() or 'start not found'}"
    if rule.until is None:
        if certainty == POSSIBLE:
            return "possible", "Possibly: its day is not known"
        return "holds", record.standing_in_words(day)
    spell = cast(Spell, bearer)
    if certainty is None:
        last_day = f"last day {spell.end.words()}" if spell.end.is_exact else f"ended {some_day(spell.end)}"
        return "over", f"No longer: {last_day}"
    if certainty == CERTAIN:
        return "holds", spell.words.in_force.capitalize()
    return "possible", f"Possibly: {doubt(spell, day)}"


# Kinds


@register.filter
def kind_name(kind_model: type[Entry]) -> str:
    """Return the name of a kind: "membership"."""
    return str(kind_model._meta.verbose_name)


@register.filter
def heading(kind_model: type[Entry]) -> str:
    """Return the name of a kind in the plural, as a heading."""
    return kind_model.plural_title()
