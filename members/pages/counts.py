"""How many States are members and observers: the counts of the day, and how each came about, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from iom_portal.records.dates.partial_date import PartialDate, day_in_words
from iom_portal.records.dates.validity import BEGUN, CERTAIN, HOLDS, POSSIBLE
from iom_portal.records.web.stated_facts import Dependencies
from iom_portal.records.web.views import RegisterPage

from ..counting import Numbers, dependencies_of_counts
from ..models import Membership, State
from ..models.state import MEMBER, OBSERVER
from .growth import growth_of, published_by

LEFT = "left"  # the one change that ends a spell


@dataclass(frozen=True)
class CountLine:
    """One step of the count: a spell that began or ended, and what it adds to the certain and the possible number.

    `certain` and `possible` are the sums up to and with this line.
    """

    spell: Membership
    change: str  # "founding", "joined", "rejoined", "became an observer", "left"
    adds_certain: int
    adds_possible: int
    day: date  # by which the line is sorted: the first on which it can have happened
    certain: int = 0
    possible: int = 0

    @property
    def when(self) -> PartialDate:
        """The date on which it happened."""
        return self.spell.end if self.change == LEFT else self.spell.start

    @property
    def adds(self) -> Numbers:
        """(to the certain number, to the possible one)."""
        return self.adds_certain, self.adds_possible

    @property
    def sums(self) -> Numbers:
        """(the certain number, the possible one)."""
        return self.certain, self.possible

    @property
    def is_certain(self) -> bool:
        """Whether it certainly happened by the day of the count."""
        return self.adds_certain == self.adds_possible


@dataclass(frozen=True)
class Explanation:
    """The lines of a count in the order of time, and the count itself, {"certain", "possible"}.

    counted_once: what the sums exceed the count by, where two spells of one State, or a spell as member and one as
    observer, may hold on the day: the State is counted once.
    """

    lines: list[CountLine]
    count: dict[str, int]
    counted_once: dict[str, int]

    @property
    def exceeds(self) -> bool:
        """Whether the sums exceed the count."""
        return any(self.counted_once.values())


def explain(status: str, day: date) -> Explanation:
    """Return the Explanation of how many States had `status` on `day`: two queries and the count's own two."""
    lines: list[CountLine] = []
    for spell in Membership.objects.filter(BEGUN.possibly(day), status=status).in_lines():
        lines += _lines_of_spell(spell, day)
    lines.sort(key=lambda line: (line.day, line.change == LEFT, line.spell.pk))
    certain = possible = 0
    summed = []
    for line in lines:
        certain += line.adds_certain
        possible += line.adds_possible
        summed.append(replace(line, certain=certain, possible=possible))
    count = State.objects.count_on(status, day)
    counted_once = {CERTAIN: certain - count[CERTAIN], POSSIBLE: possible - count[POSSIBLE]}
    return Explanation(summed, count, counted_once)


def _lines_of_spell(spell: Membership, day: date) -> Iterator[CountLine]:
    """Yield the line of the beginning of a spell and, where it had ended by `day` or may have, that of its end."""
    began = BEGUN.certainty(spell, day) == CERTAIN
    yield CountLine(spell, _how_it_began(spell), int(began), 1, spell.start_earliest)
    if HOLDS.certainty(spell, day) != CERTAIN and spell.end_earliest < day:
        has_ended = spell.end_latest < day
        yield CountLine(spell, LEFT, -int(began), -int(has_ended), spell.end_earliest)


def _how_it_began(spell: Membership) -> str:
    if spell.status == OBSERVER:
        return "became an observer"
    if spell.basis in (Membership.Basis.FOUNDING, Membership.Basis.REJOINED):
        return str(spell.basis)
    return "joined"


class DoubtfulState(NamedTuple):
    """A State that only possibly has a status on the day, the spell by which it may have it, and its name then."""

    state: State
    spell: Membership | None
    name: str


@dataclass(frozen=True)
class StatusTable:
    """The count of a status, {"certain", "possible"}, the States that make it a range, and how it came about."""

    status: str
    counts: dict[str, int]
    rows: list[DoubtfulState]
    explained: Explanation


class CountsPage(RegisterPage):
    """The two counts of the day, each State that makes them a range, and how they came about, line by line."""

    template_name = "members/counts.html"
    title = "How many members and observers IOM has"
    stated_facts = ("tables",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = self.clock.day
        doubtful_members = list(State.objects.only_possibly(MEMBER, day))
        doubtful_observers = list(State.objects.only_possibly(OBSERVER, day))
        State.objects.complete([*doubtful_members, *doubtful_observers])
        tables = [_table(MEMBER, doubtful_members, day), _table(OBSERVER, doubtful_observers, day)]
        printed = list(published_by(day))
        growth = growth_of(self.clock, published=printed)
        return super().get_context_data(tables=tables, printed=printed, growth=growth, **kwargs)

    def get_description(self, context: dict[str, Any]) -> str:
        return (
            f"The number of Member and Observer States of IOM on {day_in_words(self.clock.day)}, as a range where "
            "dates are open, and how it adds up line by line."
        )

    def depends_on(self, context: dict[str, Any]) -> Dependencies:
        keys, day = dependencies_of_counts(self.clock.day)
        printed = {(count.kind, count.pk) for count in context["printed"]}
        return Dependencies(keys | printed, day)


def _table(status: str, doubtful: list[State], day: date) -> StatusTable:
    """Return the table of a status. doubtful: the States that only possibly have it, `complete`."""
    rows = []
    for state in doubtful:
        name, _ = state.name_on(day)
        rows.append(DoubtfulState(state, state.spell_as(status, day), name))
    explained = explain(status, day)
    return StatusTable(status, explained.count, rows, explained)
