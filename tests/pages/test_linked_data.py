"""Linked data: what each page says of itself to machines, and that a date never says more than its record."""

import json
import re

import pytest
from django.db import models
from django.urls import resolve

from iom_portal.records.models import Source
from iom_portal.records.web.linked_data import CONTEXT, date_of
from organs.models import Event
from tests.support.addresses import PAGES
from tests.support.cast import a_former_name, a_person, a_post, a_source, a_state, a_term, saved, the_coverage
from tests.support.page_text import queries

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"


def read(client, address):
    """The linked data of a page: {@type: node} of the page and of every node in it, the outermost first."""
    html = client.get(address).content.decode()
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    document = json.loads(data)
    assert document["@context"] == CONTEXT
    assert not re.search(r"None|<|>", data)
    found = {}

    def walk(node):
        if isinstance(node, dict):
            types = node.get("@type", [])
            for name in [types] if isinstance(types, str) else types:
                found.setdefault(name, []).append(node)
            node = list(node.values())
        if isinstance(node, list):
            for each in node:
                walk(each)

    walk(document.get("@graph", [document]))
    return found


def trail(found):
    return [(step["name"], step["item"]) for step in found["BreadcrumbList"][0]["itemListElement"]]


def test_every_page_says_where_it_stands(reader):
    found = read(reader, "/members/australia/?as_of=2013-11-20")
    [page] = found["WebPage"]
    assert page["@id"] == f"{SITE}/members/australia/?as_of=2013-11-20"
    assert page["temporalCoverage"] == "2013-11-20"
    assert page["name"] == "Australia and IOM, 20 November 2013"
    assert trail(found) == [
        ("Home", f"{SITE}/"),
        ("Member States", f"{SITE}/members/"),
        ("Australia and IOM", f"{SITE}/members/australia/"),
    ]
    assert trail(read(reader, "/sources/s001/"))[1:3] == [
        ("Evidence", f"{SITE}/evidence/"),
        ("Sources", f"{SITE}/sources/"),
    ]
    assert trail(read(reader, "/")) == [("Home", f"{SITE}/")]
    assert trail(read(reader, "/about/"))[1:] == [("About this reference", f"{SITE}/about/")]


@pytest.mark.parametrize("name", [name for name in PAGES if name.endswith("-detail") and name != "region-detail"])
def test_the_page_of_a_record_is_about_the_record(reader, name):
    [page] = read(reader, PAGES[name])["WebPage"]
    assert page["mainEntity"]["@id"] == f"{SITE}{PAGES[name]}"


def test_home_tells_the_organization_of_the_day_and_that_the_site_is_not_its_own(reader):
    found = read(reader, "/?as_of=2013-06-14")
    [organization] = found["org:FormalOrganization"]
    assert organization["@id"] == f"{SITE}/#organization" and "url" not in organization
    assert organization["name"] == "International Organization for Migration"
    assert {"IOM", "OIM", "Organisation internationale pour les migrations"} <= set(organization["alternateName"])
    assert organization["foundingDate"] == "1951-12-05"
    assert organization["location"] == [{"@type": "Place", "name": "Geneva, Switzerland"}]
    [head] = organization["org:hasMembership"]
    assert head["org:member"]["name"] == "William Lacy Swing"
    assert head["org:memberDuring"]["time:hasBeginning"]["edtf"] == "2008-10-01"
    members, observers = found["Observation"]
    assert members == {
        "@type": "Observation",
        "observationAbout": {"@id": f"{SITE}/#organization"},
        "measuredProperty": "Member States",
        "observationDate": "2013-06-14",
        "minValue": 149,
        "maxValue": 154,
    }
    assert observers["measuredProperty"] == "Observer States"
    [site] = found["WebSite"]
    assert site["disambiguatingDescription"].startswith("Unofficial") and site["potentialAction"]
    assert "org:FormalOrganization" not in read(reader, "/?as_of=1950-01-01")


def test_a_state_is_told_with_its_spells_and_no_date_says_more_than_its_record(client):
    the_coverage()
    state = a_state("Ruritania", ("1967", "1973-12"), ("1980-02/1981-03", ""))
    a_former_name(state, "Zenda", end="1966")
    found = read(client, "/members/ruritania/")
    [country] = [node for node in found["Country"] if "@id" in node]
    assert country["name"] == "Ruritania" and "Zenda" in country["alternateName"]
    assert "République de Ruritania" in country["alternateName"]
    first, second = country["org:hasMembership"]
    assert first["@id"] == f"{SITE}/members/ruritania/#rur-member-1"
    assert first["org:role"] == {"@type": "org:Role", "name": "Member State"}
    assert first["org:memberDuring"] == {
        "@type": "time:Interval",
        "time:hasBeginning": {"@type": "time:Instant", "edtf": "1967"},
        "time:hasEnd": {"@type": "time:Instant", "edtf": "1973-12"},
    }
    assert second["org:memberDuring"] == {
        "@type": "time:Interval",
        "time:hasBeginning": {"@type": "time:Instant", "edtf": "1980-02/1981-03"},
    }
    assert len(read(client, "/members/ruritania/?as_of=1970-01-01")["org:Membership"]) == 1


