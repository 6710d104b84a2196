"""Who joined the same day as a State, just before it and just after it, as far as dates tell."""

from typing import NamedTuple

from iom_portal.records.dates.partial_date import ONE_DAY, day_in_words
from iom_portal.records.dates.phrases import spell_in_words
from iom_portal.records.dates.validity import CERTAIN, POSSIBLE
from iom_portal.records.drawing.axis import Axis
from iom_portal.records.web.linked_data import Node
from iom_portal.records.web.views import Dependencies, RegisterDetail

from ..linked_data import state_node
from ..models import Membership, State
from ..models.standing import begun_by
from .bars import bar


class Neighbour(NamedTuple):
    """A spell beside another, and the name that its State bore on the day shown."""

    spell: Membership
    name: str


class Neighbours(NamedTuple):
    """Of a spell of membership: those that began on the same date, the last that certainly began before it, and the
    first that certainly began after it; several where they share a date."""

    same: list[Neighbour]
    before: list[Neighbour]
    after: list[Neighbour]


def neighbours_of(spells, day):
    """{id: Neighbours} of the spells of membership among `spells`, all as begun by `day`: three queries."""
    every = list(Membership.objects.filter(status=Membership.Status.MEMBER).begun_by(day).with_names())
    every.sort(key=lambda spell: spell.state.sort_key)
    return {spell.pk: _neighbours(spell, every, day) for spell in spells if spell.status == Membership.Status.MEMBER}


def _neighbours(spell, every, day):
    begun = spell.on_day.begun
    eve, by_then = spell.start_earliest - ONE_DAY, spell.start_latest
    earlier = [other for other in every if begun.certainty(other, eve) == CERTAIN]
    later = [other for other in every if begun.certainty(other, by_then) is None]
    last = max((other.start_latest for other in earlier), default=None)
    first = min((other.start_earliest for other in later), default=None)
    found = (
        [other for other in every if spell.start and other.start == spell.start and other.pk != spell.pk],
        [other for other in earlier if other.start_latest == last],
        [other for other in later if other.start_earliest == first],
    )
    return Neighbours(*([Neighbour(other, other.state.name_on(day)[0]) for other in group] for group in found))


class StateDetail(RegisterDetail):
    """A State: what it is on the day, its spells drawn and told with their sources, and who joined beside it."""

    model = State
    stated_facts = ("object", "spells", "former_names")

    def get_context_data(self, **kwargs):
        day, state, axis = self.clock.day, self.object, Axis.of(self.clock, 100)
        spells = begun_by(state.memberships.all(), day)
        name, certainty = state.name_on(day)
        return super().get_context_data(
            name=name,
            name_certainty=certainty,
            standing=[(status, certainty, state.spell_as(status, day)) for status, certainty in state.standing_on(day)],
            spells=spells,
            leaving=[spell for spell in spells if spell.is_leaving_on(day)],
            notices={spell.pk: spell.notified_on for spell in spells if spell.notice_on(day)},
            former_names=begun_by(state.former_names.all(), day),
            neighbours=neighbours_of(spells, day),
            axis=axis,
            years=axis.ticks(len(range(axis.first.year, axis.last.year + 1))),
            bar=bar(spells, axis, day),
            numbers=[(number, bar([spell], axis, day)[0].x) for number, spell in enumerate(spells, 1)],
            **kwargs,
        )

    def get_title(self, context: dict) -> str:
        return f"{context['name']} and IOM"

    def get_description(self, context: dict) -> str:
        statuses = []
        for status, certainty, spell in context["standing"]:
            possibly = "possibly " if certainty == POSSIBLE else ""
            statuses.append(f"{possibly}{status} {spell_in_words(spell.start, spell.end)}")
        return (
            f"{context['name']} and the International Organization for Migration on {day_in_words(self.clock.day)}: "
            f"{', '.join(statuses) or 'neither member nor observer'}. Every spell, with sources."
        )

    def linked_node(self, context: dict) -> Node:
        return state_node(self.object, context["spells"], context["former_names"])

    def depends_on(self, context):
        beside = [each.spell for of_spell in context["neighbours"].values() for group in of_spell for each in group]
        return Dependencies(frozenset((spell.kind, spell.pk) for spell in beside))
