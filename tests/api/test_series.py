"""Series of counts: on every day of one, what a count on that day alone says; by step, by change and by region."""

import itertools

import pytest

pytestmark = pytest.mark.django_db


def rows(reading, **asked):
    return [(row["day"], row["certain"], row["possible"]) for row in reading("counts/", **asked)["results"]]


@pytest.mark.parametrize("status", ["member", "observer"])
def test_each_day_of_a_series_has_the_count_of_that_day(register, reading, status):
    found = rows(reading, status=status, **{"from": "1990-01-31", "to": "1996-12-31", "step": "month"})
    assert [day for day, _, _ in found[:4]] == ["1990-01-31", "1990-02-28", "1990-03-31", "1990-04-30"]
    assert len(found) == 84
    for day, certain, possible in found[::9]:
        alone = reading("counts/", as_of=day, status=status)
        assert (alone["certain"], alone["possible"]) == (certain, possible), day


def test_steps_of_a_year_and_of_a_day(register, reading):
    years = rows(reading, **{"from": "1951-12-05", "to": "1954-12-04"})
    assert [day for day, _, _ in years] == ["1951-12-05", "1952-12-05", "1953-12-05"]
    days = rows(reading, **{"from": "1960-02-28", "to": "1960-03-01", "step": "day"})
    assert [day for day, _, _ in days] == ["1960-02-28", "1960-02-29", "1960-03-01"]


def test_a_series_by_change_has_a_row_for_each_new_count(register, reading):
    found = rows(reading, **{"from": "2013-01-01", "to": "2013-12-31", "step": "change"})
    assert found[0][0] == "2013-01-01"
    assert all(before[1:] != after[1:] for before, after in itertools.pairwise(found))


def test_a_day_of_change_names_the_dates_that_made_it_so(register, reading):
    series = reading("counts/", **{"from": "1964-06-01", "to": "1967-01-01", "step": "change"})["results"]
    dates = {row["day"]: row["dates"] for row in series}
    assert dates["1964-06-01"] == []
    assert dates["1965-01-01"] == ["1960-01-01/1964-12-31", "1965"]  # Sweden may have left, Malta may have joined
    assert dates["1965-12-31"] == ["1954-01-01/1965-12-31", "1965"]  # the United Kingdom certainly had joined
    every = reading("counts/", **{"from": "1951-12-05", "to": "2025-12-12", "step": "change"})["results"]
    assert all(row["dates"] for row in every)
    edges = [row for row in every if row["day"][4:] in ("-01-01", "-12-31")]
    happened = {row["day"] for row in edges if any(len(when) == 10 for when in row["dates"])}
    assert happened == {"1963-01-01", "1974-01-01"}  # Canada and Australia left on the eve
    years = reading("counts/", **{"from": "1960-01-01", "to": "1962-01-01"})["results"]
    assert [row["dates"] for row in years] == [[], [], []]


def test_regions_add_up_to_the_whole(register, reading):
    asked = {"from": "1960-01-01", "to": "2020-01-01"}
    whole = rows(reading, **asked)
    parts = reading("counts/", by="region", **asked)["results"]
    assert {row["region"] for row in parts} == {"Africa", "Americas", "Asia", "Europe", "Oceania"}
    for day, certain, possible in whole:
        of_day = [row for row in parts if row["day"] == day]
        assert (sum(row["certain"] for row in of_day), sum(row["possible"] for row in of_day)) == (certain, possible)
    one = reading("counts/", region="Africa", as_of="2020-01-01")
    [alone] = [row for row in parts if (row["region"], row["day"]) == ("Africa", "2020-01-01")]
    assert (one["certain"], one["possible"]) == (alone["certain"], alone["possible"])
