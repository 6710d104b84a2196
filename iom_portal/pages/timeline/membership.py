"""The number of Member States over time as a curve of the history, in the units of its picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Self

from iom_portal.records.dates.partial_date import ONE_DAY
from iom_portal.records.drawing.axis import Axis
from members.counting import Counts, Numbers
from members.models import Membership

HEIGHT = 78  # of the curve
MARKED_NUMBERS = (50, 100, 150, 200)  # numbers of members with a line of their own


@dataclass
class MembershipCurve:
    """The number of Member States over time, as paths: the certain ones, and the band up to the possible ones.

    Heights are measured downwards from the top of the lane. `on` is the (certain, possible) number of the day shown,
    `marks` the heights at which numbers have a line of their own, `years` the numbers on the first day of each year
    that the axis names, for the table.
    """

    line: str
    band: str
    marks: list[tuple[float, int]]
    on: Numbers
    years: list[tuple[date, Numbers]]

    @classmethod
    def of(cls, axis: Axis, day: date) -> Self:
        """Return the curve up to a day; without a line where that lies before the axis. One query."""
        counts = Counts.of(Membership.Status.MEMBER)
        last = min(day, axis.last)
        if last < axis.first:
            return cls("", "", [], counts.on(day), [])
        steps = [(axis.first, *counts.on(axis.first))]
        steps += [step for step in counts.steps if axis.first < step[0] <= last]
        highest = max(1, max(possible for _, _, possible in counts.steps))
        places = [axis.x(first) for first, _, _ in steps] + [axis.x(last + ONE_DAY)]
        certain = [_height(number, highest) for _, number, _ in steps]
        possible = [_height(number, highest) for _, _, number in steps]
        start = f"M{places[0]} {_height(0, highest)}"
        return cls(
            line=f"{start}{_corners(places, certain)}V{_height(0, highest)}",
            band=f"{start}{_corners(places, possible)}{_corners(places[::-1], certain[::-1])}Z",
            marks=[(_height(number, highest), number) for number in MARKED_NUMBERS if number < highest],
            on=counts.on(day),
            years=[(first, counts.on(first)) for first in _first_days_of_years(axis, last)],
        )


def _height(number: int, highest: int) -> float:
    """Return how far below the top of the lane a number is drawn; the highest stands at the top."""
    return round(HEIGHT - HEIGHT * number / highest, 1)


def _corners(places: Sequence[float], heights: Sequence[float]) -> str:
    """Return the path of steps: at each height up to the next place, with one corner for heights that are equal.

    places: one more than heights.
    """
    path = ""
    for height, level in groupby(zip(heights, places[1:], strict=True), key=lambda step: step[0]):
        ends = [place for _, place in level]
        path += f"V{height}H{ends[-1]}"
    return path


def _first_days_of_years(axis: Axis, last: date) -> list[date]:
    """Return the first day of each year that the axis names, up to a day."""
    first_days = [axis.first.replace(year=int(tick.label)) for tick in axis.ticks()]
    return [day for day in first_days if day <= last]
