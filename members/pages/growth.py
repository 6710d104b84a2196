"""Pictures of the membership over time, as numbers: templates draw them. Every number is a percentage of the width or
the height of its picture, so that one drawing fits a phone and a desk, and so that text beside it keeps its size.
"""

from dataclasses import dataclass
from datetime import date

from iom_portal.records.drawing.axis import PRECISION, Axis

from ..counting import Counts
from ..models import Membership, PublishedCount
from .scale import BOTTOM, STEPS, TOP

ROOM = 1.04  # of the highest number


@dataclass(frozen=True)
class Curve:
    """The number of States with one status, day by day: corners (x, y) of the certain number and of the possible one.

    first, last: the counts (certain, possible) on the first and the last day drawn.
    """

    status: str
    certain: list
    possible: list
    first: tuple
    last: tuple


@dataclass(frozen=True)
class Growth:
    """The curves of members and observers up to a day; the round numbers and years beside them; the same in numbers.

    levels: (y, number). rows: (day, counts of members, counts of observers). published: (left, right, y) of the numbers
    that sources printed, over the days of which they may speak.
    """

    axis: Axis
    day: date
    first: date
    levels: list
    curves: list
    rows: list
    published: list

    @property
    def x(self):
        """Where the day is."""
        return self.axis.x(self.day)

    @property
    def is_late(self):
        """Whether words beside the day have their room on its left."""
        return self.x > 50

    @property
    def ticks(self):
        """The years on the axis, but for those whose words would lie over its ends."""
        return [tick for tick in self.axis.ticks(8) if 3 < tick.x < 97]


def growth_of(clock, memberships=None, published=()):
    """The Growth on both clocks: of all States, or of those of `memberships`; one query. None before the foundation.

    The scale rests on the whole axis, so that steps from day to day move nothing but what changed.
    """
    if not clock.loaded or clock.before_foundation:
        return None
    counts = Counts.by_status(Membership.objects.all() if memberships is None else memberships)
    axis, first = Axis.of(clock, 100), clock.established_on
    most = max(of_status.between(axis.first, axis.last)[1] for of_status in counts.values()) or 1

    def y(number):
        return round(BOTTOM - (BOTTOM - TOP) * number / (most * ROOM), PRECISION)

    step = next((step for step in STEPS if most / step < 5), STEPS[-1])
    days = [first, *_ends_of_decades(first, clock.day)]
    return Growth(
        axis=axis,
        day=clock.day,
        first=first,
        levels=[(y(number), number) for number in range(0, most + 1, step)],
        curves=[_curve(status, of_status, axis, y, first, clock.day) for status, of_status in counts.items()],
        rows=[(day, *(of_status.on(day) for of_status in counts.values())) for day in sorted({*days, clock.day})],
        published=[_printed(count, axis, y, clock.day) for count in published],
    )


def published_by(day):
    """The published counts that can be drawn beside the computed ones: dated, and not out of date when printed."""
    return PublishedCount.objects.as_of(day).comparable()


def _curve(status, counts, axis, y, first, day):
    steps = {axis.x(first): counts.on(first)}
    steps |= {axis.x(step[0]): step[1:] for step in counts.steps if first < step[0] <= day}  # at one place the last
    steps[axis.x(day)] = counts.on(day)
    corners = [[(x, y(numbers[which])) for x, numbers in steps.items()] for which in (0, 1)]
    return Curve(status, *corners, counts.on(first), counts.on(day))


def _printed(count, axis, y, day):
    return axis.x(count.on_earliest), axis.x(min(count.on_latest, day)), y(count.members)


def _ends_of_decades(first, last):
    ends = (date(year, 12, 31) for year in range(first.year // 10 * 10 + 9, last.year + 1, 10))
    return [day for day in ends if first < day <= last]
