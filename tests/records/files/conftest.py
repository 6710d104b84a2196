"""A small register as files, and what changes them: shared by the tests of loading."""

import csv
import os
import shutil
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from iom_portal.records.files.csv_files import write_files
from iom_portal.records.models import Register
from iom_portal.records.models.revising import revising
from tests.support.cast import LEFT_AND_CAME_BACK, a_former_name, a_state, an_organ, cite, the_coverage


@pytest.fixture(scope="session")
def small_register(django_db_setup, django_db_blocker, tmp_path_factory):
    """A small register as files: Erewhon, which left and came back, an organ, the coverage."""
    directory = tmp_path_factory.mktemp("register")
    with django_db_blocker.unblock(), transaction.atomic():
        with revising(reason="The cast takes its places."):
            the_coverage()
            state = a_state("Erewhon", *LEFT_AND_CAME_BACK)
            a_former_name(state, "Nowhere", end="1960")
            an_organ("ORG-FOLK", "Folkmoot", start="1951-12-05", end="1954-11-29")
            cite(state.memberships.first(), field="start", stance="disagrees", other_value="1952")
        write_files(directory)
        transaction.set_rollback(True)
    return directory


@pytest.fixture
def files(small_register, tmp_path, db):
    """A copy of the small register's files; the database is empty."""
    assert not Register.objects.exists()
    shutil.copytree(small_register, tmp_path, dirs_exist_ok=True)
    return tmp_path


def load(directory, **options):
    out = StringIO()
    call_command("load_register", str(directory), stdout=out, stderr=out, no_color=True, **options)
    return out.getvalue()


def rows_of(directory, name):
    with (directory / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def change(directory, name, pk, **cells):
    """Rewrite cells of one row of a file; with a new id in `id` the row is renamed."""
    path = directory / name
    rows = rows_of(directory, name)
    row = next(row for row in rows if row["id"] == pk)
    row.update(cells)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def append_row(directory, name, **cells):
    """Add a row with these cells; the others are empty."""
    with (directory / name).open("r+", encoding="utf-8", newline="") as stream:
        header = next(csv.reader(stream))
        stream.seek(0, os.SEEK_END)
        csv.DictWriter(stream, header, restval="", lineterminator="\n").writerow(cells)
