"""The sheet of the organization on a day, and what the sheets of States say of it."""

from django.urls import reverse

from iom_portal.records.templatetags.words import election_verb, happened, span, spell
from members.counting import dependencies_of_counts
from organs.models import Instrument, Organ, OrganizationName
from organs.querysets import HEAD

from ..organization import organization_on
from .composing import Sheet, cell, facts

LANGUAGES = (("French", "fr"), ("Spanish", "es"))


def organization_sheet(clock):
    """The Sheet of the organization on the day of `clock`. The number of queries does not depend on the data."""
    sheet = Sheet("organization", reverse("sheet"), clock, most=1)
    organization = organization_on(clock.day)
    sheet.dependencies = dependencies_of_counts(clock.day)
    sheet.kicker = "The organization on a day"
    name = organization.name
    if name is None:
        sheet.title = "Not yet founded" if clock.loaded else "Nothing to show yet"
        return sheet
    sheet.title, sheet.aside = name.name_en, name.acronym_en
    sheet.lead = [sheet.cell(name, f"{capital(spell(name))} under this name"), counted(organization.counts)]
    instruments = Instrument.objects.in_force_on(clock.day).for_page(clock.day)
    known = not_in_effect(sheet, organization.elect, organization.leaving, organization.pending)
    latest = organization.latest
    sheet.bands = [
        [
            [
                *_standing(sheet, organization),
                *facts("Known, not in effect", known),
                *facts("Latest event recorded", [("", [sheet.cell(latest, "", happened(latest))])] if latest else []),
            ],
            [
                *facts("In office", in_office(sheet, organization.terms)),
                *facts("Strategy", [("", [sheet.dated(row) for row in organization.frameworks])]),
                *facts("Instruments in force", [("", [_in_force(sheet, row) for row in instruments])]),
            ],
        ]
    ]
    return sheet


def called(name):
    """A name of the organization with its acronym."""
    return f"{name.name_en} ({name.acronym_en})"


def name_on(day):
    """The constitutional name of the organization on `day`, the most certain first; None before it existed."""
    names = (
        OrganizationName.objects.as_of(day)
        .filter(kind_of_name=OrganizationName.KindOfName.CONSTITUTIONAL)
        .for_page(day)
    )
    return min(names, key=lambda name: (name.certainty_on(day) != "certain", name.start_earliest), default=None)


def counted(counts):
    """How many Member and Observer States, in a cell: numbers, or ranges and what they mean."""
    said, open_dates = [], []
    for status, name in (("members", "Member State"), ("observers", "Observer State")):
        certain, possible = counts[status]["certain"], counts[status]["possible"]
        said.append(f"{span(counts[status])} {name}{'' if possible == 1 else 's'}")
        if certain != possible:
            sure = f"{certain} certainly, " if certain else ""
            open_dates.append(f"{status}: {sure}{possible - certain} {'more ' if certain else ''}possibly")
    return cell(" and ".join(said), "; ".join(open_dates))


def in_office(sheet, terms):
    """Rows of those in office, the head first: the post, the person, since when."""
    posts = {}
    for term in sorted(terms, key=lambda term: term.post_id != HEAD):
        posts.setdefault(term.post.title, []).append(sheet.dated(term, term.person, "ad interim" * term.acting))
    return posts.items()


def not_in_effect(sheet, elect=(), leaving=(), pending=()):
    """Rows of what is known on the day and not in effect: persons elect, withdrawals notified, acts adopted."""
    persons = [
        sheet.cell(term, term.person, f"{term.post}, {election_verb(term)} {term.elected_on.words()}") for term in elect
    ]
    return [
        ("Elected, not yet in office", persons),
        (
            "Withdrawal notified, not certainly in effect",
            [sheet.cell(row, row.state, notified(row)) for row in leaving],
        ),
        ("Adopted, not in force", [sheet.cell(row, "", f"adopted {row.adopted_on.words()}") for row in pending]),
    ]


def notified(row):
    """What is known of a withdrawal that may not have come yet."""
    return f"notified {row.notified_on.words()}, last day {row.end.words() or 'not known'}"


def capital(text):
    return text[:1].upper() + text[1:]


def _standing(sheet, organization):
    """Blocks of the names, the seat and status, and the organs."""
    name = organization.name
    own = [
        (language, [cell(f"{full} ({acronym})" if acronym else full, lang=code)])
        for language, code in LANGUAGES
        if (full := getattr(name, f"name_{code}"))
        for acronym in [getattr(name, f"acronym_{code}")]
    ]
    others = [other for other in organization.names if other.pk != name.pk]
    attributes, organs = {}, {}
    for attribute in organization.attributes:
        attributes.setdefault(capital(attribute.attribute), []).append(sheet.dated(attribute, attribute.value))
    for organ in organization.organs:
        organs.setdefault(Organ.KindOfOrgan(organ.kind_of_organ).label, []).append(sheet.dated(organ))
    return [
        *facts("Name", [*own, ("Also", [sheet.dated(other, called(other)) for other in others])]),
        *facts("Seat and status", attributes.items()),
        *facts("Organs", sorted(organs.items(), key=lambda row: Organ.KindOfOrgan.labels.index(row[0]))),
    ]


def _in_force(sheet, instrument):
    standing = instrument.standing_on(sheet.day)
    since = f"since {instrument.in_force_on.words()}"
    return sheet.cell(instrument, "", since if standing == "in force" else f"{standing}, {since}")
