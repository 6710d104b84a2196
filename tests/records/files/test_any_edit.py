"""Whatever is typed into cells of the files: it is refused, or every feed and file still holds it."""

import csv
import filecmp
from contextlib import suppress
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import load, rows_of

FILES = ["memberships.csv", "states.csv", "former_names.csv", "organs.csv", "sources.csv", "citations.csv"]
FEEDS = ["/changes/atom.xml", "/history/atom.xml", "/members/atom.xml"]
TABLES = ["/api/v1/memberships.csv", "/api/v1/states.csv", "/api/v1/sources.csv", "/api/v1/revisions.csv"]
SIGNS = st.characters(exclude_categories=["Cs"]) | st.sampled_from(
    [
        "\x0b",
        "\x07",
        "\r",
        "\n",
        "\t",
        "\u200b",
        "\u202e",
        "\ufeff",
        "\u00a0",
        "e\u0301",
        '"',
        ",",
        ";",
        "<",
        "&",
        "=",
        "Ã©",
    ]
)
TEXTS = st.lists(SIGNS, max_size=6).map("".join)
EDITS = st.lists(
    st.tuples(st.sampled_from(FILES), st.integers(0, 3), st.integers(0, 20), TEXTS), min_size=1, max_size=4
)
SETTINGS = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


def type_into(directory, file, row, column, text):
    """Type a text into a cell, wherever the numbers lead, but not over an id; append it where a text stands."""
    rows = rows_of(directory, file)
    if not rows:
        return
    cells = rows[row % len(rows)]
    name = [name for name in cells if name != "id"][column % (len(cells) - 1)]
    cells[name] += text
    with (directory / file).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys(), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)


def exported(directory):
    call_command("export_register", str(directory), stdout=StringIO())
    return directory


@pytest.mark.django_db
@SETTINGS
@given(edits=EDITS, reason=TEXTS)
def test_no_edit_of_the_files_makes_a_feed_or_a_file_fail(files, client, edits, reason):
    cache.clear()
    with transaction.atomic(), TemporaryDirectory() as scratch:
        load(files)
        changed = exported(Path(scratch) / "changed")
        for edit in edits:
            type_into(changed, *edit)
        with suppress(CommandError):  # what is refused leaves the register as it was
            load(changed, yes=True, reason=reason)
        for address in FEEDS:
            answer = client.get(address)
            assert answer.status_code == 200
            ElementTree.fromstring(answer.content)
        for address in TABLES:
            content = client.get(address).content.decode()
            lengths = {len(row) for row in csv.reader(StringIO(content, newline=""), strict=True)}
            assert len(lengths) == 1
        first = exported(Path(scratch) / "first")
        assert "nothing changed" in load(first)
        names = sorted(path.name for path in first.glob("*.csv"))
        again = exported(Path(scratch) / "again")
        assert filecmp.cmpfiles(first, again, names, shallow=False) == (names, [], [])
        transaction.set_rollback(True)
