"""The sheet of the organization on a day, and what the sheets of States say of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.urls import reverse
from django.utils.text import capfirst

from iom_portal.records.history.clock import Clock
from iom_portal.records.templatetags.words import election_verb, happened, span, spell
from members.counting import dependencies_of_counts
from members.models import Membership
from organs.models import Instrument, Organ, OrganizationName, Term
from organs.querysets import HEAD

from ..organization import Organization, constitutional_name, organization_on
from .composing import Block, Cell, LabelledCells, Sheet, cell, fact_blocks

OTHER_LANGUAGES = (("French", "fr"), ("Spanish", "es"))  # those of names, beside English


def organization_sheet(clock: Clock) -> Sheet:
    """Return the sheet of the organization on the day of `clock`. The number of queries does not depend on the data."""
    sheet = Sheet("organization", reverse("sheet"), clock, most=1)
    organization = organization_on(clock.day)
    sheet.dependencies = dependencies_of_counts(clock.day)
    sheet.kicker = "The organization on a day"
    name = organization.name
    if name is None:
        sheet.title = "Not yet founded" if clock.loaded else "Nothing to show yet"
        return sheet
    sheet.title, sheet.aside = name.name_en, name.acronym_en
    sheet.lead = [sheet.cell(name, f"{capfirst(spell(name))} under this name"), count_cell(organization.counts)]
    known = not_in_effect(sheet, organization.elect, organization.leaving, organization.pending)
    first_column = [
        *_name_block(sheet, organization, name),
        *fact_blocks("Known, not in effect", known),
        *_latest_event_block(sheet, organization),
    ]
    second_column = [
        *fact_blocks("In office", in_office(sheet, organization.terms)),
        *fact_blocks("Strategy", [("", [sheet.dated(framework) for framework in organization.frameworks])]),
        *_instrument_block(sheet),
    ]
    sheet.bands = [[first_column, second_column]]
    return sheet


def name_with_acronym(name: OrganizationName) -> str:
    """Return a name of the organization with its acronym."""
    return f"{name.name_en} ({name.acronym_en})"


def constitutional_name_on(day: date) -> OrganizationName | None:
    """Return the constitutional name of the organization on `day`, the most certain first; None before it existed."""
    names = OrganizationName.objects.as_of(day).filter(kind_of_name=OrganizationName.KindOfName.CONSTITUTIONAL)
    return constitutional_name(names.for_page(day), day)


def count_cell(counts: Mapping[str, Mapping[str, int]]) -> Cell:
    """Return how many Member and Observer States there were, in a cell: numbers, or ranges and what they mean.

    counts: {"members": {"certain", "possible"}, "observers": …}.
    """
    numbers, open_dates = [], []
    for status, name in (("members", "Member State"), ("observers", "Observer State")):
        certain, possible = counts[status]["certain"], counts[status]["possible"]
        noun = name if possible == 1 else f"{name}s"
        numbers.append(f"{span(counts[status])} {noun}")
        if certain and certain != possible:
            open_dates.append(f"{status}: {certain} certainly, {possible - certain} more possibly")
        elif certain != possible:
            open_dates.append(f"{status}: {possible} possibly")
    return cell(" and ".join(numbers), "; ".join(open_dates))


def in_office(sheet: Sheet, terms: Iterable[Term]) -> list[LabelledCells]:
    """Return rows of those in office, the head first: the post, the person, since when."""
    cells_of_posts = defaultdict(list)
    for term in sorted(terms, key=lambda term: term.post_id != HEAD):
        how = "ad interim" if term.acting else ""
        cells_of_posts[term.post.title].append(sheet.dated(term, term.person, how))
    return list(cells_of_posts.items())


def not_in_effect(
    sheet: Sheet, elect: Iterable[Term] = (), leaving: Iterable[Membership] = (), pending: Iterable[Instrument] = ()
) -> list[LabelledCells]:
    """Return rows of what is known on the day and not in effect.

    elect: terms of persons elect. leaving: memberships of which the withdrawal was notified. pending: acts adopted.
    """
    persons = []
    for term in elect:
        elected = f"{term.post}, {election_verb(term)} {term.elected_on.words()}"
        persons.append(sheet.cell(term, term.person, elected))
    states = [sheet.cell(spell, spell.state, withdrawal_in_words(spell)) for spell in leaving]
    acts = [sheet.cell(act, "", f"adopted {act.adopted_on.words()}") for act in pending]
    return [
        ("Elected, not yet in office", persons),
        ("Withdrawal notified, not certainly in effect", states),
        ("Adopted, not in force", acts),
    ]


def withdrawal_in_words(membership: Membership) -> str:
    """Return what is known of a withdrawal that may not have come yet."""
    return f"notified {membership.notified_on.words()}, last day {membership.end.words() or 'not known'}"


def _name_block(sheet: Sheet, organization: Organization, name: OrganizationName) -> list[Block]:
    """Return blocks of the names, the seat and status, and the organs."""
    seat_and_status = defaultdict(list)
    for attribute in organization.attributes:
        seat_and_status[capfirst(attribute.attribute)].append(sheet.dated(attribute, attribute.value))
    organs = defaultdict(list)
    for organ in organization.organs:
        organs[Organ.KindOfOrgan(organ.kind_of_organ).label].append(sheet.dated(organ))
    others = [other for other in organization.names if other.pk != name.pk]
    also = [sheet.dated(other, name_with_acronym(other)) for other in others]
    kinds_of_organ = Organ.KindOfOrgan.labels
    return [
        *fact_blocks("Name", [*_names_in_other_languages(name), ("Also", also)]),
        *fact_blocks("Seat and status", seat_and_status.items()),
        *fact_blocks("Organs", sorted(organs.items(), key=lambda row: kinds_of_organ.index(row[0]))),
    ]


def _names_in_other_languages(name: OrganizationName) -> list[LabelledCells]:
    """Return a row for each language in which the register has the name."""
    rows = []
    for language, code in OTHER_LANGUAGES:
        full, acronym = getattr(name, f"name_{code}"), getattr(name, f"acronym_{code}")
        text = f"{full} ({acronym})" if acronym else full
        if full:
            rows.append((language, [cell(text, lang=code)]))
    return rows


def _latest_event_block(sheet: Sheet, organization: Organization) -> list[Block]:
    event = organization.latest
    if event is None:
        return []
    return fact_blocks("Latest event recorded", [("", [sheet.cell(event, "", happened(event))])])


def _instrument_block(sheet: Sheet) -> list[Block]:
    """Return a block of the instruments that are, or may be, in force. Their query and those of their sources."""
    cells = []
    for instrument in Instrument.objects.in_force_on(sheet.day).for_page(sheet.day):
        standing = instrument.standing_on(sheet.day)
        remark = f"since {instrument.in_force_on.words()}"
        if standing != "in force":
            remark = f"{standing}, {remark}"
        cells.append(sheet.cell(instrument, "", remark))
    return fact_blocks("Instruments in force", [("", cells)])
