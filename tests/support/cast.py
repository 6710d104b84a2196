"""A small cast for tests: few named records with literal dates, each with its source.

Erewhon left and came back; Ruritania joined some day in 1967; Utopia never joined.
"""

from contextlib import nullcontext
from datetime import date

from django.contrib.contenttypes.models import ContentType

from iom_portal.records.models import Citation, Coverage, Source
from iom_portal.records.models.revising import _work, require_revision, revising
from iom_portal.records.models.revision import Revision
from iom_portal.records.text import fold
from members.models import FormerName, Membership, State
from organs.models import Organ, Person, Post, Term

LEFT_AND_CAME_BACK = [("1951-12-05", "1973-12-31"), ("1985-05-24", "")]


SUBREGIONS = {  # {region: (one of its subregions, the intermediate region)}
    "Africa": ("Northern Africa", ""),
    "Americas": ("Northern America", ""),
    "Asia": ("Southern Asia", ""),
    "Europe": ("Northern Europe", ""),
    "Oceania": ("Polynesia", ""),
}


def writing(reason="The cast takes its places."):
    """`revising` for one builder call, or nothing where the test has opened one itself."""
    return nullcontext() if _work.get() else revising(reason=reason, origin=Revision.Origin.SHELL)


def the_coverage(established_on=date(1951, 12, 5), verified_to=date(2025, 12, 12)):
    with writing():
        coverage = Coverage.objects.filter(pk="register").first() or Coverage(pk="register")
        coverage.established_on, coverage.verified_to = established_on, verified_to
        coverage.save()
    return coverage


def a_source(pk="MINUTES", title="Minutes of the Council"):
    with writing():
        source = Source.objects.filter(pk=pk).first()
        if source is None:
            source = Source(pk=pk, slug=fold(pk), title=title, kind_of_source=Source.KindOfSource.OFFICIAL)
            source.save()
    return source


def cite(record, source=None, **details):
    """A citation of `source` (the minutes of the Council, unless another is given) on `record`."""
    with writing():
        citation = Citation(
            content_type=ContentType.objects.get_for_model(record),
            object_id=record.pk,
            source=source or a_source(),
            **details,
        )
        citation.save()
    return citation


def affirm(record):
    """Say of every citation of `record` that its source gives what the revision under way changes."""
    for citation in record.citations.all():
        require_revision().answer(citation)


def saved(record, source=None):
    """Save a new record together with the one citation it owes."""
    with writing():
        record.save()
        cite(record, source)
    return record


def a_state(name="Erewhon", *spells, status="member", iso3=None, region="Oceania", exists=("../1951-12-05", "")):
    """A State with its spells: pairs of (start, end), end "" while it runs. exists: the same of the State itself."""
    iso3 = iso3 or fold(name)[:3].upper()
    subregion, intermediate_region = SUBREGIONS[region]
    with writing():
        state = saved(
            State(
                pk=iso3,
                slug=fold(name).replace(" ", "-"),
                iso2=iso3[0] + iso3[2],
                m49=f"{sum(map(ord, name)) % 1000:03d}",
                name_en=name,
                name_fr=name,
                name_es=name,
                formal_en=f"Republic of {name}",
                formal_fr=f"République de {name}",
                formal_es=f"República de {name}",
                region=region,
                subregion=subregion,
                intermediate_region=intermediate_region,
                start=exists[0],
                end=exists[1],
            )
        )
        for start, end in spells:
            a_spell(state, start, end, status)
    return state


def a_spell(state, start, end="", status="member", **fields):
    return saved(Membership(state=state, status=status, start=start, end=end, **fields))


def a_former_name(state, name, start="", end=""):
    return saved(FormerName(state=state, name_en=name, start=start, end=end))


def an_organ(pk="ORG-MOOT", name="Moot", start="1954-11-30", end="", **fields):
    fields = {"slug": fold(name).replace(" ", "-"), "kind_of_organ": Organ.KindOfOrgan.PRINCIPAL, **fields}
    return saved(Organ(pk=pk, name_en=name, start=start, end=end, **fields))


def end_organ(organ, day):
    """End an organ, and with it all that it does: no function outlasts its organ."""
    with writing():
        for record in (organ, *organ.functions.all()):
            record.end = day
            record.save()
            affirm(record)


def a_post(organ=None, pk="post-reeve", title="Reeve", start="1954-11-30", end="", seats=1):
    return saved(Post(pk=pk, title=title, organ=organ or an_organ(), start=start, end=end, seats=seats))


def a_person(name="Ada Clare", pk=None, **fields):
    slug = fold(name).replace(" ", "-")
    return saved(Person(pk=pk or f"person-{slug}", slug=slug, name=name, **fields))


def a_term(person, post, start, end="", elected_on="", **fields):
    return saved(Term(person=person, post=post, start=start, end=end, elected_on=elected_on, **fields))
