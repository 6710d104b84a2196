"""The register as CSV files: one file a kind, one row a fact with its sources.

A file is named after the kind's `resource`. Its columns are `id`, the kind's own fields in the order of the model,
`start` and `end` where it has them, then `sources`, `evidence`, `note`. A foreign key holds the other row's id.
The `sources` cell lists, separated by “;”, the sources that simply support the row; a citation that says more (a
field, a place in the source, another value) is a row of citations.csv. Rows are sorted by id, digits as numbers.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Field

from ..kinds import file_name, kinds
from ..models.entry import Entry, column
from ..models.sources import Citation
from ..text import natural
from .csv_writing import write_csv


class Problem(NamedTuple):
    """What is wrong with the files: where, and why. Line 1 is the header; 0 is the file as a whole."""

    file: str
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        if self.column:
            return f"{place}: {self.column}: {self.reason}"
        return f"{place}: {self.reason}"


class FileRow(NamedTuple):
    """A row of a file: the line on which it begins, and {column: text}."""

    line: int
    cells: dict[str, str]


FileRows = dict[type[Entry], list[FileRow]]


def write_files(directory: str | Path, day: date | None = None) -> dict[str, int]:
    """Write the register to `directory`, one file a kind. Returns {file name: number of rows}.

    day: write only what is true, or may be true, on that day, and the undated. Inside `as_recorded` it is the register
    of that moment.
    """
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    numbers_of_rows = {}
    for model in kinds():
        rows = [entry.as_row() for entry in entries_of_file(model, day)]
        rows.sort(key=lambda row: natural(row["id"]))
        with (directory / file_name(model)).open("w", encoding="utf-8", newline="") as stream:
            numbers_of_rows[file_name(model)] = write_csv(stream, model.file_columns(), rows)
    return numbers_of_rows


def entries_of_file(model: type[Entry], day: date | None = None) -> list[Entry]:
    """Return the entries of a kind that have a row in its file: all of them, but of the citations the detailed ones."""
    entries = model.objects.as_of(day).with_citations()
    return [entry for entry in entries if not (isinstance(entry, Citation) and entry.is_plain)]


def read_files(directory: str | Path) -> tuple[FileRows, list[Problem]]:
    """Read every file of `directory`. Returns ({kind: its rows}, problems); rows of the wrong length are out."""
    directory = Path(directory)
    if not directory.is_dir():
        return {}, [Problem(str(directory), 0, "", "there is no such directory")]
    rows: FileRows = {}
    problems: list[Problem] = []
    expected = {file_name(model): model for model in kinds()}
    for path in sorted(directory.glob("*.csv")):
        if path.name not in expected:
            problems.append(Problem(path.name, 0, "", f"not a file of the register; it has {', '.join(expected)}"))
    for name, model in expected.items():
        if (directory / name).is_file():
            rows[model], problems_of_file = _read_file(directory / name, model.file_columns())
            problems += problems_of_file
        else:
            rows[model] = []
            problems.append(Problem(name, 0, "", "the file is missing"))
    return rows, problems


def _read_file(path: Path, columns: list[str]) -> tuple[list[FileRow], list[Problem]]:
    """Return the rows of a file and what is wrong with it: no rows where it is no text or has another header."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            text = stream.read()
    except UnicodeDecodeError as error:
        return [], [Problem(path.name, 0, "", f"not UTF-8: byte {error.start} cannot be read")]
    if "\0" in text:
        return [], [Problem(path.name, 0, "", "holds a NUL character: it is not a text file")]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[FileRow] = []
    problems: list[Problem] = []
    lines_of_ids: dict[str, int] = {}
    line = 1
    try:
        header = next(reader, [])
        fault = _fault_of_header(header, columns)
        if fault:
            return [], [Problem(path.name, 1, "", fault)]
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) == len(header):
                row = FileRow(line, dict(zip(header, cells, strict=True)))
                for name, reason in _faults_of_row(row, lines_of_ids):
                    problems.append(Problem(path.name, line, name, reason))
                lines_of_ids.setdefault(row.cells["id"], line)
                rows.append(row)
            else:
                problems.append(Problem(path.name, line, "", f"has {len(cells)} cells, not {len(header)}"))
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(path.name, line, "", f"broken CSV: {error}"))
    return rows, problems


def _fault_of_header(header: Sequence[str], columns: Sequence[str]) -> str:
    """Return what is wrong with the header of a file that should have `columns`, in any order; "" for nothing."""
    faults = []
    missing = [name for name in columns if name not in header]
    if missing:
        faults.append(f"lacks the column {', '.join(missing)}")
    unknown = [repr(name) for name in header if name not in columns]
    if unknown:
        faults.append(f"has the unknown column {', '.join(unknown)}")
    if len(set(header)) < len(header):
        faults.append("has a column twice")
    return f"the header {'; '.join(faults)} (allowed: {', '.join(columns)})" if faults else ""


def _faults_of_row(row: FileRow, lines_of_ids: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Yield (column, reason) of what is wrong with the cells of a row whatever its kind.

    lines_of_ids: where the rows before it stand.
    """
    pk = row.cells["id"]
    if not pk:
        yield "id", "every row needs its permanent id"
    elif pk in lines_of_ids:
        yield "id", f"“{pk}” stands already on line {lines_of_ids[pk]}"
    for name, cell in row.cells.items():
        if cell != cell.strip():
            yield name, "has spaces around its text"


def values_of(model: type[Entry], cells: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the field values of a row: ({attname: value}, {column: reason}). References are checked elsewhere."""
    values, reasons = {}, {}
    for name in model.file_columns():
        if name == "sources" or (model is Citation and name == "record"):
            continue
        field = column(model, name)
        try:
            values[field.attname] = _value_of_cell(field, cells[name])
        except ValidationError as error:
            reasons[name] = " ".join(error.messages)
    return values, reasons


def _value_of_cell(field: "Field[Any, Any]", cell: str) -> Any:
    """Return the value of a field that a cell holds. Raises ValidationError."""
    if field.is_relation:
        return cell or None
    if isinstance(field, BooleanField):
        if cell not in ("yes", ""):
            raise ValidationError(f"“{cell}” is neither “yes” nor empty.")
        return cell == "yes"
    is_null = not cell and field.null
    value = None if is_null else field.to_python(cell)
    field.validate(value, None)
    field.run_validators(value)
    return value


def source_ids(cell: str) -> list[str]:
    """Return the ids that a `sources` cell lists."""
    return [pk for pk in cell.split(";") if pk]
