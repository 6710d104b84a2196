"""Records as linked data: JSON-LD in the words of schema.org and of the W3C's Organization Ontology.

Each function takes records and gives one node, a dict whose "@id" is the record's permanent address; `document` puts
nodes under the context that they are written in. A date is never more precise than its record: `edtf` holds its text
as it is, and a property of schema.org that wants a date is only there for a day, a month or a year. What is not known
is left out.
"""

import json

from django.conf import settings

from iom_portal.records.dates.partial_date import PartialDate, PartialDateError
from members.models import Membership
from organs.models import Instrument

CONTEXT = [
    "https://schema.org",
    {
        "org": "http://www.w3.org/ns/org#",
        "time": "http://www.w3.org/2006/time#",
        "edtf": {"@id": "http://purl.org/dc/terms/date", "@type": "http://id.loc.gov/datatypes/edtf/EDTF"},
    },
]
DATES = {"day", "month", "year"}  # the precisions that ISO 8601, and with it schema.org, can write
LEGISLATION = {Instrument.KindOfInstrument.CONSTITUTION, Instrument.KindOfInstrument.AMENDMENT}
IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def document(*nodes):
    """The nodes under one context: a JSON-LD document."""
    [first, *more] = nodes
    return {"@context": CONTEXT, "@graph": [first, *more]} if more else {"@context": CONTEXT, **first}


def as_script(data):
    """JSON that can stand in a <script> of any page: nothing in it ends the element or a line of script."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(IN_SCRIPT)


def iri(path):
    """The permanent address of `path`."""
    return f"{settings.SITE_URL}{path}"


def known(properties):
    """The properties that have a value."""
    return {name: value for name, value in properties.items() if value}


def ref(record):
    """A record named only, as the object of a property."""
    return known({"@id": iri(record.page_url), "name": str(record)})


def the_organization():
    """The organization named only."""
    return {"@id": iri("/#organization")}


# Time


def date_of(text):
    """A partial date as schema.org writes dates; None where that would say more than the text, or it is no date."""
    try:
        when = PartialDate(text)
    except PartialDateError:
        return None
    return str(when) if when.precision in DATES else None


def instant(when):
    """A partial date as it is; None for none."""
    return {"@type": "time:Instant", "edtf": str(when)} if when else None


def interval(record):
    """From the start to the end of a spell. Without a beginning: not found. Without an end: still running."""
    return known(
        {"@type": "time:Interval", "time:hasBeginning": instant(record.start), "time:hasEnd": instant(record.end)}
    )


# The organization


def organization(found, established_on):
    """The organization on a day. found: an Organization (pages/organization.py) that has a name that day."""
    names = [
        text
        for name in sorted(found.names, key=lambda name: name.pk != found.name.pk)
        for text in (name.name_en, name.acronym_en, name.name_fr, name.acronym_fr, name.name_es, name.acronym_es)
    ]
    seats = [each.value for each in found.attributes if each.attribute == "headquarters"]
    return known(
        {
            "@type": ["Organization", "org:FormalOrganization"],
            "@id": the_organization()["@id"],
            "name": found.name.name_en,
            "alternateName": [text for text in dict.fromkeys(names) if text and text != found.name.name_en],
            "foundingDate": established_on.isoformat(),
            "location": [{"@type": "Place", "name": seat} for seat in seats],
            "org:hasUnit": [{"@type": "org:OrganizationalUnit", **ref(organ)} for organ in found.organs],
            "org:hasMembership": [term(each) for each in found.heads],
        }
    )


def count(status, numbers, day):
    """How many States had a status on a day: numbers is {"certain", "possible"}, a range where they differ."""
    low, high = numbers["certain"], numbers["possible"]
    return {
        "@type": "Observation",
        "observationAbout": the_organization(),
        "measuredProperty": f"{Membership.Status(status).label}s",
        "observationDate": day.isoformat(),
        **({"value": low} if low == high else {"minValue": low, "maxValue": high}),
    }


def organ(record, posts=()):
    """An organ. posts: pairs of a post and the terms of those who hold it."""
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
            "org:hasPost": [post(each, terms) for each, terms in posts],
        }
    )


def post(record, terms=()):
    """A post with those who hold it."""
    return known(
        {
            "@type": "org:Post",
            "@id": iri(record.page_url),
            "name": record.title,
            "org:heldBy": [ref(each.person) for each in terms],
        }
    )


def term(record):
    """A term of office: a membership of the organ in the role of the post."""
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


def person(record, terms=()):
    """A person with terms of office."""
    return known(
        {
            "@type": "Person",
            "@id": iri(record.page_url),
            "name": record.name,
            "nationality": record.nationality and {"@type": "Country", "identifier": record.nationality},
            "birthDate": date_of(record.born),
            "deathDate": date_of(record.died),
            "org:hasMembership": [term(each) for each in terms],
        }
    )


# States


def state(record, spells=(), former_names=()):
    """A State with the spells of its membership and the names that it bore before."""
    names = [
        *(record.formal_en, record.name_fr, record.formal_fr, record.name_es, record.formal_es),
        *(former.name_en for former in former_names),
    ]
    codes = {"ISO 3166-1 alpha-2": record.iso2, "ISO 3166-1 alpha-3": record.pk, "UN M49": record.m49}
    return known(
        {
            "@type": "Country",
            "@id": iri(record.page_url),
            "name": record.name_en,
            "alternateName": [name for name in dict.fromkeys(names) if name and name != record.name_en],
            "identifier": [
                {"@type": "PropertyValue", "propertyID": code, "value": value} for code, value in codes.items()
            ],
            "containedInPlace": {"@type": "Place", "name": record.region},
            "sameAs": record.wikidata,
            "org:hasMembership": [membership(spell) for spell in spells],
        }
    )


def membership(spell):
    """A spell of a State as member or observer."""
    return known(
        {
            "@type": "org:Membership",
            "@id": iri(spell.page_url),
            "org:member": {"@id": iri(spell.page_url.partition("#")[0])},
            "org:organization": the_organization(),
            "org:role": {"@type": "org:Role", "name": spell.get_status_display()},
            "org:memberDuring": interval(spell),
        }
    )


# What happened and what was written


def event(record):
    """An event of the history. startDate is left out where the day lies somewhere in an interval."""
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


def instrument(record):
    """An instrument: legislation where it is the Constitution or its amendments, else a written work."""
    law = record.kind_of_instrument in LEGISLATION
    return known(
        {
            "@type": "Legislation" if law else "CreativeWork",
            "@id": iri(record.page_url),
            "name": record.title,
            "abstract": record.effect,
            "identifier": record.symbol,
            **{"legislationDate" if law else "dateCreated": date_of(record.adopted_on)},
            "time:hasTime": record.in_force_on
            and known(
                {
                    "@type": "time:Interval",
                    "time:hasBeginning": instant(record.in_force_on),
                    "time:hasEnd": instant(record.ceased_on),
                }
            ),
            "about": the_organization(),
        }
    )


def framework(record):
    """A strategy, plan or vision."""
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


def objective(record):
    """One of the twelve objectives, verbatim."""
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


def source(record):
    """A source."""
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


# Pages


def item_list(records, named=True):
    """The records of a list, by their addresses on this site; only how many they are unless `named`."""
    found = {"@type": "ItemList", "numberOfItems": len(records)}
    return found | {"itemListElement": [{"@id": record.page_url} for record in records]} if named else found


def breadcrumbs(trail):
    """The way to a page: trail is (name, path) pairs from the home page on."""
    steps = enumerate(trail, 1)
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": iri(path)} for place, (name, path) in steps
        ],
    }


def site(searched=False):
    """This site, which is not the organization's. searched: also how it is searched."""
    found = {"@type": "WebSite", "@id": iri("/#site"), "name": "IOM Reference", "url": iri("/")}
    if not searched:
        return found
    action = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{iri('/search/')}?q={{words}}"},
        "query-input": "required name=words",
    }
    return {**found, "disambiguatingDescription": settings.DISCLAIMER, "inLanguage": "en", "potentialAction": action}


