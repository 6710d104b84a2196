"""What a day does to lists, objects and the rows within them: the edge days, on a small cast and on the register."""

from datetime import date

import pytest

from iom_portal.records.history import clock as clocks
from iom_portal.records.models import Revision
from iom_portal.records.models.revising import revising
from organs.models import OrganFunction
from tests.support.cast import (
    LEFT_AND_CAME_BACK,
    a_former_name,
    a_person,
    a_post,
    a_spell,
    a_state,
    a_term,
    affirm,
    an_organ,
    saved,
    the_coverage,
)

EDGES = {"1973-12-31": "certain", "1974-01-01": None, "1985-05-23": None, "1985-05-24": "certain"}


@pytest.mark.django_db
@pytest.mark.parametrize("day, certainty", EDGES.items())
def test_both_end_days_belong_to_a_spell(day, certainty, api):
    a_state("Erewhon", *LEFT_AND_CAME_BACK)
    spells = api("memberships/", as_of=day)
    assert [spell["certainty"] for spell in spells["results"]] == ([certainty] if certainty else [])
    assert (spells["count"], spells["certain"]) == ((1, 1) if certainty else (0, 0))
    members = api("states/", as_of=day, status="member")
    assert [state["certainty"] for state in members["results"]] == ([certainty] if certainty else [])
    state = api("states/erewhon/", as_of=day)
    assert state["standing"] == ([{"status": "member", "certainty": certainty}] if certainty else [])
    assert len(state["memberships"]) == (1 if certainty else 0)


@pytest.mark.django_db
def test_a_date_known_to_the_year_makes_a_possible_row(api):
    a_state("Ruritania", ("1967", ""))
    for day, certainty in (("1966-12-31", None), ("1967-01-01", "possible"), ("1967-12-31", "certain")):
        rows = api("memberships/", as_of=day)
        assert [row["certainty"] for row in rows["results"]] == ([certainty] if certainty else [])
        assert rows["certain"] == (certainty == "certain")
    [row] = api("memberships/", as_of="1967-06-30", certainty="possible")["results"]
    assert row["start"] == {"text": "1967", "earliest": "1967-01-01", "latest": "1967-12-31", "words": "1967"}
    assert row["end"] is None
    assert api("memberships/", as_of="1967-06-30", certainty="certain")["count"] == 0


@pytest.mark.django_db
def test_dates_that_are_open_or_not_found(api):
    the_coverage()
    state = a_state("Utopia")
    a_spell(state, "../1991-12-31", "2001", status="observer")
    a_spell(state, "", "1990", status="member")
    rows = {row["status"]: row for row in api("memberships/")["results"]}
    assert rows["observer"]["start"] == {
        "text": "../1991-12-31",
        "earliest": None,
        "latest": "1991-12-31",
        "words": "31 December 1991 or earlier",
    }
    assert rows["member"]["start"] is None
    assert rows["member"]["notified_on"] is None


@pytest.mark.django_db
def test_without_a_day_everything_is_listed_and_nothing_is_certain(api):
    a_state("Erewhon", *LEFT_AND_CAME_BACK)
    rows = api("memberships/")
    assert (rows["count"], rows["certain"]) == (2, None)
    assert {row["certainty"] for row in rows["results"]} == {None}
    state = api("states/erewhon/")
    assert (state["standing"], state["name_on_day"], len(state["memberships"])) == (None, None, 2)


@pytest.mark.django_db
def test_a_state_that_is_certainly_a_member_is_not_possibly_an_observer(api):
    state = a_state("Erewhon", ("1990-06-15", ""))
    a_spell(state, "1980", "1990", status="observer")
    assert [row["status"] for row in api("memberships/", as_of="1990-07-01")["results"]] == ["member"]
    state = api("states/ERE/", as_of="1990-07-01")
    assert state["standing"] == [{"status": "member", "certainty": "certain"}]
    assert [row["status"] for row in state["memberships"]] == ["member"]


@pytest.mark.django_db
def test_asking_for_members_without_a_day_asks_for_today(api, monkeypatch):
    monkeypatch.setattr(clocks, "today", lambda: date(1974, 6, 1))
    a_state("Erewhon", *LEFT_AND_CAME_BACK)
    a_state("Ruritania", ("1967", "1974"))
    answer = api.ask("states/", status="member")
    assert answer["Register-As-Of"] == "1974-06-01"
    page = answer.json()
    assert [(row["id"], row["certainty"]) for row in page["results"]] == [("RUR", "possible")]
    assert (page["count"], page["certain"]) == (1, 0)


