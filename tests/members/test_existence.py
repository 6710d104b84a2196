"""From when to when a State is one: who is counted among the States of a day, and what name it bore."""

from datetime import date

import pytest

from iom_portal.records.models.revising import revising
from iom_portal.records.rules.judging import audit
from members.models import State
from tests.support.api import Api
from tests.support.cast import a_former_name, a_spell, a_state, the_coverage
from tests.support.page_text import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    """Utopia came to be in 1960 and was dissolved, Ruritania did some day in 1967, Erewhon is a State of today."""
    the_coverage()
    a_state("Utopia", exists=("1960-04-27", "1991-12-25"))
    a_state("Ruritania", exists=("1967", ""))
    a_state("Erewhon", exists=("", ""))


@pytest.mark.parametrize(
    "day, certain, possible",
    [
        ("1960-04-26", "", "ERE"),
        ("1960-04-27", "UTO", "ERE UTO"),
        ("1966-12-31", "UTO", "ERE UTO"),
        ("1967-01-01", "UTO", "ERE RUR UTO"),
        ("1967-12-31", "RUR UTO", "ERE RUR UTO"),
        ("1991-12-25", "RUR UTO", "ERE RUR UTO"),
        ("1991-12-26", "RUR", "ERE RUR"),
        ("2025-12-12", "ERE RUR", "ERE RUR"),
    ],
)
def test_both_end_days_belong_to_a_state_and_what_is_not_dated_is_a_state_of_today(cast, day, certain, possible):
    when = date.fromisoformat(day)
    for states, rows in ((State.objects.certain_on(when), certain), (State.objects.as_of(when), possible)):
        assert " ".join(sorted(state.pk for state in states)) == rows
    for states, rows in (
        (State.objects.certainly("neither", when), certain),
        (State.objects.standing("neither", when), possible),
    ):
        assert " ".join(sorted(state.pk for state in states)) == rows
    for asked in ({}, {"status": "neither"}):
        answer = Api()("states/", as_of=day, **asked)
        told = {one["id"]: one["certainty"] for one in answer["results"]}
        assert " ".join(sorted(told)) == possible
        assert " ".join(sorted(key for key, sure in told.items() if sure == "certain")) == certain


def test_the_page_and_the_api_answer_for_a_day_on_which_it_was_no_state(cast, client):
    for day, words in (("1960-04-26", "No State on that day"), ("1991-12-26", "No State on that day")):
        assert words in main(client.get("/members/utopia/", {"as_of": day}))
        one = Api()("states/UTO/", as_of=day)
        assert (one["certainty"], one["standing"], one["name_on_day"]) == (None, [], None)
    assert "Not yet: neither member nor observer" in main(client.get("/members/utopia/", {"as_of": "1960-04-27"}))
    assert "today; since when is not recorded" in main(client.get("/members/erewhon/"))
    listed = main(client.get("/members/", {"status": "neither", "as_of": "1970-01-01"}))
    assert "2 certainly, up to 3" in listed
    assert "States of today, of which the register has no first day: Erewhon." in listed
    assert "States of today" not in main(client.get("/members/", {"status": "neither"}))


def test_a_name_is_not_certain_where_the_state_is_not(cast):
    names = {one["id"]: one["name_on_day"] for one in Api()("states/", as_of="1967-06-01")["results"]}
    assert names == {
        "ERE": {"name": "Erewhon", "certainty": "possible"},
        "RUR": {"name": "Ruritania", "certainty": "possible"},
        "UTO": {"name": "Utopia", "certainty": "certain"},
    }


def test_of_two_former_names_that_may_have_been_borne_none_makes_that_of_today_certain():
    the_coverage()
    state = a_state("Erewhon")
    a_former_name(state, "Nowhere", end="1970")
    a_former_name(state, "Elsewhere", end="1970")
    assert state.name_on(date(1960, 1, 1)) == ("Erewhon", "possible")
    assert state.name_on(date(1971, 1, 1)) == ("Erewhon", "certain")


def test_a_spell_before_its_state_is_reported_and_not_hidden():
    the_coverage()
    late = a_state("Utopia", exists=("1960-04-27", "1991-12-25"))
    a_spell(late, "1955-01-01", "1992-06-30")
    a_spell(a_state("Ruritania", exists=("1967", "")), "1967-03-01")
    told = [finding for finding in audit() if finding.rule == "spell-within-its-state"]
    assert [(finding.level, finding.record, finding.text) for finding in told] == [
        ("warning", "membership:uto-member-1", "It certainly begins before its State (27 April 1960)."),
        ("warning", "membership:uto-member-1", "It certainly lasts longer than its State (25 December 1991)."),
    ]
    assert [one["id"] for one in Api()("states/", status="member", as_of="1955-01-01")["results"]] == ["UTO"]


def test_a_state_cannot_end_before_it_begins(cast):
    with revising(reason="Mistyped."), pytest.raises(Exception, match="cannot end"):
        utopia = State.objects.get(pk="UTO")
        utopia.end = "1959"
        utopia.save()


def test_no_state_of_the_register_is_there_before_its_first_day(register, client):
    answer = Api()("states/", as_of="1955-01-01", page_size="300")
    told = {one["id"]: one["name_on_day"]["certainty"] for one in answer["results"]}
    assert not told.keys() & {"SSD", "ERI", "SVK", "TLS", "AGO", "ARM", "BGD", "ZWE"}
    assert {told["FRA"], told["LBY"], told["DEU"]} == {"certain"}
    assert {key for key, sure in told.items() if sure == "possible"} >= {"VAT", "SRB"}
    assert answer["count"] == len(told) < 100
    later = Api()("states/", as_of="2013-06-14", page_size="300")
    assert later["count"] == 197
    assert Api()("states/SSD/", as_of="1955-01-01")["name_on_day"] is None
    assert "0 0 0 0" in main(client.get("/members/regions/", {"as_of": "1955-01-01"}))  # regions without a State
    assert client.get("/members/regions/micronesia/", {"as_of": "1955-01-01"}).status_code == 200
    listed = main(client.get("/members/", {"status": "neither", "as_of": "1960-01-01"}))
    assert not any(name in listed for name in ("Angola", "Armenia", "Bangladesh"))
    assert "Cameroon" in listed
