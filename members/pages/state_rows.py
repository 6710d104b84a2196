"""Rows of lists of States: what each list shows of a State on the day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from iom_portal.records.drawing.axis import Axis

from ..filters import Joining
from ..models import Membership, State
from ..models.standing import FORMER, begun_by
from .bars import BarPart, bar_of_spells


@dataclass(frozen=True)
class StateRow:
    """A State in a list, by the standing that the list is of.

    name: that of the day; of a former member, that of its last day. spell: the one that tells of the standing, or None.
    others: the other spells that had begun by the day. joined: [(spell, certainty)] of those that answer a question
    about joining. bar: all of them drawn in time up to the day.
    """

    state: State
    name: str
    spell: Membership | None
    standing: str | None  # its certainty
    others: list[Membership]
    joined: list[tuple[Membership, str]]
    bar: list[BarPart]


def state_rows(
    states: Iterable[State], standing: str, day: date, axis: Axis, joining: Joining | None = None
) -> list[StateRow]:
    """Return the rows of States in memory, `complete`, by a standing on a day, drawn on an axis.

    joining: what was asked of joining.
    """
    return [_state_row(state, standing, day, axis, joining) for state in states]


def _state_row(state: State, standing: str, day: date, axis: Axis, joining: Joining | None) -> StateRow:
    spell = state.spell_of(standing, day)
    begun = begun_by(state.memberships.all(), day)
    name, _ = state.name_on(spell.end_latest if spell and standing in FORMER else day)
    return StateRow(
        state,
        name,
        spell,
        standing=state.certainty_as(standing, day),
        others=[other for other in begun if other != spell],
        joined=state.joinings_as(*joining) if joining else [],
        bar=bar_of_spells(begun, axis, day),
    )


def keys_of_former_names(states: Iterable[State]) -> frozenset[tuple[str, str]]:
    """Return the (kind, id) of the former names of States: on them the names rest that pages give the States."""
    keys: set[tuple[str, str]] = set()
    for state in states:
        keys.update((name.kind, name.pk) for name in state.former_names.all())
    return frozenset(keys)
