"""The growth of the membership: a picture up to the day shown, and the same in numbers."""

import re
from datetime import date

import pytest

from iom_portal.records.history.clock import read_clock
from iom_portal.records.templatetags.drawing import between, dashes, stair
from members.counting import Counts
from members.models import Membership
from members.pages.growth import growth_of, published_by
from tests.support.cast import LEFT_AND_CAME_BACK, a_spell, a_state, the_coverage
from tests.support.page_text import html_of, main, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    the_coverage()
    a_state("Erewhon", *LEFT_AND_CAME_BACK)
    a_spell(a_state("Ruritania"), "1967")
    a_state("Utopia", ("1960-01-01", ""), status="observer")


def growth(day):
    return growth_of(read_clock(day))


def test_a_count_is_drawn_and_told_as_a_range_where_a_date_leaves_it_open(cast):
    found = growth("1967-06-01")
    members, observers = found.curves
    assert (members.first, members.last) == ((1, 1), (1, 2))
    assert (observers.first, observers.last) == ((0, 0), (1, 1))
    assert [(str(day), *counts) for day, *counts in found.rows] == [
        ("1951-12-05", (1, 1), (0, 0)),
        ("1959-12-31", (1, 1), (0, 0)),
        ("1967-06-01", (1, 2), (1, 1)),
    ]
    assert members.possible[-1][1] < members.certain[-1][1]  # higher up on the picture
    assert observers.possible == observers.certain


def test_nothing_is_drawn_after_the_day_and_steps_move_nothing_but_what_changed(cast):
    early, late = growth("1967-06-01"), growth("2025-12-12")
    assert (early.axis, early.levels) == (late.axis, late.levels)
    for curve, longer in zip(early.curves, late.curves, strict=True):
        assert max(x for x, _ in curve.possible) == early.x
        assert curve.possible[:-1] == longer.possible[: len(curve.possible) - 1]
    assert growth("1951-12-04") is None


def test_the_picture_holds_every_step_of_the_counts(register):
    found = growth("2026-06-01")
    for curve in found.curves:
        counts = Counts.of(curve.status)
        assert (curve.first, curve.last) == (counts.on(date(1951, 12, 5)), counts.on(date(2026, 6, 1)))
        places = {found.axis.x(step[0]) for step in counts.steps if date(1951, 12, 5) < step[0] <= date(2026, 6, 1)}
        assert {x for x, _ in curve.certain} == {found.axis.x(date(1951, 12, 5)), *places, found.x}
        assert all(upper <= lower for (_, lower), (_, upper) in zip(curve.certain, curve.possible, strict=True))
        assert all(0 < y <= 90 for _, y in curve.possible)


def test_published_counts_that_are_not_out_of_date_lie_in_the_band(register):
    found = growth_of(read_clock("2026-06-01"), published=published_by(date(2026, 6, 1)))
    assert len(found.published) > 25
    assert all(left <= right <= found.x for left, right, _ in found.published)
    assert growth_of(read_clock("1952-01-01"), published=published_by(date(1952, 1, 1))).published != []


def test_the_page_draws_it_and_says_the_same_in_numbers(reader):
    response = reader.get("/counts/?as_of=2013-06-14")
    html = html_of(response)
    label = re.search(r'<svg class="chart" role="img" aria-label="([^"]*)"', html)[1]
    assert "Member States: 15–16 on 5 December 1951, 149–154 on 14 June 2013." in label
    assert "Observer States: 0–13 on 5 December 1951, 12 on 14 June 2013." in label
    text = main(response, sources=True)
    assert "31 December 1959 26–27 0–13" in text
    assert "14 June 2013 149–154 12" in text
    assert "drawing growth" not in html_of(reader.get("/counts/?as_of=1951-12-04"))


def test_the_picture_costs_one_query(register, django_assert_num_queries):
    clock = read_clock("2013-06-14")
    with django_assert_num_queries(1):  # the spells
        growth_of(clock)
    with django_assert_num_queries(1):
        growth_of(clock, Membership.objects.filter(state__region="Oceania"))


def test_counts_cost_the_same_for_one_state_and_for_many(client, cast):
    one = queries(client, "/counts/?as_of=1967-06-01")
    for letter in "ABCD":
        a_state(f"Lilliput {letter}", ("1966", "1967"), iso3=f"LI{letter}")
    assert queries(client, "/counts/?as_of=1967-06-01") == one


def test_paths_are_written_in_few_letters():
    lower, upper = [(1.0, 90.0), (5.5, 80.0), (9.0, 80.0)], [(1.0, 90.0), (5.5, 70.0), (9.0, 80.0)]
    assert stair(lower) == "M1.0 90.0H5.5V80.0H9.0V80.0"
    assert between(lower, upper) == "M1.0 90.0H5.5V70.0H9.0V80.0V80.0H9.0V80.0H5.5V90.0H1.0Z"
    assert dashes([(1.0, 1.0, 2.0), (3.0, 4.0, 5.0)]) == "M1.0 2.0H1.0M3.0 5.0H4.0"
    assert stair([]) == between([], []) == dashes([]) == ""
