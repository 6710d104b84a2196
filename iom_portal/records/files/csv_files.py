"""The register as CSV files: one file a kind, one row a fact with its sources.

A file is named after the kind's `resource`. Its columns are `id`, the kind's own fields in the order of the model,
`start` and `end` where it has them, then `sources`, `evidence`, `note`. A foreign key holds the other row's id.
The `sources` cell lists, separated by “;”, the sources that simply support the row; a citation that says more (a
field, a place in the source, another value) is a row of citations.csv. Rows are sorted by id, digits as numbers.
"""

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Field

from ..kinds import file_name, kinds
from ..models.entry import Entry, column
from ..models.sources import Citation
from ..text import natural
from ..text_gate import UnfitText, misread_parts, through_gate
from .csv_writing import write_csv
from .spreadsheets import SheetTable, UnreadableFile, stray_files

MENDED_NAMED = 10  # cells that one remark names


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


class FilesRead(NamedTuple):
    """What was read: the rows of each kind, what is wrong with the files, and what a reader should know of them.

    unread: the kinds whose file is missing or cannot be read to its end.
    """

    rows: FileRows
    problems: list[Problem]
    remarks: list[str]
    unread: set[type[Entry]]


def read_files(directory: str | Path, only: Collection[type[Entry]] = ()) -> FilesRead:
    """Read every file of `directory`, or those of the kinds in `only`. Rows of the wrong length are left out."""
    directory = Path(directory)
    read = FilesRead({}, [], [], set())
    if not directory.is_dir():
        read.problems.append(Problem(str(directory), 0, "", "there is no such directory"))
        return read
    wanted = [model for model in kinds() if not only or model in only]
    names = [file_name(model) for model in kinds()]
    for stray in stray_files(directory, names):
        if stray.is_lock:
            read.remarks.append(f"{stray.name}: {stray.reason}")
        elif not only:
            read.problems.append(Problem(stray.name, 0, "", stray.reason))
    for model in wanted:
        path = directory / file_name(model)
        read.rows[model] = []
        if path.is_file():
            _read_file(path, model, read)
        else:
            read.problems.append(Problem(path.name, 0, "", "the file is missing"))
            read.unread.add(model)
    return read


def _read_file(path: Path, model: type[Entry], read: FilesRead) -> None:
    """Read the rows of a file into `read`: none where it cannot be read as a table of the kind."""
    lines_of_ids: dict[str, int] = {}
    mended_cells: list[str] = []
    try:
        table = SheetTable(path, model.file_columns())
        read.remarks.extend(f"{path.name}: {remark}" for remark in table.remarks)
        for line, cells in table.rows():
            if len(cells) != len(table.header):
                number = f"has {len(cells)} cells, not {len(table.header)}"
                reason = f"{number}: complete it or delete it" if any(cells) else "is blank: delete it"
                read.problems.append(Problem(path.name, line, "", reason))
                continue
            as_it_stands = dict(zip(table.header, cells, strict=True))
            row = _read_row(path, model, FileRow(line, as_it_stands), read)
            mended_cells += [f"{line} ({name})" for name, cell in as_it_stands.items() if row.cells[name] != cell]
            for name, reason in _faults_of_row(row, lines_of_ids):
                read.problems.append(Problem(path.name, line, name, reason))
            lines_of_ids.setdefault(row.cells["id"], line)
            read.rows[model].append(row)
    except UnreadableFile as unreadable:
        read.problems.append(Problem(path.name, unreadable.line, "", str(unreadable)))
        read.unread.add(model)
    if mended_cells:
        listed = ", ".join(mended_cells[:MENDED_NAMED])
        more = f" and {len(mended_cells) - MENDED_NAMED} more" if len(mended_cells) > MENDED_NAMED else ""
        read.remarks.append(f"{path.name}: blanks or composed letters were put right on line {listed}{more}")


def _read_row(path: Path, model: type[Entry], as_it_stands: FileRow, read: FilesRead) -> FileRow:
    """Return a row with its texts in the form of the register. What is wrong with them, or seems so, goes to `read`."""
    line = as_it_stands.line
    row = FileRow(line, {})
    for name, cell in as_it_stands.cells.items():
        try:
            row.cells[name] = _text_of_cell(model, name, cell)
        except ValidationError as error:
            row.cells[name] = cell
            read.problems.append(Problem(path.name, line, name, " ".join(error.messages)))
        for why in misread_parts(cell):
            read.remarks.append(f"{path.name}:{line}: {name}: {why}")
    return row


def _text_of_cell(model: type[Entry], name: str, cell: str) -> str:
    """Return the text of a cell in the form in which the register holds texts. Raises ValidationError."""
    if name in model.text_columns():
        return model.gated_text(name, cell)
    try:
        return through_gate(cell)
    except UnfitText as error:
        raise ValidationError(str(error), code="unfit_text") from error


def _faults_of_row(row: FileRow, lines_of_ids: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Yield (column, reason) of what is wrong with the cells of a row whatever its kind.

    lines_of_ids: where the rows before it stand.
    """
    pk = row.cells["id"]
    if not pk:
        yield "id", "every row needs its permanent id"
    elif pk in lines_of_ids:
        yield "id", f"“{pk}” stands already on line {lines_of_ids[pk]}"


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
