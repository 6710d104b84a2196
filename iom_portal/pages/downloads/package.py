"""The register as CSV in a Frictionless data package: the files of fixtures/, described by datapackage.json, zipped.

The CSV files are those that export_register writes and load_register reads, byte for byte; beside them stand
revisions.csv and, under a day, certainty.csv, which says of each fact whether it is certainly or possibly true then.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.utils.text import capfirst

from iom_portal.records.files.csv_files import write_files
from iom_portal.records.files.csv_writing import write_csv
from iom_portal.records.kinds import kinds, table_name
from iom_portal.records.models import Source

from .editions import Edition
from .rows import REVISION_COLUMNS, certainties, revision_rows
from .table_schemas import CERTAINTY_SCHEMA, REVISION_SCHEMA, Schema, table_schema

CERTAINTY_COLUMNS = ["kind", "id", "certainty"]
READABLE_BY_ALL = 0o644 << 16  # the rights of a file, where a zip keeps them
README = """{title}

{unofficial}

Of which day     {as_of}
Recorded         revision {revision}, made {as_recorded}
Register         {register}
Verified to      {verified_to}
Rights           {rights}

To cite: {citation}
with the SHA-256 of this package, which {site}/data/ shows.

Files
{files}

datapackage.json describes every column (Frictionless Data Package). One row is one fact; `id` is permanent. A foreign
key holds the other row's id. `sources` lists, separated by “;”, the sources that simply support the row; a citation
that says more (a field, a place in the source, another value) is a row of citations.csv. A date is EDTF text that says
no more than its source: 1967 is some day of that year, 1952-10-13/1953-04-16 one day of that interval. An empty `end`
means still running. The SQLite and JSON files have the first and the last day that each date allows.

In spreadsheets and R
The CSV files are UTF-8 without a byte order mark, with commas. Import them (Excel: Data, From Text/CSV, 65001 UTF-8)
with all columns as text: else codes lose their zeros (004), texts become dates, and a cell that begins with =, +, - or
@ is run as a formula. The code of Namibia is NA: R needs na.strings = "", pandas keep_default_na=False.

The files named after kinds are those that `manage.py load_register` reads.
"""


class CsvFile(NamedTuple):
    """A file of the package: its name, its content, and the number of its rows."""

    name: str
    content: bytes
    rows: int


def write_package(path: Path, edition: Edition) -> dict[str, int]:
    """Write the package. Return {name of a resource: number of rows}."""
    with TemporaryDirectory() as directory:
        files = _csv_files(Path(directory), edition)
    descriptor = json.dumps(_descriptor(edition, files), ensure_ascii=False, indent=2)
    lines = [f"  {file.name:<24}{file.rows:>7} rows" for file in files.values()]
    readme = README.format(**edition.about(), site=settings.SITE_URL, files="\n".join(lines))
    contents = {"datapackage.json": descriptor.encode() + b"\n", "README.txt": readme.encode()}
    contents |= {file.name: file.content for file in files.values()}
    made_at = edition.made_at
    stamp = (made_at.year, made_at.month, made_at.day, made_at.hour, made_at.minute, made_at.second)
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name, content in contents.items():
            entry = ZipInfo(name, stamp)  # the same bytes whenever it is made
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, READABLE_BY_ALL
            package.writestr(entry, content)
    return {name: file.rows for name, file in files.items()}


def _csv_files(directory: Path, edition: Edition) -> dict[str, CsvFile]:
    """Return {name of a resource: its file} of an edition, written to a directory."""
    rows_of_files = write_files(directory, edition.day)
    files = {}
    for model, (name, rows) in zip(kinds(), rows_of_files.items(), strict=True):
        files[table_name(model)] = CsvFile(name, (directory / name).read_bytes(), rows)
    files["revisions"] = _write_csv(directory / "revisions.csv", REVISION_COLUMNS, revision_rows())
    if edition.day:
        rows_of_certainty = []
        for (kind, pk), certainty in certainties(edition.day).items():
            rows_of_certainty.append({"kind": kind, "id": pk, "certainty": certainty})
        files["certainty"] = _write_csv(directory / "certainty.csv", CERTAINTY_COLUMNS, rows_of_certainty)
    return files


def _write_csv(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> CsvFile:
    """Write a CSV file of rows {column: value}, and return it."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        number_of_rows = write_csv(stream, columns, rows)
    return CsvFile(path.name, path.read_bytes(), number_of_rows)


def _descriptor(edition: Edition, files: Mapping[str, CsvFile]) -> dict[str, Any]:
    """Return the descriptor of the package: what it is, its sources, and each of its files."""
    about = edition.about()
    tables = {name: _rows_of_csv(file.content) for name, file in files.items()}
    resources = []
    for model in kinds():
        name, title = table_name(model), str(model._meta.verbose_name_plural)
        resources.append(_resource(name, title, files[name], table_schema(model, tables)))
    title = "What was changed in the register, when and why"
    resources.append(_resource("revisions", title, files["revisions"], REVISION_SCHEMA))
    if "certainty" in files:
        title = "Whether each fact is certainly or possibly true on the day"
        resources.append(_resource("certainty", title, files["certainty"], CERTAINTY_SCHEMA))
    return {
        "profile": "tabular-data-package",
        "name": "iom-reference",
        "id": edition.address,
        "title": about["title"],
        "description": f"{about['unofficial']} {about['rights']}",
        "homepage": settings.SITE_URL,
        "version": about["revision"],
        "created": about["as_recorded"],
        "keywords": ["International Organization for Migration", "IOM", "membership", "international organizations"],
        **{name: text for name, text in about.items() if name not in ("title", "revision")},
        "sources": [_source(source) for source in Source.objects.order_by("pk")],
        "resources": resources,
    }


def _source(source: Source) -> dict[str, str]:
    """Return what the descriptor says of a source."""
    described = {"title": source.title}
    if source.link:
        described["path"] = source.link
    return described


def _resource(name: str, title: str, file: CsvFile, schema: Schema) -> dict[str, Any]:
    """Return what the descriptor says of a file."""
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": capfirst(title),
        "path": file.name,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": len(file.content),
        "hash": f"sha256:{sha256(file.content).hexdigest()}",
        "rows": file.rows,
        "schema": schema,
    }


def _rows_of_csv(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV file as {column: text}."""
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))
