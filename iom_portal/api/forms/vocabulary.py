"""The terms of the API's linked data: a JSON-LD context that says what each member and each type of an answer means.

The words are those of the pages (iom_portal/records/web/linked_data.py): schema.org, the W3C's Organization and Time
ontologies, PROV for sources, EDTF for dates. A member that none of these has a word for stands in the API's own
namespace, so that nothing of an answer is lost. A kind has the name of its model as its type, and beneath it what its
members mean there and nowhere else.
"""

from typing import Any

from django.conf import settings

from iom_portal.records.kinds import kinds
from iom_portal.records.models.entry import Entry
from iom_portal.records.models.kind import Linked, address_term

Term = str | dict[str, str]  # what a member means: a term of a known vocabulary, or that and how its values are read

ADDRESS = "/api/v1/context.jsonld"
PREFIXES = {
    "org": "http://www.w3.org/ns/org#",
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "time": "http://www.w3.org/2006/time#",
    "dcterms": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "bibo": "http://purl.org/ontology/bibo/",
    "xhv": "http://www.w3.org/1999/xhtml/vocab#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"


def day_term(term: str | None = None) -> dict[str, str]:
    """Return a term whose values are days; None: of the API's own namespace."""
    return {"@type": "xsd:date"} if term is None else {"@type": "xsd:date", "@id": term}


def translated(member: str, term: str) -> dict[str, Term]:
    """Return {member in a language: the term in that language}."""
    return {f"{member}_{language}": {"@id": term, "@language": language} for language in ("en", "fr", "es")}


# Years and months too, so they are not days of XML Schema.
DATES_OF_SCHEMA_ORG = (
    *("foundingDate", "dissolutionDate", "birthDate", "deathDate", "startDate", "endDate"),
    *("legislationDate", "dateCreated", "datePublished"),
)
JSON_MEMBERS = ("rows", "fields", "resources", "kinds")  # what a context cannot say member by member stays JSON

MEMBERS: dict[str, Term] = {  # what a member means in every kind
    "id": "schema:identifier",
    "url": address_term("rdfs:seeAlso"),
    "page_url": address_term("schema:url"),
    "cite": {"@type": "@id"},
    "note": "skos:note",
    "citations": "prov:qualifiedInfluence",
    "derived_from": address_term("prov:wasDerivedFrom"),
    "primary_source": address_term("prov:hadPrimarySource"),
    "generated_by": "prov:wasGeneratedBy",
    "subject_of": "schema:subjectOf",
    "made_at": {"@id": "prov:endedAtTime", "@type": "xsd:dateTime"},
    "organization": address_term("org:organization"),
    "about": address_term("schema:about"),
    "name": "schema:name",
    "title": "schema:name",
    "short_title": "schema:name",
    "description": "schema:description",
    "text": "schema:text",
    "summary": "schema:abstract",
    "effect": "schema:abstract",
    "symbol": "schema:identifier",
    "publisher": "schema:publisher",
    "value": "schema:value",
    "unit": "schema:unitText",
    "metric": "schema:measuredProperty",
    "kind_of_framework": "schema:genre",
    "wikidata": address_term("schema:sameAs"),
    "role": "org:role",
    "during": "time:hasTime",
    "start": "time:hasBeginning",
    "end": "time:hasEnd",
    "edtf": {"@id": "dcterms:date", "@type": EDTF},
    "earliest": day_term(),
    "latest": day_term(),
    "words": "rdfs:label",
    "as_of": day_term(),
    "verified_to": day_term(),
    "established_on": day_term(),
    "day": day_term("schema:observationDate"),
    "memberships": "org:hasMembership",
    "terms": "org:hasMembership",
    "posts": "org:hasPost",
    "framework": "schema:isPartOf",
    "theme": "schema:about",
    "superseded_by": "dcterms:isReplacedBy",
    "predecessor": "dcterms:replaces",
    "successor": "dcterms:isReplacedBy",
    "parent": "org:subOrganizationOf",
    "unit_of": address_term("org:unitOf"),
    "locator": "bibo:locator",
    "count": "schema:numberOfItems",
    "results": "schema:itemListElement",
    "next": address_term("xhv:next"),
    "previous": address_term("xhv:prev"),
    **translated("name", "schema:name"),
    **translated("formal", "schema:legalName"),
    **translated("acronym", "schema:alternateName"),
    **{name: f"schema:{name}" for name in DATES_OF_SCHEMA_ORG},
    **{name: {"@type": "@json"} for name in JSON_MEMBERS},
}

TypeTerms = tuple[str, dict[str, Any]]  # what a type is, and what its members mean in it and nowhere else

TYPES: dict[str, TypeTerms] = {  # types that are no kinds of record: what each is, and what its members mean in it
    "Role": ("org:Role", {}),
    "Organization": (
        "org:FormalOrganization",
        {
            "organs": "org:hasUnit",
            "leadership": "org:hasMembership",
            "elect": "org:hasMembership",
            "name": "schema:name",
        },
    ),
    "Revision": ("prov:Activity", {"changes": "schema:potentialAction"}),
    "Change": ("schema:UpdateAction", {"record": "schema:object", "differences": {"@type": "@json"}}),
    "Difference": ("schema:Event", {"record": "schema:about", "when": "time:hasTime"}),
    "Instant": ("time:Instant", {}),
    "Interval": ("time:Interval", {}),
    "Count": (
        "schema:Observation",
        {"as_of": day_term("schema:observationDate"), "about": address_term("schema:observationAbout")},
    ),
    "Standing": ("org:Role", {"status": "schema:name"}),
    "NameOnDay": ("schema:PropertyValue", {}),
    "List": ("schema:ItemList", {}),
    "Document": ("schema:Dataset", {}),
}


def linked_of(model: type[Entry]) -> Linked:
    """Return how a kind is written as linked data."""
    if model.about.linked is None:
        raise LookupError(f"A {model.kind} is not declared as linked data.")
    return model.about.linked


def types() -> dict[str, TypeTerms]:
    """Return {type: (what it is, what its members mean in it)}: those of the kinds, and the others."""
    of_kinds: dict[str, TypeTerms] = {}
    for model in kinds():
        linked = linked_of(model)
        of_kinds[model.__name__] = (linked.term, dict(linked.members))
    return of_kinds | TYPES


def context() -> dict[str, Any]:
    """Return the context, complete: nothing of it has to be fetched."""
    described: dict[str, dict[str, Any]] = {}
    for name, (term, members) in types().items():
        described[name] = {"@id": term}
        if members:
            described[name]["@context"] = members
    return {"@version": 1.1, "@vocab": f"{settings.SITE_URL}{ADDRESS}#", **PREFIXES, **MEMBERS, **described}
