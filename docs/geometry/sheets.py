"""The sheets of the map, how degrees become units on them, and which corners of a line are too fine for them.

Two units of a sheet are one pixel of a wide screen.
"""

import heapq
import math
from typing import NamedTuple

from rings import Bounds, Line, Point, area, unwrapped


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


def simplified(line: Line, projection: Projection, finest: float) -> Line:
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
