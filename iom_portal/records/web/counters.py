"""A cache for counters alone: kept in one SQLite file, so that all processes of a machine count together, and exactly.

`locmem` counts in each process by itself, and the file and database caches of Django read, add and write, so that two
requests at once count as one. Here an increment is one statement.
"""

import os
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

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

    def __init__(self, location: str | Path, params: dict[str, Any]) -> None:
        """Keep counters in the file `location`. params: as every cache of Django takes them."""
        super().__init__(params)
        self.location = str(location)
        self._own = threading.local()

    def _run(self, statement: str, *values: str | float) -> Any:
        """Return the first column of the first row that a statement answers with, or None."""
        if getattr(self._own, "process", None) != os.getpid():  # a connection does not outlive a fork
            self._own.connection = sqlite3.connect(self.location, timeout=5, isolation_level=None)
            self._own.process = os.getpid()
            for pragma in ("journal_mode=WAL", "synchronous=OFF"):
                self._own.connection.execute(f"PRAGMA {pragma}").fetchone()
            self._own.connection.execute(TABLE)
        row = self._own.connection.execute(statement, values).fetchone()
        return row and row[0]

    def _name(self, key: str, version: int | None) -> str:
        return self.make_and_validate_key(key, version=version)

    def add(self, key: str, value: int, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        now = time.time()
        is_new = self._run(ADD, self._name(key, version), value, self._expires(timeout, now), now) is not None
        if is_new:  # a new time begins for some client: what ended makes room
            self._run("DELETE FROM counters WHERE expires <= ?", now)
        return is_new

    def get(self, key: str, default: int | None = None, version: int | None = None) -> int | None:
        number: int | None = self._run(
            "SELECT number FROM counters WHERE name = ? AND expires > ?", self._name(key, version), time.time()
        )
        return default if number is None else number

    def set(self, key: str, value: int, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._run(SET, self._name(key, version), value, self._expires(timeout, time.time()))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        number: int | None = self._run(INCREASE, delta, self._name(key, version), time.time())
        if number is None:
            raise ValueError(f"There is no counter “{key}”.")
        return number

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._run("DELETE FROM counters WHERE name = ? RETURNING 1", self._name(key, version)) is not None

    def clear(self) -> None:
        self._run("DELETE FROM counters")

    def _expires(self, timeout: float | None, now: float) -> float:
        """Return when a counter ends that is set `now`, in seconds since 1970; infinity: never."""
        seconds = self.default_timeout if timeout == DEFAULT_TIMEOUT else timeout
        return float("inf") if seconds is None else now + seconds
