"""Lanes: many records on one Axis, in rows where none hides another, each with its name where there is room for it.

A Lane holds Items, an Item the Shapes of one record. Here are only numbers, in the units of the picture (which is drawn
as large as it is, so a unit is a pixel and a name can be read on a phone); templates/includes/lanes.html draws them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from ..dates.validity import CERTAIN, POSSIBLE, Days, Rule
from ..history.clock import Clock
from ..models.entry import Entry
from .axis import Axis, Gap, Stretch, Tick

WIDTH = 1072  # of a picture
GUTTER = 92  # of it, for the names of its lanes at the left
HEAD, FOOT = 42, 22  # above and below the lanes, for the day and the years
LABEL = 18  # height of a label over its rows
ROW = 24  # from row to row: what can be pointed at is at least so far apart
PAD = 7  # above and below the rows of a lane
THICK = 14  # height of a bar
NARROWEST = 3  # of a bar
SMALL = 10  # a happening that lasted, or whose day is not known, is a bar from this width on
LETTER = 6.7  # the width of a letter, on the average
LONGEST_NAME = 340  # beside its bar
SHORTEST_NAME = 50  # that was cut
INSET = 6  # of a name within its bar, on both sides
BESIDE = 5  # between the shapes and the name beside them
BETWEEN = 10  # two that stand in a row
DAY_WORDS = 120  # the width of the words of a day
HIGHEST = 400  # of a picture whose years can be seen at its head alone

HALF_WIDTHS = {"dot": 5, "diamond": 6, "pointer": 4}  # of the shapes whose middle is x
WIDE_FORMS = {"diamond": "thread", "pointer": "over"}  # what these forms become where they are as wide as a bar


class Shape(NamedTuple):
    """A part of a picture: a "bar"; a "thread", which is thin; "over", which is thin and above a bar; a hatching,
    "acting"; a "dot", a "diamond", or a "pointer" above a bar (their middle is x)."""

    form: str
    x: float
    width: float
    certainty: str

    @property
    def left(self) -> float:
        """Its left edge."""
        return self.x - HALF_WIDTHS.get(self.form, 0)

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + HALF_WIDTHS.get(self.form, self.width)


@dataclass
class Item:
    """What is drawn of a record, or of a few that belong together: their name, and the address of their page.

    The lane finds its row and the place of its name. unnamed: the name is not written beside it.
    """

    records: Sequence[Entry]
    name: str
    url: str
    shapes: list[Shape]
    unnamed: bool = False
    y: int = 0  # the middle of its row
    text: str = ""
    text_x: float = 0
    place: str = ""  # of the text: "inside" a filled bar, "within" a pale one, "right" or "left" of the shapes

    @property
    def extent(self) -> tuple[float, float]:
        """(left, right) of its shapes; at least as wide as what can be pointed at."""
        left = min(shape.left for shape in self.shapes)
        right = max(shape.right for shape in self.shapes)
        margin = max(0, ROW - BETWEEN - (right - left)) / 2
        return left - margin, right + margin

    @property
    def top(self) -> int:
        """The upper edge of its bars."""
        return self.y - THICK // 2

    def take_place(self, axis: Axis) -> tuple[float, float]:
        """Put the name inside its bar, else beside it where there is more room; return the extent with it."""
        left, right = self.extent
        if self.unnamed:
            return left, right
        whole_name = LETTER * len(self.name)
        bars = [shape for shape in self.shapes if shape.form == "bar"]
        filled = [bar for bar in bars if bar.certainty == CERTAIN]
        widest_filled = max(filled, key=_width, default=None)
        if widest_filled and widest_filled.width >= whole_name + 2 * INSET:
            return self._write_inside(widest_filled)
        free_right, free_left = axis.right - right - BESIDE, left - axis.left - BESIDE
        wanted = min(whole_name, LONGEST_NAME)
        widest = max(bars, key=_width, default=None)
        if widest and max(free_right, free_left) < min(wanted, widest.width):
            return self._write_inside(widest)
        if free_right >= min(wanted, free_left):
            return self._write_right(left, right, free_right)
        return self._write_left(left, right, free_left)

    def _write_inside(self, bar: Shape) -> tuple[float, float]:
        self.place = "inside" if bar.certainty == CERTAIN else "within"
        self.text = self._cut(bar.width - 2 * INSET)
        self.text_x = bar.x + INSET
        return self.extent

    def _write_right(self, left: float, right: float, room: float) -> tuple[float, float]:
        self.place = "right"
        self.text = self._cut(min(room, LONGEST_NAME))
        self.text_x = right + BESIDE
        return left, right + self._text_width()

    def _write_left(self, left: float, right: float, room: float) -> tuple[float, float]:
        self.place = "left"
        self.text = self._cut(min(room, LONGEST_NAME))
        self.text_x = left - BESIDE
        return left - self._text_width(), right

    def _text_width(self) -> float:
        return BESIDE + LETTER * len(self.text)

    def _cut(self, room: float) -> str:
        """Return as much of the name as there is room for."""
        if LETTER * len(self.name) <= room:
            return self.name
        if room < SHORTEST_NAME:
            return ""
        letters = int(room / LETTER) - 1
        return self.name[:letters].rstrip(" ,(") + "…"


def _width(shape: Shape) -> float:
    return shape.width


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
    gaps: Sequence[Gap] = ()
    y: int = 0  # its upper edge
    first: int = 0  # that of its first row
    height: int = 0
    label_y: int = 0

    def settle(self, axis: Axis, y: int, above: int = 0) -> None:
        """Give every Item the first row that is free for it, from `y` on; the height of the lane follows.

        above: the room for its label over the rows.
        """
        self.y = y
        self.first = y + PAD + above
        row_ends: list[float] = []  # of each row, how far it is filled
        for item in self.drawn:
            left, right = item.take_place(axis)
            row = _free_row(row_ends, left)
            row_ends[row : row + 1] = [right]
            item.y = self.first + ROW * row + ROW // 2
        self.height = 2 * PAD + above + max(self.tall, ROW * max(1, len(row_ends)))
        self.label_y = y + self._label_offset(above)

    def _label_offset(self, above: int) -> int:
        """Return how far below the upper edge the label stands."""
        if above:
            return PAD + 12
        if self.curve:
            return self.height // 2 + 4
        return PAD + ROW // 2 + 4

    @property
    def middle(self) -> int:
        """The middle of its first row."""
        return self.first + ROW // 2

    @property
    def bottom(self) -> int:
        """Its lower edge."""
        return self.y + self.height


def _free_row(row_ends: Sequence[float], left: float) -> int:
    """Return the number of the first row that is free from `left` on: a new one, where none is."""
    for number, end in enumerate(row_ends):
        if end + BETWEEN <= left:
            return number
    return len(row_ends)


@dataclass
class Lanes:
    """A picture of lanes on one axis, up to the day shown. above: labels stand over their rows, not left of them."""

    axis: Axis
    day: date
    lanes: list[Lane]
    above: bool = False
    width: int = WIDTH
    top: int = HEAD
    bottom: int = field(init=False)  # the lower edge of the last lane
    height: int = field(init=False)

    def __post_init__(self) -> None:
        y = HEAD
        for lane in self.lanes:
            lane.settle(self.axis, y, LABEL if self.above else 0)
            y = lane.bottom
        self.bottom = y
        self.height = y + (FOOT if self.tall else 2)

    @property
    def tall(self) -> bool:
        """Whether it is too tall to see its years from below."""
        return self.bottom > HIGHEST

    @property
    def ticks(self) -> list[Tick]:
        """The Ticks of its years."""
        return self.axis.ticks(12)

    @property
    def day_x(self) -> float | None:
        """Where the day shown lies, or None where it is off the axis."""
        return self.axis.x(self.day) if self.axis.shows(self.day) else None

    @property
    def day_at_end(self) -> bool:
        """Whether the words of the day stand left of its line, because there is no room at its right."""
        return self.day_x is not None and self.day_x > self.axis.right - DAY_WORDS


def axis_of(clock: Clock, period: Days | None = None, above: bool = False) -> Axis:
    """Return the Axis of a picture of lanes: of all the years, or of those of a period (first day, last day)."""
    axis = Axis.of(clock, WIDTH) if above else Axis.of(clock, WIDTH - GUTTER, GUTTER)
    if period is None:
        return axis
    first, last = period
    return replace(axis, first=first, last=last)


def spell_item(axis: Axis, record: Entry, until: date, name: str = "", rule: Rule | None = None) -> Item | None:
    """Return the Item of a spell up to a day, or None where no day of it is on the axis."""
    shapes = bars(axis.stretches(record, until, rule))
    return Item([record], name or str(record), record.page_url, shapes) if shapes else None


def bars(stretches: Sequence[Stretch]) -> list[Shape]:
    """Return the Shapes of Stretches; together wide enough to be seen."""
    if stretches and sum(stretch.width for stretch in stretches) < NARROWEST:
        is_certain = any(stretch.certainty == CERTAIN for stretch in stretches)
        return [Shape("bar", stretches[0].x, NARROWEST, CERTAIN if is_certain else POSSIBLE)]
    return [Shape("bar", *stretch) for stretch in stretches]


def happening(
    axis: Axis, first: date, last: date, until: date, form: str = "dot", lasted: bool = False
) -> Shape | None:
    """Return the Shape of what happened on some day from `first` to `last`, or None where that is off the axis.

    It is a point, or a bar where the days are wide enough; lasted: it took all of them.
    """
    certainty = CERTAIN if lasted or first == last else POSSIBLE
    stretch = axis.stretch(first, last, certainty, until)
    if stretch is None:
        return None
    if stretch.width >= SMALL:
        return Shape(WIDE_FORMS.get(form, "bar"), *stretch)
    return Shape(form, stretch.x, 0, certainty)
