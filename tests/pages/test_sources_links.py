"""In long lists the sources of a record are one link to the place where they stand."""

import re
from html import unescape

import pytest

from iom_portal.records.models.revising import revising
from tests.support.cast import a_source, a_spell, a_state, cite, the_coverage

pytestmark = pytest.mark.django_db


def sources_of(client, address, name):
    """(address, text) of the link to the sources in the row of a State."""
    html = client.get(address).content.decode()
    row = next(row for row in re.findall(r"<tr.*?</tr>", html, re.S) if name in row)
    href, text = re.findall(r'<a href="([^"]+)">([^/]*source.*?)</a>', row)[-1]
    return unescape(href), re.sub(r"<[^>]+>", "", text)


def test_a_list_says_how_many_sources_there_are_and_how_many_disagree(client):
    the_coverage()
    with revising(reason="The cast takes its places."):
        spell = a_spell(a_state("Erewhon"), "1951-12-05")
        a_spell(a_state("Ruritania"), "1967")
        cite(spell, field="start", locator="Art. 5")  # the same source once more
        cite(spell, a_source("GAZETTE"))
        for year in ("1952", "1953"):
            cite(spell, a_source(f"RECORDS-{year}"), stance="disagrees", other_value=year)
    assert sources_of(client, "/members/", "Erewhon")[1] == "2 sources, 2 disagree"
    assert sources_of(client, "/members/", "Ruritania")[1] == "1 source"


def test_the_link_leads_to_the_place_where_the_sources_stand_and_keeps_the_day(client):
    the_coverage()
    a_spell(a_state("Erewhon"), "1951-12-05")
    href, _ = sources_of(client, "/members/?as_of=1960-01-01", "Erewhon")
    assert href == "/members/erewhon/?as_of=1960-01-01#ere-member-1-sources"
    html = client.get(href).content.decode()
    place = re.search(r'<(\w+) id="ere-member-1-sources".*?</\1>', html, re.S)[0]
    assert "Minutes of the Council" in place


def test_a_fact_that_is_not_verified_says_so(client):
    the_coverage()
    a_spell(a_state("Erewhon"), "1951-12-05", evidence="unverified")
    assert "not verified" in client.get("/members/").content.decode()
