"""Who joined and who left, year by year: told with their names, drawn up and down."""

from datetime import date

import pytest

from iom_portal.records.history.clock import read_clock
from iom_portal.records.templatetags.drawing import boxes
from members.by_year import by_year
from members.counting import Counts
from members.models import Membership
from tests.support.cast import LEFT_AND_CAME_BACK, a_former_name, a_spell, a_state, the_coverage
from tests.support.page_text import main, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    """Erewhon left and came back; Ruritania joined in 1967; Laputa between 1966 and 1968, and left some day."""
    the_coverage()
    a_state("Erewhon", *LEFT_AND_CAME_BACK)
    a_former_name(a_state("Ruritania", ("1967", "")), "Old Ruritania", end="1989-12-31")
    a_spell(a_state("Laputa"), "1966-06-01/1968-02-29", "1990-12-31/1991-12-30")


def told(day):
    years, _ = by_year(read_clock(day))
    return {
        year.number: [f"{sign}{turn.spell.state_id} {turn.certainty}" for sign, turns in
                      (("+", year.joined), ("-", year.left)) for turn in turns]
        for year in years if year.joined or year.left
    }  # fmt: skip


def test_a_state_stands_in_every_year_in_which_it_may_have_joined_or_left(cast):
    assert told("2025-12-12") == {
        1951: ["+ERE certain"],
        1966: ["+LAP possible"],
        1967: ["+LAP possible", "+RUR certain"],
        1968: ["+LAP possible"],
        1973: ["-ERE certain"],
        1985: ["+ERE certain"],
        1990: ["-LAP possible"],
        1991: ["-LAP possible"],
    }


EDGES = {
    "1967-06-30": {1951: ["+ERE certain"], 1966: ["+LAP possible"], 1967: ["+LAP possible", "+RUR possible"]},
    "1973-12-31": None,  # the last day belongs to the spell: Erewhon had not left
    "1974-01-01": ["-ERE certain"],
}


@pytest.mark.parametrize("day, expected", EDGES.items())
def test_only_what_had_happened_by_the_day_is_told(cast, day, expected):
    found = told(day)
    if isinstance(expected, dict):
        assert found == expected
    else:
        assert found.get(1973) == expected


def test_the_count_of_a_year_is_that_of_its_last_day_or_of_the_day_shown(register):
    years, _ = by_year(read_clock("2013-06-14"))
    counts = Counts.of("member")
    assert years[-1].number == 2013 and years[-1].count == (149, 154)
    for year in years[:-1]:
        assert year.count == counts.on(date(year.number, 12, 31))


def test_the_years_add_up_to_the_spells(register):
    years, _ = by_year(read_clock("2025-12-12"))
    spells = {spell.pk: spell for spell in Membership.objects.filter(status="member").begun_by(date(2025, 12, 12))}
    assert {turn.spell.pk for year in years for turn in year.joined} == spells.keys()
    ended = {pk for pk, spell in spells.items() if spell.end_earliest < date(2025, 12, 12)}
    assert {turn.spell.pk for year in years for turn in year.left} == ended
    for year in years:
        sure = [turn.spell.pk for turn in year.joined if turn.certainty == "certain"]
        assert all(spells[pk].start_earliest.year == spells[pk].start_latest.year == year.number for pk in sure)


def test_the_picture_stands_on_one_line_and_steps_move_nothing_but_what_changed(register):
    early, late = (by_year(read_clock(day))[1] for day in ("1980-01-01", "2025-12-12"))
    assert (early.zero, early.levels) == (late.zero, late.levels)
    assert set(early.certain) < set(late.certain)
    for x, y, width, height in [*late.certain, *late.possible]:
        assert x >= 0 and x + width <= 100 and y > 0 and y + height <= 90.1
    touching = [
        box for box in late.certain if abs(box.y - late.zero) < 0.1 or abs(box.y + box.height - late.zero) < 0.1
    ]
    assert touching == late.certain
    assert boxes(late.certain[:1]).startswith("M") and boxes([]) == ""


def test_the_page_names_them_as_they_were_called_and_links_to_their_spells(client, cast):
    response = client.get("/members/changes/?as_of=1974-06-01")
    text = main(response)
    assert "1967 Laputa possibly, Old Ruritania –" in text
    assert "1973 – Erewhon" in text
    assert "1974 – – 2 on 1 June 1974" in text
    assert 'href="/members/erewhon/?as_of=1974-06-01#ere-member-1"' in response.content.decode()
    assert "There was none by that day." in main(client.get("/members/changes/?as_of=1951-12-04"))


def test_the_page_costs_the_same_for_one_state_and_for_many(client, cast):
    one = queries(client, "/members/changes/?as_of=1990-06-01")
    for letter in "ABCD":
        a_state(f"Lilliput {letter}", ("1966", "1967"), iso3=f"LI{letter}")
    assert queries(client, "/members/changes/?as_of=1990-06-01") == one
