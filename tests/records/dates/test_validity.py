"""The one predicate: its Q for the database and its answer in memory are the same, on every day."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_portal.records.dates.partial_date import BEGINNING, FOREVER
from iom_portal.records.dates.validity import CERTAIN, HOLDS, POSSIBLE, Rule
from members.models import Membership, State
from tests.support.cast import LEFT_AND_CAME_BACK, a_spell, a_state

EDGES = {
    "1951-12-04": None,
    "1951-12-05": "certain",
    "1973-12-31": "certain",
    "1974-01-01": None,
    "1985-05-23": None,
    "1985-05-24": "certain",
    "2026-11-23": "certain",
}
UNSURE = {  # joined some day in 1967, left on 31 December 2025 or later
    "1966-12-31": None,
    "1967-01-01": "possible",
    "1967-12-30": "possible",
    "1967-12-31": "certain",
    "2025-12-31": "certain",
    "2026-01-01": "possible",
}


def by_queryset(state, day):
    if State.objects.certainly("member", day).filter(pk=state.pk).exists():
        return CERTAIN
    return POSSIBLE if State.objects.standing("member", day).filter(pk=state.pk).exists() else None


def by_python(state, day):
    return dict(state.standing_on(day)).get("member")


def by_spells(state, day):
    if state.memberships.filter(status="member").certain_on(day).exists():
        return CERTAIN
    return POSSIBLE if state.memberships.filter(status="member").as_of(day).exists() else None


@pytest.mark.django_db
@pytest.mark.parametrize("door", [by_queryset, by_python, by_spells])
def test_both_end_days_belong_to_a_spell(door):
    state = a_state("Erewhon", *LEFT_AND_CAME_BACK)
    for day, expected in EDGES.items():
        assert door(state, date.fromisoformat(day)) == expected, day


@pytest.mark.django_db
@pytest.mark.parametrize("door", [by_queryset, by_python, by_spells])
def test_an_uncertain_end_day_is_possible_and_never_certain_early(door):
    state = a_state("Ruritania", ("1967", "2025-12-31/.."))
    for day, expected in UNSURE.items():
        assert door(state, date.fromisoformat(day)) == expected, day


@pytest.mark.django_db
def test_a_state_that_is_certainly_a_member_is_not_possibly_an_observer():
    state = a_state("Ruritania", ("2001", ""))
    a_spell(state, "1991", "2000-12-31/2001-12-30", status="observer")
    day = date(2001, 12, 31)
    assert state.standing_on(day) == [("member", "certain")]
    assert not State.objects.standing("observer", day).exists()
    assert not Membership.objects.filter(status="observer").as_of(day).exists()
    both = date(2001, 6, 1)
    assert state.standing_on(both) == [("member", "possible"), ("observer", "possible")]
    assert State.objects.count_on("observer", both) == {"certain": 0, "possible": 1}
    assert State.objects.count_on("member", both) == {"certain": 0, "possible": 1}


days = st.dates(date(1951, 1, 1), date(1951, 3, 31)) | st.sampled_from([BEGINNING, FOREVER])
spells = st.tuples(days, days, days, days).map(
    lambda four: SimpleNamespace(
        start_earliest=min(four[:2]), start_latest=max(four[:2]), end_earliest=min(four[2:]), end_latest=max(four[2:])
    )
)


def satisfies(q, row):
    """Whether a plain row satisfies a Q of __lte, __gte and __lt look-ups joined by AND, or negated."""
    compare = {"lte": lambda a, b: a <= b, "gte": lambda a, b: a >= b, "lt": lambda a, b: a < b}
    assert q.connector == "AND"
    return q.negated is not all(
        satisfies(child, row)
        if not isinstance(child, tuple)
        else compare[child[0].rsplit("__", 1)[1]](getattr(row, child[0].rsplit("__", 1)[0]), child[1])
        for child in q.children
    )


@given(spells, st.dates(date(1950, 12, 1), date(1951, 4, 30)))
def test_the_query_and_the_answer_in_memory_agree(spell, day):
    certainty = HOLDS.certainty(spell, day)
    possible, certain = satisfies(HOLDS.possibly(day), spell), satisfies(HOLDS.certainly(day), spell)
    assert certain == (certainty == CERTAIN)
    assert possible == (certainty is not None)
    assert not (possible and satisfies(HOLDS.over(day), spell))


@given(spells, st.dates(date(1950, 12, 1), date(1951, 4, 30)))
def test_an_occurrence_stays_on_record_for_good(spell, day):
    happened = Rule("start", None)
    if happened.certainty(spell, day) == CERTAIN:
        assert happened.certainty(spell, day + timedelta(days=1)) == CERTAIN
    assert satisfies(happened.certainly(day), spell) == (happened.certainty(spell, day) == CERTAIN)


between = st.lists(st.dates(date(1950, 12, 1), date(1951, 4, 30)), min_size=2, max_size=2, unique=True).map(sorted)


@given(spells, between)
def test_what_began_or_ended_between_two_days_is_the_same_in_the_query_and_in_memory(spell, days):
    began, ended = HOLDS.beginning(spell, *days), HOLDS.ending(spell, *days)
    assert satisfies(HOLDS.began_between(*days), spell) == (began is not None)
    assert satisfies(HOLDS.certainly_began_between(*days), spell) == (began == CERTAIN)
    assert satisfies(HOLDS.ended_between(*days), spell) == (ended is not None)


def test_the_last_day_still_belongs_to_a_spell_that_ends():
    spell = SimpleNamespace(**dict.fromkeys(("start_earliest", "start_latest"), date(1951, 12, 5)))
    spell.end_earliest = spell.end_latest = date(1973, 12, 31)
    assert HOLDS.beginning(spell, date(1951, 12, 5), date(1960, 1, 1)) is None
    assert HOLDS.beginning(spell, date(1951, 12, 4), date(1951, 12, 5)) == CERTAIN
    assert HOLDS.ending(spell, date(1973, 1, 1), date(1973, 12, 31)) is None
    assert HOLDS.ending(spell, date(1973, 12, 31), date(1974, 1, 1)) == CERTAIN


@pytest.mark.django_db
def test_an_end_that_may_be_the_last_of_the_days_is_only_possibly_before_it():
    state = a_state("Ruritania", ("1967", "1973"))
    spell = state.memberships.get()
    assert HOLDS.ending(spell, date(1973, 1, 1), date(1973, 12, 31)) == POSSIBLE
    assert HOLDS.ending(spell, date(1973, 1, 1), date(1974, 1, 1)) == CERTAIN


@pytest.mark.django_db
def test_what_has_no_end_is_never_over():
    a_state("Erewhon", *LEFT_AND_CAME_BACK)
    assert Membership.objects.filter(HOLDS.over(date(2026, 1, 1))).count() == 1
    assert not Membership.objects.filter(HOLDS.begun.over(date(2026, 1, 1))).exists()
    assert not Membership.objects.filter(HOLDS.begun.ended_between(BEGINNING, FOREVER)).exists()
