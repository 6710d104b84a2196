"""The chain of revisions: each has a hash over the rows of history that it wrote and over the hash of the one before.

So nobody changes a row of history, adds one or takes one away without every hash after it being another. What is
hashed is the same on SQLite and PostgreSQL and names no row by its number in a table: text as it is stored, days and
times as ISO 8601, the kind of a record for its content type. It leaves out the numbers of rows, who made the revision,
and what is empty: a column that is added later, empty, leaves the hashes of before as they are (decision 32).
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.apps.registry import Apps
from django.db import models
from django.db.models.functions import Cast

from .dates.partial_date import BEGINNING, FOREVER

HASH_FORM = 1  # of what is hashed
NOT_HASHED = ("history_id", "history_user", "revision")
NOT_BOUNDED = {"earliest": BEGINNING, "latest": FOREVER}  # the day of a bound that says nothing, by its suffix
DIGITS_NAMED = 16  # of the hash of a revision, in its name
DIGITS_KEPT = 16  # of the hash of a row: enough to tell which one was changed


class HistoryRow(NamedTuple):
    """A row of history in the chain: the record that it is a version of (kind:id), what it did, and its hash."""

    record: str
    change: str  # its history_type
    hash: str

    @property
    def line(self) -> str:
        """Itself as a line of `WrittenRows`."""
        return f"{self.change} {self.hash[:DIGITS_KEPT]} {self.record}"


def name_of(number: int, revision_hash: str) -> str:
    """Return what names a revision, among those of other states of the register too: “12.3fa9c1d2e4b5a697”."""
    return f"{number}.{revision_hash[:DIGITS_NAMED]}"


class Stamp(NamedTuple):
    """What names a state of the register: its UUID, and the number, the time and the hash of its last revision."""

    uuid: UUID
    revision: int
    made_at: datetime
    hash: str

    @property
    def name(self) -> str:
        """The name of the last revision: see `name_of`."""
        return name_of(self.revision, self.hash)


def history_models(apps: Apps) -> list[type[models.Model]]:
    """Return the models that hold the history of a kind. apps: those of now, or of a migration."""
    return [model for model in apps.get_models() if {"history_type", "revision"} <= _names(model)]


def _names(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def rows_of_revisions(
    history: Iterable[type[models.Model]], using: str, revision: models.Model | None = None
) -> dict[int | None, list[HistoryRow]]:
    """Return {id of a revision: the rows of history that it wrote}, in the order of the chain: one query a model.

    revision: the only one whose rows are read; None: all. A row that is tied to none stands under None.
    Raises ValueError where a table holds what cannot be read.
    """
    rows: defaultdict[int | None, list[HistoryRow]] = defaultdict(list)
    for model in history:
        for owner, row in _rows_of_model(model, using, revision):
            rows[owner].append(row)
    for of_revision in rows.values():
        of_revision.sort(key=lambda row: row.record)  # stable: the versions of one record stay in their order
    return rows


def _rows_of_model(
    model: type[models.Model], using: str, revision: models.Model | None
) -> Iterable[tuple[int | None, HistoryRow]]:
    kind = (model._meta.model_name or "").removeprefix("historical")
    columns = {field.attname: _as_stored(field) for field in model._meta.concrete_fields}
    names = [field.attname for field in model._meta.concrete_fields if field.name not in NOT_HASHED]
    written: models.QuerySet[Any] = models.QuerySet(model, using=using).order_by("history_id")
    if revision is not None:
        written = written.filter(revision=revision.pk)
    rows = written.values_list("revision_id", *(columns[name] for name in names))
    try:
        for owner, *values in rows.iterator(chunk_size=2000):
            by_name = dict(zip(names, values, strict=True))
            yield owner, _hashed(f"{kind}:{by_name['id']}", by_name)
    except ValueError as error:
        raise ValueError(f"{model._meta.db_table} holds what cannot be read: {error}") from error


def _as_stored(field: "models.Field[Any, Any]") -> Any:
    """Return the expression that reads a column as it is stored, without what a field makes of it."""
    if field.is_relation and field.related_model._meta.label_lower == "contenttypes.contenttype":  # type: ignore[union-attr]
        return models.F(f"{field.name}__model")  # a content type has another number in another database
    if isinstance(field, models.CharField | models.TextField):
        return Cast(models.F(field.attname), models.TextField())
    return models.F(field.attname)


def _hashed(record: str, values: dict[str, Any]) -> HistoryRow:
    texts = {name: _hashable(value) for name, value in values.items() if not _is_empty(name, value)}
    return HistoryRow(record, str(values["history_type"]), _sha256([record, texts]))


def _is_empty(name: str, value: object) -> bool:
    """Return whether a value says nothing: what a column holds that came later, in the rows of before."""
    if value is None or value == "" or value is False:
        return True
    return isinstance(value, date) and value == NOT_BOUNDED.get(name.rpartition("_")[2])


def _hashable(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if isinstance(value, str | int) else str(value)


def hash_of_revision(
    previous: str, number: int, made_at: datetime, origin: str, reason: str, rows: Sequence[HistoryRow]
) -> str:
    """Return the hash of a revision. previous: that of the one before; "" for the first."""
    return _sha256(
        {
            "form": HASH_FORM,
            "previous": previous,
            "number": number,
            "made_at": _hashable(made_at),
            "origin": origin,
            "reason": reason,
            "rows": [row.hash for row in rows],
        }
    )


def _sha256(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def lines_of(rows: Iterable[HistoryRow]) -> str:
    """Return the text by which a revision remembers its rows: see `WrittenRows`."""
    return "\n".join(row.line for row in rows)


def chain_all(apps: Apps, using: str) -> str:
    """Give every revision its hash, in the order of their numbers. Return the last; "" where there is none.

    For a migration alone: a register whose history has no chain yet, or whose tables of history were changed by it.
    """
    revision_model = apps.get_model("records", "Revision")
    written_model = apps.get_model("records", "WrittenRows")
    rows = rows_of_revisions(history_models(apps), using)
    revisions: models.QuerySet[Any] = (
        models.QuerySet(revision_model, using=using).exclude(number=None).order_by("number")
    )
    models.QuerySet(written_model, using=using).all().delete()
    head = ""
    for revision in revisions:
        written = rows.get(revision.pk, [])
        head = hash_of_revision(head, revision.number, revision.made_at, revision.origin, revision.reason, written)
        models.QuerySet(revision_model, using=using).filter(pk=revision.pk).update(hash=head)
        models.QuerySet(written_model, using=using).create(revision=revision, lines=lines_of(written))
    models.QuerySet(apps.get_model("records", "Register"), using=using).update(last_hash=head)
    return head
