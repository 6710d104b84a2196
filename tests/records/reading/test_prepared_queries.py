"""Queries whose SQL is written once: they find what a plain query finds, or refuse to be prepared."""

from datetime import date, timedelta

import pytest

from iom_portal.records.reading.prepared_queries import DerivedValue, PreparedQuery
from members.models import Membership
from tests.support.cast import LEFT_AND_CAME_BACK, a_state, the_coverage

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def cast():
    the_coverage()
    a_state("Erewhon", *LEFT_AND_CAME_BACK)
    a_state("Ruritania", ("1967", ""))


@pytest.mark.parametrize("day", [date(1951, 12, 4), date(1967, 6, 1), date(1973, 12, 31), date(2013, 6, 14)])
def test_a_prepared_query_finds_what_the_plain_one_finds(day):
    def form(on):
        return Membership.objects.as_of(on).filter(status="member").order_by("pk").values_list("pk", "start")

    assert PreparedQuery(form, date)(day) == list(form(day))


def test_a_value_may_stand_in_several_places_or_in_none():
    def form(key, day):
        return Membership.objects.filter(state__in=[key, "ERE"]).order_by("pk").values_list("pk")

    prepared = PreparedQuery(form, str, date)
    assert prepared("RUR", date(2013, 6, 14)) == [("ere-member-1",), ("ere-member-2",), ("rur-member-1",)]
    assert prepared("XXX", date(1950, 1, 1)) == [("ere-member-1",), ("ere-member-2",)]


@pytest.mark.parametrize(
    "form",
    [
        lambda day: Membership.objects.begun_within(day - YEAR, day).values_list("pk"),
        lambda day: Membership.objects.filter(start_earliest__year=day.year).values_list("pk"),
        lambda day: Membership.objects.filter(note=f"on {day}").values_list("pk"),
        lambda day: Membership.objects.filter(pk__in=["x"] * (day.year % 3)).values_list("pk"),
    ],
    ids=["a day before it", "its year", "a text with it", "another number of parameters"],
)
def test_a_query_that_computes_with_its_value_is_refused(form):
    with pytest.raises(DerivedValue):
        PreparedQuery(form, date)(date(1968, 1, 1))


def test_a_text_that_is_made_of_the_value_is_refused():
    with pytest.raises(DerivedValue):
        PreparedQuery(lambda key: Membership.objects.filter(pk=f"{key}-member-1").values_list("pk"), str)("ere")
