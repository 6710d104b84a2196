"""What the database refuses: spells of one owner that certainly overlap, and checks that a record keeps by itself."""

import operator
from collections.abc import Callable
from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "exact": operator.eq,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}


def holds_in_memory(constraint: models.BaseConstraint, instance: models.Model) -> bool:
    """Return whether the values of a record meet a check of comparisons.

    False: they break it, or only the database can say.
    """
    return isinstance(constraint, models.CheckConstraint) and _met(constraint.condition, instance)


def _met(condition: object, instance: models.Model) -> bool:
    if isinstance(condition, models.Q):
        if condition.negated or condition.connector == models.Q.XOR:
            return False
        each = (_met(part, instance) for part in condition.children)
        return any(each) if condition.connector == models.Q.OR else all(each)
    if not isinstance(condition, tuple):
        return False
    name, _, comparison = condition[0].partition("__")
    left, right = getattr(instance, name, None), condition[1]
    if isinstance(right, models.F):
        right = getattr(instance, right.deconstruct()[1][0], None)
    compare = COMPARISONS.get(comparison or "exact")
    try:
        return left is not None and right is not None and compare is not None and bool(compare(left, right))
    except TypeError:
        return False


def no_certain_overlap(table: str, owner: str, name: str, condition: str = "TRUE") -> migrations.RunPython:
    """Return the operation of a migration that forbids certain overlap of rows of `table` with one `owner`.

    It is a constraint of PostgreSQL; other databases rely on the validation of the write path. The certain days of a
    row run from start_latest to end_earliest, both included, as in records/dates/validity.py. A range of text keys
    compares with && without any extension.
    """

    def add(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        schema_editor.execute(
            "DO $$ BEGIN CREATE TYPE text_key_range AS RANGE (subtype = text); "
            "EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
        schema_editor.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist ("
            f"text_key_range({owner}, {owner}, '[]') WITH &&, daterange(start_latest, end_earliest, '[]') WITH &&"
            f") WHERE (start_latest <= end_earliest AND {condition})"
        )

    def drop(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")

    return migrations.RunPython(add, drop)
