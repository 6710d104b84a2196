from datetime import date

import pytest

from iom_portal.records.days import around, days_of_change
from tests.cast import a_person, a_post, a_state, a_term

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
