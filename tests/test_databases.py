"""Each test finds the database that it asks for, in whatever order they run; and kept databases are never stale."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from iom_portal.records.models import Revision
from members.models import State
from tests.support import templates
from tests.support.cast import a_source, a_state
from tests.support.imports import ROOT


@pytest.fixture(scope="module")
def on_stage(stage):
    return a_state("Erewhon")


@pytest.mark.django_db
def test_without_anything_asked_for_the_tables_are_empty():
    assert not State.objects.exists() and not Revision.objects.exists()
    a_state("Utopia")  # of which no other test knows


@pytest.mark.django_db
def test_the_register_is_there_for_those_who_ask_for_it(register):
    assert State.objects.count() > 150 and Revision.objects.get() == register.revision
    a_source("UTOPIA")


@pytest.mark.django_db
def test_what_a_fixture_of_the_module_wrote_is_there_for_those_who_ask_for_it(on_stage):
    assert State.objects.get() == on_stage
    a_state("Utopia")


@pytest.mark.django_db
def test_and_the_next_of_them_finds_it_unchanged(on_stage):
    assert State.objects.get() == on_stage


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_who_commits_has_a_database_to_itself(turn):
    assert not State.objects.exists()
    a_state("Utopia")
    assert not connection.in_atomic_block


MADE_OF = [
    "fixtures/states.csv",
    "iom_portal/settings.py",
    "iom_portal/records/files/loading.py",
    "iom_portal/records/models/facts.py",
    "iom_portal/records/dates/partial_date.py",
    "iom_portal/records/search/cards.py",
    "iom_portal/records/permissions.py",
    "iom_portal/records/migrations/0001_initial.py",
    "iom_portal/api/migrations/0001_initial.py",
    "members/models/state.py",
    "organs/models/bodies.py",
]
NOT_MADE_OF = [
    "members/pages/states.py",
    "members/counting.py",
    "iom_portal/pages/home.py",
    "iom_portal/records/web/views.py",
]


def test_kept_databases_are_made_anew_when_what_they_are_made_of_changes(monkeypatch, tmp_path):
    made_of = {str(path.relative_to(ROOT)) for path in templates.made_of()}
    assert made_of.issuperset(MADE_OF) and made_of.isdisjoint(NOT_MADE_OF)
    monkeypatch.setattr(templates, "ROOT", tmp_path)
    monkeypatch.setattr(templates, "made_of", lambda: {tmp_path / "states.csv"})
    keys = []
    for text, installed in (("AUS", "django 5.2"), ("AUT", "django 5.2"), ("AUT", "django 5.3")):
        (tmp_path / "states.csv").write_text(text)
        monkeypatch.setattr(templates, "_installed", lambda installed=installed: [installed])
        keys.append(templates.key())
    assert len(set(keys)) == 3


OF_ITS_MAKING = {"uuid", "made_at", "last_made_at", "history_date", "applied"}  # differ each time


def rows(path):
    """All rows of a database, by table, without what tells when it was made."""
    with closing(sqlite3.connect(path)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%'")]
        found = {}
        for table in tables:
            columns = [column[1] for column in database.execute(f'PRAGMA table_info("{table}")')]
            listed = ", ".join(f'"{column}"' for column in columns if column not in OF_ITS_MAKING)
            found[table] = sorted(database.execute(f'SELECT {listed} FROM "{table}"'), key=repr)
        return found


@pytest.mark.long
def test_a_kept_database_holds_what_a_load_makes_today(tmp_path):
    kept, made = rows(templates.template(True)), rows(templates.template(True, cache=tmp_path))
    assert kept.keys() == made.keys()
    assert [table for table in kept if kept[table] != made[table]] == []
