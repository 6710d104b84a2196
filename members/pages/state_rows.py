"""Rows of lists of States: what each list shows of a State on the day."""

from dataclasses import dataclass

from ..models import Membership, State
from ..models.standing import FORMER, begun_by
from .bars import Part, bar


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
    others: list
    joined: list
    bar: list[Part]


def rows_of(states, standing, day, axis, joining=None):
    """Return the StateRows of States in memory, `complete`, by a standing on a day, drawn on an Axis.

    joining: what was asked of joining, as StateFilter has it.
    """
    return [_row(state, standing, day, axis, joining) for state in states]


def keys_of_former_names(states):
    """Return the (kind, id) of the former names of States: on them the names rest that pages give the States."""
    return frozenset((name.kind, name.pk) for state in states for name in state.former_names.all())


def _row(state, standing, day, axis, joining):
    spell = state.spell_of(standing, day)
    spells = begun_by(state.memberships.all(), day)
    joined = state.joinings_as(*joining) if joining else []
    named_on = spell.end_latest if standing in FORMER else day
    certainty = state.certainty_as(standing, day)
    others = [each for each in spells if each != spell]
    return StateRow(state, state.name_on(named_on)[0], spell, certainty, others, joined, bar(spells, axis, day))
