"""How many States were members or observers, on every day at once: a step function from one reading of the spells.

It answers for ranges of days what `State.objects.count_on` answers for one, by the same rule (tests hold them equal):
distinct States; a State that is certainly a member is not possibly an observer.
"""

from bisect import bisect_right
from calendar import monthrange
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from iom_portal.records.dates.partial_date import FOREVER
from iom_portal.records.dates.validity import HOLDS
from iom_portal.records.web.views import Dependencies

from .models import Membership

DAY = timedelta(days=1)


class Counts:
    """The numbers of States with one status over time. Read it once, ask it often.

    `steps` is a list of (first day, certain, possible): the counts from that day up to the next step. `possible`
    includes the certain.
    """

    def __init__(self, spells, status):
        by_state = defaultdict(list)
        for spell in spells:
            by_state[spell.state_id].append(spell)
        certain, possible = Counter(), Counter()
        for of_state in by_state.values():
            own = [spell for spell in of_state if spell.status == status]
            sure = _union(HOLDS.certain_days(spell) for spell in own)
            maybe = _union(HOLDS.possible_days(spell) for spell in own)
            if status == Membership.Status.OBSERVER:
                members = [spell for spell in of_state if spell.status == Membership.Status.MEMBER]
                ruled_out = _without(maybe, _union(HOLDS.certain_days(spell) for spell in members))
                maybe = _union([*ruled_out, *sure])
            _add(certain, sure)
            _add(possible, maybe)
        days = sorted({date.min, *certain, *possible})
        self.steps = list(
            zip(days, accumulate(certain[day] for day in days), accumulate(possible[day] for day in days), strict=True)
        )
        self._days = days

    @classmethod
    def of(cls, status):
        """The counts of the register as it is: one query."""
        return cls(_spells(Membership.objects), status)

    @classmethod
    def by_status(cls, memberships):
        """{status: the counts of the States of these memberships}: one query for both."""
        spells = list(_spells(memberships))
        return {status: cls(spells, status) for status in Membership.Status.values}

    @classmethod
    def by_region(cls, status, region="", each=False):
        """[(UN region, its counts)]: of one region, of each of them, or of all States under None. One query."""
        memberships = Membership.objects.filter(state__region=region) if region else Membership.objects
        spells = _spells(memberships.select_related("state") if each else memberships)
        if not each:
            return [(region or None, cls(spells, status))]
        of_region = defaultdict(list)
        for spell in spells:
            of_region[spell.state.region].append(spell)
        return [(name, cls(of_region[name], status)) for name in sorted(of_region)]

    def on(self, day):
        """(certain, possible) on `day`."""
        return self.steps[bisect_right(self._days, day) - 1][1:]

    def between(self, first, last):
        """(lowest certain, highest possible) on the days from `first` to `last`, both included."""
        within = [step for step in self.steps if first < step[0] <= last]
        counts = [self.on(first), *(step[1:] for step in within)]
        return min(certain for certain, _ in counts), max(possible for _, possible in counts)

    def series(self, days):
        """[(day, certain, possible)] on each of `days`."""
        return [(day, *self.on(day)) for day in days]

    def changes(self, first, last):
        """The days from `first` to `last` on which a count is another than the day before, and `first` itself."""
        return [first, *(day for day in self._days if first < day <= last)]

    def periods(self, number):
        """The Periods in which there may have been just `number` States, the earliest first."""
        found = []
        for index, (first, certain, possible) in enumerate(self.steps):
            if not certain <= number <= possible:
                continue
            following = self.steps[index + 1][0] if index + 1 < len(self.steps) else None
            exact = certain == possible
            if found and found[-1].possibly_to == first:
                last = found.pop()
                exactly_from = last.exactly_from or (first if exact else None)
                exactly_to = following if exact else last.exactly_to
                found.append(Period(last.possibly_from, exactly_from, exactly_to, following))
            else:
                found.append(Period(first, first if exact else None, following if exact else None, following))
        return found


def days_between(first, last, step):
    """The days from `first` to `last` at each step ("day", "month", "year"): in a month that lacks it, the last one."""
    if step == "day":
        return [first + number * DAY for number in range((last - first).days + 1)]
    months, days = {"month": 1, "year": 12}[step], []
    for number in range(0, (last.year - first.year) * 12 + last.month - first.month + 1, months):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        day = date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))
        if day <= last:
            days.append(day)
    return days


class Period(NamedTuple):
    """When a count holds. It may hold from the first day on and certainly does from the second; it certainly holds up
    to the day before the third, and may up to the day before the fourth. None: never certainly, or to this day."""

    possibly_from: date
    exactly_from: date | None
    exactly_to: date | None
    possibly_to: date | None


def dependencies_of_counts(day: date) -> Dependencies:
    """Return the Dependencies of the counts of States on `day`: every spell begun by then."""
    begun = Membership.objects.begun_by(day).order_by().values_list("pk", flat=True)
    return Dependencies(frozenset((Membership.kind, pk) for pk in begun), day)


def _spells(memberships):
    return memberships.only("state_id", "status", "start_earliest", "start_latest", "end_earliest", "end_latest")


def _union(intervals):
    """Disjoint, sorted intervals of days that cover the same days as `intervals`; empty ones are dropped."""
    merged = []
    for first, last in sorted(interval for interval in intervals if interval[0] <= interval[1]):
        if merged and (merged[-1][1] == FOREVER or first <= merged[-1][1] + DAY):
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def _without(intervals, holes):
    """The days of disjoint `intervals` that lie in none of the disjoint, sorted `holes`."""
    left = []
    for first, last in intervals:
        for hole_first, hole_last in holes:
            if hole_last < first or hole_first > last:
                continue
            if hole_first > first:
                left.append((first, hole_first - DAY))
            if hole_last >= last:
                break
            first = hole_last + DAY
        else:
            left.append((first, last))
    return left


def _add(changes, intervals):
    for first, last in intervals:
        changes[first] += 1
        if last != FOREVER:
            changes[last + DAY] -= 1
