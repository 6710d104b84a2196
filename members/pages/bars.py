"""The spells of a State as one bar. Every number is a percentage of the width of its picture."""

from typing import NamedTuple

from iom_portal.records.dates.validity import POSSIBLE

from ..models import Membership

NARROWEST = 0.4  # so that a spell of a few days is seen


class Part(NamedTuple):
    """A part of a bar: where it begins, how wide it is, and its look: "observer", "possible", both, or neither."""

    x: float
    width: float
    look: str


def bar(spells, axis, day):
    """The spells of one State on an Axis up to `day`, as Parts. Members are drawn over observers: a State that is
    certainly a member is not possibly an observer."""
    found = []
    for spell in sorted(spells, key=lambda spell: spell.status == Membership.Status.MEMBER):
        observer = "observer" if spell.status == Membership.Status.OBSERVER else ""
        for x, width, certainty in axis.stretches(spell, until=day):
            look = f"{observer} possible".strip() if certainty == POSSIBLE else observer
            found.append(Part(x, max(width, NARROWEST), look))
    return found
