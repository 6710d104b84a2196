"""The admin asks of each citation what it says of a change; going back brings the citations of that time with it."""

import pytest

from members.models import Membership
from tests.support.cast import a_source, a_state, cite
from tests.support.page_text import main

pytestmark = pytest.mark.django_db

CITATIONS = "records-citation-content_type-object_id"
SPELL = "/admin/members/membership/ere-member-1/"


@pytest.fixture
def spell(coverage):
    spell = a_state("Erewhon", ("1992-05", "")).memberships.get()
    cite(spell, a_source("LIST", "Treaty list"), field="start")
    cite(spell, a_source("DATA", "States and their organizations"), field="start", value="1992")
    return spell


def row_of(page, source):
    """The number of the row in which a source is cited."""
    return next(
        number for number in range(3) if page.form.get(f"{CITATIONS}-{number}-id", "").split(".")[2:3] == [source]
    )


def citations(spell):
    return {
        citation.source_id: (citation.stance, citation.value or citation.other_value, citation.not_rechecked)
        for citation in spell.citations.all()
    }


def test_a_new_start_without_a_source_that_gives_it_comes_back_with_what_was_typed(desk, spell):
    page = desk.open(f"{SPELL}change/").submit(start="1994-05", reason="Somebody said so.")
    assert page.form["start"] == "1994-05" and Membership.objects.get().start == "1992-05"
    [error] = page.errors
    assert "start of membership “ere-member-1”: 1994-05" in error
    assert "Say of a citation that its source gives it, or add one that does." in error


def test_each_citation_says_what_it_says_of_the_change(desk, spell, client):
    page = desk.open(f"{SPELL}change/")
    page.form[f"{CITATIONS}-{row_of(page, 'LIST')}-answer"] = "holds"
    page.form[f"{CITATIONS}-{row_of(page, 'DATA')}-answer"] = "disagrees"
    page = page.submit(start="1994-05", reason="The list was misread.")
    assert page.errors == []
    assert citations(spell) == {
        "MINUTES": ("supports", "", "start"),
        "LIST": ("supports", "1994-05", ""),
        "DATA": ("disagrees", "1992", ""),
    }
    text = main(client.get("/members/erewhon/"), sources=True)
    assert "2 sources, 1 disagrees, 1 not rechecked" in text
    assert "Minutes of the Council not rechecked since start changed" in text
    nested = client.get("/api/v1/memberships/ere-member-1/").json()["citations"]
    assert {each["source"]["id"]: (each["value"], each["not_rechecked"]) for each in nested} == {
        "MINUTES": ("", "start"),
        "LIST": ("1994-05", ""),
        "DATA": ("", ""),
    }


def test_a_citation_is_rechecked_on_its_own_page(desk, spell):
    page = desk.open(f"{SPELL}change/")
    page.form[f"{CITATIONS}-{row_of(page, 'LIST')}-answer"] = "holds"
    assert page.submit(start="1994-05", reason="The list was misread.").errors == []
    page = desk.open("/admin/records/citation/membership.ere-member-1.MINUTES/change/")
    page.form["rechecked"] = "on"
    assert page.submit(reason="The minutes say so too.").errors == []
    assert citations(spell)["MINUTES"] == ("supports", "", "")


def test_an_earlier_version_comes_with_its_citations(desk, spell):
    before = citations(spell)
    page = desk.open(f"{SPELL}change/")
    page.form[f"{CITATIONS}-{row_of(page, 'LIST')}-answer"] = "holds"
    page.form[f"{CITATIONS}-{row_of(page, 'DATA')}-DELETE"] = "on"
    assert page.submit(start="1994-05", reason="The list was misread.").errors == []
    version = Membership.history.filter(id=spell.pk).order_by("history_id").first()
    assert desk.open(f"{SPELL}history/{version.pk}/").submit(reason="It was read well.").errors == []
    assert Membership.objects.get().start == "1992-05" and citations(spell) == before


def test_the_history_tells_of_changes_of_citations(desk, spell):
    page = desk.open(f"{SPELL}change/")
    page.form[f"{CITATIONS}-{row_of(page, 'LIST')}-locator"] = "page 3"
    assert page.submit(reason="Found the page.").errors == []
    text = desk.open(f"{SPELL}history/").text
    assert "Changes of its citations" in text and "Found the page." in text and "LIST on ere-member-1" in text


def test_a_row_of_a_state_may_name_a_source_that_it_has_for_what_is_changed(desk, spell):
    page = desk.open("/admin/members/state/ERE/change/")
    page.row("memberships", 0, end="1999-12-31", source="MINUTES")
    assert page.submit(reason="It left.").errors == []
    assert citations(spell)["MINUTES"] == ("supports", "", "")
    page = desk.open("/admin/members/state/ERE/change/")
    page.row("memberships", 0, source="MINUTES")
    assert page.submit(reason="Again.").errors == ["It is cited already."]
