"""A count explained line by line: who was there from the founding, joined, left, and how that adds up."""

from dataclasses import dataclass
from datetime import date

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.dates.validity import CERTAIN, HOLDS
from iom_portal.records.web.views import Dependencies, RegisterPage

from ..counting import dependencies_of_counts
from ..models import Membership, State
from .growth import growth_of, published_by

MEMBER, OBSERVER = Membership.Status.MEMBER, Membership.Status.OBSERVER
BEGUN = HOLDS.begun


@dataclass(frozen=True)
class Line:
    """One step of the count: a spell that began or ended, and what it adds to the certain and the possible number.

    `certain` and `possible` are the sums up to and with this line.
    """

    spell: Membership
    change: str  # "founding", "joined", "rejoined", "became an observer", "left"
    adds_certain: int
    adds_possible: int
    day: date  # of which the line is sorted: the first on which it can have happened
    certain: int = 0
    possible: int = 0

    @property
    def when(self):
        return self.spell.end if self.change == "left" else self.spell.start

    @property
    def adds(self):
        """(to the certain number, to the possible one)."""
        return self.adds_certain, self.adds_possible

    @property
    def sums(self):
        return self.certain, self.possible

    @property
    def is_certain(self):
        return self.adds_certain == self.adds_possible


@dataclass(frozen=True)
class Explanation:
    """The lines of a count in the order of time, and the count itself, {"certain", "possible"}.

    counted_once: what the sums exceed the count by, where two spells of one State, or a spell as member and one as
    observer, may hold on the day: the State is counted once.
    """

    lines: list
    count: dict
    counted_once: dict

    @property
    def exceeds(self):
        """Whether the sums exceed the count."""
        return any(self.counted_once.values())


def explain(status, day):
    """The Explanation of how many States had `status` on `day`: two queries and the count's own two."""
    lines = []
    for spell in Membership.objects.filter(BEGUN.possibly(day), status=status).in_lines():
        began = BEGUN.certainty(spell, day) == CERTAIN
        lines.append(Line(spell, _joined(spell), int(began), 1, spell.start_earliest))
        if HOLDS.certainty(spell, day) != CERTAIN and spell.end_earliest < day:
            over = spell.end_latest < day
            lines.append(Line(spell, "left", -int(began), -int(over), spell.end_earliest))
    lines.sort(key=lambda line: (line.day, line.change == "left", line.spell.pk))
    summed, certain, possible = [], 0, 0
    for line in lines:
        certain, possible = certain + line.adds_certain, possible + line.adds_possible
        summed.append(Line(**{**vars(line), "certain": certain, "possible": possible}))
    count = State.objects.count_on(status, day)
    once = {"certain": certain - count["certain"], "possible": possible - count["possible"]}
    return Explanation(summed, count, once)


def _joined(spell):
    if spell.status == Membership.Status.OBSERVER:
        return "became an observer"
    return {"founding": "founding", "rejoined": "rejoined"}.get(spell.basis, "joined")


class CountsPage(RegisterPage):
    """The two counts of the day, each State that makes them a range, and how they came about, line by line."""

    template_name = "members/counts.html"
    title = "How many members and observers IOM has"
    stated_facts = ("tables",)

    def get_context_data(self, **kwargs):
        day, states = self.clock.day, State.objects
        doubtful = {status: list(states.only_possibly(status, day)) for status in (MEMBER, OBSERVER)}
        states.complete([state for of_status in doubtful.values() for state in of_status])
        tables = []
        for status, of_status in doubtful.items():
            rows = [(state, state.spell_as(status, day), state.name_on(day)[0]) for state in of_status]
            explained = explain(status, day)
            tables.append({"status": status, "counts": explained.count, "rows": rows, "explained": explained})
        printed = list(published_by(day))
        growth = growth_of(self.clock, published=printed)
        return super().get_context_data(tables=tables, printed=printed, growth=growth, **kwargs)

    def get_description(self, context: dict) -> str:
        return (
            f"The number of Member and Observer States of IOM on {day_in_words(self.clock.day)}, as a range where "
            "dates are open, and how it adds up line by line."
        )

    def depends_on(self, context):
        keys, day = dependencies_of_counts(self.clock.day)
        return Dependencies(keys | {(count.kind, count.pk) for count in context["printed"]}, day)
