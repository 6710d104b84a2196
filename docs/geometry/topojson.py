"""The border lines and the areas of a TopoJSON file: an area is a list of rings, a ring a list of numbers of lines."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypedDict

from rings import Line, Point, unwrapped

LineNumbers = list[int]  # a ring by the lines that it runs along; ~n is line n backwards

# Areas that the source draws apart from a State whose whole territory the Security Council has affirmed: Cyprus
# (resolutions 541 and 550) and Somalia (every resolution on it). They are drawn as that State, without the line.
# All else that is no State of the register stays apart and without colour, which says nothing of its status.
PART_OF = {"N. Cyprus": "CYP", "Somaliland": "SOM"}
NOT_DRAWN = {"Antarctica"}


class Transform(TypedDict):
    """How the steps of the lines of a TopoJSON file become degrees."""

    scale: tuple[float, float]
    translate: tuple[float, float]


class Properties(TypedDict):
    """What the file says of an area: its name, and its code of three letters."""

    name: str
    a3: str


class Polygon(TypedDict):
    """An area in one piece: its outer ring, and those of the holes in it."""

    type: Literal["Polygon"]
    arcs: list[LineNumbers]
    properties: Properties


class MultiPolygon(TypedDict):
    """An area in several pieces."""

    type: Literal["MultiPolygon"]
    arcs: list[list[LineNumbers]]
    properties: Properties


class Areas(TypedDict):
    """The areas of a layer of the file."""

    geometries: list[Polygon | MultiPolygon]


class Topology(TypedDict):
    """What of a TopoJSON file is read. Lines are lists of steps from point to point."""

    transform: Transform
    arcs: list[list[tuple[int, int]]]
    objects: dict[str, Areas]


def lines_of(topology: Topology) -> list[Line]:
    """Return the border lines, in degrees."""
    scale_x, scale_y = topology["transform"]["scale"]
    first_x, first_y = topology["transform"]["translate"]
    lines = []
    for steps in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in steps:
            x += dx
            y += dy
            line.append((x * scale_x + first_x, y * scale_y + first_y))
        lines.append(line)
    return lines


def rings_of(topology: Topology, states: Mapping[str, str]) -> dict[str, list[LineNumbers]]:
    """Return {id of a State, or name of another area: its rings}."""
    rings: dict[str, list[LineNumbers]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name, code = geometry["properties"]["name"], geometry["properties"]["a3"]
        if name in NOT_DRAWN:
            continue
        owner = PART_OF.get(name) or (code if code in states else name)
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        of_owner = rings.setdefault(owner, [])
        for polygon in polygons:
            of_owner.extend(polygon)
    lines = lines_of(topology)
    for owner in set(PART_OF.values()) & rings.keys():
        rings[owner] = without_lines_between(rings[owner], lines)
    return rings


def without_lines_between(rings: Iterable[LineNumbers], lines: Sequence[Line]) -> list[LineNumbers]:
    """Return the rings of parts put together, without the lines between the parts."""
    numbers = [number for ring in rings for number in ring]
    outer = [number for number in numbers if ~number not in numbers]
    joined = []
    while outer:
        ring = [outer.pop(0)]
        start = points_along(ring, lines)[0]
        while True:
            end = points_along(ring[-1:], lines)[-1]
            if end == start:
                break
            following = next(number for number in outer if points_along([number], lines)[0] == end)
            outer.remove(following)
            ring.append(following)
        joined.append(ring)
    return joined


def points_along(numbers: LineNumbers, lines: Sequence[Line]) -> list[Point]:
    """Return the points of a ring, or of a part of one, in longitudes that do not jump at 180 degrees."""
    points: list[Point] = []
    for number in numbers:
        line = lines[number] if number >= 0 else lines[~number][::-1]
        points += line[1:] if points else line
    return unwrapped(points)
