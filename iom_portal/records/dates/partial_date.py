"""Partial dates: EDTF text together with the days it allows.

A date says no more than its source. `1967` is some day of that year, so it has an earliest day (1 January) and a
latest day (31 December). The portal reads this part of EDTF (ISO 8601-2), and nothing else:

    1985-05-24               that day
    1980-11, 1967            some day of that month, of that year
    1952-10-13/1953-04-16    some day of that interval, both ends included (each end may be a month or a year)
    ../1991-12-31            some day up to and including that one
    2025-12-31/..            that day or a later one, not known which

An empty text is not a date. What it means (not found, still running) is for the field that holds it.
"""

import calendar
import re
from datetime import date, timedelta
from functools import lru_cache

from .words import LANGUAGES, point_in_words

BEGINNING = date.min  # stands for "no earlier bound is known" in the columns that hold bounds
FOREVER = date.max  # stands for "no later bound": still running, or open

OPEN = ".."
ALLOWED = "a day (1985-05-24), a month (1980-11), a year (1967) or an interval (1952-10/1953-04-16, ../1991, 1992/..)"
MONTHS = [*calendar.month_name]
ONE_DAY = timedelta(days=1)

# The grammar: a point is a year, a month of it, or a day of that; a text is a point, or an interval that has one.
YEAR, MONTH, DAY = "(?!0000|9999)[0-9]{4}", "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])"
ANY_YEAR, TWO_DIGITS = "[0-9]{4}", "[0-9]{2}"


def _point(year: str, month: str, day: str) -> str:
    return f"{year}(-{month}(-{day})?)?"


def text_pattern(year: str = YEAR) -> str:
    """Return the regular expression of the texts that are partial dates, for schemas that others read.

    It lets through what only a calendar can refuse: 2013-02-30, and an interval that ends before it begins.
    year: ANY_YEAR lets the years 0000 and 9999 through too, and looks ahead nowhere, as not every program can.
    """
    point = _point(year, MONTH, DAY)
    return rf"^({point}|{point}/{point}|\.\./{point}|{point}/\.\.)$"


_POINT = re.compile(_point(f"({ANY_YEAR})", f"({TWO_DIGITS})", f"({TWO_DIGITS})"))  # what is wrong is said afterwards
_YEAR, _MONTH, _DAY = 1, 3, 5  # its groups


class PartialDateError(ValueError):
    """The text is not a partial date. The message names what is wrong and what is allowed."""


class PartialDate(str):
    """EDTF text that knows the first and the last day it allows.

    It is a string (its own EDTF text), so it compares, stores and serializes as one.
    `earliest` and `latest` are dates, or None where the text leaves that side open or is empty.
    Raises PartialDateError for text outside the subset named at the top of this module.
    """

    __slots__ = ("earliest", "latest")
    earliest: date | None
    latest: date | None

    def __new__(cls, text: "str | date" = "") -> "PartialDate":
        if isinstance(text, cls):
            return text
        text = text.isoformat() if isinstance(text, date) else str(text).strip()
        self = super().__new__(cls, text)
        self.earliest, self.latest = _bounds(text)
        return self

    @property
    def is_exact(self) -> bool:
        """Whether the text names one single day."""
        return bool(self) and self.earliest == self.latest

    @property
    def bounds(self) -> tuple[date, date]:
        """The first and the last day that it allows; BEGINNING and FOREVER where that side is open."""
        return self.earliest or BEGINNING, self.latest or FOREVER

    @property
    def precision(self) -> str:
        """One of "none", "day", "month", "year", "interval". Of an interval that is one of these, what it is."""
        if not self:
            return "none"
        point = self._point
        return {4: "year", 7: "month", 10: "day"}[len(point)] if point else "interval"

    @property
    def _point(self) -> str:
        """The day, month or year that it is: itself, or that from which to which an interval leads; "" for another."""
        first, slash, last = self.partition("/")
        if not slash or first == last:
            return first
        return self.earliest.isoformat() if self.earliest and self.is_exact else ""

    def words(self, language: str = "en") -> str:
        """The date in words with its precision: "1967", "between 13 Oct 1952 and 16 Apr 1953". Empty for no date.

        An interval of one day, or from a month or year to the same, is that date. One of which an end holds the other,
        such as 1954-12/1954, is told by the days that it allows. language: one of LANGUAGES.
        """
        if not self:
            return ""
        if self._point:
            return point_in_words(self._point, language)
        first, last = self.split("/")
        if self.earliest and self.latest and (first.startswith(last) or last.startswith(first)):
            first, last = self.earliest.isoformat(), self.latest.isoformat()
        forms = LANGUAGES[language]
        if first == OPEN:
            return forms.until.format(point_in_words(last, language))
        if last == OPEN:
            return forms.since.format(point_in_words(first, language))
        return forms.between.format(*(point_in_words(point, language, inside=True) for point in (first, last)))


@lru_cache(maxsize=4096)
def _bounds(text: str) -> tuple[date | None, date | None]:
    if not text:
        return None, None
    first, slash, last = text.partition("/")
    if not slash:
        return _point_bounds(first, text)
    if first == last == OPEN:
        raise PartialDateError(f"“{text}” names no day at all. Allowed: {ALLOWED}.")
    earliest = None if first == OPEN else _point_bounds(first, text)[0]
    latest = None if last == OPEN else _point_bounds(last, text)[1]
    if earliest and latest and earliest > latest:
        raise PartialDateError(f"“{text}” ends before it begins: put the earlier date first.")
    return earliest, latest


def _point_bounds(point: str, text: str) -> tuple[date, date]:
    match = _POINT.fullmatch(point)
    if not match:
        raise PartialDateError(f"“{text}” is not a date that the register can read. Allowed: {ALLOWED}.")
    year = int(match[_YEAR])
    month = int(match[_MONTH]) if match[_MONTH] else None
    day = int(match[_DAY]) if match[_DAY] else None
    if not 1 <= year <= 9998:
        raise PartialDateError(f"“{text}”: the year must lie between 0001 and 9998.")
    if month is not None and not 1 <= month <= 12:
        raise PartialDateError(f"“{text}”: there is no month {month:02d}.")
    days = calendar.monthrange(year, month or 12)[1]
    if month and day is not None and not 1 <= day <= days:
        raise PartialDateError(f"“{text}”: {MONTHS[month]} {year} has {days} days.")
    return date(year, month or 1, day or 1), date(year, month or 12, day or days)


def day_in_words(day: date) -> str:
    """Return a full day in English words: "14 June 2013"."""
    return f"{day.day} {MONTHS[day.month]} {day.year}"


def read_day(text: str) -> date:
    """Return the one day that `text` (YYYY-MM-DD) names, as a date. Raises PartialDateError for anything else."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise PartialDateError(f"“{text}” is not a day. Write it as year-month-day, for example 2013-11-20.")
    return _point_bounds(text, text)[0]


def as_day(value: date | str) -> date:
    """Return the day of a plain column, which SQLite hands over as text and PostgreSQL as a date."""
    return value if isinstance(value, date) else date.fromisoformat(value)
