"""Lanes: many records on one Axis, in rows where none hides another, each with its name where there is room for it.

A Lane holds Items, an Item the Shapes of one record. Here are only numbers, in the units of the picture (which is drawn
as large as it is, so a unit is a pixel and a name can be read on a phone); templates/includes/lanes.html draws them.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from ..dates.validity import CERTAIN, POSSIBLE
from .axis import Axis

WIDTH, GUTTER = 1072, 92  # of a picture, and of the names of its lanes at its left
HEAD, FOOT = 42, 22  # above and below the lanes, for the day and the years
LABEL = 18  # height of a label over its rows
ROW = 24  # from row to row: what can be pointed at is at least so far apart
PAD = 7  # above and below the rows of a lane
THICK = 14  # height of a bar
NARROWEST = 3  # of a bar
SMALL = 10  # a happening that lasted, or whose day is not known, is a bar from this width on
LETTER = 6.7  # the width of a letter, on the average
LONGEST = 340  # of a name beside its bar
SHORTEST = 50  # of a name that was cut
ROOM = 10  # between two that stand in a row


class Shape(NamedTuple):
    """A part of a picture: a "bar"; a "thread", which is thin; "over", which is thin and above a bar; a hatching,
    "acting"; a "dot", a "diamond", or a "pointer" above a bar (their middle is x)."""

    form: str
    x: float
    width: float
    certainty: str


@dataclass
class Item:
    """What is drawn of a record, or of a few that belong together: their name, and the address of their page.

    The lane finds its row and the place of its name. unnamed: the name is not written beside it.
    """

    records: list
    name: str
    url: str
    shapes: list[Shape]
    unnamed: bool = False
    y: int = 0  # the middle of its row
    text: str = ""
    text_x: float = 0
    place: str = ""  # of the text: "inside" a filled bar, "within" a pale one, "right" or "left" of the shapes

    @property
    def extent(self):
        """(left, right) of its shapes; at least as wide as what can be pointed at."""
        half = {"dot": 5, "diamond": 6, "pointer": 4}
        left = min(shape.x - half.get(shape.form, 0) for shape in self.shapes)
        right = max(shape.x + half.get(shape.form, shape.width) for shape in self.shapes)
        more = max(0, ROW - ROOM - (right - left)) / 2
        return left - more, right + more

    @property
    def top(self):
        """The upper edge of its bars."""
        return self.y - THICK // 2

    def take_place(self, axis):
        """Put the name inside its bar, else beside it where there is more room; give the extent with it."""
        left, right = self.extent
        if self.unnamed:
            return left, right
        bars = [shape for shape in self.shapes if shape.form == "bar"]
        widest = max(bars, key=lambda bar: (bar.certainty == CERTAIN, bar.width), default=None)
        if widest and widest.certainty == CERTAIN and widest.width >= LETTER * len(self.name) + 12:
            return self._inside(widest)
        free = {"right": axis.right - right - 5, "left": left - axis.left - 5}
        beside = min(LETTER * len(self.name), LONGEST)
        self.place = "right" if free["right"] >= min(beside, free["left"]) else "left"
        if bars and max(free.values()) < min(beside, max(bar.width for bar in bars)):
            return self._inside(max(bars, key=lambda bar: bar.width))
        self.text = self._cut(min(free[self.place], LONGEST))
        taken = 5 + LETTER * len(self.text)
        if self.place == "right":
            self.text_x = right + 5
            return left, right + taken
        self.text_x = left - 5
        return left - taken, right

    def _inside(self, bar):
        self.place = "inside" if bar.certainty == CERTAIN else "within"
        self.text, self.text_x = self._cut(bar.width - 12), bar.x + 6
        return self.extent

    def _cut(self, room):
        """As much of the name as there is room for."""
        if LETTER * len(self.name) <= room:
            return self.name
        return self.name[: int(room / LETTER) - 1].rstrip(" ,(") + "…" if room >= SHORTEST else ""


@dataclass
class Lane:
    """A lane with its Items, or with a picture of its own (`curve`) that is `tall` units high.

    gaps: the Gaps of which nothing is recorded, drawn in the first row.
    """

    label: str
    drawn: list[Item] = field(default_factory=list)
    url: str = ""  # the page of all that the lane shows
    curve: object = None
    tall: int = 0
    gaps: list = ()
    y: int = 0  # its upper edge
    first: int = 0  # that of its first row
    height: int = 0
    label_y: int = 0

    def settle(self, axis, y, above=0):
        """Give every Item the first row that is free for it, from `y` on; the height of the lane follows.

        above: the room for its label over the rows.
        """
        self.y, self.first, ends = y, y + PAD + above, []
        for item in self.drawn:
            left, right = item.take_place(axis)
            row = next((number for number, end in enumerate(ends) if end + ROOM <= left), len(ends))
            ends[row : row + 1] = [right]
            item.y = self.first + ROW * row + ROW // 2
        self.height = 2 * PAD + above + max(self.tall, ROW * max(1, len(ends)))
        self.label_y = y + (PAD + 12 if above else self.height // 2 + 4 if self.curve else PAD + ROW // 2 + 4)

    @property
    def middle(self):
        """The middle of its first row."""
        return self.first + ROW // 2

    @property
    def bottom(self):
        return self.y + self.height


@dataclass
class Lanes:
    """A picture of lanes on one axis, up to the day shown. above: labels stand over their rows, not left of them."""

    axis: Axis
    day: date
    lanes: list[Lane]
    above: bool = False
    width: int = WIDTH
    top: int = HEAD

    def __post_init__(self):
        y = HEAD
        for lane in self.lanes:
            lane.settle(self.axis, y, LABEL if self.above else 0)
            y = lane.bottom
        self.bottom = y
        self.height = y + (FOOT if self.tall else 2)

    @property
    def tall(self):
        """Whether it is too tall to see its years from below."""
        return self.bottom > 400

    @property
    def ticks(self):
        return self.axis.ticks(12)

    @property
    def day_x(self):
        """Where the day shown lies, or None where it is off the axis."""
        return self.axis.x(self.day) if self.axis.shows(self.day) else None

    @property
    def day_at_end(self):
        """Whether the words of the day stand left of its line, because there is no room at its right."""
        return self.day_x is not None and self.day_x > self.axis.right - 120


def axis_of(clock, period=None, above=False):
    """The Axis of a picture of lanes: all the years, or those of a period (first day, last day)."""
    whole = Axis.of(clock, WIDTH) if above else Axis.of(clock, WIDTH - GUTTER, GUTTER)
    return Axis(*period, whole.width, whole.left) if period else whole


def spell_item(axis, record, until, name="", rule=None):
    """The Item of a spell up to a day, or None where no day of it is on the axis."""
    shapes = bars(axis.stretches(record, until, rule))
    return Item([record], name or str(record), record.page_url, shapes) if shapes else None


def bars(stretches):
    """The Shapes of Stretches; together wide enough to be seen."""
    if stretches and sum(stretch.width for stretch in stretches) < NARROWEST:
        certainty = CERTAIN if any(stretch.certainty == CERTAIN for stretch in stretches) else POSSIBLE
        return [Shape("bar", stretches[0].x, NARROWEST, certainty)]
    return [Shape("bar", *stretch) for stretch in stretches]


def happening(axis, first, last, until, form="dot", lasted=False):
    """The Shape of what happened on some day from `first` to `last`, or None where that is off the axis.

    It is a point, or a bar where the days are wide enough; lasted: it took all of them.
    """
    certainty = CERTAIN if lasted or first == last else POSSIBLE
    stretch = axis.stretch(first, last, certainty, until)
    if stretch is None:
        return None
    if stretch.width >= SMALL:
        return Shape({"diamond": "thread", "pointer": "over"}.get(form, "bar"), *stretch)
    return Shape(form, stretch.x, 0, certainty)
