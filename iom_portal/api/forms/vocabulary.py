"""The terms of the API's linked data: a JSON-LD context that says what each member and each type of an answer means.

The words are those of the pages (iom_portal/records/web/linked_data.py): schema.org, the W3C's Organization and Time
ontologies, PROV for sources, EDTF for dates. A member that none of these has a word for stands in the API's own
namespace, so that nothing of an answer is lost. A kind has the name of its model as its type, and beneath it what its
members mean there and nowhere else.
"""

from django.conf import settings

from iom_portal.records.kinds import kinds
from iom_portal.records.models.kind import address_term

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


def day(term=None):
    """A term whose values are days; None: of the API's own namespace."""
    return {"@type": "xsd:date", **({"@id": term} if term else {})}


def spoken(term):
    """{suffix of a member: the term in that language}."""
    return {language: {"@id": term, "@language": language} for language in ("en", "fr", "es")}


MEMBERS = {  # what a member means in every kind
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
    "earliest": day(),
    "latest": day(),
    "words": "rdfs:label",
    "as_of": day(),
    "verified_to": day(),
    "established_on": day(),
    "day": day("schema:observationDate"),
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
    **{f"name_{language}": term for language, term in spoken("schema:name").items()},
    **{f"formal_{language}": term for language, term in spoken("schema:legalName").items()},
    **{f"acronym_{language}": term for language, term in spoken("schema:alternateName").items()},
    **{  # years and months too, so they are not days of XML Schema
        name: f"schema:{name}"
        for name in (
            *("foundingDate", "dissolutionDate", "birthDate", "deathDate", "startDate", "endDate"),
            *("legislationDate", "dateCreated", "datePublished"),
        )
    },
    # What a context cannot say member by member stays JSON.
    **{name: {"@type": "@json"} for name in ("rows", "fields", "resources", "kinds")},
}

TYPES = {  # types that are no kinds of record: what each is, and what its members mean in it
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
        {"as_of": day("schema:observationDate"), "about": address_term("schema:observationAbout")},
    ),
    "Standing": ("org:Role", {"status": "schema:name"}),
    "NameOnDay": ("schema:PropertyValue", {}),
    "List": ("schema:ItemList", {}),
    "Document": ("schema:Dataset", {}),
}


def types():
    """{type: (what it is, what its members mean in it)}: those of the kinds, and the others."""
    return {model.__name__: (model.about.linked.term, dict(model.about.linked.members)) for model in kinds()} | TYPES


def context():
    """The context, complete: nothing of it has to be fetched."""
    described = {name: {"@id": term, **({"@context": own} if own else {})} for name, (term, own) in types().items()}
    return {"@version": 1.1, "@vocab": f"{settings.SITE_URL}{ADDRESS}#", **PREFIXES, **MEMBERS, **described}
