"""The sheet of all members of a day, of who led, and of what had just changed."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.text import capfirst

from iom_portal.records.dates.partial_date import PartialDate, day_in_words
from iom_portal.records.dates.validity import CERTAIN, HOLDS, POSSIBLE
from iom_portal.records.history.clock import Clock
from iom_portal.records.templatetags.words import doubt, span
from iom_portal.records.web.stated_facts import Dependencies
from members.counting import dependencies_of_counts
from members.models import Membership, State
from organs.models import Term

from ..compare.comparison import Difference, differences
from .composing import Block, Sheet, cell, fact_blocks
from .organization import constitutional_name_on, count_cell, in_office, name_with_acronym, not_in_effect

MEMBER, OBSERVER = Membership.Status.MEMBER, Membership.Status.OBSERVER
YEAR = timedelta(days=365)
GROUPS_TOLD = ("Member States", "Observer States", "Heads")  # of a comparison


def members_sheet(clock: Clock) -> Sheet:
    """Return the sheet of all Member and Observer States of the day, of who led, and of what had just changed."""
    day = clock.day
    sheet = Sheet("members", reverse("members-sheet"), clock, most=1)
    organization = constitutional_name_on(day)
    if organization:
        sheet.include(organization)
    sheet.kicker = name_with_acronym(organization) if organization else "The organization on a day"
    counts = {f"{status}s": State.objects.count_on(status, day) for status in (MEMBER, OBSERVER)}
    sheet.title, sheet.aside = "Member States", span(counts["members"])
    sheet.lead = [count_cell(counts)]
    sheet.dependencies = dependencies_of_counts(day)
    rolls = [*_roll_block(sheet, MEMBER), *_roll_block(sheet, OBSERVER)]
    office_block = fact_blocks("In office", in_office(sheet, Term.objects.as_of(day).for_page(day)))
    change_block = _change_block(sheet)
    elect, leaving = Term.objects.elect_on(day).for_page(day), Membership.objects.leaving_on(day).for_page(day)
    known_block = fact_blocks("Known, not in effect", not_in_effect(sheet, elect, leaving))
    sheet.bands = [[rolls], [office_block, [*change_block, *known_block]]]
    if rolls:
        sheet.remarks = ["Short names follow the United Nations, sorted by letter. No order of rank is meant."]
    return sheet


def _roll_block(sheet: Sheet, status: Membership.Status) -> list[Block]:
    """Return the States with a status on the day, each with its first day; no block where there is none.

    The names that they bore before are taken among what the sheet rests on.
    """
    day = sheet.day
    roll = []
    former_names = set()
    for state in State.objects.standing(status, day).for_page(day):
        membership = state.spell_as(status, day)
        if membership is None:
            continue
        sheet.include(state)
        former_names |= {(former.kind, former.pk) for former in state.former_names.all()}
        name, _ = state.name_on(day)
        if name != state.name_en:
            name = f"{name} (today {state.name_en})"
        first_day = membership.start.words() or "not found"
        roll.append({"name": name, "cell": cell(first_day, _remark_on(membership, sheet), sheet.refs(membership))})
    sheet.dependencies = Dependencies(sheet.dependencies.keys | former_names, day)
    return [{"heading": f"{capfirst(status)} States", "roll": roll}] if roll else []


def _remark_on(membership: Membership, sheet: Sheet) -> str:
    """Return what is open of a membership on the day, beside its first day."""
    if membership.is_leaving_on(sheet.day):
        return "withdrawal notified"
    why = doubt(membership, sheet.day)
    if not why:
        return ""
    has_begun = HOLDS.begun.certainty(membership, sheet.day) == CERTAIN
    return f"possibly: {why}" if has_begun else "possibly"  # its first day says the rest


def _change_block(sheet: Sheet) -> list[Block]:
    """Return what changed in the year up to the day.

    Of changes whose days are open by more than a year, only the number.
    """
    first = sheet.day - YEAR
    changes = differences(first, sheet.day, GROUPS_TOLD)
    states = [change.record.state for change in changes if isinstance(change.record, Membership)]
    prefetch_related_objects(states, "former_names")
    cells_of_verbs = defaultdict(list)
    vague = 0
    for change in changes:
        if change.certainty == POSSIBLE and not _is_within_a_year(change.when):
            vague += 1
            continue
        verb = capfirst(change.verb).replace("to be one", "to be an observer")
        when = f"{change.when.words()}, possibly" if change.certainty == POSSIBLE else change.when.words()
        cells_of_verbs[verb].append(cell(_who(change, sheet), when, sheet.refs(change.record)))
    if vague:
        number = f"{vague} change" if vague == 1 else f"{vague} changes"
        cells_of_verbs["Possibly also"].append(cell(number, "of which the day is open by more than a year"))
    return fact_blocks(f"Changes since {day_in_words(first)}", cells_of_verbs.items())


def _is_within_a_year(when: PartialDate) -> bool:
    """Return whether the days that a date allows span no more than a year."""
    return bool(when.earliest and when.latest and when.latest - when.earliest <= YEAR)


def _who(change: Difference, sheet: Sheet) -> object:
    """Return the State that joined or left, by its name on the day; or the person who took or left office."""
    record = change.record
    if isinstance(record, Membership):
        name, _ = record.state.name_on(sheet.day)
        return name
    return record.person if isinstance(record, Term) else record
