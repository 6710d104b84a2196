"""How many States were members or observers, on every day at once: a step function from one reading of the spells.

It answers for ranges of days what `State.objects.count_on` answers for one, by the same rule (tests hold them equal):
distinct States; a State that is certainly a member is not possibly an observer.
"""

from bisect import bisect_right
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import QuerySet

from iom_portal.records.dates.partial_date import FOREVER, ONE_DAY, PartialDate
from iom_portal.records.dates.validity import HOLDS, Days
from iom_portal.records.web.stated_facts import Dependencies

from .models import Membership
from .models.state import MEMBER, OBSERVER

Numbers = tuple[int, int]  # how many certainly, and how many possibly, which includes the certain
Step = tuple[date, int, int]  # a day, and the numbers on it


class Counts:
    """The numbers of States with one status over time. Read it once, ask it often.

    steps: the first days of other numbers than the day before. Numbers stand up to the next step.
    """

    def __init__(self, spells: Iterable[Membership], status: str) -> None:
        by_state = defaultdict(list)
        self._spells: list[Membership] = []  # whose dates bear on the count
        for spell in spells:
            by_state[spell.state_id].append(spell)
            if spell.status == status or status == OBSERVER:  # who certainly is a member is not possibly an observer
                self._spells.append(spell)
        certain_changes: Counter[date] = Counter()
        possible_changes: Counter[date] = Counter()
        for spells_of_state in by_state.values():
            certain_days, possible_days = _days_with_status(spells_of_state, status)
            _add(certain_changes, certain_days)
            _add(possible_changes, possible_days)
        self.steps: list[Step] = []
        self._days = sorted({date.min, *certain_changes, *possible_changes})
        certain = possible = 0
        for day in self._days:
            certain += certain_changes[day]
            possible += possible_changes[day]
            self.steps.append((day, certain, possible))

    @classmethod
    def of(cls, status: str) -> "Counts":
        """Return the counts of the register as it is: one query."""
        return cls(_spells(Membership.objects), status)

    @classmethod
    def by_status(cls, memberships: QuerySet[Membership]) -> "dict[str, Counts]":
        """Return {status: the counts of the States of these memberships}: one query for both."""
        spells = list(_spells(memberships))
        return {status: cls(spells, status) for status in Membership.Status.values}

    @classmethod
    def by_region(cls, status: str, region: str = "", each: bool = False) -> "list[tuple[str | None, Counts]]":
        """Return [(UN region, its counts)] of one region, of each, or of all States under None. One query."""
        memberships = Membership.objects.filter(state__region=region) if region else Membership.objects
        spells = _spells(memberships.select_related("state") if each else memberships)
        if not each:
            return [(region or None, cls(spells, status))]
        by_region = defaultdict(list)
        for spell in spells:
            by_region[spell.state.region].append(spell)
        return [(name, cls(by_region[name], status)) for name in sorted(by_region)]

    def on(self, day: date) -> Numbers:
        """Return the numbers on `day`."""
        _, certain, possible = self.steps[bisect_right(self._days, day) - 1]
        return certain, possible

    def between(self, first: date, last: date) -> Numbers:
        """Return (lowest certain, highest possible) on the days from `first` to `last`, both included."""
        counts = [self.on(first)]
        counts += [(certain, possible) for day, certain, possible in self.steps if first < day <= last]
        return min(certain for certain, _ in counts), max(possible for _, possible in counts)

    def series(self, days: Iterable[date]) -> list[Step]:
        """Return a step for each of `days`."""
        return [(day, *self.on(day)) for day in days]

    @cached_property
    def _dates(self) -> dict[date, set[PartialDate]]:
        return _dates_by_day(self._spells)

    def dates_on(self, day: date) -> list[PartialDate]:
        """Return the dates of the spells by which a number is another on `day` than the day before, sorted.

        One that is that day, or a last day before it, happened then. Of any other the day is an edge alone: the first
        or the last day of the year, month or interval that is known.
        """
        return sorted(self._dates.get(day, ()))

    def changes(self, first: date, last: date) -> list[date]:
        """Return `first`, and the days after it up to `last` on which a count is another than the day before."""
        return [first, *(day for day in self._days if first < day <= last)]

    def periods(self, number: int) -> "list[Period]":
        """Return the Periods in which there may have been just `number` States, the earliest first."""
        periods: list[Period] = []
        for index, (first, certain, possible) in enumerate(self.steps):
            if not certain <= number <= possible:
                continue
            following = self.steps[index + 1][0] if index + 1 < len(self.steps) else None
            exact = certain == possible
            if periods and periods[-1].possibly_to == first:
                last = periods.pop()
                exactly_from = last.exactly_from or (first if exact else None)
                exactly_to = following if exact else last.exactly_to
                periods.append(Period(last.possibly_from, exactly_from, exactly_to, following))
            else:
                periods.append(Period(first, first if exact else None, following if exact else None, following))
        return periods


