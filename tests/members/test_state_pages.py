"""Pages of States: standing, spells, names and counts, as of any day."""

import pytest

from tests.support.cast import LEFT_AND_CAME_BACK, a_former_name, a_spell, a_state, the_coverage
from tests.support.page_text import main, queries

pytestmark = pytest.mark.django_db

EDGES = {
    "1951-12-04": "Not yet: neither member nor observer by that day",
    "1951-12-05": "Member from 5 December 1951 to 31 December 1973",
    "1973-12-31": "Member from 5 December 1951 to 31 December 1973",
    "1974-01-01": "Neither member nor observer",
    "1985-05-23": "Neither member nor observer",
    "1985-05-24": "Member since 24 May 1985",
}


@pytest.mark.parametrize("day, says", EDGES.items())
def test_both_end_days_belong_to_a_spell(client, day, says):
    the_coverage()
    a_state("Erewhon", *LEFT_AND_CAME_BACK)
    assert says in main(client.get(f"/members/erewhon/?as_of={day}"))


def test_spells_not_begun_by_the_day_are_not_shown(client):
    the_coverage()
    a_state("Erewhon", *LEFT_AND_CAME_BACK)
    html = client.get("/members/erewhon/?as_of=1960-01-01").content.decode()
    assert 'id="ere-member-1"' in html
    assert 'id="ere-member-2"' not in html


def test_a_year_is_only_possible_within_it_and_the_page_says_why(client):
    the_coverage()
    a_state("Ruritania", ("1967", ""))
    lists = {day: main(client.get(f"/members/?as_of={day}")) for day in ("1966-12-31", "1967-06-01", "1967-12-31")}
    assert "Ruritania" not in lists["1966-12-31"]
    assert "0–1 member on 1 June 1967" in lists["1967-06-01"]
    assert "possibly: joined some day in 1967" in lists["1967-06-01"]
    assert "possibly" not in lists["1967-12-31"]
    assert "Possibly member (joined some day in 1967)" in main(client.get("/members/ruritania/?as_of=1967-06-01"))
    assert "Ruritania joined some day in 1967" in main(client.get("/counts/?as_of=1967-06-01"))


def test_lists_show_those_who_had_left_below(client):
    the_coverage()
    a_state("Erewhon", *LEFT_AND_CAME_BACK)
    a_state("Utopia", ("1960-01-01", "1970-12-31"))
    now, _, left = main(client.get("/members/?as_of=1980-01-01")).partition("No longer members")
    assert "Erewhon" in left
    assert "Utopia" in left
    assert "Erewhon" not in now
    assert "Erewhon from 5 December 1951 to 31 December 1973" in left  # not the spell that was still to come
    now, _, left = main(client.get("/members/?as_of=1990-01-01")).partition("No longer members")
    assert "Erewhon" in now
    assert "Erewhon" not in left
    assert "Utopia" in left


def test_a_state_is_called_by_its_name_of_that_day_and_found_by_it(client):
    the_coverage()
    a_former_name(a_state("Erewhon", *LEFT_AND_CAME_BACK), "Nowhere", end="1972-12-31")
    assert "Nowhere today Erewhon" in main(client.get("/members/?as_of=1960-01-01"))
    assert main(client.get("/members/erewhon/?as_of=1960-01-01")).startswith("Nowhere today Erewhon")
    assert main(client.get("/members/erewhon/?as_of=1990-01-01")).startswith("Erewhon On")
    assert "1 State found" in main(client.get("/members/?search=nowhere"))


def test_lists_are_narrowed_by_region(client):
    the_coverage()
    a_state("Erewhon", ("1951-12-05", ""))
    a_state("Ruritania", ("1951-12-05", ""), region="Europe")
    text = main(client.get("/members/?region=Europe"))
    assert "1 State found" in text
    assert "Erewhon" not in text


def test_a_notified_withdrawal_is_shown_until_it_takes_effect(client):
    the_coverage()
    state = a_state("Erewhon")
    a_spell(state, "1951-12-05", "1973-12-31", notified_on="1973-03-07")
    address = "/members/erewhon/?as_of="
    assert "Withdrawal notified" not in main(client.get(address + "1973-03-06"))
    assert "Withdrawal notified 7 March 1973; not certainly in effect" in main(client.get(address + "1973-03-07"))
    assert "Withdrawal notified" not in main(client.get(address + "1974-01-01"))
    assert "withdrawal notified 7 March 1973" in main(client.get("/members/?as_of=1973-06-01"))


def a_cast(letter):
    """A member, one that had left and one that is only possible, each with a former name."""
    erewhon = a_state(f"Erewhon {letter}", *LEFT_AND_CAME_BACK, iso3=f"EX{letter}")
    utopia = a_state(f"Utopia {letter}", ("1952-01-01", "1960-12-31"), iso3=f"UX{letter}")
    ruritania = a_state(f"Ruritania {letter}", ("1967", ""), iso3=f"RX{letter}")
    for state in (erewhon, utopia, ruritania):
        a_former_name(state, f"Old {state}", end="1951-12-31")


@pytest.mark.parametrize("address", ["/members/?as_of=1967-06-01", "/counts/?as_of=1967-06-01", "/?as_of=1967-06-01"])
def test_query_cost_is_the_same_for_one_state_and_for_many(client, db, address):
    the_coverage()
    a_cast("A")
    one = queries(client, address)
    for letter in "BCDE":
        a_cast(letter)
    assert queries(client, address) == one


def test_query_cost_of_a_state_is_the_same_for_one_spell_and_for_many(client):
    the_coverage()
    a_cast("A")
    one = queries(client, "/members/utopia-a/")
    assert queries(client, "/members/erewhon-a/") == one


AUSTRALIA = {
    "1960-01-01": "Member from 5 December 1951 to 31 December 1973",
    "1973-12-31": "Member from 5 December 1951 to 31 December 1973",
    "1976-12-31": "Neither member nor observer",
    "1977-06-01": "Possibly observer (became an observer some day in 1977)",
    "1985-05-23": "Observer from 1977 to 23 May 1985",
    "1985-05-24": "Member since 24 May 1985",
    "2025-12-12": "Member since 24 May 1985",
}


@pytest.mark.parametrize("day, says", AUSTRALIA.items())
def test_australia_left_observed_and_returned(reader, day, says):
    assert says in main(reader.get(f"/members/australia/?as_of={day}"))


def test_australia_cites_right(reader):
    text = main(reader.get("/members/australia/?as_of=2025-12-12"))
    assert "Founding member" in text
    assert "Rejoined" in text
    assert "notified 7 March 1973" in text
    assert "Australie" in text
    assert "AUS, AU (ISO 3166-1), 036 (UN M49)" in text
    html = reader.get("/members/australia/").content.decode()
    assert 'href="/sources/trb2014/"' in html
    assert "Date of party status in the Dutch treaty list" in html


def test_members_on_the_day_of_the_latest_report(reader):
    text = main(reader.get("/members/?as_of=2025-12-12"))
    assert "175 members on 12 December 2025" in text
    assert "8 observers on 12 December 2025" in main(reader.get("/observers/?as_of=2025-12-12"))
