"""The outlines of the map: every State has one on the sheets where it belongs; the script that makes them."""

import csv
import importlib.util
import math
import re
from itertools import combinations

import pytest
from django.conf import settings

from members.mapping import OUTLINES, REGIONS, SHEETS, WORLD


def the_script():
    """The module docs/geometry/make_outlines.py, which stands in no package."""
    path = settings.BASE_DIR / "docs" / "geometry" / "make_outlines.py"
    spec = importlib.util.spec_from_file_location("make_outlines", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


making = the_script()
PATH = re.compile(r"(M-?\d+ -?\d+l-?\d+(?:(?: |(?=-))-?\d+)+z)+")


def register_states():
    with (settings.FIXTURES / "states.csv").open(encoding="utf-8", newline="") as stream:
        return {row["id"]: row["region"] for row in csv.DictReader(stream)}


def test_every_state_has_one_outline_on_the_world_and_on_its_region():
    states = register_states()
    assert SHEETS[WORLD]["states"].keys() == states.keys()
    assert set(REGIONS) == set(states.values())
    for region in REGIONS:
        assert SHEETS[region]["states"].keys() == {state for state, other in states.items() if other == region}


@pytest.mark.parametrize("name", SHEETS)
def test_an_outline_is_a_path_or_a_mark_on_the_sheet_and_marks_do_not_cover_each_other(name):
    sheet = SHEETS[name]
    marks = [outline for outline in sheet["states"].values() if isinstance(outline, list)]
    paths = [outline for outline in sheet["states"].values() if isinstance(outline, str)]
    assert len(marks) + len(paths) == len(sheet["states"])
    assert all(PATH.fullmatch(path) for path in [*paths, sheet["areas"]])
    assert all(0 < x < sheet["width"] and 0 < y < sheet["height"] for x, y in marks)
    assert all(math.dist(a, b) > 2 * sheet["radius"] for a, b in combinations(marks, 2))


def test_the_small_are_marks_and_the_large_are_shapes():
    world = SHEETS[WORLD]["states"]
    assert all(isinstance(world[state], list) for state in ("TUV", "MCO", "VAT", "MDV", "LUX", "KNA"))
    assert all(isinstance(world[state], str) for state in ("AUS", "CHE", "RWA", "ISL"))
    assert isinstance(SHEETS["Europe"]["states"]["LUX"], str)


def test_the_file_says_where_it_is_from_and_under_which_terms():
    text = OUTLINES.read_text(encoding="utf-8")
    assert making.PACKAGE in text and making.OUTLINES == OUTLINES
    for source, words in making.PROVENANCE.items():
        assert f'"{source}":"{words}"' in text
    assert "Natural Earth, on which all rests, is in the public domain" in text
    assert "BSD-3-Clause" in text


def test_equal_earth_keeps_its_published_extent():
    assert making.equal_earth(180, 0)[0] == pytest.approx(2.7066299836960748)
    assert making.equal_earth(0, 90)[1] == pytest.approx(-1.3173627591574133)
    assert making.equal_earth(0, 0) == (0, 0)


def test_longitudes_go_on_beyond_the_cut():
    assert making.unwrapped([(179, 0), (-179, 1), (178, 2)]) == [(179, 0), (181, 1), (178, 2)]


def test_a_ring_is_cut_to_the_box():
    ring = [(0, 0), (10, 0), (10, 10), (0, 10)]
    assert making.area(making.cut(ring, (-5, -5, 4, 5))) == 20
    assert making.cut(ring, (20, 20, 30, 30)) == []
    assert making.cut(ring, (-5, -5, 20, 20)) == ring


def test_a_line_loses_its_small_corners_and_keeps_its_ends():
    drawn, _ = making.drawn_on(making.Sheet(-40, -40, 40, 40))
    line = [(0, 0), (10, 0.01), (20, 0), (20, 20), (0, 0)]
    assert making.simplified(line, drawn, 100) == [(0, 0), (20, 0), (20, 20), (0, 0)]
    assert making.simplified(line, drawn, 0) == line
    assert len(making.simplified(line, drawn, 1e9)) == 4  # a ring stays a triangle


TWO_SQUARES = {  # side by side; line 1 is the border between them
    "transform": {"scale": [1, 1], "translate": [0, 0]},
    "arcs": [[[1, 1], [-1, 0], [0, -1], [1, 0]], [[1, 0], [0, 1]], [[1, 0], [1, 0], [0, 1], [-1, 0]]],
}


def squares(other):
    """The two squares as Cyprus and an area of another name."""
    geometries = [
        {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "Cyprus", "a3": "CYP"}},
        {"type": "MultiPolygon", "arcs": [[[2, ~1]]], "properties": {"name": other, "a3": "CYN"}},
    ]
    return {**TWO_SQUARES, "objects": {"countries": {"geometries": geometries}}}


def test_a_part_is_drawn_as_its_state_without_the_line_between():
    joined = making.rings_of(squares("N. Cyprus"), {"CYP": "Asia"})
    assert joined == {"CYP": [[0, 2]]}
    ring = making._along(joined["CYP"][0], making.lines_of(TWO_SQUARES))
    assert ring[0] == ring[-1]
    assert abs(making.area(ring[:-1])) == 2


def test_another_area_stays_apart():
    apart = making.rings_of(squares("Utopia"), {"CYP": "Asia"})
    assert apart == {"CYP": [[0, 1]], "Utopia": [[2, ~1]]}


def test_marks_are_moved_apart_no_further_than_needed():
    marks = making.spread({"A": (100, 100), "B": (104, 100), "C": (300, 300)}, 6)
    assert marks == {"A": [95, 100], "B": [109, 100], "C": [300, 300]}


def test_a_path_goes_in_steps():
    assert making.path([[(10, 10), (15, 8), (12, 20)]]) == "M10 10l5-2-3 12z"
