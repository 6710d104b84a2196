"""The register as one SQLite file: the snapshot of the revision, with a view for each kind that bears its plain name.

The snapshot's own tables are those of the portal; the views are what the documented queries read. A view has the
columns of the kind's CSV file and the bounds of its dates; every citation is a row of `citations`, so there is no
column `sources`. Of all days it also holds the table `changes`: every row that a revision made, changed or deleted, so
that one file answers on both clocks.
"""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import orjson

from iom_portal.records.history.row_changes import RowChange, row_changes
from iom_portal.records.history.snapshots import ensure_snapshot
from iom_portal.records.kinds import kinds, table_name
from iom_portal.records.models import Citation, Revision
from iom_portal.records.models.entry import Entry
from iom_portal.records.models.facts import Record

from .editions import Edition
from .rows import REVISION_COLUMNS, certainties, field_of

CITATION_VIEW = """
CREATE VIEW "citations" AS
SELECT citation.id, type.model AS kind, citation.object_id AS record, citation.source_id AS source, citation.position,
  citation.field, citation.locator, citation.stance, citation.value, citation.other_value, citation.not_rechecked,
  citation.evidence, citation.note
FROM records_citation AS citation JOIN django_content_type AS type ON type.id = citation.content_type_id
"""
CHANGES_TABLE = """
CREATE TABLE changes (
  resource TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL, change TEXT NOT NULL, "row" TEXT,
  PRIMARY KEY (resource, id, revision)
) WITHOUT ROWID
"""
REVISIONS_AT_ONCE = 100  # revisions of which the changes are held in memory


def write_sqlite(path: Path, edition: Edition) -> dict[str, int]:
    """Write the file. Return {name of a view: number of rows}."""
    shutil.copyfile(ensure_snapshot(edition.revision), path)
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode=OFF")
        file.execute("BEGIN")
        if edition.day:
            _narrow(file, edition.day)
        else:
            _add_changes(file)
        file.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        file.executemany("INSERT INTO about VALUES (?, ?)", edition.about().items())
        for model in kinds():
            file.execute(CITATION_VIEW if model is Citation else _view(model, edition.day))
        revisions = ", ".join(REVISION_COLUMNS)
        file.execute(f'CREATE VIEW "revisions" AS SELECT {revisions} FROM {Revision._meta.db_table}')  # noqa: S608
        file.execute("COMMIT")
        file.execute("VACUUM")
        views = [*map(table_name, kinds()), "revisions"]
        return {view: _number_of_rows(file, view) for view in views}


def _number_of_rows(file: sqlite3.Connection, view: str) -> int:
    [number] = file.execute(f'SELECT count(*) FROM "{view}"').fetchone()  # noqa: S608 - the name of a kind
    return number


def _narrow(file: sqlite3.Connection, day: date) -> None:
    """Leave only what is or may be true on `day`, and say of each fact which of the two."""
    file.execute("CREATE TABLE certainty (kind TEXT, id TEXT, certainty TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID")
    rows = [(kind, pk, certainty) for (kind, pk), certainty in certainties(day).items()]
    file.executemany("INSERT INTO certainty VALUES (?, ?, ?)", rows)
    for model in kinds():
        if issubclass(model, Record):
            left = "SELECT id FROM certainty WHERE kind = ?"
            file.execute(f'DELETE FROM "{model._meta.db_table}" WHERE id NOT IN ({left})', [model.kind])  # noqa: S608


def _add_changes(file: sqlite3.Connection) -> None:
    """Add the change feed up to the revision that is read.

    `row` is the row of the CSV file as JSON; null: deleted.
    """
    file.execute(CHANGES_TABLE)
    revisions = list(Revision.objects.exclude(number=None).order_by("number"))
    for first in range(0, len(revisions), REVISIONS_AT_ONCE):
        rows = _change_rows(revisions[first : first + REVISIONS_AT_ONCE])
        file.executemany("INSERT INTO changes VALUES (?, ?, ?, ?, ?)", rows)


def _change_rows(revisions: Sequence[Revision]) -> list[tuple[str, str, int | None, str, str | None]]:
    """Return the rows of the change feed that the revisions made."""
    changes = row_changes(revisions)
    rows = []
    for revision in revisions:
        for change in changes[revision.pk]:
            rows.append((change.model.about.resource, change.pk, revision.number, change.change, _row_as_json(change)))
    return rows


def _row_as_json(change: RowChange) -> str | None:
    return orjson.dumps(change.row).decode() if change.row else None


def _view(model: type[Entry], day: date | None) -> str:
    """Return the statement that makes the view of a kind."""
    columns = []
    for name in model.file_columns():
        field = field_of(model, name)
        if field is not None:
            columns.append(f'"{field.column}" AS "{name}"')
    for field in model._meta.concrete_fields:
        if field.name.endswith(("_earliest", "_latest")):
            columns.append(f'"{field.column}"')
    if day and issubclass(model, Record):
        certainty = f"SELECT certainty FROM certainty WHERE kind = '{model.kind}' AND id = record.id"  # noqa: S608
        columns.append(f"({certainty}) AS certainty")
    return f'CREATE VIEW "{table_name(model)}" AS SELECT {", ".join(columns)} FROM "{model._meta.db_table}" AS record'  # noqa: S608
