"""The sheet of one State."""

from collections.abc import Sequence

from django.http import Http404
from django.urls import reverse
from django.utils.text import capfirst

from iom_portal.records.dates.validity import CERTAIN, HOLDS, POSSIBLE
from iom_portal.records.history.clock import Clock
from iom_portal.records.models import Citation
from iom_portal.records.templatetags.words import date_words, doubt, spell
from members.models import Membership, State

from .composing import Block, Cell, Sheet, cell, fact_blocks
from .organization import OTHER_LANGUAGES, constitutional_name_on, name_with_acronym, withdrawal_in_words

ON_THIS_DAY = {CERTAIN: "holds", POSSIBLE: "possibly", None: "ended"}  # what a spell does that has begun


def state_sheet(clock: Clock, slug: str) -> Sheet:
    """Return the sheet of a State. Raises Http404."""
    day = clock.day
    state = State.objects.filter(slug=slug).for_page(None).first()
    if state is None:
        raise Http404(f"There is no State “{slug}”.")
    sheet = Sheet("state", reverse("state-sheet", args=[slug]), clock)
    organization = constitutional_name_on(day)
    if organization:
        sheet.include(organization)
        sheet.kicker = f"A State and the {name_with_acronym(organization)}"
    else:
        sheet.kicker = "A State and the organization"
    name, certainty = state.name_on(day)
    sheet.title = name
    sheet.aside = f"today {state.name_en}" if name != state.name_en else ""
    begun = [membership for membership in state.memberships.all() if HOLDS.begun.certainty(membership, day)]
    sheet.lead = _standing_cells(sheet, state, begun)
    existence = state.certainty_on(day)
    if existence == POSSIBLE:
        sheet.remarks = ["It is not certain that it was a State on that day: the first day is not known."]
    elif existence and certainty == POSSIBLE:
        sheet.remarks = ["The name of that day is not certain: the day of the change is not known."]
    memberships = _membership_block(sheet, begun)
    first_band = [memberships] if memberships else []
    sheet.bands = [first_band, [_names_block(sheet, state), _codes_block(state)]]
    return sheet


def _standing_cells(sheet: Sheet, state: State, begun: Sequence[Membership]) -> list[Cell]:
    """Return what the State is on the day, and a notified withdrawal."""
    day = sheet.day
    cells = []
    for status, certainty in state.standing_on(day):
        membership = state.spell_as(status, day)
        if membership is None:
            continue
        if certainty == CERTAIN:
            cells.append(cell(f"{capfirst(status)} {spell(membership)}"))
        else:
            cells.append(cell(f"Possibly {status}", doubt(membership, day)))
    if not cells:
        if state.certainty_on(day) is None:
            cells.append(cell("No State on that day"))
        else:
            cells.append(cell("Neither member nor observer", "" if begun else "by that day"))
    for membership in begun:
        if membership.is_leaving_on(day):
            cells.append(cell("Withdrawal notified, not certainly in effect", withdrawal_in_words(membership)))
    return cells


def _membership_block(sheet: Sheet, begun: Sequence[Membership]) -> list[Block]:
    """Return the table of the memberships that had begun; no block where there is none."""
    lines = []
    for membership in begun:
        cells = _membership_cells(sheet, membership)
        lines.append({"cells": cells, "notes": _notes(sheet, membership)})
    return [{"heading": "Membership", "lines": lines}] if lines else []


def _membership_cells(sheet: Sheet, membership: Membership) -> list[Cell]:
    """Return the cells of a membership in the table, each with the label of its column."""
    notified = f"notified {membership.notified_on.words()}" if membership.notified_on else ""
    cells = {
        "Standing": cell(membership.get_status_display()),
        "First day": cell(membership.start.words() or "not found"),
        "Last day": cell(membership.end.words() or "still running", notified),
        "How": cell(membership.get_basis_display() or "–"),
        "On this day": cell(ON_THIS_DAY[membership.certainty_on(sheet.day)], doubt(membership, sheet.day)),
        "Sources": cell(refs=sheet.refs(membership)),
    }
    return [{**content, "label": label} for label, content in cells.items()]


def _notes(sheet: Sheet, membership: Membership) -> list[Cell]:
    """Return the note of a membership, and each source that disagrees with it."""
    notes = [cell(membership.note)] if membership.note else []
    for citation in membership.cited:
        if citation.stance == "disagrees":
            notes.append(cell(_disagreement_in_words(sheet.number(citation.source), citation)))
    return notes


def _disagreement_in_words(number: int, citation: Citation) -> str:
    """Return what a source says that disagrees. number: that of the source on the sheet."""
    says = f": says “{date_words(citation.other_value)}”" if citation.other_value else ""
    on = f" (on: {citation.field_label})" if citation.field else ""
    note = f" {citation.note}" if citation.note else ""
    return f"Source {number} disagrees{says}{on}.{note}"


def _names_block(sheet: Sheet, state: State) -> list[Block]:
    """Return the names of a State in each language, and its former ones."""
    rows = [("English", [cell(state.name_en, refs=sheet.refs(state)), *_formal_name(state, "en")])]
    for language, code in OTHER_LANGUAGES:
        rows.append((language, [cell(getattr(state, f"name_{code}"), lang=code), *_formal_name(state, code)]))
    former = []
    for name in state.former_names.all():
        if HOLDS.begun.certainty(name, sheet.day):
            former.append(sheet.dated(name, name.name_en))
    return fact_blocks("Names", [*rows, ("Former names", former)])


def _formal_name(state: State, code: str) -> list[Cell]:
    """Return the formal name in a language, where it says more than the short one."""
    formal = getattr(state, f"formal_{code}")
    return [cell(quiet=formal, lang=code)] if formal and formal != getattr(state, f"name_{code}") else []


def _codes_block(state: State) -> list[Block]:
    """Return the codes of a State, its region and its capital."""
    regions = [region for region in (state.region, state.subregion, state.intermediate_region) if region]
    rows = [
        ("Codes", f"{state.iso3}, {state.iso2} (ISO 3166-1), {state.m49} (UN M49)"),
        ("UN region", ", ".join(regions)),
        ("A State", spell(state) if state.start or state.end else "today; since when is not recorded"),
        ("Capital", state.capital),
        ("Wikidata", state.wikidata),
        ("Note", state.note),
    ]
    return fact_blocks("Codes and region", [(label, [cell(text)]) for label, text in rows if text])
