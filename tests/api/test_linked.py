"""Linked data: every answer is RDF that says what the JSON says, names things as the pages do, and keeps the clocks."""

import json
import re

import pytest
from django.conf import settings
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from iom_portal.api.forms.vocabulary import ADDRESS, EDTF
from iom_portal.records.models import Revision

from .kinds import EVERY_LIST

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:ConjunctiveGraph")]  # rdflib's own

MEDIA_TYPE = "application/ld+json"
SCHEMA = Namespace("https://schema.org/")
ORG, PROV = Namespace("http://www.w3.org/ns/org#"), Namespace("http://www.w3.org/ns/prov#")
TIME, XSD = Namespace("http://www.w3.org/2006/time#"), Namespace("http://www.w3.org/2001/XMLSchema#")
OWN = Namespace(f"{settings.SITE_URL}{ADDRESS}#")
KNOWN = (str(ORG), str(SCHEMA), str(PROV), str(TIME))
DOCUMENTS = {
    "": {},
    "organization/": {"as_of": "2013-06-14"},
    "counts/": {"as_of": "2013-06-14"},
    "compare/": {"from": "2013-11-20", "to": "2013-11-21"},
    "search/": {"q": "haute volta"},
    "cite/": {"address": "/members/australia/"},
}
AUSTRALIA = URIRef(f"{settings.SITE_URL}/members/australia/")
ORGANIZATION = URIRef(f"{settings.SITE_URL}/#organization")


def linked(api, path, **parameters):
    answer = api.client.get(f"/api/v1/{path}", parameters, HTTP_ACCEPT=MEDIA_TYPE)
    assert (answer.status_code, answer["Content-Type"]) == (200, MEDIA_TYPE), answer.content
    return json.loads(answer.content)


def graph_of(document):
    return Graph().parse(data=json.dumps(document), format="json-ld")


def addresses(value):
    """Every address in the API that an answer holds, each of the object that bears it."""
    if isinstance(value, dict):
        yield from [value["url"]] if isinstance(value.get("url"), str) else []
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from addresses(one)


@pytest.mark.once
@pytest.mark.parametrize(
    "path, parameters", [*DOCUMENTS.items(), *((f"{one}/", {"page_size": "3"}) for one in EVERY_LIST)]
)
def test_everything_has_a_type_of_a_known_vocabulary_and_nothing_is_lost(path, parameters, reading):
    if path == "revisions/":
        parameters = parameters | {"fields": "id,number,made_at,origin,reason"}
    plain, graph = reading(path, **parameters), graph_of(linked(reading, path, **parameters))
    for subject in set(graph.subjects()):
        types = [str(one) for one in graph.objects(subject, RDF.type)]
        assert any(one.startswith(KNOWN) for one in types), (subject, types)
    said = {str(one) for one in graph.objects()}
    assert set(addresses(plain)) <= said
    for row in plain.get("results", [plain]):
        for name, value in row.items():
            if isinstance(value, str) and value and name != "made_at":  # a moment is written in more than one way
                assert value in said or value in {str(one) for one in graph.subjects()}, name


def test_it_is_asked_for_by_accept_by_format_and_by_extension(reading):
    by_accept = linked(reading, "memberships/aus-member-2/")
    assert reading.client.get("/api/v1/memberships/aus-member-2.jsonld").json() == by_accept
    assert reading.client.get("/api/v1/memberships/aus-member-2/?format=jsonld")["Content-Type"] == MEDIA_TYPE
    assert linked(reading, "states/", page_size="2")["@id"].endswith(
        f"/api/v1/states/?as_recorded={Revision.objects.get().name}&format=jsonld&page_size=2"
    )


def test_a_membership_is_one_of_a_state_in_the_organization_during_an_interval(reading):
    graph = graph_of(linked(reading, "memberships/aus-observer-1/"))
    spell = URIRef(f"{AUSTRALIA}#aus-observer-1")
    assert set(graph.triples((spell, None, None))) >= {
        (spell, RDF.type, ORG.Membership),
        (spell, ORG.member, AUSTRALIA),
        (spell, ORG.organization, ORGANIZATION),
        (spell, OWN.status, Literal("observer")),
    }
    during = graph.value(spell, ORG.memberDuring)
    begins = graph.value(during, TIME.hasBeginning)
    assert graph.value(begins, URIRef("http://purl.org/dc/terms/date")) == Literal("1977", datatype=URIRef(EDTF))
    bounds = [graph.value(begins, OWN[name]) for name in ("earliest", "latest")]
    assert bounds == [Literal(day, datatype=XSD.date) for day in ("1977-01-01", "1977-12-31")]
    assert graph.value(graph.value(spell, ORG.role), SCHEMA.name) == Literal("Observer State")


