"""Counts of the real register: computed in SQL, in one sweep, and naively over the CSV; and what sources printed."""

import csv
from datetime import date, timedelta
from functools import cache

import pytest
from django.conf import settings

from iom_portal.records.dates.partial_date import PartialDate
from members.counting import Counts
from members.models import PublishedCount, State
from tests.support.cast import a_spell, a_state

pytestmark = pytest.mark.django_db

DAYS = [
    "1951-12-04", "1951-12-05", "1951-12-06", "1952-10-13", "1953-04-16", "1953-12-14", "1962-12-31", "1963-01-01",
    "1966-12-31", "1967-06-01", "1973-12-31", "1974-01-01", "1977-06-01", "1979-06-15", "1985-05-23", "1985-05-24",
    "1989-11-14", "1991-06-30", "1991-07-01", "1998-12-31", "2001-06-01", "2001-12-31", "2002-06-05", "2004-12-31",
    "2008-06-18", "2011-12-04", "2011-12-05", "2013-06-14", "2013-11-20", "2013-11-21", "2014-08-01", "2015-11-24",
    "2015-12-07", "2016-06-29", "2016-06-30", "2018-06-29", "2021-04-18", "2021-04-19", "2022-11-30", "2025-12-31",
    "2026-01-01", "2026-11-23",
]  # fmt: skip


@cache
def rows():
    with (settings.FIXTURES / "memberships.csv").open(encoding="utf-8", newline="") as stream:
        return [(row, PartialDate(row["start"]), PartialDate(row["end"])) for row in csv.DictReader(stream)]


def naive_counts(day):
    """The counts of `day` straight from memberships.csv, with nothing but the dates' own bounds."""
    certain, possible = {"member": set(), "observer": set()}, {"member": set(), "observer": set()}
    for row, start, end in rows():
        last_sure = end.earliest or (date.max if not end else date.min)
        if start.latest <= day <= last_sure:
            certain[row["status"]].add(row["state"])
        if (start.earliest or date.min) <= day <= (end.latest or date.max):
            possible[row["status"]].add(row["state"])
    possible["observer"] -= certain["member"] - certain["observer"]
    return {status: {"certain": len(certain[status]), "possible": len(possible[status])} for status in certain}


@pytest.mark.parametrize("day", DAYS)
def test_sql_the_sweep_and_the_naive_count_agree(register, day):
    day = date.fromisoformat(day)
    naive = naive_counts(day)
    for status in ("member", "observer"):
        assert State.objects.count_on(status, day) == naive[status]
        assert Counts.of(status).on(day) == tuple(naive[status].values())


def test_the_sweep_agrees_with_the_naive_count_wherever_it_changes(register):
    for status in ("member", "observer"):
        counts = Counts.of(status)
        for first, certain, possible in counts.steps[1:]:
            assert naive_counts(first)[status] == {"certain": certain, "possible": possible}, (status, first)


def test_the_computed_count_is_or_contains_every_dated_figure_that_is_not_stale(register):
    counts = {"members": Counts.of("member"), "observers": Counts.of("observer")}
    compared = 0
    for published in PublishedCount.objects.filter(stale=False).exclude(on=""):
        for of, computed in counts.items():
            printed = getattr(published, of)
            if printed is not None:
                low, high = computed.between(published.on_earliest, published.on_latest)
                assert low <= printed <= high, (published.pk, of, low, high)
                compared += 1
    assert compared > 25


@pytest.mark.parametrize(
    "day, low, high",
    [
        ("1951-12-05", 15, 16), ("1953-12-14", 24, 24), ("2002-06-05", 92, 93), ("2006-11-28", 120, 120),
        ("2007-11-27", 122, 122), ("2008-06-18", 125, 125), ("2011-12-05", 146, 146), ("2012-11-27", 147, 149),
        ("2015-11-24", 157, 162), ("2015-12-07", 162, 162), ("2016-06-30", 165, 165), ("2022-11-30", 175, 175),
    ],
)  # fmt: skip
def test_the_counts_that_the_facts_name(register, day, low, high):
    assert State.objects.count_on("member", date.fromisoformat(day)) == {"certain": low, "possible": high}


