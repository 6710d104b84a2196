"""Records as linked data: JSON-LD in the words of schema.org and of the W3C's Organization Ontology.

Here is what every room needs to write its kinds as nodes (members/linked_data.py and those of the other rooms), and the
nodes of the kernel's own kinds. A node is a dict whose "@id" is the record's permanent address; `document` puts nodes
under the context that they are written in. A date is never more precise than its record: `edtf` holds its text as it
is, and a property of schema.org that wants a date is only there for a day, a month or a year. What is not known is left
out. No function here asks the database for anything, as long as the record has at hand what its node names.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from ..dates.partial_date import PartialDate, PartialDateError
from ..models import Source
from ..models.entry import Entry
from ..models.facts import Occurrence, Spell

Node = dict[str, Any]

CONTEXT = [
    "https://schema.org",
    {
        "org": "http://www.w3.org/ns/org#",
        "time": "http://www.w3.org/2006/time#",
        "edtf": {"@id": "http://purl.org/dc/terms/date", "@type": "http://id.loc.gov/datatypes/edtf/EDTF"},
    },
]
DATES = {"day", "month", "year"}  # the precisions that ISO 8601, and with it schema.org, can write
IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def document(first: Node, *more: Node) -> Node:
    """Return the nodes under one context: a JSON-LD document."""
    if more:
        return {"@context": CONTEXT, "@graph": [first, *more]}
    return {"@context": CONTEXT, **first}


def as_script(data: Node) -> str:
    """Return JSON that can stand in a <script> of any page: nothing in it ends the element or a line of script."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(IN_SCRIPT)


def iri(path: str) -> str:
    """Return the permanent address of `path`."""
    return f"{settings.SITE_URL}{path}"


def known(properties: Mapping[str, Any]) -> Node:
    """Return the properties that have a value."""
    return {name: value for name, value in properties.items() if value}


def ref(record: Entry) -> Node:
    """Return a record named only, as the object of a property."""
    return known({"@id": iri(record.page_url), "name": str(record)})


def the_organization() -> Node:
    """Return the organization named only."""
    return {"@id": iri("/#organization")}


def item_list(records: Sequence[Entry], named: bool = True) -> Node:
    """Return the records of a list by their addresses on this site; only how many they are unless `named`."""
    node: Node = {"@type": "ItemList", "numberOfItems": len(records)}
    if named:
        node["itemListElement"] = [{"@id": record.page_url} for record in records]
    return node


# Time


def date_of(text: str) -> str | None:
    """Return a partial date as schema.org writes dates; None where that would say more than the text, or it is none."""
    try:
        when = PartialDate(text)
    except PartialDateError:
        return None
    return str(when) if when.precision in DATES else None


def instant(when: PartialDate) -> Node | None:
    """Return a partial date as it is; None for none."""
    return {"@type": "time:Instant", "edtf": str(when)} if when else None


def interval_between(start: PartialDate, end: PartialDate) -> Node:
    """Return the time between two partial dates. Without a beginning: not found. Without an end: still running."""
    return known({"@type": "time:Interval", "time:hasBeginning": instant(start), "time:hasEnd": instant(end)})


def interval(record: Spell | Occurrence) -> Node:
    """Return the time from the start to the end of a record."""
    return interval_between(record.start, record.end)


# The kernel's own kinds


def source_node(record: Source) -> Node:
    """Return the node of a source."""
    return known(
        {
            "@type": "CreativeWork",
            "@id": iri(record.page_url),
            "name": record.title,
            "publisher": record.publisher and {"@type": "Organization", "name": record.publisher},
            "identifier": [text for text in (record.pk, record.symbol) if text],
            "datePublished": date_of(record.published),
            "url": record.link,
        }
    )
