"""Parts of a bar for States: their places and widths in percent of the width of the picture, and how they look."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from iom_portal.records.dates.validity import POSSIBLE
from iom_portal.records.drawing.axis import Axis

from ..models import Membership
from ..models.state import MEMBER, OBSERVER

NARROWEST_PART = 0.4  # so that a spell of a few days is seen


class BarPart(NamedTuple):
    """A part of a bar: where it begins, how wide it is, and its look: "observer", "possible", both, or neither."""

    x: float
    width: float
    look: str


def look_of(status: str, is_possible: bool) -> str:
    """Return the look of a part for a status of membership that is only possible, or is certain."""
    words = []
    if status == OBSERVER:
        words.append("observer")
    if is_possible:
        words.append("possible")
    return " ".join(words)


def bar_of_spells(spells: Iterable[Membership], axis: Axis, day: date) -> list[BarPart]:
    """Return the spells of one State on an axis up to `day`, as the parts of a bar.

    Members are drawn over observers: a State that is certainly a member is not possibly an observer.
    """
    parts = []
    for spell in sorted(spells, key=lambda spell: spell.status == MEMBER):
        for x, width, certainty in axis.stretches(spell, until=day):
            look = look_of(spell.status, certainty == POSSIBLE)
            parts.append(BarPart(x, max(width, NARROWEST_PART), look))
    return parts