@pytest.mark.parametrize(
    "text, found",
    [
        ("1985-05-24", "1985-05-24"),
        ("1980-11", "1980-11"),
        ("1967", "1967"),
        ("1980/1981", None),
        ("", None),
        ("undated", None),
    ],
)
def test_schema_dates_are_those_that_iso_can_write(text, found):
    assert date_of(text) == found


def test_an_event_of_an_unknown_day_has_no_start_date(client):
    the_coverage()
    fields = {"title": "A move", "description": "It moved.", "category": Event.Category.NAME}
    saved(Event(pk="E1", slug="a-move", start="1967", **fields))
    saved(Event(pk="E2", slug="b-move", start="1952-10-13/1953-04-16", **fields))
    [event] = read(client, "/history/a-move/")["Event"]
    assert (event["name"], event["description"], event["startDate"]) == ("A move", "It moved.", "1967")
    [event] = read(client, "/history/b-move/")["Event"]
    assert "startDate" not in event
    assert event["time:hasTime"]["time:hasBeginning"]["edtf"] == "1952-10-13/1953-04-16"


def test_a_person_an_organ_and_a_post_name_each_other(client):
    the_coverage()
    ada, reeve = a_person("Ada Clare"), a_post()
    a_term(ada, reeve, "1960", "1965-03-01")
    [person] = read(client, "/leadership/ada-clare/")["Person"]
    [term] = person["org:hasMembership"]
    assert term["org:organization"] == {"@id": f"{SITE}/organs/moot/", "name": "Moot"}
    assert term["org:role"]["name"] == "Reeve"
    found = read(client, "/organs/moot/?as_of=1962-01-01")
    [organ], [post] = found["org:OrganizationalUnit"], found["org:Post"]
    assert organ["foundingDate"] == "1954-11-30" and "dissolutionDate" not in organ
    assert post["org:heldBy"] == [{"@id": f"{SITE}/leadership/ada-clare/", "name": "Ada Clare"}]
    assert "org:heldBy" not in read(client, "/organs/moot/?as_of=1970-01-01")["org:Post"][0]


def test_works_and_lists_are_told(reader):
    [law] = read(reader, "/instruments/I05/")["Legislation"]
    assert law["legislationDate"] == "1987-05-20"
    assert law["time:hasTime"]["time:hasBeginning"]["edtf"] == "1989-11-14"
    work = read(reader, "/sources/s001/")["CreativeWork"][0]
    assert work["@id"] == f"{SITE}/sources/s001/" and "datePublished" not in work  # “undated”
    objective = read(reader, "/strategy/objectives/7/")["CreativeWork"][0]
    assert objective["position"] == 7 and objective["isPartOf"]["@id"].endswith("/strategy/iom-strategy-2007/")
    [members] = read(reader, "/members/")["ItemList"]
    assert members["numberOfItems"] == len(members["itemListElement"]) > 150
    assert {"@id": "/members/australia/"} in members["itemListElement"]
    [members] = read(reader, "/members/?as_of=2013-06-14")["ItemList"]  # not indexed: it says how many
    assert members == {"@type": "ItemList", "numberOfItems": 154}


def test_nothing_in_the_data_ends_its_block(client):
    the_coverage()
    source = a_source("X1", title="Plain")
    title = "</script><script>alert(1)</script> & <!-- \u2028 plain"
    models.QuerySet.update(models.QuerySet(Source).filter(pk=source.pk), title=title)  # as it was before the gate
    html = client.get("/sources/x1/").content.decode()
    assert "<script>alert" not in html and "\u2028" not in html.split("ld+json")[1].split("</script>")[0]
    assert read(client, "/sources/x1/")["CreativeWork"][0]["name"].startswith(
        "</script><script>alert(1)</script> & <!--"
    )


@pytest.mark.parametrize("address", ["/", "/members/", "/members/erewhon/", "/leadership/", "/organs/moot/"])
@pytest.mark.once
def test_linked_data_asks_the_database_for_nothing_more(client, address, monkeypatch):
    the_coverage()
    for name in ("Erewhon", "Utopia", "Ruritania"):
        a_state(name, ("1967", "1970"), ("1980", ""))
    post = a_post()
    for name, start, end in (("Ada Clare", "1960", "1965"), ("Bo Dee", "1966", "1970")):
        a_term(a_person(name), post, start, end)
    with_it = queries(client, address)
    view_class = resolve(address).func.view_class
    monkeypatch.setattr(view_class, "linked_node", lambda view, context: None)
    monkeypatch.setattr(view_class, "other_linked_nodes", lambda view, context: [])
    assert queries(client, address) == with_it


def test_a_page_about_what_went_wrong_tells_machines_nothing(client):
    the_coverage()
    assert "ld+json" not in client.get("/members/?as_of=x").content.decode()
    assert "ld+json" not in client.get("/nowhere/").content.decode()