def page(address, title, description, trail, entity=None, day=None):
    """A page of this site. address: its canonical one. entity: the node that it is about. day: the one asked for."""
    return known(
        {
            "@type": "WebPage",
            "@id": address,
            "name": title,
            "description": description,
            "inLanguage": "en",
            "temporalCoverage": day and day.isoformat(),
            "isPartOf": site(searched=len(trail) == 1),
            "breadcrumb": breadcrumbs(trail),
            "mainEntity": entity,
        }
    )


OF_A_KIND = {  # kind: the node of its page, from the page's context
    "state": lambda record, context: state(record, context["spells"], context["former_names"]),
    "organ": lambda record, context: organ(record, context["posts"]),
    "person": lambda record, context: person(record, [*context["terms"], *context["elect"]]),
    "event": lambda record, context: event(record),
    "instrument": lambda record, context: instrument(record),
    "framework": lambda record, context: framework(record),
    "objective": lambda record, context: objective(record),
    "source": lambda record, context: source(record),
}


def entity_of(context):
    """The node that a page with this context is about, or None. It asks the database for nothing."""
    if (found := context.get("organization")) is not None and found.name:
        return organization(found, context["clock"].established_on)
    record = context.get("object")
    if record is not None and (node := OF_A_KIND.get(getattr(record, "kind", ""))):
        return node(record, context)
    if getattr(context.get("view"), "filterset_class", None):
        return item_list(context["object_list"], named=not context["clock"].parameters)  # those of another day weigh
    if record is None and (posts := context.get("posts")):
        return item_list([row for _, rows in posts for row in rows if getattr(row, "kind", "") == "term"])
    return None


def counts_of(context):
    """The counts that a page with this context states, as nodes."""
    found = context.get("organization")
    if found is None or not found.name:
        return []
    return [count(status, found.counts[f"{status}s"], found.day) for status in Membership.Status.values]
