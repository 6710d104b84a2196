"""CSV files as spreadsheets save them: a byte order mark, semicolons or tabs, empty columns and lines at the end.

What is meant without doubt is read, with a remark; anything else is refused with the reason and what to do. Beside the
files may lie what spreadsheets and file managers leave there: lock files are passed over, copies are refused.
"""

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

csv.field_size_limit(
    2**31 - 1
)  # for the whole process: how long a text may be is said by the gate, which names the cell

SEPARATORS = {",": "“,”", ";": "“;”", "\t": "tabs"}  # in the order in which they are tried; how messages name them
SAVE_AS_UTF8 = "save it as “CSV UTF-8 (comma delimited)”"
_NAMED_SEPARATOR = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)  # the first line that Excel heeds
_LOCK_FILE = re.compile(r"~\$.*|\.~lock\..*#|\._.*")  # of Excel, LibreOffice; what macOS keeps beside a file
_COPY = re.compile(r"(?:copy of )?(.+?)(?:[ _-]*(?:\(\d+\)|copy(?: ?\(?\d+\)?)?|\d+))?", re.IGNORECASE)


class UnreadableFile(ValueError):
    """A file of which no row can be read. line: where; 0 is the file as a whole. The message says why, and the mend."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


class TableRow(NamedTuple):
    """A row of a table: the line on which it begins, and its cells in the order of the header."""

    line: int
    cells: list[str]


class SheetTable:
    """The rows of a file under a header that fits, read one by one. remarks: what was read otherwise than it stood."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        """Read the header. Raises UnreadableFile."""
        text = _text_of(path.read_bytes())
        self.remarks: list[str] = []
        self._lines_before = 0
        named = _NAMED_SEPARATOR.match(text)
        separators: Collection[str] = SEPARATORS
        if named and named[1] in SEPARATORS:
            text = text[named.end() :]
            separators = named[1]
            self._lines_before = 1
        separator, self.header = _header_that_fits(text, columns, separators, self._lines_before + 1)
        if separator != ",":
            self.remarks.append(f"is separated by {SEPARATORS[separator]}; it was read so")
        self._reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        next(self._reader)

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows, without empty cells beyond the header and without blank lines at the end.

        A row may have another number of cells than the header. Raises UnreadableFile where the CSV is broken.
        """
        blank: list[TableRow] = []
        line = self._next_line()
        try:
            for cells in self._reader:
                row = TableRow(line, self._without_empty_end(cells))
                line = self._next_line()
                if any(row.cells):
                    yield from blank
                    blank = []
                    yield row
                else:
                    blank.append(row)
        except csv.Error as error:
            raise UnreadableFile(line, f"broken CSV: {error}") from None

    def _next_line(self) -> int:
        return self._reader.line_num + self._lines_before + 1

    def _without_empty_end(self, cells: list[str]) -> list[str]:
        number = len(self.header)
        return cells[:number] if not any(cell.strip() for cell in cells[number:]) else cells


def _text_of(content: bytes) -> str:
    """Return the text of a file without its byte order mark. Raises UnreadableFile where it is not UTF-8."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_like_utf16(content):
        raise UnreadableFile(0, f"it is UTF-16, which spreadsheets call “Unicode text”: {SAVE_AS_UTF8}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            0,
            f"not UTF-8: byte {error.start}, on line {line}, cannot be read. It may have been saved as Windows-1252, "
            f"the plain “CSV” of spreadsheets: {SAVE_AS_UTF8}",
        ) from None
    if "\0" in text:
        raise UnreadableFile(0, "holds a NUL character: it is not a text file")
    return text


def _looks_like_utf16(content: bytes) -> bool:
    """Return whether every second byte at the beginning is zero: plain letters in UTF-16 without its mark."""
    start = content[:200]
    return len(start) > 1 and (not any(start[0::2]) or not any(start[1::2]))


def _header_that_fits(
    text: str, columns: Sequence[str], separators: Collection[str], line: int
) -> tuple[str, list[str]]:
    """Return the separator under which the header has just these columns, and the header. Raises UnreadableFile."""
    headers = {}
    for separator in separators:
        try:
            header = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), [])
        except csv.Error as error:
            raise UnreadableFile(line, f"broken CSV: {error}") from None
        while header and not header[-1].strip():
            header.pop()
        if sorted(header) == sorted(columns):
            return separator, header
        headers[separator] = header
    likeliest = max(headers, key=lambda separator: len(set(headers[separator]) & set(columns)))
    fault = _fault_of_header(headers[likeliest], columns)
    if likeliest != ",":
        fault = f"it is separated by {SEPARATORS[likeliest]}, and {fault}"
    raise UnreadableFile(line, fault)


def _fault_of_header(header: Sequence[str], columns: Sequence[str]) -> str:
    """Return what is wrong with a header that should have `columns`, in any order, and what may be meant."""
    faults = []
    missing = [name for name in columns if name not in header]
    if missing:
        faults.append(f"lacks the column {', '.join(missing)}")
    unknown = [name for name in header if name not in columns]
    if unknown:
        faults.append(f"has the unknown column {', '.join(repr(name) for name in unknown)}")
    if len(set(header)) < len(header):
        faults.append("has a column twice")
    meant = [f"“{name}” for {unknown_name!r}" for unknown_name in unknown if (name := _meant(unknown_name, missing))]
    if meant:
        faults.append(f"write {', '.join(meant)}")
    return f"the header {'; '.join(faults)} (allowed: {', '.join(columns)})"


def _meant(name: str, columns: Sequence[str]) -> str:
    """Return the column that a name means which differs from it by capitals, blanks or hyphens alone; or ""."""
    plain = re.sub(r"[\s_\u00a0-]+", "_", name.strip("\ufeff \t\u00a0").casefold())
    return next((column for column in columns if column == plain), "")


class Stray(NamedTuple):
    """A file beside those of the register. is_lock: whether it only says that another is open; reason: the mend."""

    name: str
    is_lock: bool
    reason: str


def stray_files(directory: Path, expected: Collection[str]) -> Iterator[Stray]:
    """Yield the files of a directory that are none of the `expected` names and look as if they belonged to them."""
    for path in sorted(directory.iterdir()):
        if path.name in expected or not path.is_file():
            continue
        if _LOCK_FILE.fullmatch(path.name):
            if any(name in path.name for name in expected):
                reason = "passed over: a program has the file open, or left this behind; what is not saved is not read"
                yield Stray(path.name, True, reason)
        elif path.suffix.casefold() == ".csv":
            yield Stray(path.name, False, _mend_of_stray(path.stem, expected))


def _mend_of_stray(stem: str, expected: Collection[str]) -> str:
    """Return what to do with a CSV file that is none of the register."""
    match = _COPY.fullmatch(stem)
    meant = f"{match[1].casefold()}.csv" if match else ""
    if meant in expected:
        return f"seems a copy of {meant}: take it away, or give it that name if it is the one to load"
    return f"not a file of the register; it has {', '.join(expected)}"