def test_a_record_is_derived_from_the_sources_that_support_it(reading):
    plain = reading("memberships/", page_size="1000")["results"]
    row = next(one for one in plain if "disagrees" in {each["stance"] for each in one["citations"]})
    graph = graph_of(linked(reading, f"memberships/{row['id']}/"))
    spell = next(graph.subjects(RDF.type, ORG.Membership))
    supporting = {one["source"]["id"] for one in row["citations"] if one["stance"] == "supports"}
    derived = {str(graph.value(one, SCHEMA.identifier)) for one in graph.objects(spell, PROV.wasDerivedFrom)}
    assert derived == supporting
    assert set(graph.objects(spell, PROV.hadPrimarySource)) <= set(graph.objects(spell, PROV.wasDerivedFrom))
    influences = set(graph.objects(spell, PROV.qualifiedInfluence))
    assert len(influences) == len(row["citations"])
    derivations = {one for one in influences if (one, RDF.type, PROV.Derivation) in graph}
    assert len(derivations) == len([one for one in row["citations"] if one["stance"] == "supports"])
    for one in influences:
        assert (graph.value(one, PROV.entity), RDF.type, PROV.Entity) in graph
        assert (graph.value(one, PROV.entity), RDF.type, SCHEMA.CreativeWork) in graph


def test_a_citation_says_the_same_from_each_of_its_ends(reading):
    citation = reading("memberships/aus-member-2/")["citations"][0]
    source = reading("sources/", id=citation["source"]["id"])["results"][0]
    wanted = URIRef(f"{settings.SITE_URL}/api/v1/citations/{citation['id']}/")
    for path in ("memberships/aus-member-2/", f"citations/{citation['id']}/", f"sources/{source['id']}/"):
        graph = graph_of(linked(reading, path))
        assert graph.value(predicate=PROV.qualifiedInfluence, object=wanted) == URIRef(f"{AUSTRALIA}#aus-member-2")
        assert graph.value(wanted, PROV.entity) == URIRef(f"{settings.SITE_URL}/sources/{source['slug']}/")


def test_organs_posts_and_terms_are_those_of_the_organization_ontology(reading):
    graph = graph_of(linked(reading, "organization/", as_of="2013-06-14"))
    assert (ORGANIZATION, RDF.type, ORG.FormalOrganization) in graph
    organs = set(graph.objects(ORGANIZATION, ORG.hasUnit))
    assert organs and all((one, RDF.type, ORG.OrganizationalUnit) in graph for one in organs)
    assert all((one, ORG.unitOf, ORGANIZATION) in graph for one in organs)
    posts = set(graph.objects(None, ORG.hasPost))
    assert posts and all((one, RDF.type, ORG.Post) in graph for one in posts)
    [held] = reading.ids("terms/", person="william-lacy-swing", as_of="2013-06-14")
    term = URIRef(f"{settings.SITE_URL}/leadership/william-lacy-swing/#{held}")
    assert (term, RDF.type, ORG.Membership) in graph and (ORGANIZATION, ORG.hasMembership, term) in graph
    assert graph.value(term, ORG.member) == URIRef(f"{settings.SITE_URL}/leadership/william-lacy-swing/")
    assert graph.value(term, ORG.organization) in set(graph.subjects(RDF.type, ORG.OrganizationalUnit))


@pytest.mark.parametrize(
    "path, page",
    [
        ("states/AUS/", "/members/australia/"),
        ("organs/ORG-COUNCIL/", "/organs/council/"),
        ("events/E001/", "/history/brussels-migration-conference/"),
        ("organization/", "/"),
    ],
)
def test_the_page_and_the_api_name_a_thing_alike(path, page, reading, reader):
    html = reader.get(page).content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1])
    found = linked(reading, path)
    assert f'"{found["@id"]}"' in json.dumps(data, ensure_ascii=False)


def test_the_answer_is_named_with_both_clocks_and_by_the_revision_that_it_is_read_at(reading):
    for path, parameters in (
        ("states/AUS/", {"as_of": "1990-01-01"}),
        ("states/", {"status": "member", "as_of": "1990-01-01"}),
    ):
        found = linked(reading, path, **parameters)
        answer = found.get("subject_of", found)
        assert f"as_of=1990-01-01&as_recorded={Revision.objects.get().name}&format=jsonld" in answer["@id"]
        graph, revision = graph_of(found), URIRef(f"{settings.SITE_URL}/changes/1/")
        assert (URIRef(answer["@id"]), PROV.wasGeneratedBy, revision) in graph
        assert (revision, RDF.type, PROV.Activity) in graph
        assert graph.value(revision, PROV.endedAtTime).datatype == XSD.dateTime
        assert linked(reading, path, **parameters, as_recorded="1")["@id"] == found["@id"]


def test_fields_and_omit_leave_the_identity(reading):
    found = linked(reading, "memberships/", fields="status", state="AUS")
    assert {frozenset(row) for row in found["results"]} == {
        frozenset({"@id", "@type", "id", "url", "status", "organization", "role"})
    }
    assert "citations" not in linked(reading, "memberships/aus-member-2/", omit="citations,url")


def test_the_context_is_served_and_is_the_one_in_the_answers(reading):
    answer = reading.client.get(ADDRESS)
    assert (answer.status_code, answer["Content-Type"]) == (200, MEDIA_TYPE)
    assert answer["ETag"]
    assert answer.json()["@context"] == linked(reading, "states/AUS/")["@context"]
    assert reading.client.get(f"{ADDRESS}?colour=blue").status_code == 400


def test_a_problem_stays_a_problem(api):
    assert api.problem(404, "states/ATL/", format="jsonld")["status"] == 404
    assert api.problem(400, "states.jsonld", stauts="member")["parameter"] == "stauts"


def test_the_queries_do_not_grow_with_the_rows(register, api, django_assert_max_num_queries):
    for size in ("1", "100"):
        with django_assert_max_num_queries(16):
            linked(api, "memberships/", page_size=size)
