"""Who joined the same day as a State, just before it and just after it, as far as dates tell."""

from typing import NamedTuple

from iom_portal.records.dates.partial_date import ONE_DAY
from iom_portal.records.dates.validity import CERTAIN

from .models import Membership


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
