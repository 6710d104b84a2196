"""The databases of a run: each test finds the one that it asks for, whatever ran before it.

A test that asks for `register` finds the real register as it was loaded; any other test, empty tables. What a test does
is rolled back. Fixtures of module scope write to a `stage`, which is another database of the same kind, so that the
tests of the module that do not ask for them do not meet them. A test that commits has a database to itself.

They are all copies: of a file that is kept from run to run (templates.py), or on PostgreSQL of a database that is made
in each run. A database is made when the first test asks for it. To change from one to another, Django's connection is
changed, which takes no time; a transaction that is open on the one stays as it is.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .templates import manage, template

ASKING = {"db", "transactional_db", "django_db_setup"}  # whoever asks for one of these fixtures uses the database


class Wanted(NamedTuple):
    """What a test asks for: the real register or empty tables; with a stage or without; to commit, or to roll back."""

    register: bool = False
    stage: bool = False
    commits: bool = False

    @classmethod
    def by(cls, item: pytest.Item) -> "Wanted | None":
        """Return what a test asks for, by its fixtures and its marker. None: no database."""
        marker, fixtures = item.get_closest_marker("django_db"), set(item.fixturenames)
        if marker is None and not fixtures & ASKING:
            return None
        commits = bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in fixtures
        return cls("register" in fixtures, "stage" in fixtures, commits)


class Databases:
    """The databases that tests have asked for so far, each with its connection."""

    def __init__(self) -> None:
        self.now = Wanted()
        self._numbers = count(1)
        self._connections: dict[Wanted, BaseDatabaseWrapper] = {}
        self._failed: dict[bool, RuntimeError] = {}
        self._server: Files | Server | None = None

    def use(self, wanted: Wanted) -> None:
        """Let Django's connection lead to the database that is wanted; make it where there is none."""
        if wanted.commits and (used := self._connections.pop(wanted, None)):
            used.close()
        if wanted not in self._connections:
            self._connections[wanted] = self._connected_to(self._make(wanted.register))
        connection = self._connections[wanted]
        connections.settings[DEFAULT_DB_ALIAS]["NAME"] = connection.settings_dict["NAME"]  # for those of other threads
        connections[DEFAULT_DB_ALIAS] = connection
        self.now = wanted

    @contextmanager
    def using(self, wanted: Wanted) -> Iterator[None]:
        """Use a database for a while, such as for taking down what a module has put up there."""
        before = self.now
        self.use(wanted)
        yield
        self.use(before)

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close()

    def _make(self, register: bool) -> str:
        """Make a database and return its name. What has failed once is not tried again for each test."""
        if register in self._failed:
            raise self._failed[register]
        if self._server is None:
            is_file = connections[DEFAULT_DB_ALIAS].vendor == "sqlite"
            self._server = Files() if is_file else Server()
        try:
            return self._server.copy(f"test-{next(self._numbers)}", register)
        except RuntimeError as error:
            self._failed[register] = error
            raise

    @staticmethod
    def _connected_to(name: str) -> BaseDatabaseWrapper:
        connections.settings[DEFAULT_DB_ALIAS]["NAME"] = name
        connection = connections.create_connection(DEFAULT_DB_ALIAS)
        connection.settings_dict = {**connection.settings_dict}  # which all of them would share
        return connection


class Files:
    """Databases on SQLite: copies of the files of templates.py, gone with the directory of the run."""

    def copy(self, name: str, register: bool) -> str:
        path = Path(settings.VAR_DIR) / f"{name}.sqlite3"
        shutil.copyfile(template(register), path)
        return str(path)


class Server:
    """Databases on the PostgreSQL server of the run, gone with it."""

    def __init__(self) -> None:
        self._made: set[str] = set()

    def copy(self, name: str, register: bool) -> str:
        self._create(name, self._register() if register else self._empty())
        return name

    def _empty(self) -> str:
        if "empty" not in self._made:
            self._create("empty", "template0")
            manage("migrate", DATABASE_URL=self._address("empty"))
            self._made.add("empty")
        return "empty"

    def _register(self) -> str:
        if "register" not in self._made:
            self._create("register", self._empty())
            manage("load_register", DATABASE_URL=self._address("register"))
            self._made.add("register")
        return "register"

    def _create(self, name: str, source: str) -> None:
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')

    @staticmethod
    def _address(name: str) -> str:
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


databases = Databases()