def test_a_count_over_several_days_is_the_range_of_its_days():
    a_state("Erewhon", ("1951-12-05", "1973-12-31"))
    a_state("Ruritania", ("1967", ""))
    counts = Counts.of("member")
    assert counts.between(date(1966, 1, 1), date(1966, 12, 31)) == (1, 1)
    assert counts.between(date(1967, 6, 1), date(1967, 6, 1)) == (1, 2)
    assert counts.between(date(1966, 1, 1), date(1974, 1, 1)) == (1, 2)
    assert counts.on(date(1900, 1, 1)) == (0, 0)


def test_two_spells_of_one_state_that_may_touch_count_it_once():
    state = a_state("Erewhon", ("1951-12-05", "1973"))
    a_spell(state, "1973", "1980-12-31")
    counts = Counts.of("member")
    for day in (date(1973, 6, 1), date(1973, 12, 31), date(1980, 12, 31), date(1980, 12, 31) + timedelta(days=1)):
        on_day = State.objects.count_on("member", day)
        assert counts.on(day) == (on_day["certain"], on_day["possible"])


def test_two_invented_states_break_each_rule_of_the_sweep():
    """Doubtful spells that touch, holes at either edge of a doubtful spell, a spell of one certain day, and no gap."""
    erewhon = a_state("Erewhon", ("1960-01-01", "1960-01-10"), ("1960-01-11", "1960-01-20"))
    a_spell(erewhon, "1959-12-28/1960-01-22", "1960-01-03/1960-01-31", status="observer")
    a_spell(erewhon, "1960-01-05/1960-02-05", "1960-01-15/1960-02-10", status="observer")
    ruritania = a_state("Ruritania", ("1960-01-05", "1960-01-05"), ("1960-01-08/1960-01-20", "1960-01-12/.."))
    a_spell(ruritania, "1960-01-06/1960-01-07", "1960-01-07/1960-01-09", status="observer")
    sweeps = {status: Counts.of(status) for status in ("member", "observer")}
    day = date(1959, 12, 20)
    while day < date(1960, 2, 20):
        for status, counts in sweeps.items():
            on_day = State.objects.count_on(status, day)
            assert counts.on(day) == (on_day["certain"], on_day["possible"]), (status, day)
        day += timedelta(days=1)
    assert [counts.on(date(1960, 1, 5)) for counts in sweeps.values()] == [(2, 2), (0, 0)]
    assert [counts.on(date(1960, 1, 7)) for counts in sweeps.values()] == [(1, 1), (1, 1)]
    assert [counts.on(date(1960, 1, 20)) for counts in sweeps.values()] == [(1, 2), (0, 0)]
    assert [counts.on(date(1960, 1, 21)) for counts in sweeps.values()] == [(0, 1), (0, 1)]
    assert sweeps["observer"].on(date(1960, 2, 11)) == (0, 0)


def test_a_state_that_is_certainly_a_member_is_not_counted_as_possibly_an_observer():
    """The real register has no such State: some days of its doubtful spell as an observer lie within the other."""
    erewhon = a_state("Erewhon", ("1960-01-01", "1969-12-31"))
    a_spell(erewhon, "1955/1971", "1961/1972", status="observer")
    a_state("Ruritania", ("1951-12-05", ""))
    counts = Counts.of("observer")
    for day, possible in {
        "1955-06-01": 1,
        "1959-12-31": 1,
        "1960-01-01": 0,
        "1969-12-31": 0,
        "1970-01-01": 1,
        "1973-01-01": 0,
    }.items():
        on_day = State.objects.count_on("observer", date.fromisoformat(day))
        assert counts.on(date.fromisoformat(day)) == (on_day["certain"], on_day["possible"]) == (0, possible), day
