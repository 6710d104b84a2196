"""Who joined and who left, year by year, and the picture of it. A State of which the year is not known stands, as only
possible, in every year in which it may have joined or left."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from iom_portal.records.dates.partial_date import ONE_DAY, day_in_words
from iom_portal.records.dates.validity import CERTAIN, POSSIBLE
from iom_portal.records.drawing.axis import PRECISION, Axis
from iom_portal.records.web.views import RegisterPage

from ..counting import Counts, dependencies_of_counts
from ..models import Membership
from .scale import BOTTOM, STEPS, TOP

GAP = 0.25  # of the width of a year, between two bars
FINE = 2  # decimals of a bar, which is narrow


class Turn(NamedTuple):
    """A State that joined or left in a year: the spell that began or ended, its name on the day shown, how sure."""

    spell: Membership
    name: str
    certainty: str


@dataclass
class Year:
    """The turns of a year, and the count of members, (certain, possible), at its end or on the day shown."""

    number: int
    count: tuple
    joined: list[Turn] = field(default_factory=list)
    left: list[Turn] = field(default_factory=list)


class Box(NamedTuple):
    """A bar of the picture, in percent of its width and height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Chart:
    """Bars up for those who joined, down for those who left; beyond the certain ones the possible ones.

    zero: the height at which they stand. levels: (y, number). certain, possible: Boxes.
    """

    axis: Axis
    zero: float
    levels: list
    certain: list[Box]
    possible: list[Box]


def by_year(clock):
    """(Years up to the day, their Chart): four queries. The scale rests on the whole axis, so that steps from day to
    day move nothing but what changed."""
    axis, day = Axis.of(clock, 100), clock.day
    spells = list(Membership.objects.filter(status=Membership.Status.MEMBER).with_names())
    counts = Counts.of(Membership.Status.MEMBER)
    return _years(spells, counts, axis, day), _chart(
        axis, *(_years(spells, counts, axis, end) for end in (day, axis.last))
    )


def _years(spells, counts, axis, day):
    numbers = range(axis.first.year, min(axis.last, day).year + 1)
    found = {number: Year(number, counts.on(min(date(number, 12, 31), day))) for number in numbers}
    for spell in spells:
        name = spell.state.name_on(day)[0]
        for number, certainty in _joined(spell, day, numbers):
            found[number].joined.append(Turn(spell, name, certainty))
        for number, certainty in _left(spell, day, numbers):
            found[number].left.append(Turn(spell, name, certainty))
    return list(found.values())


def _joined(spell, day, numbers):
    """(year, certainty) of every year in which a spell began, or may have begun, up to `day`."""
    rule = spell.on_day
    for number in _within(rule.possible_days(spell)[0], rule.certain_days(spell)[0], numbers):
        if certainty := rule.beginning(spell, date(number, 1, 1) - ONE_DAY, min(date(number, 12, 31), day)):
            yield number, certainty


def _left(spell, day, numbers):
    """(year, certainty) of every year on a day of which a spell ended, or may have ended, before `day`."""
    rule = spell.on_day
    for number in _within(rule.certain_days(spell)[1], rule.possible_days(spell)[1], numbers):
        if certainty := rule.ending(spell, date(number, 1, 1), min(date(number + 1, 1, 1), day)):
            yield number, certainty


def _within(first, last, numbers):
    """Those of the years `numbers` that have a day from `first` to `last`."""
    return range(max(first.year, numbers.start), min(last.year + 1, numbers.stop))


def _chart(axis, years, all_years):
    up, down = (max(len(getattr(year, name)) for year in all_years) for name in ("joined", "left"))
    unit = (BOTTOM - TOP) / max(up + down, 1)
    zero = round(TOP + up * unit, PRECISION)
    boxes = {CERTAIN: [], POSSIBLE: []}
    for year in years:
        for turns, sign in ((year.joined, -1), (year.left, 1)):
            sure = sum(turn.certainty == CERTAIN for turn in turns)
            for certainty, first, last in ((CERTAIN, 0, sure), (POSSIBLE, sure, len(turns))):
                if last > first:
                    edges = zero + sign * first * unit, zero + sign * last * unit
                    boxes[certainty].append(_box(axis, year.number, *sorted(edges)))
    step = next((step for step in STEPS if up / step <= 4), STEPS[-1])
    levels = [
        (round(zero - number * unit, PRECISION), abs(number)) for number in range(-(down // step) * step, up + 1, step)
    ]
    return Chart(axis, zero, levels, boxes[CERTAIN], boxes[POSSIBLE])


def _box(axis, number, top, bottom):
    x, end = axis.x(date(number, 1, 1)), axis.x(date(number, 12, 31) + ONE_DAY)
    width = (end - x) * (1 - GAP)
    return Box(*(round(value, FINE) for value in (x + (end - x) * GAP / 2, top, width, bottom - top)))


class JoinedAndLeft(RegisterPage):
    """Who joined and who left, year by year up to the day, drawn and told."""

    template_name = "members/by_year.html"
    title = "States that joined and left IOM, year by year"
    stated_facts = ("years",)

    def get_context_data(self, **kwargs):
        years, chart = by_year(self.clock) if self.clock.loaded and not self.clock.before_foundation else ([], None)
        return super().get_context_data(years=years, chart=chart, **kwargs)

    def get_description(self, context: dict) -> str:
        return (
            "The States that joined the International Organization for Migration and those that left it in each year "
            f"since 1951, up to {day_in_words(self.clock.day)}."
        )

    def depends_on(self, context):
        return dependencies_of_counts(self.clock.day)
