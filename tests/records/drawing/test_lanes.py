"""Pictures in time: what of a record is drawn, and where names and rows go."""

from datetime import date
from itertools import pairwise

import pytest

from iom_portal.records.dates.partial_date import FOREVER, PartialDate
from iom_portal.records.drawing.axis import Axis
from iom_portal.records.drawing.lanes import LETTER, ROW, Item, Lane, Shape, bars, happening
from organs.models import Event, Organ

AXIS = Axis(date(1951, 1, 1), date(2050, 12, 31), 1000, 100)  # ten units a year


def an_organ(start, end=""):
    organ = Organ(pk="ORG-MOOT", name_en="Moot", start=start, end=end)
    organ.set_bounds()
    return organ


def a_bar(x, width, name="Moot", certainty="certain"):
    return Item([], name, "/moot/", [Shape("bar", x, width, certainty)])


def settled(*items):
    lane = Lane("Organs", list(items))
    lane.settle(AXIS, 0)
    return lane


@pytest.mark.parametrize(
    "start, end, until, parts",
    [
        ("1961-01-01", "1970-12-31", FOREVER, ["certain"]),
        ("1961", "1970-12-31", FOREVER, ["possible", "certain"]),
        ("1961", "1970", FOREVER, ["possible", "certain", "possible"]),
        ("1961", "1961", FOREVER, ["possible"]),
        ("1961", "1970", date(1961, 6, 1), ["possible"]),
        ("1961", "", date(1965, 1, 1), ["possible", "certain"]),
        ("1961", "", date(1960, 12, 31), []),
        ("2060", "", FOREVER, []),
    ],
)
def test_a_spell_is_drawn_as_far_as_it_is_certain_and_as_it_is_possible(start, end, until, parts):
    drawn = AXIS.stretches(an_organ(start, end), until)
    assert [stretch.certainty for stretch in drawn] == parts
    assert all(one.x + one.width == pytest.approx(other.x) for one, other in pairwise(drawn))


def test_gaps_are_the_days_on_which_nothing_may_hold():
    spells = [an_organ("1960-01-01", "1962"), an_organ("1961", "1961-12-31"), an_organ("1965-05", "1970-01-01")]
    gaps = [(gap.first, gap.last) for gap in AXIS.gaps(spells, date(1958, 1, 1), date(1971, 6, 1))]
    assert gaps == [
        (date(1958, 1, 1), date(1959, 12, 31)),
        (date(1963, 1, 1), date(1965, 4, 30)),
        (date(1970, 1, 2), date(1971, 6, 1)),
    ]
    assert list(AXIS.gaps([an_organ("1958-01-01")], date(1958, 1, 1), date(2020, 1, 1))) == []
    assert len(list(AXIS.gaps([], date(1958, 1, 1), date(1958, 1, 1)))) == 1


@pytest.mark.parametrize(
    "item, place, text",
    [
        (a_bar(200, 60), "inside", "Moot"),
        (a_bar(200, 20), "right", "Moot"),
        (a_bar(200, 60, certainty="possible"), "right", "Moot"),
        (a_bar(1060, 20), "left", "Moot"),
        (a_bar(200, 60, "A name that is far too long for its bar"), "right", "A name that is far too long for its bar"),
        (a_bar(120, 975, certainty="possible"), "within", "Moot"),
    ],
)
def test_a_name_stands_inside_its_bar_or_else_beside_it(item, place, text):
    settled(item)
    assert (item.place, item.text) == (place, text)


def test_a_name_is_cut_where_there_is_too_little_room():
    item = a_bar(500, 570, "The Committee of the whole on matters of some length " * 2, certainty="possible")
    settled(item)
    assert item.place == "left" and item.text.endswith("…") and LETTER * len(item.text) <= 390
    short = Item([], "Moot", "/moot/", [Shape("dot", 1096, 0, "certain")])
    settled(short)
    assert (short.place, short.text) == ("left", "Moot")


def test_none_hides_another():
    items = [a_bar(100, 100), a_bar(150, 100), a_bar(205, 100), a_bar(260, 100)]
    lane = settled(*items)
    rows = [item.y for item in items]
    assert rows[0] == rows[3] and len(set(rows)) == 3
    assert lane.height == 14 + 3 * ROW
    dots = [Item([], "", "/", [Shape("dot", 300, 0, "certain")], unnamed=True) for _ in range(4)]
    settled(*dots)
    assert len({dot.y for dot in dots}) == 4


@pytest.mark.parametrize(
    "start, end, form, certainty",
    [
        ("1961-06-01", "", "dot", "certain"),
        ("1961-06-01", "1961-06-04", "dot", "certain"),
        ("1961-06-01", "1963-06-04", "bar", "certain"),
        ("1961-06", "", "dot", "possible"),
        ("1961", "1963", "bar", "possible"),
        ("1961/1963", "", "bar", "possible"),
    ],
)
def test_a_happening_is_a_dot_or_a_bar_over_its_possible_days(start, end, form, certainty):
    event = Event(start=PartialDate(start), end=PartialDate(end))
    event.set_bounds()
    shape = happening(AXIS, *event.days, FOREVER, lasted=event.lasted)
    assert (shape.form, shape.certainty) == (form, certainty)
    assert happening(AXIS, *event.days, date(1961, 5, 31), lasted=event.lasted) is None or not event.start.is_exact


def test_a_spell_of_a_day_is_wide_enough_to_be_seen():
    assert bars(AXIS.stretches(an_organ("1961-01-01"), date(1961, 1, 1))) == [Shape("bar", 200.0, 3, "certain")]
    assert bars(AXIS.stretches(an_organ("1961"), date(1961, 1, 1))) == [Shape("bar", 200.0, 3, "possible")]
    assert bars([]) == []


def test_the_name_of_a_dot_at_the_edge_of_the_axis_goes_where_there_is_room():
    """There is no bar to write it in, and the dot reaches over the end of the axis."""
    item = Item(
        [], "A name that is longer than the whole picture is wide " * 4, "/moot/", [Shape("dot", 101, 0, "certain")]
    )
    settled(item)
    assert (item.place, item.text[-1]) == ("right", "…")
    narrow = Axis(date(1951, 1, 1), date(2050, 12, 31), 10, 100)
    item = Item([], "Moot", "/moot/", [Shape("dot", 105, 0, "certain")])
    item.take_place(narrow)
    assert item.text == ""
