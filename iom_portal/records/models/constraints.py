"""What the database refuses: spells of one owner that certainly overlap, and checks that a record keeps by itself."""

import operator

from django.db import migrations, models

COMPARED = {
    "exact": operator.eq,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}


def holds_in_memory(constraint, instance):
    """Whether the values of a record meet a check of comparisons. False: it is broken, or only the database can say."""
    return isinstance(constraint, models.CheckConstraint) and _met(constraint.condition, instance)


def _met(condition, instance):
    if isinstance(condition, models.Q):
        if condition.negated or condition.connector == models.Q.XOR:
            return False
        each = (_met(part, instance) for part in condition.children)
        return any(each) if condition.connector == models.Q.OR else all(each)
    if not isinstance(condition, tuple):
        return False
    (name, _, look_up), right = condition[0].partition("__"), condition[1]
    left = getattr(instance, name, None)
    right = getattr(instance, right.name, None) if isinstance(right, models.F) else right
    compare = COMPARED.get(look_up or "exact")
    try:
        return left is not None and right is not None and compare is not None and bool(compare(left, right))
    except TypeError:
        return False


def no_certain_overlap(table, owner, name, condition="TRUE"):
    """A migration operation: on PostgreSQL, rows of `table` with one `owner` never certainly hold on the same day.

    The certain days of a row run from start_latest to end_earliest, both included, as in records/temporal.py. A range
    of text keys compares with && without any extension. Other databases rely on the validation of the write path.
    """

    def add(apps, schema_editor):
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

    def drop(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")

    return migrations.RunPython(add, drop)
