"""Lists of the admin on a day: the one predicate, in words."""

import pytest

from tests.support.cast import LEFT_AND_CAME_BACK, a_spell, a_state, an_organ
from tests.support.desk import Desk

pytestmark = pytest.mark.django_db

SPELLS = "/admin/members/membership/"
STATES = "/admin/members/state/"
EDGES = {"1973-12-31": "certain", "1974-01-01": None, "1985-05-23": None, "1985-05-24": "certain"}


def shown(desk, address, **query):
    """The ids of the rows that a list shows."""
    links = desk.open(address, **query).links
    return {link.split("/")[4] for link in links if link.startswith(address) and "/change/" in link}


@pytest.mark.parametrize("day, expected", EDGES.items())
def test_both_end_days_belong_to_a_spell(desk, day, expected):
    a_state("Erewhon", *LEFT_AND_CAME_BACK)
    holding = shown(desk, SPELLS, holds="certain", as_of=day)
    assert bool(holding) == (expected == "certain")
    assert shown(desk, STATES, standing="member", as_of=day) == ({"ERE"} if expected else set())
    words = desk.open(SPELLS, as_of=day).text
    assert words.count("yes") == len(holding)


@pytest.mark.parametrize(
    "day, holds",
    {
        "1966-12-31": {"later"},
        "1967-01-01": {"possible"},
        "1967-06-30": {"possible"},
        "1967-12-31": {"certain"},
        "1990-06-01": {"certain"},
        "1990-06-02": {"possible"},
        "1990-07-01": {"ended"},
    }.items(),
)
def test_a_spell_with_uncertain_ends_is_found_under_one_answer(desk, day, holds):
    spell = a_spell(a_state("Ruritania"), "1967", "1990-06")
    for choice in ("certain", "possible", "ended", "later"):
        found = shown(desk, SPELLS, holds=choice, as_of=day)
        assert found == ({spell.pk} if choice in holds else set()), choice
    word = {"certain": "yes", "possible": "possibly"}.get(next(iter(holds)), "no")
    assert f"1967 June 1990 {word}" in desk.open(SPELLS, as_of=day).text


def test_the_standing_of_states(desk):
    a_state("Erewhon", ("1951-12-05", "1973-12-31"))
    a_state("Ruritania", ("1967", ""))
    a_state("Utopia")
    expected = {"member": {"ERE"}, "member-possibly": {"RUR"}, "observer": set(), "none": {"UTO"}, "left": set()}
    assert {choice: shown(desk, STATES, standing=choice, as_of="1967-06-30") for choice in expected} == expected
    assert shown(desk, STATES, standing="left", as_of="1974-01-01") == {"ERE"}
    assert "possibly Member State" in desk.open(STATES, as_of="1967-06-30").text


def test_a_list_says_which_day_it_speaks_of_and_keeps_it(desk):
    an_organ()
    assert "By the day: today" in desk.open("/admin/organs/organ/").text
    page = desk.open("/admin/organs/organ/", as_of="2013-06-14", kind_of_organ__exact="principal_organ")
    assert "By the day: on 14 June 2013" in page.text
    assert all("as_of=2013-06-14" in link for link in page.links if link.startswith("?") and "holds" in link)


@pytest.mark.parametrize("day", ["2013-02-30", "yesterday", "2013"])
def test_a_day_that_cannot_be_read_is_told_and_the_list_stays(desk, day):
    an_organ()
    page = desk.open("/admin/organs/organ/", as_of=day)
    assert page.status == 200 and "Moot" in page.text
    assert [f"“{day}”" in said and "as of today" in said for said in page.messages] == [True]


def test_dates_stand_in_words(desk):
    a_spell(a_state("Ruritania"), "1952-10-13/1953-04-16", "2025-12-31/..")
    words = desk.open(SPELLS).text
    assert "between 13 Oct 1952 and 16 Apr 1953" in words and "31 December 2025 or later" in words


def test_hierarchy_of_dates_survives_a_start_that_was_not_found(desk):
    """No known bound is stored as the first day there is: the pages by year must not break on it."""
    from organs.models import Event
    from tests.support.cast import saved

    saved(Event(pk="E1", slug="e1", title="Event", description="…", category="organ", start="../1951-12-31"))
    events = "/admin/organs/event/"
    for query in (
        {},
        {"start_earliest__year": "1"},
        {"start_earliest__year": "1", "start_earliest__month": "1"},
        {"start_earliest__year": "1", "start_earliest__month": "1", "start_earliest__day": "1"},
    ):
        assert shown(desk, events, **query) == {"E1"}, query
    saved(Event(pk="E2", slug="e2", title="Event 2", description="…", category="organ", start="1951-12-05"))
    assert shown(desk, events) == {"E1", "E2"}


def test_a_desk_belongs_to_somebody(client, administrator):
    assert client.get(SPELLS).status_code == 302
    assert Desk(client, administrator).open(SPELLS).status == 200
