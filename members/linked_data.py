"""States and their memberships as linked data: see iom_portal/records/web/linked_data.py."""

from collections.abc import Iterable

from iom_portal.records.web.linked_data import Node, interval, iri, known, the_organization

from .models import FormerName, Membership, State


def state_node(record: State, spells: Iterable[Membership] = (), former_names: Iterable[FormerName] = ()) -> Node:
    """Return the node of a State with the spells of its membership and the names that it bore before."""
    names = [record.formal_en, record.name_fr, record.formal_fr, record.name_es, record.formal_es]
    names += [former.name_en for former in former_names]
    other_names = [name for name in dict.fromkeys(names) if name and name != record.name_en]
    codes = {"ISO 3166-1 alpha-2": record.iso2, "ISO 3166-1 alpha-3": record.pk, "UN M49": record.m49}
    return known(
        {
            "@type": "Country",
            "@id": iri(record.page_url),
            "name": record.name_en,
            "alternateName": other_names,
            "identifier": [
                {"@type": "PropertyValue", "propertyID": code, "value": value} for code, value in codes.items()
            ],
            "containedInPlace": {"@type": "Place", "name": record.region},
            "sameAs": record.wikidata,
            "org:hasMembership": [membership_node(spell) for spell in spells],
        }
    )


def membership_node(record: Membership) -> Node:
    """Return the node of a spell of a State as member or observer."""
    return known(
        {
            "@type": "org:Membership",
            "@id": iri(record.page_url),
            "org:member": {"@id": iri(record.page_url.partition("#")[0])},
            "org:organization": the_organization(),
            "org:role": {"@type": "org:Role", "name": record.get_status_display()},
            "org:memberDuring": interval(record),
        }
    )
