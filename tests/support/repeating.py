"""The register many times over, to see what grows with it. In plain SQL, past every check, on SQLite only."""

from django.db import connection

from iom_portal.records.kinds import kinds
from iom_portal.records.models import Citation, Coverage, SeedLine

ONCE = (Coverage, SeedLine)  # there is one of these by nature


def repeat(times, models=None):
    """Make `times` copies of all rows (the first are the rows themselves), each under ids and unique codes of its own.

    models: the kinds to repeat; all by default. What points to a repeated row points, in a copy, to its copy.
    Citations, and the history of all, go with them.
    """
    models = [model for model in models or kinds() if model not in (*ONCE, Citation)]
    kinds_repeated = {model.kind for model in models}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys=ON")
        for model in [*models, Citation]:
            changed = {field.column for field in model._meta.concrete_fields if _changes(field, models)}
            for table in (model, model.history.model):
                _repeat(cursor, table, changed, times, kinds_repeated if model is Citation else None)


def _changes(field, models):
    """Whether a column of a copy differs from that of its original: an id, a code, or what points to a copy."""
    if field.is_relation:
        return field.related_model in models
    return field.unique or field.name in ("object_id", "record")


def _repeat(cursor, model, changed, times, of_kinds):
    quote = connection.ops.quote_name
    columns = [field.column for field in model._meta.concrete_fields if field.column != "history_id"]
    chosen = [f"{quote(column)} || '-x' || copy" if column in changed else quote(column) for column in columns]
    where = ""
    if of_kinds is not None:
        where = (
            "WHERE content_type_id IN (SELECT id FROM django_content_type WHERE model IN "
            f"({', '.join(repr(kind) for kind in sorted(of_kinds))}))"
        )
    table = model._meta.db_table
    cursor.execute(
        f"WITH RECURSIVE copies(copy) AS (SELECT 1 UNION ALL SELECT copy + 1 FROM copies WHERE copy < {times - 1}), "
        f"once AS MATERIALIZED (SELECT * FROM {table} {where}) "
        f"INSERT INTO {table} ({', '.join(map(quote, columns))}) SELECT {', '.join(chosen)} FROM once, copies"
    )
