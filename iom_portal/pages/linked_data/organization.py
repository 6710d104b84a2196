"""The organization on a day, and the counts of its Member and Observer States, as linked data."""

from collections.abc import Iterable
from datetime import date

from iom_portal.records.web.linked_data import Node, known, ref, the_organization
from members.models import Membership
from organs.linked_data import term_node
from organs.models import OrganizationName

from ..organization import Organization


def organization_node(organization: Organization, established_on: date) -> Node:
    """Return the node of the organization on a day on which it has a name."""
    own = organization.name
    if own is None:
        raise LookupError(f"On {organization.day} the organization did not exist.")
    seats = [attribute.value for attribute in organization.attributes if attribute.attribute == "headquarters"]
    return known(
        {
            "@type": ["Organization", "org:FormalOrganization"],
            "@id": the_organization()["@id"],
            "name": own.name_en,
            "alternateName": _other_names(organization.names, own),
            "foundingDate": established_on.isoformat(),
            "location": [{"@type": "Place", "name": seat} for seat in seats],
            "org:hasUnit": [{"@type": "org:OrganizationalUnit", **ref(organ)} for organ in organization.organs],
            "org:hasMembership": [term_node(term) for term in organization.heads],
        }
    )


def _other_names(names: Iterable[OrganizationName], own: OrganizationName) -> list[str]:
    """Return what the organization is called beside its English name, each once, the forms of its own name first."""
    texts = []
    for name in sorted(names, key=lambda name: name.pk != own.pk):
        texts += [name.name_en, name.acronym_en, name.name_fr, name.acronym_fr, name.name_es, name.acronym_es]
    return [text for text in dict.fromkeys(texts) if text and text != own.name_en]


def count_nodes(organization: Organization) -> list[Node]:
    """Return the nodes of the counts of Member and of Observer States on the day of the organization."""
    nodes = []
    for status in Membership.Status:
        nodes.append(count_node(status, organization.counts[f"{status.value}s"], organization.day))
    return nodes


def count_node(status: Membership.Status, count: dict[str, int], day: date) -> Node:
    """Return the node of how many States had a status on a day.

    count: {"certain", "possible"}: the lowest and the highest number where dates leave it open.
    """
    low, high = count["certain"], count["possible"]
    numbers = {"value": low} if low == high else {"minValue": low, "maxValue": high}
    return {
        "@type": "Observation",
        "observationAbout": the_organization(),
        "measuredProperty": f"{status.label}s",
        "observationDate": day.isoformat(),
        **numbers,
    }
