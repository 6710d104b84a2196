"""What a State is on a day, told from its spells and names, of records in memory or of plain rows."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from django.db import models

from iom_portal.records.dates.validity import BEGUN, CERTAIN, POSSIBLE
from iom_portal.records.models.facts import Spell

AnySpell = TypeVar("AnySpell", bound=Spell)

StandingOn = list[tuple[str, str]]  # (status of a membership, certainty), sorted; empty: neither member nor observer


class Standing(models.TextChoices):
    """What a State is on a day. A former member may be an observer, and a former observer a member."""

    MEMBER = "member", "Member States"
    OBSERVER = "observer", "Observer States"
    EITHER = "either", "Member and Observer States"
    FORMER = "former", "Former Member States"
    FORMER_OBSERVER = "former-observer", "Former Observer States"
    NEITHER = "neither", "States neither member nor observer"


FORMER = {Standing.FORMER: "member", Standing.FORMER_OBSERVER: "observer"}  # the status that they had


def standing_of(spells: Iterable[tuple[str, str | None]]) -> StandingOn:
    """Return what a State is on a day on which its spells have these (status, certainty).

    A State that is certainly a member is not possibly an observer. Both may be possible at once.
    """
    certainties: dict[str, str] = {}
    for status, certainty in spells:
        if certainty and certainties.get(status) != CERTAIN:
            certainties[status] = certainty
    if certainties.get("member") == CERTAIN and certainties.get("observer") == POSSIBLE:
        del certainties["observer"]
    return sorted(certainties.items())


def certainty_in(standing: StandingOn, status: str, existence: str | None) -> str | None:
    """Return whether a State that is `standing` has a status, or either, or neither: CERTAIN, POSSIBLE or None.

    existence: whether it is a State on the day. What is no State is not counted among those that are neither.
    """
    certainties = dict(standing)
    either = min(certainties.values(), default=None)  # "certain" comes before "possible"
    if status == Standing.EITHER:
        return either
    if status == Standing.NEITHER:
        if either == CERTAIN or existence is None:
            return None
        return CERTAIN if either is None and existence == CERTAIN else POSSIBLE
    return certainties.get(status)


def name_of(name: str, former: Sequence[tuple[str, str | None]], existence: str | None) -> tuple[str, str]:
    """Return the name that a State bore on a day, with the certainty of that.

    name: that of today. former: its former names, with the certainty that each was borne on the day. One counts where
    it is the only one that was or, where none certainly was, the only one that may have been. existence: whether it is
    a State on the day. The name of today is certain only where it certainly is one, and may have borne no other.
    """
    possible = [(former_name, certainty) for former_name, certainty in former if certainty]
    certain = [(former_name, certainty) for former_name, certainty in possible if certainty == CERTAIN]
    borne = certain or possible
    if len(borne) == 1:
        return borne[0]
    return name, CERTAIN if existence == CERTAIN and not borne else POSSIBLE


def begun_by(spells: Iterable[AnySpell], day: date) -> list[AnySpell]:
    """Return those of the spells in memory, of membership or of names, that had begun by `day`, or may have."""
    return [spell for spell in spells if BEGUN.certainty(spell, day)]
