"""The register as CSV files: one file a kind, one row a fact with its sources.

A file is named after the kind's `resource`. Its columns are `id`, the kind's own fields in the order of the model,
`start` and `end` where it has them, then `sources`, `evidence`, `note`. A foreign key holds the other row's id.
The `sources` cell lists, separated by “;”, the sources that simply support the row; a citation that says more (a
field, a place in the source, another value) is a row of citations.csv. Rows are sorted by id, digits as numbers.
"""

import csv
import io
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models

from ..kinds import file_name, kinds
from ..models.sources import Citation
from ..text import natural


class Problem(NamedTuple):
    """What is wrong with the files: where, and why. Line 1 is the header; 0 is the file as a whole."""

    file: str
    line: int
    column: str
    reason: str

    def __str__(self):
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {f'{self.column}: ' if self.column else ''}{self.reason}"


class Row(NamedTuple):
    line: int
    cells: dict


def write_files(directory, day=None):
    """Write the register to `directory`, one file a kind. Returns {file name: number of rows}.

    day: write only what is true, or may be true, on that day, and the undated. Inside `as_recorded` it is the register
    of that moment.
    """
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    written = {}
    for model in kinds():
        rows = sorted((entry.as_row() for entry in stored(model, day)), key=lambda row: natural(row["id"]))
        with (directory / file_name(model)).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, model.file_columns(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        written[file_name(model)] = len(rows)
    return written


def stored(model, day=None):
    """The entries of a kind that have a row in its file: all of them, but of the citations the detailed ones."""
    entries = model.objects.as_of(day).with_citations()
    return [entry for entry in entries if not (model is Citation and entry.is_plain)]


def read_files(directory):
    """Read every file of `directory`. Returns ({model: [Row]}, [Problem]); rows of the wrong length are out."""
    directory = Path(directory)
    if not directory.is_dir():
        return {}, [Problem(str(directory), 0, "", "there is no such directory")]
    rows, problems = {}, []
    expected = {file_name(model): model for model in kinds()}
    for path in sorted(directory.glob("*.csv")):
        if path.name not in expected:
            problems.append(Problem(path.name, 0, "", f"not a file of the register; it has {', '.join(expected)}"))
    for name, model in expected.items():
        if (directory / name).is_file():
            rows[model], found = _read_file(directory / name, model.file_columns())
            problems += found
        else:
            rows[model] = []
            problems.append(Problem(name, 0, "", "the file is missing"))
    return rows, problems


def _read_file(path, names):
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            text = stream.read()
    except UnicodeDecodeError as error:
        return [], [Problem(path.name, 0, "", f"not UTF-8: byte {error.start} cannot be read")]
    if "\0" in text:
        return [], [Problem(path.name, 0, "", "holds a NUL character: it is not a text file")]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, problems, seen = [], [], {}
    line = 1
    try:
        header = next(reader, [])
        if wrong := _header_trouble(header, names):
            return [], [Problem(path.name, 1, "", wrong)]
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) != len(header):
                problems.append(Problem(path.name, line, "", f"has {len(cells)} cells, not {len(header)}"))
            else:
                row = dict(zip(header, cells, strict=True))
                problems += [Problem(path.name, line, column, reason) for column, reason in _row_trouble(row, seen)]
                seen.setdefault(row["id"], line)
                rows.append(Row(line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(path.name, line, "", f"broken CSV: {error}"))
    return rows, problems


def _header_trouble(header, names):
    troubles = []
    if missing := [name for name in names if name not in header]:
        troubles.append(f"lacks the column {', '.join(missing)}")
    if unknown := [name for name in header if name not in names]:
        troubles.append(f"has the unknown column {', '.join(repr(name) for name in unknown)}")
    if len(set(header)) < len(header):
        troubles.append("has a column twice")
    return f"the header {'; '.join(troubles)} (allowed: {', '.join(names)})" if troubles else ""


def _row_trouble(row, seen):
    if not row["id"]:
        yield "id", "every row needs its permanent id"
    elif row["id"] in seen:
        yield "id", f"“{row['id']}” stands already on line {seen[row['id']]}"
    for column, cell in row.items():
        if cell != cell.strip():
            yield column, "has spaces around its text"


def values_of(model, row):
    """The field values of a row: ({attname: value}, {column: reason}). References are checked elsewhere."""
    values, wrong = {}, {}
    for name in model.file_columns():
        cell = row[name]
        if name == "sources" or (model is Citation and name == "record"):
            continue
        field = model._meta.get_field(name)
        try:
            values[field.attname] = _value(field, cell)
        except ValidationError as error:
            wrong[name] = " ".join(error.messages)
    return values, wrong


def _value(field, cell):
    if field.is_relation:
        return cell or None
    if isinstance(field, models.BooleanField):
        if cell not in ("yes", ""):
            raise ValidationError(f"“{cell}” is neither “yes” nor empty.")
        return cell == "yes"
    value = field.to_python(cell) if cell or not field.null else None
    field.validate(value, None)
    field.run_validators(value)
    return value


def source_ids(cell):
    return [pk for pk in cell.split(";") if pk] if cell else []
