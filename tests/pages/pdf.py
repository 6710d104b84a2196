"""Reading a PDF as typst writes it: its pages, its text, its fonts."""

import re
import zlib

OBJECT = re.compile(rb"\n(\d+) 0 obj\n(.*?)\nendobj", re.S)
STRING = rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)"  # parentheses in pairs need no escape
SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|(" + STRING + rb")", re.S)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.S)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


class PDF:
    """`text` is what its pages show, in the order in which it is drawn, with a space between what is drawn apart."""

    def __init__(self, content):
        assert content.startswith(b"%PDF-")
        self.content = content
        self.objects = {int(number): body for number, body in OBJECT.findall(content)}
        self.pages = [body for body in self.objects.values() if re.search(rb"/Type/Page\b", body)]
        self.text = " ".join(self._text(page) for page in self.pages)

    @property
    def fonts_without_a_file(self):
        """The descriptors of fonts that do not hold their font."""
        return [body for body in self.objects.values() if b"/Type/FontDescriptor" in body and b"/FontFile" not in body]

    def _stream(self, number):
        return zlib.decompress(self.objects[number].split(b"stream\n", 1)[1])

    def _text(self, page):
        resources = self.objects[int(re.search(rb"/Resources (\d+) 0 R", page)[1])]
        fonts = {name: self._signs(int(number)) for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources)}
        pieces, signs = [], {}
        for drawn in re.findall(rb"BT (.*?)\nET", self._stream(int(re.search(rb"/Contents (\d+) 0 R", page)[1])), re.S):
            piece = []
            for font, string in SHOWN.findall(drawn):
                signs = fonts[font] if font else signs
                codes = ESCAPED.sub(_sign, string[1:-1]) if string else b""
                piece += [signs.get(codes[at : at + 2], "") for at in range(0, len(codes), 2)]
            pieces.append("".join(piece))
        return " ".join(pieces)

    def _signs(self, font):
        """{code: text} of a font's glyphs."""
        table = self._stream(int(re.search(rb"/ToUnicode (\d+) 0 R", self.objects[font])[1]))
        found = {}
        for code, text in re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", table):
            found[bytes.fromhex(code.decode())] = bytes.fromhex(text.decode()).decode("utf-16-be")
        for first, last, text in re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]{4})> <([0-9A-F]{4})>", table):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[(int(first, 16) + step).to_bytes(2, "big")] = chr(int(text, 16) + step)
        return found


def _sign(match):
    escaped = match[1]
    return bytes([int(escaped, 8)]) if escaped.isdigit() else LETTERS.get(escaped, escaped)
