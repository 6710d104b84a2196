"""A cache for counters alone: kept in one SQLite file, so that all processes of a machine count together, and exactly.

`locmem` counts in each process by itself, and the file and database caches of Django read, add and write, so that two
requests at once count as one. Here an increment is one statement.
"""

import os
import sqlite3
import threading
import time

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

TABLE = "CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, number INTEGER, expires REAL) WITHOUT ROWID"
ADD = (
    "INSERT INTO counters VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE "
    "SET number = excluded.number, expires = excluded.expires WHERE expires <= ? RETURNING 1"
)
SET = "INSERT OR REPLACE INTO counters VALUES (?, ?, ?)"
INCREASE = "UPDATE counters SET number = number + ? WHERE name = ? AND expires > ? RETURNING number"


class CounterCache(BaseCache):
    """Holds whole numbers. Its file may be deleted while nothing is served: counting then begins anew."""

    def __init__(self, location, params):
        super().__init__(params)
        self.location = str(location)
        self._own = threading.local()

    def _run(self, statement, *values):
        """The first column of the first row that a statement answers with, or None."""
        if getattr(self._own, "process", None) != os.getpid():  # a connection does not outlive a fork
            self._own.connection = sqlite3.connect(self.location, timeout=5, isolation_level=None)
            self._own.process = os.getpid()
            for pragma in ("journal_mode=WAL", "synchronous=OFF"):
                self._own.connection.execute(f"PRAGMA {pragma}").fetchone()
            self._own.connection.execute(TABLE)
        row = self._own.connection.execute(statement, values).fetchone()
        return row and row[0]

    def _name(self, key, version):
        return self.make_and_validate_key(key, version=version)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        now = time.time()
        added = self._run(ADD, self._name(key, version), value, self._expires(timeout, now), now) is not None
        if added:  # a new time begins for some client: what ended makes room
            self._run("DELETE FROM counters WHERE expires <= ?", now)
        return added

    def get(self, key, default=None, version=None):
        number = self._run(
            "SELECT number FROM counters WHERE name = ? AND expires > ?", self._name(key, version), time.time()
        )
        return default if number is None else number

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self._run(SET, self._name(key, version), value, self._expires(timeout, time.time()))

    def incr(self, key, delta=1, version=None):
        number = self._run(INCREASE, delta, self._name(key, version), time.time())
        if number is None:
            raise ValueError(f"There is no counter “{key}”.")
        return number

    def delete(self, key, version=None):
        return self._run("DELETE FROM counters WHERE name = ? RETURNING 1", self._name(key, version)) is not None

    def clear(self):
        self._run("DELETE FROM counters")

    def _expires(self, timeout, now):
        seconds = self.default_timeout if timeout == DEFAULT_TIMEOUT else timeout
        return float("inf") if seconds is None else now + seconds
