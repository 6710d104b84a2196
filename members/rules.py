"""The rules of the membership: codes, names and regions of States, spells among others, and counts as printed."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import date
from itertools import pairwise

from iom_portal.records.dates.partial_date import PartialDate, day_in_words
from iom_portal.records.rules.of_every_kind import begun_alike
from iom_portal.records.rules.register_rules import (
    WARNING,
    Found,
    Ids,
    RuleFault,
    WhenWritten,
    alike,
    rule,
    rule_of_many,
)

from .counting import Counts
from .models import Membership, PublishedCount, State
from .models.m49 import REGIONS
from .models.state import MEMBER, OBSERVER

MONTHS_OF_NOTICE = 4  # before the end of the financial year, by Article 3


# States


@rule(
    "codes-of-a-state",
    State,
    sentence="The codes of a State have the form of their standards: three capital letters and two capital letters "
    "of A to Z (ISO 3166-1), and three digits (UN M49).",
    reason="A program that looks a State up by its code finds it in this form only: “004”, not “4”.",
    may_be_excepted=False,
)
def codes_of_a_state(state: State) -> Iterator[RuleFault]:
    if not re.fullmatch("[A-Z]{3}", state.pk):
        yield RuleFault("The id of a State is its ISO 3166-1 code: three capital letters of A to Z.", "id")
    if not re.fullmatch("[A-Z]{2}", state.iso2):
        yield RuleFault(f"“{state.iso2}” is no ISO code: write two capital letters of A to Z, such as “NO”.", "iso2")
    if not re.fullmatch("[0-9]{3}", state.m49):
        is_short = re.fullmatch("[0-9]{1,2}", state.m49)
        allowed = f"“{state.m49.zfill(3)}”" if is_short else "three digits, such as “004”"
        yield RuleFault(f"“{state.m49}” is no M49 code: write {allowed}.", "m49")


@rule(
    "regions-of-a-state",
    State,
    sentence="The region, subregion and intermediate region of a State are those of UN M49, each within the one "
    "above it.",
    reason="Counts by region are made of these names. One that is misspelt is a region of its own.",
    may_be_excepted=False,
)
def regions_of_a_state(state: State) -> Iterator[RuleFault]:
    if state.region not in REGIONS:
        yield RuleFault(f"“{state.region}” is no region of UN M49: write {_one_of(REGIONS)}.", "region")
        return
    subregions = REGIONS[state.region]
    if state.subregion not in subregions:
        allowed = _one_of(subregions)
        yield RuleFault(f"“{state.subregion}” is no subregion of {state.region}: write {allowed}.", "subregion")
        return
    intermediate = subregions[state.subregion]
    if state.intermediate_region in intermediate or not (intermediate or state.intermediate_region):
        return
    allowed = f"write {_one_of(intermediate)}" if intermediate else "leave it empty"
    given = f"“{state.intermediate_region}” is none" if state.intermediate_region else "It has none"
    yield RuleFault(f"{given} of the intermediate regions of {state.subregion}: {allowed}.", "intermediate_region")


def _one_of(names: Collection[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


@rule_of_many(
    "states-of-one-name",
    State,
    sentence="No two States bear the same name, in any of the three languages.",
    reason="Readers and searches tell States by their names.",
)
def states_of_one_name(model: type[State], keys: Ids) -> Found:
    states = list(model.objects.all())
    for name in ("name_en", "name_fr", "name_es"):
        for later, other in alike(states, _folded_names(name), keys):
            yield later, RuleFault(f"“{getattr(later, name)}” is the name of {other.pk} as well: take another.", name)


def _folded_names(name: str) -> Callable[[State], str]:
    """Return the function of a State that gives its name of this column, whatever its capitals."""
    return lambda state: str(getattr(state, name)).casefold()


# Spells


@rule_of_many(
    "spells-alike",
    Membership,
    sentence="No two spells of a State have the same status and the same start.",
    reason="A State becomes a member once at a time: the second row is the first one, typed again.",
)
def spells_alike(model: type[Membership], keys: Ids) -> Found:
    return begun_alike(model, ("state_id", "status"), keys)


@rule_of_many(
    "spells-apart",
    Membership,
    sentence="No two spells of a State certainly overlap.",
    reason="A State is a member or an observer, and each once at a time. The write path refuses it; the audit looks "
    "once more.",
    when_written=WhenWritten.AUDITED,
    may_be_excepted=False,
)
def spells_apart(model: type[Membership], keys: Ids) -> Found:
    for earlier, later in _adjoining(model, keys):
        if _overlap_certainly(earlier, later):
            yield later, RuleFault(f"It certainly overlaps {earlier.pk}.", "start")


@rule_of_many(
    "spells-may-overlap",
    Membership,
    level=WARNING,
    sentence="Two spells of a State with the same status do not possibly overlap.",
    reason="Where only years are known, one spell may end after the next has begun: a closer date tells them apart.",
)
def spells_may_overlap(model: type[Membership], keys: Ids) -> Found:
    for earlier, later in _adjoining(model, keys):
        if _overlap_certainly(earlier, later) or later.status != earlier.status:
            continue
        if later.start_earliest <= earlier.end_latest:
            yield later, RuleFault(f"It may overlap {earlier.pk}.", "start")


def _adjoining(model: type[Membership], keys: Ids) -> Iterator[tuple[Membership, Membership]]:
    """Yield the spells of each State, two by two, where one of the two is in question."""
    by_state: dict[str, list[Membership]] = defaultdict(list)
    for spell in model.objects.all():
        by_state[spell.state_id].append(spell)
    for spells in by_state.values():
        for earlier, later in pairwise(spells):
            if keys is None or earlier.pk in keys or later.pk in keys:
                yield earlier, later


def _overlap_certainly(earlier: Membership, later: Membership) -> bool:
    return later.start_latest <= earlier.end_earliest and earlier.start_latest <= later.end_earliest


# Withdrawal


@rule(
    "spell-within-its-state",
    Membership,
    level=WARNING,
    sentence="A spell of membership lies within the life of its State.",
    reason="The Organization has States as members and observers. Data sets of States count otherwise here and there.",
    rests_on={State: ("state",)},
)
def spell_within_its_state(spell: Membership) -> Iterator[RuleFault]:
    state = spell.state
    if spell.start and spell.start_latest < state.start_earliest:
        yield RuleFault(f"It certainly begins before its State ({state.start.words()}).", "start")
    if spell.end_earliest > state.end_latest:
        yield RuleFault(f"It certainly lasts longer than its State ({state.end.words()}).", "end")


@rule(
    "notice-within-the-membership",
    Membership,
    sentence="Notice of withdrawal is given while the State is a member: not before it joined, not after it left.",
    reason="Article 3 of the Constitution: a member gives notice, and leaves by it later.",
)
def notice_within_the_membership(spell: Membership) -> Iterator[RuleFault]:
    if not spell.notified_on:
        return
    if spell.end and spell.notified_on_earliest > spell.end_latest:
        yield RuleFault(
            f"Notice is given before the membership ends ({PartialDate(spell.end).words()}).", "notified_on"
        )
    if spell.notified_on_latest < spell.start_earliest:
        first = day_in_words(spell.start_earliest)
        yield RuleFault(
            f"Only a member gives notice, and the membership begins on {first} at the earliest.", "notified_on"
        )


@rule(
    "withdrawal-by-article-3",
    Membership,
    level=WARNING,
    sentence="A member that gave notice leaves at the end of the financial year, 31 December: of the same year if "
    f"notice was given at least {MONTHS_OF_NOTICE} months before it, else of the next.",
    reason="Article 3 of the Constitution, in the text of 2021 (source CONST-ART3). The wording of earlier years was "
    "not read, so this only warns.",
)
def withdrawal_by_article_3(spell: Membership) -> Iterator[RuleFault]:
    if spell.status != MEMBER or not spell.notified_on:
        return
    first, last = _effective_on(spell.notified_on_earliest), _effective_on(spell.notified_on_latest)
    allowed = day_in_words(first) if first == last else f"{day_in_words(first)} to {day_in_words(last)}"
    if not spell.end:
        yield RuleFault(f"Notice was given, so by Article 3 the membership ends ({allowed}): give the last day.", "end")
    elif spell.end_latest < first or spell.end_earliest > last:
        yield RuleFault(f"By Article 3 the last day is {allowed}, not {PartialDate(spell.end).words()}.", "end")


def _effective_on(notified_on: date) -> date:
    """Return the last day of a member that gave notice on this day."""
    last_day_of_notice = date(notified_on.year, 12 - MONTHS_OF_NOTICE, 31)  # 31 August
    return date(notified_on.year + (notified_on > last_day_of_notice), 12, 31)


# Counts


@rule_of_many(
    "members-as-printed",
    PublishedCount,
    sentence="The number of Member States that a source printed is one that the register allows for its day.",
    reason="A membership that is missing or wrong shows here. It is seen once all is entered, so it refuses nothing.",
    when_written=WhenWritten.AUDITED,
)
def members_as_printed(model: type[PublishedCount], keys: Ids) -> Found:
    yield from _outside_count(model, keys, MEMBER, "members")


@rule_of_many(
    "observers-as-printed",
    PublishedCount,
    level=WARNING,
    sentence="The number of observer States that a source printed is one that the register allows for its day.",
    reason="Observers of the early years are known from yearbooks only, and sources count them otherwise.",
    when_written=WhenWritten.AUDITED,
)
def observers_as_printed(model: type[PublishedCount], keys: Ids) -> Found:
    yield from _outside_count(model, keys, OBSERVER, "observers")


def _outside_count(model: type[PublishedCount], keys: Ids, status: str, name: str) -> Found:
    """Yield the dated figures, not stale when printed, that the computed count neither equals nor contains."""
    counts = Counts.of(status)
    for published in model.objects.comparable():
        printed = getattr(published, name)
        if printed is None or (keys is not None and published.pk not in keys):
            continue
        low, high = counts.between(published.on_earliest, published.on_latest)
        if not low <= printed <= high:
            text = f"It prints {printed} {name}, computed {low} to {high} ({published.on.words()})."
            yield published, RuleFault(text, name)
