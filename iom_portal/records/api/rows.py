"""Answers written of plain rows: of the columns that an answer shows, without making a record of each row.

To make a record of every row, and of every citation of it, takes several times longer than to read it. Where each field
asked for can be told from columns, a list is read as tuples, and functions that are found once for all rows write them.
Rows within rows are read so too (`related_rows_reader`). What a record works out itself is read as records: `for_page`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from ..models.entry import Entry, EntryQuerySet

PlainRow = tuple[Any, ...]  # the values of some columns, in the order of Columns.lookups
RowReader = Callable[[PlainRow], Any]  # tells one value of a row


class Columns:
    """The columns that an answer needs, and what is to be read beside its rows.

    Calling it with a lookup, such as "state__slug", gives the place of that column in a row.
    """

    def __init__(self) -> None:
        self.lookups: list[str] = []
        self.related_readers: list[Callable[[list[PlainRow]], None]] = []

    def __call__(self, lookup: str) -> int:
        if lookup not in self.lookups:
            self.lookups.append(lookup)
        return self.lookups.index(lookup)

    def value_reader(self, lookup: str) -> RowReader:
        """Return the function that takes the column from a row."""
        return itemgetter(self(lookup))

    def read_before_writing(self, related_reader: Callable[[list[PlainRow]], None]) -> None:
        """Have a function called with all rows, to read what belongs to them, before any of them is written."""
        self.related_readers.append(related_reader)


def related_rows_reader(
    columns: Columns,
    kind: type[Entry],
    owner: str,
    related_columns: Columns,
    write: Callable[[list[PlainRow]], list[Any]],
    **fixed: Any,
) -> Callable[[PlainRow], list[Any]]:
    """Return the function from a plain row to what `write` makes of the rows of another kind that belong to it.

    owner: the column by which they do. related_columns: those that `write` needs, a function from a list of rows to one
    of objects. fixed: what the rows must have besides, as lookups. They keep the order of their kind. One query for all
    rows of an answer.
    """
    key_place, owner_place = columns("pk"), related_columns(owner)
    objects_of_owner: defaultdict[Any, list[Any]] = defaultdict(list)

    def read(rows: list[PlainRow]) -> None:
        keys = [row[key_place] for row in rows]
        related = kind.objects.tuples_of(owner, keys, related_columns.lookups, **fixed)
        for row, api_object in zip(related, write(related), strict=True):
            objects_of_owner[row[owner_place]].append(api_object)

    columns.read_before_writing(read)
    return lambda row: objects_of_owner.get(row[key_place], [])


class Reading:
    """How the rows of a kind are read plainly and written. writers: (name of the field, function of a row)."""

    def __init__(self, columns: Columns, writers: list[tuple[str, RowReader]]) -> None:
        self.key_place, self.columns, self.writers = columns("pk"), columns, writers

    def plain_rows(self, rows: EntryQuerySet[Any]) -> QuerySet[Any, PlainRow]:
        """Return a queryset of records as one of plain rows."""
        return rows.as_tuples(self.columns.lookups)

    def write(self, rows: Iterable[PlainRow]) -> list[dict[str, Any]]:
        """Return the objects of the API for plain rows."""
        all_rows = list(rows)
        for read in self.columns.related_readers:
            read(all_rows)
        return [{name: write(row) for name, write in self.writers} for row in all_rows]