@pytest.mark.django_db
def test_a_state_bears_its_name_of_the_day(api):
    a_former_name(a_state("Erewhon", ("1951-12-05", "")), "Nowhere", "1950", "1971-03-31")
    assert api("states/ERE/", as_of="1971-03-31")["name_on_day"] == {"name": "Nowhere", "certainty": "certain"}
    assert api("states/ERE/", as_of="1971-04-01")["name_on_day"] == {"name": "Erewhon", "certainty": "certain"}
    assert len(api("states/ERE/", as_of="1971-03-31")["former_names"]) == 1
    assert api("states/ERE/", as_of="1971-04-01")["former_names"] == []
    assert len(api("states/ERE/")["former_names"]) == 1


@pytest.mark.django_db
def test_an_organ_shows_its_functions_and_posts_of_the_day(api):
    organ = an_organ(start="1954-11-30", end="2013-11-20")
    a_post(organ, "post-old", "Reeve", "1954-11-30", "1989-11-13")
    a_post(organ, "post-new", "Warden", "1989-11-14", "2013-11-20")
    saved(OrganFunction(pk="f-1", organ=organ, number=1, function="Meets.", start="1954-11-30", end="1989-11-13"))
    before, after = api("organs/moot/", as_of="1989-11-13"), api("organs/moot/", as_of="1989-11-14")
    assert [post["title"] for post in before["posts"]] == ["Reeve"]
    assert [post["title"] for post in after["posts"]] == ["Warden"]
    assert (len(before["functions"]), len(after["functions"])) == (1, 0)
    assert (before["name"], before["certainty"]) == ("Moot", "certain")
    assert api("organs/moot/", as_of="2013-11-21")["certainty"] is None
    assert api("organs/", as_of="2013-11-21")["results"] == []


@pytest.mark.django_db
def test_a_person_has_the_terms_that_had_begun(api):
    person, post = a_person(), a_post()
    a_term(person, post, "2000-10-01", "2003-09-30")
    a_term(person, post, "2003-10-01", "2008-09-30", term_no=2)
    assert len(api("people/ada-clare/", as_of="2003-09-30")["terms"]) == 1
    [first, second] = api("people/ada-clare/", as_of="2003-10-01")["terms"]
    assert (first["certainty"], second["certainty"]) == (None, "certain")
    assert first["post"]["title"] == "Reeve"
    assert first["post"]["organ"]["name"] == "Moot"
    [term] = api("terms/", as_of="2003-09-30")["results"]
    assert term["person"] == {
        "id": "person-ada-clare",
        "name": "Ada Clare",
        "url": "http://testserver/api/v1/people/person-ada-clare/",
    }


AUSTRALIA = {
    "1973-12-31": [{"status": "member", "certainty": "certain"}],
    "1974-01-01": [],
    "1985-05-23": [{"status": "observer", "certainty": "certain"}],
    "1985-05-24": [{"status": "member", "certainty": "certain"}],
}


@pytest.mark.django_db
@pytest.mark.parametrize("day, standing", AUSTRALIA.items())
def test_australia_left_observed_and_returned(day, standing, reading):
    state = reading("states/australia/", as_of=day)
    assert state["standing"] == standing
    assert [row["status"] for row in state["memberships"]] == [one["status"] for one in standing]
    for status in ("member", "observer"):
        listed = "AUS" in reading.ids("states/", as_of=day, status=status, certainty="certain")
        assert listed == ({"status": status, "certainty": "certain"} in standing)
    rows = reading("memberships/", state="AUS", as_of=day)["results"]
    assert [(row["status"], row["certainty"]) for row in rows] == [tuple(one.values()) for one in standing]


COUNTS = [  # day, status, certain, possible, from published_counts.csv and the bounds of the dates
    ("1951-12-04", "member", 0, 0),
    ("1951-12-05", "member", 15, 16),
    ("1953-12-14", "member", 24, 24),
    ("2008-06-18", "member", 125, 125),
    ("2013-06-14", "member", 149, 154),
    ("2015-11-24", "member", 157, 162),  # five joined on some day from then to 7 December
    ("2025-12-12", "member", 175, 175),
    ("2025-12-12", "observer", 8, 8),
    ("2026-01-01", "member", 174, 175),  # the last day of Nicaragua is 31 December 2025 or later
]


