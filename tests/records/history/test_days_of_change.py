from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_portal.records.dates.partial_date import ONE_DAY, PartialDate
from iom_portal.records.history.days_of_change import (
    around,
    days_of_change,
    last_change,
    step_day,
    steps_of_change,
    turns_on,
)
from tests.support.cast import a_person, a_post, a_state, a_term, the_coverage

pytestmark = pytest.mark.django_db


def test_a_register_without_records_has_no_days():
    assert days_of_change() == []
    assert around(date(2000, 1, 1)) == (None, None)


def test_the_days_are_those_on_which_an_answer_changes():
    a_state("Erewhon", ("1951-12-05", "1973-12-31"))
    assert days_of_change() == [date(1951, 12, 5), date(1974, 1, 1)]
    joined, left = steps_of_change()
    assert (joined.words, left.words) == ("5 December 1951", "1 January 1974")
    assert around(date(1951, 12, 5)) == (None, left)
    assert around(date(1960, 1, 1)) == (joined, left)
    assert around(date(1974, 1, 1)) == (joined, None)


def test_what_is_known_to_its_year_or_month_is_one_step_to_its_first_day():
    a_state("Ruritania", ("1967", "1980-11"))
    a_state("Erewhon", ("1952-10-13/1953-04-16", "1990-12-31/1991-12-30"))
    assert [(step.day.isoformat(), step.words) for step in steps_of_change()] == [
        ("1952-10-13", "between 13 Oct 1952 and 16 Apr 1953"),
        ("1967-01-01", "in 1967"),
        ("1980-11-01", "in November 1980"),
        ("1990-12-31", "between 31 Dec 1990 and 30 Dec 1991"),
    ]


@pytest.mark.parametrize("when", ["../1991-12-31", "1951-12-05/1991-12-31", ""])
def test_a_date_that_is_open_or_leaves_more_than_a_year_tells_of_no_step(when):
    the_coverage()
    a_state("Ruritania", (when, ""))
    assert steps_of_change() == []


def test_a_day_or_later_is_a_step_from_that_day_on():
    a_state("Ruritania", ("1967-05-01", "1980-11-30/.."))
    assert [(step.day.isoformat(), step.words) for step in steps_of_change()][1:] == [
        ("1980-12-01", "30 November 1980 or later")
    ]


def test_where_a_day_and_a_year_share_the_first_day_the_finest_names_it():
    a_state("Ruritania", ("1967", ""))
    a_state("Erewhon", ("1967-01-01", ""))
    [step] = steps_of_change()
    assert step.words == "1 January 1967"
    assert len(turns_on(step.day)) == 2


def test_when_a_state_came_to_be_is_no_change_of_the_organization():
    a_state("Ruritania", exists=("1967-05-01", "1980-11-30"))
    assert steps_of_change() == []


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from([4, 7, 10]), st.booleans())
def test_one_steps_to_every_date_once_and_to_no_later_edge_of_it(day, precision, is_last_day):
    when = PartialDate(day.isoformat()[:precision])
    expected = when.earliest + ONE_DAY if when.is_exact and is_last_day else when.earliest
    assert step_day(when, is_last_day) == expected


def test_an_election_is_a_change_and_a_new_revision_is_seen_at_once():
    a_term(a_person(), a_post(), "2023-10-01", elected_on="2023-05-15")
    assert date(2023, 5, 15) in days_of_change()
    a_state("Erewhon", ("1951-12-05", ""))
    assert days_of_change()[0] == date(1951, 12, 5)


def told(day):
    return [(turn.record.kind, turn.field, turn.when) for turn in turns_on(day)]


def test_the_turns_of_a_day_are_the_dates_on_whose_bounds_it_lies():
    a_state("Erewhon", ("1951-12-05", "1973-12-31"))
    a_state("Ruritania", ("1967", ""))
    a_term(a_person(), a_post(), "2023-10-01", elected_on="2023-05-15")
    assert told(date(1951, 12, 5)) == [("membership", "start", "1951-12-05")]
    assert told(date(1973, 12, 31)) == []
    assert told(date(1974, 1, 1)) == [("membership", "end", "1973-12-31")]
    assert told(date(1967, 1, 1)) == [("membership", "start", "1967")]
    assert told(date(1967, 6, 1)) == told(date(1967, 12, 31)) == []
    assert told(date(2023, 5, 15)) == [("term", "elected_on", "2023-05-15")]


def test_every_day_of_change_has_a_turn_and_the_day_itself_counts_as_the_last(register):
    assert all(turns_on(day) for day in days_of_change()[::40])
    assert last_change(date(2013, 11, 21)).day == date(2013, 11, 21)
    assert last_change(date(1910, 1, 1)) is None


def test_the_edges_of_a_year_are_no_days_of_change_of_the_register(register):
    edges = [step for step in steps_of_change() if (step.day.month, step.day.day) in ((1, 1), (12, 31))]
    assert {step.words for step in edges if step.when.is_exact} == {"1 January 1963", "1 January 1974"}
    assert all(step.when.earliest == step.day for step in edges if not step.when.is_exact)
    assert "in 1965" in {step.words for step in steps_of_change()}
    _, following = around(date(2026, 11, 28))
    assert following.words == "in 2028"  # the end of a plan; not the last day of the year of an appeal
