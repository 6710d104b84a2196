"""Two days compared: what began and ended between them, certainly or possibly, and the counts add up."""

from datetime import date

import pytest

from iom_portal.pages.compare.comparison import compare
from members.models import State
from tests.support.cast import LEFT_AND_CAME_BACK, a_person, a_post, a_spell, a_state, a_term

pytestmark = pytest.mark.django_db


def rows(first, last):
    comparison = compare(date.fromisoformat(first), date.fromisoformat(last))
    return [
        (d.group, d.verb, d.certainty, str(d.when), str(getattr(d.record, "state", d.record)))
        for d in comparison.differences
    ]


def test_both_edges_of_a_spell():
    a_state("Erewhon", *LEFT_AND_CAME_BACK)
    joined = ("Member States", "joined", "certain", "1985-05-24", "Erewhon")
    left = ("Member States", "left", "certain", "1973-12-31", "Erewhon")
    assert rows("1973-12-30", "1973-12-31") == []
    assert rows("1973-12-31", "1974-01-01") == [left]
    assert rows("1974-01-01", "1980-01-01") == []
    assert rows("1985-05-23", "1985-05-24") == [joined]
    assert rows("1985-05-24", "1985-05-25") == []
    assert rows("1970-01-01", "1990-01-01") == [joined, left]


def test_what_may_have_begun_or_ended_is_possible():
    a_state("Ruritania", ("1967", "2025-12-31/.."))
    assert rows("1967-06-01", "1968-01-01") == [("Member States", "joined", "possible", "1967", "Ruritania")]
    assert rows("1966-12-31", "1967-12-31") == [("Member States", "joined", "certain", "1967", "Ruritania")]
    assert rows("2025-01-01", "2026-01-01") == [("Member States", "left", "possible", "2025-12-31/..", "Ruritania")]
    assert rows("1966-01-01", "1966-12-31") == []


def test_terms_and_posts_have_their_groups():
    post = a_post()
    a_term(a_person("Ada Clare"), post, "1960-01-01", "1964-12-31")
    groups = {(group, verb) for group, verb, *_ in rows("1954-01-01", "1970-01-01")}
    assert groups == {
        ("Organs", "set up"),
        ("Posts", "set up"),
        ("Other terms of office", "took office"),
        ("Other terms of office", "left office"),
    }


@pytest.mark.parametrize(
    "first, last", [("1951-12-05", "1989-11-14"), ("1989-12-31", "1999-12-31"), ("2013-06-14", "2026-11-23")]
)
def test_what_was_true_with_what_began_and_without_what_ended_is_what_is_true(register, first, last):
    first, last = date.fromisoformat(first), date.fromisoformat(last)
    comparison = compare(first, last)
    members = set(State.objects.certainly("member", first).values_list("pk", flat=True))
    maybe = set()
    for difference in comparison.groups()["Member States"]:
        state = difference.record.state_id
        if difference.certainty == "possible":
            maybe.add(state)
        elif difference.change == "began":
            members.add(state)
    for difference in comparison.groups()["Member States"]:
        record = difference.record
        if difference.certainty == "certain" and difference.change == "ended":
            back = record.state.memberships.filter(status="member").certain_on(last).exists()
            if not back:
                members.discard(record.state_id)
    assert members - maybe == set(State.objects.certainly("member", last).values_list("pk", flat=True)) - maybe
    assert comparison.counts["members"] == (
        State.objects.count_on("member", first),
        State.objects.count_on("member", last),
    )


def test_the_number_of_queries_does_not_depend_on_the_data(django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    a_state("Erewhon", *LEFT_AND_CAME_BACK)
    with CaptureQueriesContext(connection) as few:
        compare(date(1951, 1, 1), date(2000, 1, 1))
    for number in range(5):
        a_spell(a_state(f"Utopia {number}", iso3=f"UT{'ABCDE'[number]}"), "1960", "1970")
    with django_assert_num_queries(len(few)):
        compare(date(1951, 1, 1), date(2000, 1, 1))
