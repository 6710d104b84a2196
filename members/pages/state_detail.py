"""The page of a State, with who joined the same day, just before it and just after it, as far as dates tell."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from iom_portal.records.dates.partial_date import ONE_DAY, day_in_words
from iom_portal.records.dates.phrases import spell_in_words
from iom_portal.records.dates.validity import BEGUN, CERTAIN, POSSIBLE
from iom_portal.records.drawing.axis import Axis
from iom_portal.records.web.linked_data import Node
from iom_portal.records.web.stated_facts import Dependencies
from iom_portal.records.web.views import RegisterDetail

from ..linked_data import state_node
from ..models import Membership, State
from ..models.standing import begun_by
from ..models.state import MEMBER
from .bars import bar_of_spells


class Neighbour(NamedTuple):
    """A spell beside another, and the name that its State bore on the day shown."""

    spell: Membership
    name: str


class Neighbours(NamedTuple):
    """The spells beside one of membership.

    They are those that began on the same date, the last that certainly began before it, and the first that certainly
    began after it; several where they share a date.
    """

    same: list[Neighbour]
    before: list[Neighbour]
    after: list[Neighbour]


def neighbours_of(spells: Iterable[Membership], day: date) -> dict[str, Neighbours]:
    """Return {id: Neighbours} of the spells of membership among `spells`, all as begun by `day`: three queries."""
    every = list(Membership.objects.filter(status=MEMBER).begun_by(day).with_names())
    every.sort(key=lambda spell: spell.state.sort_key)
    return {spell.pk: _neighbours(spell, every, day) for spell in spells if spell.status == MEMBER}


def _neighbours(spell: Membership, every: Sequence[Membership], day: date) -> Neighbours:
    eve = spell.start_earliest - ONE_DAY
    same = [other for other in every if spell.start and other.start == spell.start and other.pk != spell.pk]
    earlier = [other for other in every if BEGUN.certainty(other, eve) == CERTAIN]
    later = [other for other in every if BEGUN.certainty(other, spell.start_latest) is None]
    last_start = max((other.start_latest for other in earlier), default=None)
    first_start = min((other.start_earliest for other in later), default=None)
    return Neighbours(
        same=_named(same, day),
        before=_named([other for other in earlier if other.start_latest == last_start], day),
        after=_named([other for other in later if other.start_earliest == first_start], day),
    )


def _named(spells: Iterable[Membership], day: date) -> list[Neighbour]:
    """Return spells with the names that their States bore on `day`."""
    named = []
    for spell in spells:
        name, _ = spell.state.name_on(day)
        named.append(Neighbour(spell, name))
    return named


class StateDetail(RegisterDetail):
    """A State: what it is on the day, its spells drawn and told with their sources, and who joined beside it."""

    model = State
    object: State
    stated_facts = ("object", "spells", "former_names")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day, state, axis = self.clock.day, self.object, Axis.of(self.clock, 100)
        spells = begun_by(state.memberships.all(), day)
        name, name_certainty = state.name_on(day)
        numbers = []
        for number, spell in enumerate(spells, 1):
            first_part, *_ = bar_of_spells([spell], axis, day)
            numbers.append((number, first_part.x))
        return super().get_context_data(
            name=name,
            name_certainty=name_certainty,
            existence=state.certainty_on(day),
            standing=state.statuses_on(day),
            spells=spells,
            leaving=[spell for spell in spells if spell.is_leaving_on(day)],
            notices={spell.pk: spell.notified_on for spell in spells if spell.notice_on(day)},
            former_names=begun_by(state.former_names.all(), day),
            neighbours=neighbours_of(spells, day),
            axis=axis,
            years=axis.ticks(axis.last.year - axis.first.year + 1),
            bar=bar_of_spells(spells, axis, day),
            numbers=numbers,
            **kwargs,
        )

    def get_title(self, context: dict[str, Any]) -> str:
        return f"{context['name']} and IOM"

    def get_description(self, context: dict[str, Any]) -> str:
        statuses = []
        for status, certainty, spell in context["standing"]:
            possibly = "possibly " if certainty == POSSIBLE else ""
            statuses.append(f"{possibly}{status} {spell_in_words(spell.start, spell.end)}")
        return (
            f"{context['name']} and the International Organization for Migration on {day_in_words(self.clock.day)}: "
            f"{', '.join(statuses) or self._without_standing()}. Every spell, with sources."
        )

    def _without_standing(self) -> str:
        """Return what a State is that has no standing on the day, in words."""
        is_state = self.object.certainty_on(self.clock.day) is not None
        return "neither member nor observer" if is_state else "no State on that day"

    def linked_node(self, context: dict[str, Any]) -> Node:
        return state_node(self.object, context["spells"], context["former_names"])

    def depends_on(self, context: dict[str, Any]) -> Dependencies:
        keys = set()
        for beside in context["neighbours"].values():
            for neighbour in (*beside.same, *beside.before, *beside.after):
                keys.add((neighbour.spell.kind, neighbour.spell.pk))
        return Dependencies(frozenset(keys))
