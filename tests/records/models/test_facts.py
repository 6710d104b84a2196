"""Facts in time: bounds in order, no certain overlap where only one may hold, starts that were not found."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from iom_portal.records.models.revising import revising
from tests.support.cast import a_person, a_post, a_spell, a_state, a_term, the_coverage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "start, end, message",
    [
        ("1972", "", "certainly overlaps"),
        ("1951-12-05", "1951-12-05", "certainly overlaps"),
        ("1973-12-31", "1975", "certainly overlaps"),
        ("1985", "1984", "cannot end"),
        ("yesterday", "", "not a date that the register can read"),
        ("2013-02-30", "", "28 days"),
    ],
)
def test_spells_of_one_state_never_certainly_overlap_and_begin_before_they_end(start, end, message):
    state = a_state("Erewhon", ("1951-12-05", "1973-12-31"))
    with pytest.raises(ValidationError, match=message):
        a_spell(state, start, end, status="observer")
    assert state.memberships.count() == 1


def test_spells_that_only_may_overlap_are_kept():
    state = a_state("Erewhon", ("1951-12-05", "1973"))
    a_spell(state, "1973", "1985-05-23", status="observer")
    assert state.memberships.count() == 2


def test_a_post_with_one_seat_has_one_holder_at_a_time():
    reeve = a_post()
    a_term(a_person("Ada Clare"), reeve, "1960-01-01", "1964-12-31")
    bob = a_person("Bob Dean")
    with pytest.raises(ValidationError, match="certainly overlaps"):
        a_term(bob, reeve, "1964-12-31")
    a_term(bob, reeve, "1965-01-01")
    bench = a_post(reeve.organ, "post-bench", "Member of the bench", seats=9)
    a_term(bob, bench, "1965-01-01")
    a_term(a_person("Cy Ford"), bench, "1965-01-01")
    with pytest.raises(ValidationError, match="has terms of office"), revising(reason="More seats."):
        reeve.seats = 2
        reeve.save()


def test_the_database_holds_the_order_of_bounds_without_the_models():
    a_state("Erewhon", ("1967", "1970"))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE members_membership SET end_latest = '1960-01-01', end_earliest = '1960-01-01'")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE members_membership SET start_earliest = NULL")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="exclusion constraints are PostgreSQL's")
def test_postgresql_refuses_certain_overlap_by_itself():
    state = a_state("Erewhon", ("1951-12-05", "1973-12-31"))
    a_spell(state, "1985-05-24")
    with pytest.raises(IntegrityError, match="one_standing"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_membership SET start_earliest='1960-01-01', start_latest='1960-01-01' "
            "WHERE id = 'ere-member-2'"
        )


def test_a_start_not_found_lies_no_later_than_the_end_or_the_day_of_verification():
    the_coverage(verified_to=date(2025, 12, 12))
    state = a_state("Erewhon")
    running, ended = a_spell(state, "", ""), a_spell(a_state("Ruritania"), "", "1975-12-02")
    assert (running.certainty_on(date(2025, 12, 11)), running.certainty_on(date(2025, 12, 12))) == (
        "possible",
        "certain",
    )
    assert (ended.certainty_on(date(1960, 1, 1)), ended.certainty_on(date(1975, 12, 3))) == ("possible", None)


def test_a_spell_that_is_certain_on_a_single_day_overlaps_on_that_day():
    state = a_state("Erewhon", ("1973-12-31", "1973-12-31"))
    with pytest.raises(ValidationError, match="certainly overlaps"):
        a_spell(state, "1973-12-31", "1975", status="observer")
