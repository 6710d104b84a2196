"""Rings and lines in a plane: their area, middle and extent, what of them lies in a box, and how SVG writes them."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

Point = tuple[float, float]  # (x, y), or (longitude, latitude)
Line = list[Point]
Ring = list[Point]  # the outline of an area; its last point is joined to its first
RoundedRing = list[tuple[int, int]]
Bounds = tuple[float, float, float, float]  # left, top, right, bottom; or west, south, east, north


def unwrapped(points: Sequence[Point]) -> list[Point]:
    """Return points whose longitudes go on beyond 180 degrees instead of jumping to -180."""
    smooth = list(points[:1])
    for lon, lat in points[1:]:
        last_lon, _ = smooth[-1]
        turns = round((lon - last_lon) / 360)
        smooth.append((lon - 360 * turns, lat))
    return smooth


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


def extent(ring: Iterable[Point]) -> Bounds:
    """Return the box around a ring: (left, top, right, bottom)."""
    xs, ys = zip(*ring, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


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


def rounded(ring: Ring) -> RoundedRing:
    """Return a ring in whole units, without points that add nothing."""
    points = [(round(x), round(y)) for x, y in ring]
    points = [point for former, point in zip(points[-1:] + points[:-1], points, strict=True) if point != former]
    around = zip(points[-1:] + points[:-1], points, points[1:] + points[:1], strict=True)
    return [b for a, b, c in around if area([a, b, c])]


def path_data(rings: Iterable[RoundedRing]) -> str:
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
