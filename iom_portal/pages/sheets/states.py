"""The sheet of one State, and that of all members of a day."""

from datetime import timedelta

from django.db.models import prefetch_related_objects
from django.http import Http404
from django.urls import reverse

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.dates.validity import CERTAIN, POSSIBLE
from iom_portal.records.templatetags.words import date_words, doubt, span, spell
from iom_portal.records.web.stated_facts import Dependencies
from members.counting import dependencies_of_counts
from members.models import Membership, State
from organs.models import Term

from ..compare import comparison
from .composing import Sheet, cell, facts
from .organization import LANGUAGES, called, capital, counted, in_office, name_on, not_in_effect, notified

MEMBER, OBSERVER = Membership.Status.MEMBER, Membership.Status.OBSERVER
YEAR = timedelta(days=365)
CHANGES = ("Member States", "Observer States", "Heads")  # the groups of a comparison that a sheet of members tells


def state_sheet(clock, slug):
    """The Sheet of a State. Raises Http404."""
    day = clock.day
    state = State.objects.filter(slug=slug).for_page(None).first()
    if state is None:
        raise Http404(f"There is no State “{slug}”.")
    sheet = Sheet("state", reverse("state-sheet", args=[slug]), clock)
    organization = name_on(day)
    if organization:
        sheet.include(organization)
    sheet.kicker = f"A State and {f'the {called(organization)}' if organization else 'the organization'}"
    name, certainty = state.name_on(day)
    sheet.title, sheet.aside = name, f"today {state.name_en}" if name != state.name_en else ""
    spells = [row for row in state.memberships.all() if row.on_day.begun.certainty(row, day)]
    sheet.lead = _standing(sheet, state, spells)
    if certainty == POSSIBLE:
        sheet.remarks = ["The name of that day is not certain: the day of the change is not known."]
    lines = [{"cells": _spell_cells(sheet, row), "notes": _notes(sheet, row)} for row in spells]
    membership = {"heading": "Membership", "lines": lines}
    sheet.bands = [[[membership]] if spells else [], [_names(sheet, state), _codes(sheet, state)]]
    return sheet


def _standing(sheet, state, spells):
    """What the State is on the day, and a notified withdrawal."""
    day = sheet.day
    said = []
    for status, certainty in state.standing_on(day):
        row = state.spell_as(status, day)
        if certainty == CERTAIN:
            said.append(cell(f"{capital(status)} {spell(row)}"))
        else:
            said.append(cell(f"Possibly {status}", doubt(row, day)))
    if not said:
        said.append(cell("Neither member nor observer", "" if spells else "by that day"))
    said += [
        cell("Withdrawal notified, not certainly in effect", notified(row)) for row in spells if row.is_leaving_on(day)
    ]
    return said


def _spell_cells(sheet, row):
    """The cells of a spell in the table of memberships, each with the label of its column."""
    held = {CERTAIN: "holds", POSSIBLE: "possibly", None: "ended"}[row.certainty_on(sheet.day)]
    cells = {
        "Standing": cell(row.get_status_display()),
        "First day": cell(row.start.words() or "not found"),
        "Last day": cell(
            row.end.words() or "still running", f"notified {row.notified_on.words()}" if row.notified_on else ""
        ),
        "How": cell(row.get_basis_display() or "–"),
        "On this day": cell(held, doubt(row, sheet.day)),
        "Sources": cell(refs=sheet.refs(row)),
    }
    return [{**said, "label": label} for label, said in cells.items()]


def _notes(sheet, row):
    """The note of a spell, and each source that disagrees with it."""
    disagreeing = [citation for citation in row.cited if citation.stance == "disagrees"]
    return [
        *([cell(row.note)] if row.note else []),
        *(cell(_disagreement(sheet.number(citation.source), citation)) for citation in disagreeing),
    ]


def _disagreement(number, citation):
    says = f": says “{date_words(citation.other_value)}”" if citation.other_value else ""
    on = f" (on: {citation.field_label})" if citation.field else ""
    return f"Source {number} disagrees{says}{on}.{f' {citation.note}' if citation.note else ''}"


def _names(sheet, state):
    names = [("English", [cell(state.name_en, refs=sheet.refs(state)), *_formal(state, "en")])]
    names += [
        (language, [cell(getattr(state, f"name_{code}"), lang=code), *_formal(state, code)])
        for language, code in LANGUAGES
    ]
    former = [row for row in state.former_names.all() if row.on_day.begun.certainty(row, sheet.day)]
    return facts("Names", [*names, ("Former names", [sheet.dated(row, row.name_en) for row in former])])


