"""Reading a PDF: its pages, its text and where that stands, its fonts."""

from io import BytesIO
from typing import NamedTuple

from pypdf import PdfReader


class Placed(NamedTuple):
    """A text that was drawn at once: on which page, and how far from its left and its upper edge, in points."""

    page: int
    x: float
    y: float
    text: str


class PDF:
    """`text` is what its pages show, in the order in which it is drawn, with a space between what is drawn apart."""

    def __init__(self, content):
        self.content = content
        self.reader = PdfReader(BytesIO(content))
        self.pages = self.reader.pages
        self.placed = [placed for number in range(len(self.pages)) for placed in self._placed(number)]
        self.text = " ".join(placed.text for placed in self.placed)

    @property
    def fonts_without_a_file(self):
        """The descriptors of fonts that do not hold their font."""
        objects = [self.reader.get_object(number) for number in range(1, self.reader.trailer["/Size"])]
        descriptors = [each for each in objects if isinstance(each, dict) and each.get("/Type") == "/FontDescriptor"]
        return [each for each in descriptors if not any(key.startswith("/FontFile") for key in each)]

    def _placed(self, number):
        page, found = self.pages[number], []
        height = float(page.mediabox.height)

        def draw(text, user, own, font, size):
            if text.strip():
                x, y = own[4] * user[0] + user[4], own[5] * user[3] + user[5]
                found.append(Placed(number, round(x, 1), round(height - y, 1), text))

        page.extract_text(visitor_text=draw)
        return found
