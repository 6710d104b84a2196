"""Lists of States by standing and by when they joined: in the database, in memory, at the API; and their order."""

from datetime import date

import pytest

from iom_portal.records.dates.partial_date import BEGINNING
from members.models import State
from tests.support.api import Api
from tests.support.cast import LEFT_AND_CAME_BACK, a_spell, a_state, the_coverage

pytestmark = pytest.mark.django_db

DAYS = ["1951-12-04", "1951-12-05", "1967-06-01", "1977-06-01", "1985-05-24", "2001-06-01", "2013-06-14", "2026-06-01"]


@pytest.fixture(scope="module")
def cast(stage):
    """Erewhon left, observed and came back; Ruritania joined some day in 1967; Utopia never came near."""
    the_coverage()
    erewhon = a_state("Erewhon", *LEFT_AND_CAME_BACK)
    a_spell(erewhon, "1977", "1985-05-23", status="observer")
    a_state("Ruritania", ("1967", ""), region="Europe")
    a_state("Utopia", region="Americas")


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("standing", State.Standing.values)
def test_the_query_and_the_state_itself_agree_on_every_standing(register, standing, day):
    day = date.fromisoformat(day)
    states = State.objects.prefetch_related("memberships")
    told = {state.pk: state.certainty_as(standing, day) for state in states}
    assert set(states.standing(standing, day).values_list("pk", flat=True)) == {pk for pk, sure in told.items() if sure}
    certainly = set(states.certainly(standing, day).values_list("pk", flat=True))
    assert certainly == {pk for pk, sure in told.items() if sure == "certain"}


@pytest.mark.parametrize("day", DAYS)
def test_members_observers_and_the_rest_are_all_states(register, day):
    day, count = date.fromisoformat(day), State.objects.count_on
    either, perhaps_either = set(State.objects.certainly("either", day)), set(State.objects.standing("either", day))
    neither, perhaps_neither = set(State.objects.certainly("neither", day)), set(State.objects.standing("neither", day))
    assert len(either) == count("member", day)["certain"] + count("observer", day)["certain"]
    assert either | perhaps_neither == set(State.objects.as_of(day))
    assert neither == set(State.objects.certain_on(day)) - perhaps_either
    assert not either & perhaps_neither


STANDINGS = {
    "1951-12-04": {"neither": "ERE RUR UTO"},
    "1967-06-01": {"member": "ERE RUR", "either": "ERE RUR", "neither": "RUR UTO"},
    "1975-01-01": {"member": "RUR", "former": "ERE", "either": "RUR", "neither": "ERE UTO"},
    "1977-06-01": {"observer": "ERE", "former": "ERE", "member": "RUR", "neither": "ERE UTO", "either": "ERE RUR"},
    "1980-01-01": {"observer": "ERE", "former": "ERE", "member": "RUR", "neither": "UTO", "either": "ERE RUR"},
    "1985-05-24": {"member": "ERE RUR", "either": "ERE RUR", "former-observer": "ERE", "neither": "UTO"},
}


@pytest.mark.parametrize("day, expected", STANDINGS.items())
def test_each_standing_lists_who_has_it_or_may_have_it(cast, day, expected):
    api = Api()
    found = {standing: " ".join(api.ids("states/", status=standing, as_of=day)) for standing in State.Standing.values}
    assert {standing: ids for standing, ids in found.items() if ids} == expected


def test_what_is_only_possible_is_marked_and_can_be_left_out(cast):
    api = Api()
    rows = {row["id"]: row["certainty"] for row in api("states/", status="neither", as_of="1967-06-01")["results"]}
    assert rows == {"RUR": "possible", "UTO": "certain"}
    answer = api("states/", status="neither", as_of="1967-06-01", certainty="certain")
    assert [row["id"] for row in answer["results"]] == ["UTO"]


JOINED = [  # the days between which, the other parameters, {id: certainty}
    ({"joined_after": "1951-12-05", "joined_before": "1951-12-05"}, {"ERE": "certain"}),
    ({"joined_after": "1951-12-06", "joined_before": "1966-12-31"}, {}),
    ({"joined_after": "1966-01-01", "joined_before": "1967-06-30"}, {"RUR": "possible"}),
    ({"joined_after": "1967-01-01", "joined_before": "1967-12-31"}, {"RUR": "certain"}),
    ({"joined_after": "1967-12-31"}, {"ERE": "certain", "RUR": "possible"}),
    ({"joined_after": "1968-01-01"}, {"ERE": "certain"}),
    ({"joined_before": "1967-01-01"}, {"ERE": "certain", "RUR": "possible"}),
    ({"joined_after": "1980-01-01", "as_of": "1985-05-23"}, {}),  # Erewhon had not come back yet
    ({"joined_after": "1977-01-01", "joined_before": "1977-12-31", "status": "observer", "as_of": "1980-01-01"},
     {"ERE": "certain"}),
    ({"joined_after": "1951-01-01", "status": "former", "as_of": "1980-01-01"}, {"ERE": "certain"}),
    ({"joined_after": "0001-01-01", "as_of": "1960-01-01"}, {"ERE": "certain"}),
    ({"joined_after": "1990-01-01", "as_of": "1967-06-01"}, {}),  # nothing lies between
]  # fmt: skip


@pytest.mark.parametrize("asked, expected", JOINED)
def test_states_are_found_by_when_they_joined(cast, asked, expected):
    api = Api()
    answer = api("states/", **asked)
    assert {row["id"]: row["certainty"] for row in answer["results"]} == expected
    assert answer["certain"] == list(expected.values()).count("certain")


def test_a_list_is_ordered_by_the_spell_that_counts_on_the_day(cast):
    api = Api()
    assert api.ids("states/", ordering="since", as_of="1960-01-01") == ["ERE", "RUR", "UTO"]
    assert api.ids("states/", ordering="since", as_of="1990-01-01") == ["RUR", "ERE", "UTO"]
    assert api.ids("states/", ordering="-since", status="member", as_of="1990-01-01") == ["ERE", "RUR"]
    assert api.ids("states/", ordering="region,-name_en", as_of="1990-01-01") == ["UTO", "RUR", "ERE"]


def test_since_is_the_first_day_of_the_spell_that_the_state_names(register):
    for standing in State.Standing.values:
        day = date(2001, 6, 1)
        for state in State.objects.standing(standing, day).with_since(standing, day).prefetch_related("memberships"):
            spell = state.spell_of(standing, day)
            if standing != "neither":
                assert state.since == spell.start_earliest, (standing, state.pk)
            assert state.since > BEGINNING
