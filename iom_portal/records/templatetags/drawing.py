"""The data of SVG paths, written from numbers: the same text in every language, with a point in its decimals."""

from collections.abc import Iterable, Sequence

from django import template

register = template.Library()

Number = int | float
Point = tuple[Number, Number]


def _steps(points: Iterable[Point]) -> str:
    return "".join(f"H{x}V{y}" for x, y in points)


@register.filter
def stair(points: Sequence[Point]) -> str:
    """Return the path of a number that keeps its value up to the next of its corners (x, y)."""
    if not points:
        return ""
    (x, y), *others = points
    return f"M{x} {y}{_steps(others)}"


@register.simple_tag
def between(lower: Sequence[Point], upper: Sequence[Point]) -> str:
    """Return the closed path between two stairs over the same places."""
    if not upper:
        return ""
    way_back = "".join(f"V{y}H{x}" for x, y in reversed(lower))
    return f"{stair(upper)}{way_back}Z"


@register.filter
def dashes(strokes: Iterable[tuple[Number, Number, Number]]) -> str:
    """Return the path of level strokes (left, right, y).

    One without length is a dot where the line has round ends.
    """
    return "".join(f"M{left} {y}H{right}" for left, right, y in strokes)


@register.filter
def boxes(rectangles: Iterable[tuple[Number, Number, Number, Number]]) -> str:
    """Return the path of rectangles (left, top, width, height)."""
    return "".join(f"M{x} {y}h{width}v{height}h{-width}z" for x, y, width, height in rectangles)
