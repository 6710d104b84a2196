"""The register as one SQLite file: the snapshot of the revision, with a view for each kind that bears its plain name.

The snapshot's own tables are those of the portal; the views are what the documented queries read. A view has the
columns of the kind's CSV file and the bounds of its dates; every citation is a row of `citations`, so there is no
column `sources`. Of all days it also holds the table `changes`: every row that a revision made, changed or deleted, so
that one file answers on both clocks.
"""

import shutil
import sqlite3
from contextlib import closing

import orjson

from iom_portal.records.history.row_changes import row_changes
from iom_portal.records.history.snapshots import ensure_snapshot
from iom_portal.records.kinds import kinds
from iom_portal.records.models import Citation, Revision
from iom_portal.records.models.facts import Record

from .rows import REVISION_COLUMNS, certainties, field_of, table_name

CITATION_VIEW = """
CREATE VIEW "citations" AS
SELECT citation.id, type.model AS kind, citation.object_id AS record, citation.source_id AS source, citation.position,
  citation.field, citation.locator, citation.stance, citation.other_value, citation.evidence, citation.note
FROM records_citation AS citation JOIN django_content_type AS type ON type.id = citation.content_type_id
"""


CHANGES = """
CREATE TABLE changes (
  resource TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL, change TEXT NOT NULL, "row" TEXT,
  PRIMARY KEY (resource, id, revision)
) WITHOUT ROWID
"""
AT_ONCE = 100  # revisions of which the changes are held in memory


def write(path, edition):
    """Write the file. Returns {name of the view: number of rows}."""
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
        names = [*map(table_name, kinds()), "revisions"]
        return {name: file.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


def _narrow(file, day):
    """Leave only what is or may be true on `day`, and say of each fact which of the two."""
    file.execute("CREATE TABLE certainty (kind TEXT, id TEXT, certainty TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID")
    file.executemany(
        "INSERT INTO certainty VALUES (?, ?, ?)", [(*key, known) for key, known in certainties(day).items()]
    )
    for model in kinds():
        if issubclass(model, Record):
            left = "SELECT id FROM certainty WHERE kind = ?"
            file.execute(f'DELETE FROM "{model._meta.db_table}" WHERE id NOT IN ({left})', [model.kind])  # noqa: S608


def _add_changes(file):
    """The change feed up to the revision that is read. `row` is the row of the CSV file as JSON; null: deleted."""
    file.execute(CHANGES)
    revisions = list(Revision.objects.exclude(number=None).order_by("number"))
    for first in range(0, len(revisions), AT_ONCE):
        some = revisions[first : first + AT_ONCE]
        found = row_changes(some)
        rows = (
            (of.model.about.resource, of.pk, revision.number, of.change, of.row and orjson.dumps(of.row).decode())
            for revision in some
            for of in found[revision.pk]
        )
        file.executemany("INSERT INTO changes VALUES (?, ?, ?, ?, ?)", rows)


def _view(model, day):
    """The statement that makes the view of a kind."""
    names = []
    for name in model.file_columns():
        field = field_of(model, name)
        if field is not None:
            names.append(f'"{field.column}" AS "{name}"')
    bounds = [f.column for f in model._meta.concrete_fields if f.name.endswith(("_earliest", "_latest"))]
    names += [f'"{bound}"' for bound in bounds]
    if day and issubclass(model, Record):
        names.append(f"(SELECT certainty FROM certainty WHERE kind = '{model.kind}' AND id = record.id) AS certainty")  # noqa: S608
    return f'CREATE VIEW "{table_name(model)}" AS SELECT {", ".join(names)} FROM "{model._meta.db_table}" AS record'  # noqa: S608