@pytest.mark.django_db
@pytest.mark.parametrize("day, status, certain, possible", COUNTS)
def test_counts_on_known_days(day, status, certain, possible, reading):
    count = reading("counts/", as_of=day, status=status)
    assert (count["as_of"], count["status"]) == (day, status)
    assert (count["certain"], count["possible"]) == (certain, possible)
    assert count["carried_forward"] == (day > "2025-12-12")
    states = reading("states/", as_of=day, status=status)
    assert (states["certain"], states["count"]) == (certain, possible)
    rows = reading("memberships/", as_of=day, status=status)
    assert (rows["certain"], rows["count"]) == (certain, possible)
    document = reading("organization/", as_of=day)
    assert document["counts"][f"{status}s"] == {"certain": certain, "possible": possible}


@pytest.mark.django_db
def test_members_are_counted_unless_observers_are_asked_for(reading):
    assert reading("counts/", as_of="1953-12-14")["status"] == "member"


@pytest.mark.django_db
def test_the_organization_on_a_day(reading):
    document = reading("organization/", as_of="2008-09-01")
    assert document["name"]["acronym_en"] == "IOM"
    assert [(term["person"]["name"], term["elected_on"]["text"]) for term in document["elect"]] == [
        ("William Lacy Swing", "2008-06-18")
    ]
    assert "Executive Committee" in [organ["name"] for organ in document["organs"]]
    assert "Brunson McKinley" in [term["person"]["name"] for term in document["leadership"]]
    assert (document["as_of"], document["carried_forward"], document["notice"]) == ("2008-09-01", False, "")
    assert "I06" in [instrument["id"] for instrument in document["pending"]]
    after = reading("organization/", as_of="2013-11-21")
    assert "Executive Committee" not in [organ["name"] for organ in after["organs"]]


@pytest.mark.django_db
def test_before_its_foundation_there_is_no_organization(reading):
    document = reading("organization/", as_of="1951-12-04")
    assert document["name"] is None
    assert document["notice"].startswith("Nothing existed on 4 December 1951")
    assert [name for name in ("names", "leadership", "elect", "pending", "leaving") if document[name]] == []
    assert document["counts"]["observers"] == {"certain": 0, "possible": 0}


@pytest.mark.django_db
def test_a_notice_given_is_not_yet_an_end(reading):
    [leaving] = reading("organization/", as_of="2025-06-01")["leaving"]
    assert (leaving["state"]["name"], leaving["certainty"]) == ("Nicaragua", "certain")
    [leaving] = reading("organization/", as_of="2026-06-01")["leaving"]
    assert leaving["certainty"] == "possible"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "day, standing",
    [("1987-05-19", None), ("1987-05-20", "adopted, not yet in force"), ("1989-11-14", "in force")],
)
def test_what_an_instrument_is_follows_from_its_dates(day, standing, reading):
    assert reading("instruments/I05/", as_of=day)["standing"] == standing
    assert ("I05" in reading.ids("instruments/", as_of=day)) == (standing is not None)


@pytest.mark.django_db
def test_a_moment_keeps_the_answer_that_the_register_then_gave(api):
    state = a_state("Erewhon", ("1951-12-05", ""))
    moment = str(Revision.objects.latest("number").number)
    spell = state.memberships.get()
    with revising(reason="It left."):
        spell.end = "1973-12-31"
        spell.save()
        affirm(spell)
    assert api("memberships/ere-member-1/")["end"]["text"] == "1973-12-31"
    assert api("memberships/ere-member-1/", as_recorded=moment)["end"] is None
    assert api("memberships/", as_recorded=moment, as_of="1985-01-01")["certain"] == 1
    assert api("memberships/", as_of="1985-01-01")["certain"] == 0
    assert api.ids("revisions/", as_recorded=moment) == api.ids("revisions/")[1:]
    answer = api.ask("memberships/", as_recorded=moment)
    assert answer["Register-Recorded"] == f"revision {moment}"
    assert api.ask("memberships/")["Register-Recorded"] == "now"


@pytest.mark.django_db
def test_every_answer_says_of_which_day_it_speaks(reading):
    answer = reading.ask("states/", as_of="1985-05-24")
    assert answer["Register-As-Of"] == "1985-05-24"
    assert answer["Register-Verified-To"] == "2025-12-12"
    assert answer["Register-Status"] == "unofficial"
    assert "Register-Notice" not in answer
    assert reading.ask("memberships/", as_of="2026-01-01")["Register-Notice"] == (
        "The register is verified to 12 December 2025. For 1 January 2026 it is carried forward, not established."
    )
    assert reading.ask("states/")["Register-As-Of"] == "all"
    assert reading.ask("counts/")["Register-As-Of"] == reading("counts/")["as_of"]
