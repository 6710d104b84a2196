from datetime import date

import pytest

from iom_portal.records.history.days_of_change import around, days_of_change, last_change, turns_on
from tests.support.cast import a_person, a_post, a_state, a_term

pytestmark = pytest.mark.django_db


def test_a_register_without_records_has_no_days():
    assert days_of_change() == []
    assert around(date(2000, 1, 1)) == (None, None)


def test_the_days_are_those_on_which_an_answer_changes():
    a_state("Erewhon", ("1951-12-05", "1973-12-31"))
    assert days_of_change() == [date(1951, 12, 5), date(1974, 1, 1)]
    assert around(date(1951, 12, 5)) == (None, date(1974, 1, 1))
    assert around(date(1960, 1, 1)) == (date(1951, 12, 5), date(1974, 1, 1))
    assert around(date(1974, 1, 1)) == (date(1951, 12, 5), None)


def test_what_becomes_certain_is_a_change_too():
    a_state("Ruritania", ("1967", ""))
    assert days_of_change() == [date(1967, 1, 1), date(1967, 12, 31)]


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
    assert told(date(1967, 1, 1)) == told(date(1967, 12, 31)) == [("membership", "start", "1967")]
    assert told(date(1967, 6, 1)) == []
    assert told(date(2023, 5, 15)) == [("term", "elected_on", "2023-05-15")]


def test_every_day_of_change_has_a_turn_and_the_day_itself_counts_as_the_last(register):
    assert all(turns_on(day) for day in days_of_change()[::40])
    assert last_change(date(2013, 11, 21)) == date(2013, 11, 21)
    assert last_change(date(1910, 1, 1)) is None
