"""A count explained line by line: who was there from the founding, joined, left, and how that adds up."""

from dataclasses import dataclass
from datetime import date

from iom_portal.records.dates.validity import CERTAIN, HOLDS

from .models import Membership, State

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
