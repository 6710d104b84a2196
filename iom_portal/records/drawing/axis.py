"""Drawing in time: where a day falls on an axis, and which stretches of it a record certainly or possibly covers.

Pictures are SVG written by templates; here are only their numbers, in the units of the picture's viewBox. The axis
depends on both clocks alone, so a picture is the same whenever it is asked for, and steps from day to day move
nothing but what changed.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ..dates.partial_date import FOREVER, ONE_DAY
from ..dates.validity import CERTAIN, POSSIBLE

PRECISION = 1  # decimals of a coordinate
THINNEST = 0.1  # of a stretch, so that it can be seen
NONE = "none"  # neither certain nor possible


class Stretch(NamedTuple):
    """A part of a bar: from `x` on, `width` wide, of one certainty."""

    x: float
    width: float
    certainty: str


class Tick(NamedTuple):
    x: float
    label: str


class Gap(NamedTuple):
    """Days, both included, of which the register holds nothing; `stretch` is None where they are off the axis."""

    first: date
    last: date
    stretch: Stretch | None


@dataclass(frozen=True)
class Axis:
    """Days from `first` to `last`, both included, drawn from `left` on over `width` units."""

    first: date
    last: date
    width: float
    left: float = 0

    @classmethod
    def of(cls, clock, width, left=0):
        """Whole years, from that of the foundation to that of the day shown or, if later, the verified one."""
        years = clock.established_on.year, max(clock.verified_to, clock.day).year
        return cls(date(min(years[0], clock.day.year), 1, 1), date(years[1], 12, 31), width, left)

    def x(self, day):
        """Where `day` begins; a day off the axis lies at its nearer end."""
        whole = (self.last - self.first).days + 1
        days = min(max((day - self.first).days, 0), whole)
        return round(self.left + self.width * days / whole, PRECISION)

    @property
    def right(self):
        return self.left + self.width

    def shows(self, day):
        return self.first <= day <= self.last

    def ticks(self, most=10):
        """At most about `most` Ticks at round years: every one, second, fifth, tenth or twentieth."""
        years = self.last.year - self.first.year + 1
        step = next((step for step in (1, 2, 5, 10, 20) if years / step <= most), 50)
        first = -(-self.first.year // step) * step
        return [Tick(self.x(date(year, 1, 1)), str(year)) for year in range(first, self.last.year + 1, step)]

    def stretch(self, first, last, certainty=CERTAIN, until=FOREVER):
        """The Stretch of the days from `first` to `last`, both included, or None where none is on the axis."""
        last = min(last, until, self.last)
        if last < max(first, self.first):
            return None
        x = self.x(first)
        return Stretch(x, max(round(self.x(last + ONE_DAY) - x, PRECISION), THINNEST), certainty)

    def stretches(self, record, until=FOREVER, rule=None):
        """The Stretches of a record in memory, in order: possible, certain, possible, as far as there are such days.

        until: the day to which it is drawn; what a spell came to later is not shown. rule: if not the record's own.
        """
        rule = rule or record.on_day
        (may_from, may_to), (sure_from, sure_to) = rule.possible_days(record), rule.certain_days(record)
        if sure_from > sure_to:
            parts = [(may_from, may_to, POSSIBLE)]
        else:
            before = (may_from, sure_from - ONE_DAY, POSSIBLE) if may_from < sure_from else None
            after = (sure_to + ONE_DAY, may_to, POSSIBLE) if sure_to < may_to else None
            parts = [before, (sure_from, sure_to, CERTAIN), after]
        drawn = (self.stretch(*part, until=until) for part in parts if part)
        return [stretch for stretch in drawn if stretch]

    def gaps(self, records, first, last):
        """The Gaps between two days: the days on which none of the spells in memory holds or may hold."""
        free = first
        for may_from, may_to in sorted(record.on_day.possible_days(record) for record in records):
            if free < may_from <= last:
                yield Gap(free, may_from - ONE_DAY, self.stretch(free, may_from - ONE_DAY, NONE))
            if may_to >= last:
                return
            free = max(free, may_to + ONE_DAY)
        if free <= last:
            yield Gap(free, last, self.stretch(free, last, NONE))
