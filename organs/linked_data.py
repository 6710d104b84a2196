"""Organs, offices, events and instruments as linked data: see iom_portal/records/web/linked_data.py."""

from collections.abc import Iterable

from iom_portal.records.web.linked_data import (
    Node,
    date_of,
    interval,
    interval_between,
    iri,
    known,
    ref,
    the_organization,
)

from .models import Event, Instrument, Organ, Person, Post, Term

LEGISLATION = {Instrument.KindOfInstrument.CONSTITUTION, Instrument.KindOfInstrument.AMENDMENT}


def organ_node(record: Organ, posts: Iterable[tuple[Post, list[Term]]] = ()) -> Node:
    """Return the node of an organ. posts: pairs of a post and the terms of those who hold it."""
    return known(
        {
            "@type": ["Organization", "org:OrganizationalUnit"],
            "@id": iri(record.page_url),
            "name": record.name_en,
            "alternateName": [name for name in (record.name_fr, record.name_es) if name],
            "foundingDate": date_of(record.start),
            "dissolutionDate": date_of(record.end),
            "time:hasTime": interval(record),
            "org:unitOf": the_organization(),
            "org:subOrganizationOf": record.parent and ref(record.parent),
            "org:hasPost": [post_node(post, terms) for post, terms in posts],
        }
    )


def post_node(record: Post, terms: Iterable[Term] = ()) -> Node:
    """Return the node of a post with those who hold it."""
    return known(
        {
            "@type": "org:Post",
            "@id": iri(record.page_url),
            "name": record.title,
            "org:heldBy": [ref(term.person) for term in terms],
        }
    )


def term_node(record: Term) -> Node:
    """Return the node of a term of office: a membership of the organ in the role of the post."""
    return known(
        {
            "@type": "org:Membership",
            "@id": iri(record.page_url),
            "org:member": ref(record.person),
            "org:organization": ref(record.post.organ),
            "org:role": {"@type": "org:Role", "name": record.styled or record.post.title},
            "org:memberDuring": interval(record),
        }
    )


def person_node(record: Person, terms: Iterable[Term] = ()) -> Node:
    """Return the node of a person with terms of office."""
    return known(
        {
            "@type": "Person",
            "@id": iri(record.page_url),
            "name": record.name,
            "nationality": record.nationality and {"@type": "Country", "identifier": record.nationality},
            "birthDate": date_of(record.born),
            "deathDate": date_of(record.died),
            "org:hasMembership": [term_node(term) for term in terms],
        }
    )


def event_node(record: Event) -> Node:
    """Return the node of an event. startDate is left out where the day lies somewhere in an interval."""
    return known(
        {
            "@type": "Event",
            "@id": iri(record.page_url),
            "name": record.title,
            "description": record.description,
            "startDate": date_of(record.start),
            "endDate": date_of(record.end),
            "time:hasTime": interval(record),
            "about": the_organization(),
        }
    )


def instrument_node(record: Instrument) -> Node:
    """Return the node of an instrument: legislation for the Constitution and its amendments, else a written work."""
    is_law = record.kind_of_instrument in LEGISLATION
    return known(
        {
            "@type": "Legislation" if is_law else "CreativeWork",
            "@id": iri(record.page_url),
            "name": record.title,
            "abstract": record.effect,
            "identifier": record.symbol,
            "legislationDate" if is_law else "dateCreated": date_of(record.adopted_on),
            "time:hasTime": record.in_force_on and interval_between(record.in_force_on, record.ceased_on),
            "about": the_organization(),
        }
    )
