"""How every CSV file and answer is written: UTF-8, commas, plain line ends, quotation marks where needed."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from ..text_gate import writable


def write_csv(stream: TextIO, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> int:
    """Write rows {column: value} under a header; a column that a row lacks is an empty cell. Returns their number.

    A cell is written as it is, but for signs that are no text (see `writable`). It is not altered where it begins with
    a sign by which spreadsheets know a formula: docs/api.md says how to open a file so that none is run.
    """
    writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
    writer.writeheader()
    number = 0
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})
        number += 1
    return number


def _cell(value: Any) -> Any:
    return writable(value) if isinstance(value, str) else value
