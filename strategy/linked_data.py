"""Strategies and objectives as linked data: see iom_portal/records/web/linked_data.py."""

from iom_portal.records.web.linked_data import Node, date_of, interval, iri, known, ref, the_organization

from .models import Framework, Objective


def framework_node(record: Framework) -> Node:
    """Return the node of a strategy, plan or vision."""
    return known(
        {
            "@type": "CreativeWork",
            "@id": iri(record.page_url),
            "name": record.title,
            "genre": record.kind_of_framework,
            "abstract": record.summary,
            "identifier": record.symbol,
            "dateCreated": date_of(record.action_on),
            "time:hasTime": interval(record),
            "about": the_organization(),
        }
    )


def objective_node(record: Objective) -> Node:
    """Return the node of one of the twelve objectives, verbatim."""
    return known(
        {
            "@type": "CreativeWork",
            "@id": iri(record.page_url),
            "name": record.short_title,
            "text": record.text,
            "position": record.number,
            "isPartOf": {"@type": "CreativeWork", **ref(record.framework)},
        }
    )
