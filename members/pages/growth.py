"""The number of members and observers over time as a picture: templates draw it, here are its numbers.

Every number is a percentage of the width or the height of the picture, so that one drawing fits a phone and a desk, and
so that text beside it keeps its size.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from iom_portal.records.drawing.axis import Axis, Tick
from iom_portal.records.history.clock import Clock

from ..counting import Counts, Numbers
from ..models import Membership, PublishedCount
from ..models.state import MEMBER, OBSERVER
from ..querysets import PublishedCountQuerySet
from .scale import Level, Scale

Corner = tuple[float, float]  # (x, y)


@dataclass(frozen=True)
class GrowthCurve:
    """The number of States with one status, day by day: the corners of the certain number and of the possible one.

    first, last: the counts (certain, possible) on the first and the last day drawn.
    """

    status: str
    certain: list[Corner]
    possible: list[Corner]
    first: Numbers
    last: Numbers


class PrintedNumber(NamedTuple):
    """A number of members that a source printed: its height, over the days of which the source may speak."""

    left: float
    right: float
    y: float


@dataclass(frozen=True)
class Growth:
    """The curves of members and observers up to a day; the round numbers and years beside them; the same in numbers.

    rows: (day, counts of members, counts of observers). published: the numbers that sources printed.
    """

    axis: Axis
    day: date
    first: date
    levels: list[Level]
    curves: list[GrowthCurve]
    rows: list[tuple[date, Numbers, Numbers]]
    published: list[PrintedNumber]

    @property
    def x(self) -> float:
        """Where the day is."""
        return self.axis.x(self.day)

    @property
    def is_late(self) -> bool:
        """Whether words beside the day have their room on its left."""
        return self.x > 50

    @property
    def ticks(self) -> list[Tick]:
        """The years on the axis, but for those whose words would lie over its ends."""
        return [tick for tick in self.axis.ticks(8) if 3 < tick.x < 97]


def growth_of(
    clock: Clock, memberships: QuerySet[Membership] | None = None, published: Iterable[PublishedCount] = ()
) -> Growth | None:
    """Return the Growth on both clocks: of all States, or of those of `memberships`. None before the foundation.

    One query. The scale rests on the whole axis, so that steps from day to day move nothing but what changed.
    """
    if not clock.loaded or clock.before_foundation:
        return None
    counts = Counts.by_status(Membership.objects.all() if memberships is None else memberships)
    members, observers = counts[MEMBER], counts[OBSERVER]
    axis = Axis.of(clock, 100)
    _, most_members = members.between(axis.first, axis.last)
    _, most_observers = observers.between(axis.first, axis.last)
    scale = Scale(max(most_members, most_observers) or 1)
    first, day = clock.established_on, clock.day
    return Growth(
        axis=axis,
        day=day,
        first=first,
        levels=scale.levels(),
        curves=[_curve(status, numbers, axis, scale, first, day) for status, numbers in counts.items()],
        rows=[(row_day, members.on(row_day), observers.on(row_day)) for row_day in _days_of_table(first, day)],
        published=[_printed_number(count, axis, scale, day) for count in published],
    )


def published_by(day: date) -> PublishedCountQuerySet[PublishedCount]:
    """Return the published counts that can be drawn beside the computed ones: dated, and not stale when printed."""
    return PublishedCount.objects.as_of(day).comparable()


def _curve(status: str, counts: Counts, axis: Axis, scale: Scale, first: date, day: date) -> GrowthCurve:
    numbers_at = {axis.x(first): counts.on(first)}
    for step_day, certain, possible in counts.steps:
        if first < step_day <= day:
            numbers_at[axis.x(step_day)] = certain, possible  # of several steps at one place, the last
    numbers_at[axis.x(day)] = counts.on(day)
    return GrowthCurve(
        status,
        certain=[(x, scale.y(certain)) for x, (certain, _) in numbers_at.items()],
        possible=[(x, scale.y(possible)) for x, (_, possible) in numbers_at.items()],
        first=counts.on(first),
        last=counts.on(day),
    )


def _printed_number(count: PublishedCount, axis: Axis, scale: Scale, day: date) -> PrintedNumber:
    last = min(count.on_latest, day)
    return PrintedNumber(axis.x(count.on_earliest), axis.x(last), scale.y(count.members))


def _days_of_table(first: date, day: date) -> list[date]:
    """Return the first day, the last one of each decade after it, and `day`, sorted."""
    first_end = first.year // 10 * 10 + 9
    ends_of_decades = [date(year, 12, 31) for year in range(first_end, day.year + 1, 10)]
    return sorted({first, *(end for end in ends_of_decades if first < end <= day), day})