def days_between(first: date, last: date, step: str) -> list[date]:
    """Return the days from `first` to `last` at each step: "day", "month" or "year".

    In a month that lacks the day of `first`, it is the last of the month.
    """
    if step == "day":
        return [first + number * ONE_DAY for number in range((last - first).days + 1)]
    months = {"month": 1, "year": 12}[step]
    days = []
    for number in range(0, (last.year - first.year) * 12 + last.month - first.month + 1, months):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        day = date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))
        if day <= last:
            days.append(day)
    return days


class Period(NamedTuple):
    """When a count holds.

    It may hold from the first day on and certainly does from the second; it certainly holds up to the day before the
    third, and may up to the day before the fourth. None: never certainly, or to this day.
    """

    possibly_from: date
    exactly_from: date | None
    exactly_to: date | None
    possibly_to: date | None


def dependencies_of_counts(day: date) -> Dependencies:
    """Return the Dependencies of the counts of States on `day`: every spell begun by then."""
    begun = Membership.objects.begun_by(day).order_by().values_list("pk", flat=True)
    return Dependencies(frozenset((Membership.kind, pk) for pk in begun), day)


def _spells(memberships: Any) -> QuerySet[Membership]:
    """Return the spells with the columns alone that a count needs."""
    spells: QuerySet[Membership] = memberships.only(
        "state_id", "status", "start", "end", "start_earliest", "start_latest", "end_earliest", "end_latest"
    )
    return spells


def _days_with_status(spells: Iterable[Membership], status: str) -> tuple[list[Days], list[Days]]:
    """Return (the days on which a State with these spells certainly has a status, those on which it may have it)."""
    own = [spell for spell in spells if spell.status == status]
    certain_days = _union(HOLDS.certain_days(spell) for spell in own)
    possible_days = _union(HOLDS.possible_days(spell) for spell in own)
    if status == OBSERVER:
        as_member = _union(HOLDS.certain_days(spell) for spell in spells if spell.status == MEMBER)
        possible_days = _union([*_without(possible_days, as_member), *certain_days])
    return certain_days, possible_days


def _dates_by_day(spells: Iterable[Membership]) -> dict[date, set[PartialDate]]:
    """Return {day: the dates of spells that begin or end to hold, certainly or possibly, on it}."""
    dates: dict[date, set[PartialDate]] = defaultdict(set)
    for spell in spells:
        for day in (spell.start_earliest, spell.start_latest):
            dates[day].add(spell.start)
        for day in (spell.end_earliest, spell.end_latest):
            if day != FOREVER:
                dates[day + ONE_DAY].add(spell.end)
    return {day: {when for when in of_day if when} for day, of_day in dates.items()}


def _union(intervals: Iterable[Days]) -> list[Days]:
    """Return disjoint, sorted intervals of days that cover the same days as `intervals`; empty ones are dropped."""
    merged: list[Days] = []
    for first, last in sorted(interval for interval in intervals if interval[0] <= interval[1]):
        if merged and (merged[-1][1] == FOREVER or first <= merged[-1][1] + ONE_DAY):
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def _without(intervals: Iterable[Days], holes: Sequence[Days]) -> list[Days]:
    """Return the days of disjoint `intervals` that lie in none of the disjoint, sorted `holes`."""
    left = []
    for first, last in intervals:
        for hole_first, hole_last in holes:
            if hole_last < first or hole_first > last:
                continue
            if hole_first > first:
                left.append((first, hole_first - ONE_DAY))
            if hole_last >= last:
                break
            first = hole_last + ONE_DAY
        else:
            left.append((first, last))
    return left


def _add(changes: Counter[date], intervals: Iterable[Days]) -> None:
    """Add disjoint intervals to the changes of a number, {day: by how much it grows}."""
    for first, last in intervals:
        changes[first] += 1
        if last != FOREVER:
            changes[last + ONE_DAY] -= 1
