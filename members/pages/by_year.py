"""Who joined and who left, year by year, and the picture of it.

A State of which the year is not known stands, as only possible, in every year in which it may have joined or left.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from iom_portal.records.dates.partial_date import ONE_DAY, day_in_words
from iom_portal.records.dates.validity import CERTAIN, HOLDS
from iom_portal.records.drawing.axis import PRECISION, Axis
from iom_portal.records.history.clock import Clock
from iom_portal.records.web.stated_facts import Dependencies
from iom_portal.records.web.views import RegisterPage

from ..counting import Counts, Numbers, dependencies_of_counts
from ..models import Membership
from ..models.state import MEMBER
from .scale import BOTTOM, TOP, Level, round_step

GAP = 0.25  # of the width of a year, between two bars
DECIMALS = 2  # of a bar, which is narrow


class Movement(NamedTuple):
    """A State that joined or left in a year: the spell that began or ended, its name on the day shown, how sure."""

    spell: Membership
    name: str
    certainty: str


@dataclass
class Year:
    """Who joined and left in a year, and the count of members, (certain, possible), at its end or on the day shown."""

    number: int
    count: Numbers
    joined: list[Movement] = field(default_factory=list)
    left: list[Movement] = field(default_factory=list)


class Box(NamedTuple):
    """A bar of the picture, in percent of its width and height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Chart:
    """Bars up for those who joined, down for those who left; beyond the certain ones the possible ones.

    zero: the height at which they stand.
    """

    axis: Axis
    zero: float
    levels: list[Level]
    certain: list[Box]
    possible: list[Box]


def joined_and_left(clock: Clock) -> tuple[list[Year], Chart]:
    """Return the Years up to the day, and their Chart: four queries.

    The scale rests on the whole axis, so that steps from day to day move nothing but what changed.
    """
    axis = Axis.of(clock, 100)
    spells = list(Membership.objects.filter(status=MEMBER).with_names())
    counts = Counts.of(MEMBER)
    years = _years_up_to(spells, counts, axis, clock.day)
    years_of_axis = _years_up_to(spells, counts, axis, axis.last)
    return years, _chart(axis, years, years_of_axis)


def _years_up_to(spells: Sequence[Membership], counts: Counts, axis: Axis, day: date) -> list[Year]:
    """Return the years of an axis up to `day`."""
    numbers = range(axis.first.year, min(axis.last, day).year + 1)
    years = {number: Year(number, counts.on(min(date(number, 12, 31), day))) for number in numbers}
    for spell in spells:
        name, _ = spell.state.name_on(day)
        for number, certainty in _years_of_joining(spell, day, numbers):
            years[number].joined.append(Movement(spell, name, certainty))
        for number, certainty in _years_of_leaving(spell, day, numbers):
            years[number].left.append(Movement(spell, name, certainty))
    return list(years.values())


def _years_of_joining(spell: Membership, day: date, numbers: range) -> Iterator[tuple[int, str]]:
    """Yield (year, certainty) of every year in which a spell began, or may have begun, up to `day`."""
    first, _ = HOLDS.possible_days(spell)
    last, _ = HOLDS.certain_days(spell)
    for number in _within(first, last, numbers):
        new_years_eve = date(number, 1, 1) - ONE_DAY
        certainty = HOLDS.beginning(spell, new_years_eve, min(date(number, 12, 31), day))
        if certainty:
            yield number, certainty


def _years_of_leaving(spell: Membership, day: date, numbers: range) -> Iterator[tuple[int, str]]:
    """Yield (year, certainty) of every year on a day of which a spell ended, or may have ended, before `day`."""
    _, first = HOLDS.certain_days(spell)
    _, last = HOLDS.possible_days(spell)
    for number in _within(first, last, numbers):
        certainty = HOLDS.ending(spell, date(number, 1, 1), min(date(number + 1, 1, 1), day))
        if certainty:
            yield number, certainty


def _within(first: date, last: date, numbers: range) -> range:
    """Return those of the years `numbers` that have a day from `first` to `last`."""
    return range(max(first.year, numbers.start), min(last.year + 1, numbers.stop))


def _chart(axis: Axis, years: Sequence[Year], years_of_axis: Sequence[Year]) -> Chart:
    most_joined = max(len(year.joined) for year in years_of_axis)
    most_left = max(len(year.left) for year in years_of_axis)
    unit = (BOTTOM - TOP) / max(most_joined + most_left, 1)  # the height of a State
    zero = round(TOP + most_joined * unit, PRECISION)
    certain, possible = [], []
    for year in years:
        for movements, direction in ((year.joined, -1), (year.left, 1)):
            sure = sum(movement.certainty == CERTAIN for movement in movements)
            end_of_sure = zero + direction * sure * unit
            end = zero + direction * len(movements) * unit
            if sure:
                certain.append(_box(axis, year.number, zero, end_of_sure))
            if len(movements) > sure:
                possible.append(_box(axis, year.number, end_of_sure, end))
    step = round_step(most_joined, 4)
    numbers = range(-(most_left // step) * step, most_joined + 1, step)
    levels = [(round(zero - number * unit, PRECISION), abs(number)) for number in numbers]
    return Chart(axis, zero, levels, certain, possible)


def _box(axis: Axis, year: int, edge: float, other_edge: float) -> Box:
    """Return the bar of a year between two heights."""
    left = axis.x(date(year, 1, 1))
    year_width = axis.x(date(year, 12, 31) + ONE_DAY) - left
    top, bottom = sorted((edge, other_edge))
    return Box(
        round(left + year_width * GAP / 2, DECIMALS),
        round(top, DECIMALS),
        round(year_width * (1 - GAP), DECIMALS),
        round(bottom - top, DECIMALS),
    )


class JoinedAndLeft(RegisterPage):
    """Who joined and who left, year by year up to the day, drawn and told."""

    template_name = "members/by_year.html"
    title = "States that joined and left IOM, year by year"
    stated_facts = ("years",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        years: list[Year] = []
        chart = None
        if self.clock.loaded and not self.clock.before_foundation:
            years, chart = joined_and_left(self.clock)
        return super().get_context_data(years=years, chart=chart, **kwargs)

    def get_description(self, context: dict[str, Any]) -> str:
        return (
            "The States that joined the International Organization for Migration and those that left it in each year "
            f"since 1951, up to {day_in_words(self.clock.day)}."
        )

    def depends_on(self, context: dict[str, Any]) -> Dependencies:
        return dependencies_of_counts(self.clock.day)
