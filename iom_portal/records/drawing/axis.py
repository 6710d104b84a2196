"""Drawing in time: where a day falls on an axis, and which stretches of it a record certainly or possibly covers.

Pictures are SVG written by templates; here are only their numbers, in the units of the picture's viewBox. The axis
depends on both clocks alone, so a picture is the same whenever it is asked for, and steps from day to day move
nothing but what changed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ..dates.partial_date import FOREVER, ONE_DAY
from ..dates.validity import CERTAIN, POSSIBLE, Rule
from ..history.clock import Clock
from ..models.entry import Entry

PRECISION = 1  # decimals of a coordinate
THINNEST = 0.1  # of a stretch, so that it can be seen
UNRECORDED = "none"  # neither certain nor possible
TICK_STEPS = (1, 2, 5, 10, 20, 50)  # years from tick to tick


class Stretch(NamedTuple):
    """A part of a bar: from `x` on, `width` wide, of one certainty."""

    x: float
    width: float
    certainty: str


class Tick(NamedTuple):
    """A mark on an axis, with its year."""

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
    def of(cls, clock: Clock, width: float, left: float = 0) -> "Axis":
        """Return the axis of whole years from that of the foundation, or of the day shown if that is earlier.

        It ends with the year of the day shown or, if later, of the day to which the register is verified.
        """
        first_year = min(clock.established_on, clock.day).year
        last_year = max(clock.verified_to, clock.day).year
        return cls(date(first_year, 1, 1), date(last_year, 12, 31), width, left)

    def x(self, day: date) -> float:
        """Return where `day` begins; a day off the axis lies at its nearer end."""
        whole = (self.last - self.first).days + 1
        days = min(max((day - self.first).days, 0), whole)
        return round(self.left + self.width * days / whole, PRECISION)

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.width

    def shows(self, day: date) -> bool:
        """Return whether `day` is on the axis."""
        return self.first <= day <= self.last

    def ticks(self, most: int = 10) -> list[Tick]:
        """Return at most about `most` Ticks at round years: every one, second, fifth, tenth, twentieth or fiftieth."""
        years = self.last.year - self.first.year + 1
        wide_enough = [step for step in TICK_STEPS if years <= most * step]
        step = wide_enough[0] if wide_enough else TICK_STEPS[-1]
        first_round_year = self.first.year + -self.first.year % step
        round_years = range(first_round_year, self.last.year + 1, step)
        return [Tick(self.x(date(year, 1, 1)), str(year)) for year in round_years]

    def stretch(self, first: date, last: date, certainty: str = CERTAIN, until: date = FOREVER) -> Stretch | None:
        """Return the Stretch of the days from `first` to `last`, both included, or None where none is on the axis."""
        last = min(last, until, self.last)
        if last < max(first, self.first):
            return None
        x = self.x(first)
        width = round(self.x(last + ONE_DAY) - x, PRECISION)
        return Stretch(x, max(width, THINNEST), certainty)

    def stretches(self, record: Entry, until: date = FOREVER, rule: Rule | None = None) -> list[Stretch]:
        """Return the Stretches of a record in memory: possible, certain, possible, as far as there are such days.

        until: the day to which it is drawn; what a spell came to later is not shown. rule: if not the record's own.
        """
        rule = rule or _rule_of(record)
        possible_first, possible_last = rule.possible_days(record)
        certain_first, certain_last = rule.certain_days(record)
        if certain_first > certain_last:
            parts = [(possible_first, possible_last, POSSIBLE)]
        else:
            parts = [(certain_first, certain_last, CERTAIN)]
            if possible_first < certain_first:
                parts.insert(0, (possible_first, certain_first - ONE_DAY, POSSIBLE))
            if certain_last < possible_last:
                parts.append((certain_last + ONE_DAY, possible_last, POSSIBLE))
        stretches = [self.stretch(first, last, certainty, until) for first, last, certainty in parts]
        return [stretch for stretch in stretches if stretch is not None]

    def gaps(self, records: Iterable[Entry], first: date, last: date) -> Iterator[Gap]:
        """Yield the Gaps between two days: the days on which none of the spells in memory holds or may hold."""
        free = first  # the first day after the spells so far
        for possible_first, possible_last in sorted(_rule_of(record).possible_days(record) for record in records):
            if free < possible_first <= last:
                yield self._gap(free, possible_first - ONE_DAY)
            if possible_last >= last:
                return
            free = max(free, possible_last + ONE_DAY)
        if free <= last:
            yield self._gap(free, last)

    def _gap(self, first: date, last: date) -> Gap:
        return Gap(first, last, self.stretch(first, last, UNRECORDED))


def _rule_of(record: Entry) -> Rule:
    """Return the rule by which a record holds in time. Raises LookupError for an undated kind."""
    if record.on_day is None:
        raise LookupError(f"A {record.kind} bears no dates by which it could be drawn.")
    return record.on_day
