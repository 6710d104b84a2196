"""The page of a State: its spells drawn and told, their sources open, who joined beside it, and the days it names."""

import re
from datetime import date
from html import unescape

import pytest

from iom_portal.records.models.revising import revising
from members.models import Membership
from members.pages.state_detail import neighbours_of
from tests.support.cast import LEFT_AND_CAME_BACK, a_former_name, a_source, a_spell, a_state, cite, the_coverage
from tests.support.page_text import html_of, main, queries

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def cast(stage):
    """Erewhon left, observed and came back; Laputa joined with it, then Lilliput, Ruritania and Utopia."""
    the_coverage()
    erewhon = a_state("Erewhon", *LEFT_AND_CAME_BACK)
    a_spell(erewhon, "1977", "1985-05-23", status="observer", note="By letter.")
    a_state("Laputa", ("1951-12-05", ""))
    a_former_name(a_state("Lilliput", ("1952", "")), "Blefuscu", end="1989-12-31")
    a_state("Ruritania", ("1967", ""))
    a_state("Utopia", ("1985-06-01", ""))


def beside(day, pk):
    found = neighbours_of([Membership.objects.get(pk=pk)], date.fromisoformat(day))[pk]
    return tuple(" ".join(name for _, name in group) for group in found)


def test_states_that_may_have_joined_in_either_order_are_no_neighbours(db):
    the_coverage()
    a_state("Laputa", ("1951-12-05", ""))
    a_state("Ruritania", ("1967", ""))
    a_state("Utopia", ("1967-06-01", ""))
    assert beside("2025-12-12", "rur-member-1") == ("", "Laputa", "")
    assert beside("2025-12-12", "uto-member-1") == ("", "Laputa", "")


BESIDE = [  # day, spell, (the same date, before, after)
    ("2025-12-12", "ere-member-1", ("Laputa", "", "Lilliput")),
    ("1960-01-01", "ere-member-1", ("Laputa", "", "Blefuscu")),  # its name then
    ("1951-12-31", "ere-member-1", ("Laputa", "", "")),  # nobody had joined yet
    ("2025-12-12", "ere-member-2", ("", "Ruritania", "Utopia")),
    ("1985-05-31", "ere-member-2", ("", "Ruritania", "")),
    ("2025-12-12", "rur-member-1", ("", "Lilliput", "Erewhon")),
]


@pytest.mark.parametrize("day, spell, expected", BESIDE)
def test_neighbours_are_those_of_the_same_date_and_the_nearest_on_either_side(cast, day, spell, expected):
    assert beside(day, spell) == expected


def test_spells_are_numbered_in_the_picture_and_below(client, cast):
    html = html_of(client.get("/members/erewhon/?as_of=1990-06-01"))
    label = unescape(re.search(r'<svg class="chart spells" role="img" aria-label="([^"]*)"', html)[1])
    assert label == (
        "Member State from 5 December 1951 to 31 December 1973. Observer State from 1977 to 23 May 1985. "
        "Member State since 24 May 1985. Drawn from 1951 to 1 June 1990."
    )
    assert re.findall(r"<h3>(\d\. \w+)", html) == ["1. Member", "2. Observer", "3. Member"]
    assert re.findall(r'<text x="[\d.]+%" y="11">(\d)</text>', html) == ["1", "2", "3"]
    alone = html_of(client.get("/members/laputa/"))
    assert "<h3>Member State</h3>" in alone and 'y="11"' not in alone
    assert 'class="chart spells' not in html_of(client.get("/members/erewhon/?as_of=1951-12-04"))


def test_the_picture_ends_on_the_day(client, cast):
    axis = client.get("/members/erewhon/?as_of=1960-06-01").context["axis"]
    for day in ("1960-06-01", "1980-06-01", "2025-12-12"):
        bar = client.get(f"/members/erewhon/?as_of={day}").context["bar"]
        assert max(x + width for x, width, _ in bar) <= axis.x(date.fromisoformat(day)) + 0.5


def test_notes_sources_and_disagreements_are_open_to_the_eye(client, cast):
    with revising(reason="A second opinion."):
        cite(Membership.objects.get(pk="ere-member-1"), a_source("GAZETTE", "The Gazette"), field="start",
             stance="disagrees", other_value="1952", note="Codes 1952-1973.")  # fmt: skip
    html = html_of(client.get("/members/erewhon/"))
    place = re.search(r'<li id="ere-member-1" class="entry">.*?(?=<li id="ere-)', html, re.S)[0]
    assert '<details class="sources" open>' in place
    assert "Minutes of the Council" in place and "The Gazette" in place and "<q>1952</q>" in place
    assert "By letter." in main(client.get("/members/erewhon/"))


def test_the_days_that_a_spell_names_lead_to_what_was_then(client, cast):
    html = html_of(client.get("/members/erewhon/?as_of=1980-06-01"))
    for address in ("/", "/members/", "/counts/"):
        assert f'href="{address}?as_of=1951-12-05"' in html and f'href="{address}?as_of=1973-12-31"' in html
    assert "as_of=1985-05-23" not in html  # the last day of an observer lay ahead
    at_year = html_of(client.get("/members/ruritania/"))
    assert "On its first day" not in at_year  # a year is no day


def test_region_and_subregion_lead_to_their_pages(client, cast):
    html = html_of(client.get("/members/erewhon/?as_of=1960-01-01"))
    for slug in ("oceania", "polynesia"):
        assert f'href="/members/regions/{slug}/?as_of=1960-01-01"' in html
        assert client.get(f"/members/regions/{slug}/").status_code == 200


def test_the_page_costs_the_same_for_one_neighbour_and_for_many(client, cast):
    one = queries(client, "/members/erewhon/")
    for letter in "ABCD":
        a_former_name(a_state(f"Brobdingnag {letter}", ("1951-12-05", ""), iso3=f"BR{letter}"), f"Old {letter}")
    assert queries(client, "/members/erewhon/") == one


def test_a_corrected_neighbour_is_told(client, register):
    with revising(reason="Corrected by letter."):
        spell = Membership.objects.get(pk="aut-member-1")
        spell.note = "By letter."
        spell.save()
    asked = {"as_recorded": register.revision.number}
    assert "1 correction since" in html_of(client.get("/members/australia/", asked))
    assert "1 correction since" not in html_of(client.get("/members/fiji/", asked))
