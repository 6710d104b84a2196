"""Where on the site a kind of record is shown, said once for a record in memory and for a plain row of its columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.db.models import Model
from django.urls import reverse


@lru_cache(maxsize=20_000)
def path(name: str, *arguments: str) -> str:
    """Return the path of an address of the site; kept, as to make one takes longer than to read a row."""
    return reverse(name, args=arguments)


def with_parameters(url: str, parameters: Mapping[str, str]) -> str:
    """Return an address with parameters added to its query, before what follows “#”; "" for none."""
    if not url or not parameters:
        return url
    parts = urlsplit(url)
    query = f"{parts.query}&{urlencode(parameters)}" if parts.query else urlencode(parameters)
    return urlunsplit(parts._replace(query=query))


@dataclass(frozen=True)
class PageAddress:
    """The page of a kind: the name of its address, the column that stands in it, and what follows.

    key and column are lookups from the record, such as "state__slug". `mark` and the value of `column` end the address:
    “#” and an id for a record that stands on the page of another.
    """

    name: str
    key: str = ""
    mark: str = ""
    column: str = "pk"

    @classmethod
    def place(cls, name: str, key: str = "") -> "PageAddress":
        """Return the address of a place on the page of another record, or of a list."""
        return cls(name, key, "#")

    @property
    def is_of_one_record(self) -> bool:
        """Whether each record has a page of its own, not a place on one that others share."""
        return bool(self.key) and "__" not in self.key and not self.mark

    def url(self, record: Model) -> str:
        """Return the address for a record in memory."""
        start = path(self.name, *([_value(record, self.key)] if self.key else ()))
        return f"{start}{self.mark}{_value(record, self.column)}" if self.mark else start

    def row_reader(self, columns: Callable[[str], int]) -> Callable[[Sequence[Any]], str]:
        """Return the function from a plain row to the address; `columns` gives the place of a column in the row."""
        start = self._start_reader(columns)
        if not self.mark:
            return start
        mark, place = self.mark, columns(self.column)
        return lambda row: f"{start(row)}{mark}{row[place]}"

    def _start_reader(self, columns: Callable[[str], int]) -> Callable[[Sequence[Any]], str]:
        name = self.name
        if not self.key:
            return lambda row: path(name)
        place = columns(self.key)
        return lambda row: path(name, row[place])


def _value(record: Model, lookup: str) -> str:
    value: str = attrgetter(lookup.replace("__", "."))(record)
    return value
