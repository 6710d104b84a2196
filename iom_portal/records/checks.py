"""System checks of the database that holds the register."""

from django.core.checks import Tags, Warning, register
from django.db import connections

PLAIN = ("C", "POSIX", "C.UTF-8", "C.utf8")


@register(Tags.database)
def collation(databases=None, **kwargs):
    """Stored sort keys are folded, so that plain order by code point is right and the same in every database."""
    found = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor != "postgresql":
            continue
        with connection.cursor() as cursor:
            cursor.execute("SELECT datcollate FROM pg_database WHERE datname = current_database()")
            name = cursor.fetchone()[0]
        if name not in PLAIN:
            found.append(
                Warning(
                    f"The database sorts text by {name}: lists would be ordered otherwise than in the files.",
                    hint="Create it with: createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 NAME",
                    id="records.W001",
                )
            )
    return found