def _formal(state, code):
    """The formal name, where it says more than the short one."""
    formal = getattr(state, f"formal_{code}")
    return [cell(quiet=formal, lang=code)] if formal and formal != getattr(state, f"name_{code}") else []


def _codes(sheet, state):
    region = ", ".join(filter(None, [state.region, state.subregion, state.intermediate_region]))
    rows = [
        ("Codes", f"{state.iso3}, {state.iso2} (ISO 3166-1), {state.m49} (UN M49)"),
        ("UN region", region),
        ("Capital", state.capital),
        ("Wikidata", state.wikidata),
        ("Note", state.note),
    ]
    return facts("Codes and region", [(label, [cell(text)]) for label, text in rows if text])


def members_sheet(clock):
    """The Sheet of all Member and Observer States of the day, of who led, and of what had just changed."""
    day = clock.day
    sheet = Sheet("members", reverse("members-sheet"), clock, most=1)
    organization = name_on(day)
    if organization:
        sheet.include(organization)
    sheet.kicker = called(organization) if organization else "The organization on a day"
    counts = {f"{status}s": State.objects.count_on(status, day) for status in (MEMBER, OBSERVER)}
    sheet.title, sheet.aside = "Member States", span(counts["members"])
    sheet.lead = [counted(counts)]
    sheet.dependencies = dependencies_of_counts(day)
    rolls = [roll for status in (MEMBER, OBSERVER) for roll in _roll(sheet, status)]
    terms = in_office(sheet, Term.objects.as_of(day).for_page(day))
    elect, leaving = Term.objects.elect_on(day).for_page(day), Membership.objects.leaving_on(day).for_page(day)
    sheet.bands = [
        [rolls],
        [
            facts("In office", terms),
            _changes(sheet) + facts("Known, not in effect", not_in_effect(sheet, elect, leaving)),
        ],
    ]
    if any(rolls):
        sheet.remarks = ["Short names follow the United Nations, sorted by letter. No order of rank is meant."]
    return sheet


def _roll(sheet, status):
    day, roll = sheet.day, []
    names = set()
    for state in State.objects.standing(status, day).for_page(day):
        row, name = state.spell_as(status, day), state.name_on(day)[0]
        sheet.include(state)
        names |= {(former.kind, former.pk) for former in state.former_names.all()}
        shown = name if name == state.name_en else f"{name} (today {state.name_en})"
        said = cell(row.start.words() or "not found", _open_on(row, day), sheet.refs(row))
        roll.append({"name": shown, "cell": said})
    sheet.dependencies = Dependencies(sheet.dependencies.keys | names, day)
    return [{"heading": f"{capital(status)} States", "roll": roll}] if roll else []


def _open_on(row, day):
    """What is open of a spell on the day, beside its first day."""
    if row.is_leaving_on(day):
        return "withdrawal notified"
    why = doubt(row, day)
    begun = row.on_day.begun.certainty(row, day) == CERTAIN
    return f"possibly: {why}" if why and begun else "possibly" if why else ""


def _changes(sheet):
    """What changed in the year up to the day. Of changes whose days are open by more than a year, only the number."""
    first = sheet.day - YEAR
    changes = comparison.differences(first, sheet.day, CHANGES)
    prefetch_related_objects([each.record.state for each in changes if hasattr(each.record, "state")], "former_names")
    rows, vague = {}, 0
    for change in changes:
        record, when = change.record, change.when
        if change.certainty == POSSIBLE and not (when.earliest and when.latest and when.latest - when.earliest <= YEAR):
            vague += 1
            continue
        label = capital(change.verb).replace("to be one", "to be an observer")
        name = record.state.name_on(sheet.day)[0] if hasattr(record, "state") else record.person
        said = f"{when.words()}{', possibly' if change.certainty == POSSIBLE else ''}"
        rows.setdefault(label, []).append(cell(name, said, sheet.refs(record)))
    if vague:
        rows["Possibly also"] = [
            cell(f"{vague} change{'s' * (vague > 1)}", "of which the day is open by more than a year")
        ]
    return facts(f"Changes since {day_in_words(first)}", rows.items())
