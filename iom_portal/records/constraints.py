"""A migration operation: on PostgreSQL, spells of one owner that certainly overlap are refused by the database too."""

from django.db import migrations


def no_certain_overlap(table, owner, name, condition="TRUE"):
    """Exclusion constraint on `table`: rows of one `owner` column never certainly hold on the same day.

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
