"""The one predicate: what is true of a record on day D.

Everything that asks "on day D" (pages, API, admin filters, counts, constraints, charts) asks here. A question has
three answers: certainly, possibly, no. Both end days belong to a spell.

A record answers through four plain columns: the earliest and the latest day on which it can have begun, and the
earliest and the latest day on which it can have ended. No known bound is stored as BEGINNING or FOREVER, so the
comparison never meets a null and the same one works in Python and in every database.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Model, Q

from .partial_date import FOREVER, as_day

CERTAIN = "certain"
POSSIBLE = "possible"

Days = tuple[date, date]  # the first and the last, both included


def today() -> date:
    """Return the present day in UTC, the day that pages show unless another is asked for."""
    return datetime.now(UTC).date()


@dataclass(frozen=True)
class Rule:
    """When a kind of record is true: from its `since` date on, up to its `until` date, or for good without one.

    `since` and `until` name partial date fields of the model, whose bounds are `<name>_earliest`, `<name>_latest`.
    `via` is the path to the related record that carries the dates, where the record has none of its own.
    """

    since: str = "start"
    until: str | None = "end"
    via: str = ""

    def certainly(self, day: date, path: str = "") -> Q:
        """Return the Q for the rows certainly true on `day`. path: the lookup path to them, such as "terms__"."""
        path += self.via
        certain = Q(**{f"{path}{self.since}_latest__lte": day})
        if self.until:
            certain &= Q(**{f"{path}{self.until}_earliest__gte": day})
        return certain

    def possibly(self, day: date, path: str = "") -> Q:
        """Return the Q for the rows that may be true on `day`, which includes those that certainly are."""
        path += self.via
        possible = Q(**{f"{path}{self.since}_earliest__lte": day})
        if self.until:
            possible &= Q(**{f"{path}{self.until}_latest__gte": day})
        return possible

    def over(self, day: date, path: str = "") -> Q:
        """Return the Q for the rows that were certainly true no more on `day`: they ended before it."""
        path += self.via
        return Q(**{f"{path}{self.until}_latest__lt": day}) if self.until else Q(pk__in=())

    @property
    def begun(self) -> "Rule":
        """The rule of having begun, which is true from the same day on, and then for good."""
        return replace(self, until=None)

    def began_between(self, first: date, last: date, path: str = "") -> Q:
        """Return the Q for the rows that began, certainly or possibly, after `first` and up to `last`."""
        return ~self.begun.certainly(first, path) & self.begun.possibly(last, path)

    def ended_between(self, first: date, last: date, path: str = "") -> Q:
        """Return the Q for the rows whose last day was, certainly or possibly, `first` or later and before `last`."""
        path += self.via
        if not self.until:
            return Q(pk__in=())
        return Q(**{f"{path}{self.until}_latest__gte": first, f"{path}{self.until}_earliest__lt": last})

    def certainly_began_between(self, first: date, last: date, path: str = "") -> Q:
        """Return the Q for the rows that certainly began after `first` and up to `last`."""
        return ~self.begun.possibly(first, path) & self.begun.certainly(last, path)

    def beginning(self, record: Model, first: date, last: date) -> str | None:
        """Return whether a record in memory began after `first` and up to `last`: CERTAIN, POSSIBLE or None."""
        before, by_then = self.begun.certainty(record, first), self.begun.certainty(record, last)
        if before == CERTAIN or by_then is None:
            return None
        return CERTAIN if before is None and by_then == CERTAIN else POSSIBLE

    def ending(self, record: Model, first: date, last: date) -> str | None:
        """Return whether the last day of a record in memory is `first` or later and before `last`, likewise."""
        earliest, latest = self.certain_days(record)[1], self.possible_days(record)[1]
        if latest < first or earliest >= last:
            return None
        return CERTAIN if first <= earliest and latest < last else POSSIBLE

    def dated(self, record: Model) -> Model:
        """Return the record that carries the dates: `record` itself, or the one at the end of `via`."""
        for name in filter(None, self.via.split("__")):
            record = getattr(record, name)
        return record

    def possible_days(self, record: Model) -> Days:
        """Return (first, last): the days on which a record in memory may be true, both included."""
        record = self.dated(record)
        last = getattr(record, f"{self.until}_latest") if self.until else FOREVER
        return getattr(record, f"{self.since}_earliest"), last

    def certain_days(self, record: Model) -> Days:
        """Return (first, last): the days on which a record in memory is certainly true; none where last < first."""
        record = self.dated(record)
        last = getattr(record, f"{self.until}_earliest") if self.until else FOREVER
        return getattr(record, f"{self.since}_latest"), last

    def certainty(self, record: Model, day: date) -> str | None:
        """Return CERTAIN, POSSIBLE or None for one record in memory: the same comparison as the Qs above."""
        return _certainty(day, self.certain_days(record), self.possible_days(record))

    def row_reader(self, columns: Callable[[str], int]) -> Callable[[Sequence[Any], date], str | None]:
        """Return the function from a plain row and a day to CERTAIN, POSSIBLE or None.

        columns gives the place of a column in the row: see reading/plain_rows.py.
        """
        certain_days = self._days_reader(columns, "latest", "earliest")
        possible_days = self._days_reader(columns, "earliest", "latest")
        return lambda row, day: _certainty(day, certain_days(row), possible_days(row))

    def _days_reader(
        self, columns: Callable[[str], int], since_bound: str, until_bound: str
    ) -> Callable[[Sequence[Any]], Days]:
        """Return the function from a plain row to (first day, last day), by the named bounds of the two dates."""
        first = columns(f"{self.via}{self.since}_{since_bound}")
        if not self.until:
            return lambda row: (as_day(row[first]), FOREVER)
        last = columns(f"{self.via}{self.until}_{until_bound}")
        return lambda row: (as_day(row[first]), as_day(row[last]))


def _certainty(day: date, certain: Days, possible: Days) -> str | None:
    if within(day, certain):
        return CERTAIN
    return POSSIBLE if within(day, possible) else None


def within(day: date, days: Days) -> bool:
    """Return whether a day is one of `days`."""
    first, last = days
    return first <= day <= last


HOLDS = Rule()
BEGUN = HOLDS.begun
