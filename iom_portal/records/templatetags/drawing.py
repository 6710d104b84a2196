"""The data of SVG paths, written from numbers: the same text in every language, with a point in its decimals."""

from django import template

register = template.Library()


def _steps(points):
    return "".join(f"H{x}V{y}" for x, y in points)


@register.filter
def stair(points):
    """The path of a number that keeps its value up to the next of its corners (x, y)."""
    if not points:
        return ""
    (x, y), *others = points
    return f"M{x} {y}{_steps(others)}"


@register.simple_tag
def between(lower, upper):
    """The closed path between two stairs over the same places."""
    if not upper:
        return ""
    (x, y), *others = upper
    back = "".join(f"V{y}H{x}" for x, y in reversed(lower))
    return f"M{x} {y}{_steps(others)}{back}Z"


@register.filter
def dashes(marks):
    """The path of level strokes (left, right, y); one without length is a dot where the line has round ends."""
    return "".join(f"M{left} {y}H{right}" for left, right, y in marks)


@register.filter
def boxes(found):
    """The path of rectangles (left, top, width, height)."""
    return "".join(f"M{x} {y}h{width}v{height}h{-width}z" for x, y, width, height in found)
