"""Reading rows plainly: as the columns that an answer shows, without making a record of each.

To make a record of every row, and of every citation of it, takes several times longer than to read it. Where each field
asked for can be told from columns, a list is read as tuples, and functions that are found once for all rows write them.
Rows within rows are read so too (`beside`). What a record works out itself is read as records: `for_page`.
"""

from itertools import chain
from operator import itemgetter

from django.db.models import DateField, DateTimeField
from django.db.models.query import BaseIterable

from ..dates.fields import PartialDateField


class PlainRows(BaseIterable):
    """Iterates over a queryset of `values_list` as the driver of the database gives it: a day is a date or, where it is
    not a column as it stands, a text from SQLite, which an answer writes alike."""

    def __iter__(self):
        compiler = self.queryset.query.get_compiler(self.queryset.db)
        results = compiler.execute_sql(chunked_fetch=self.chunked_fetch, chunk_size=self.chunk_size)
        rows = chain.from_iterable(results)
        needed = converters(compiler)
        return iter(compiler.apply_converters(rows, needed) if needed else rows)


def converters(compiler):
    """{place: converters} of the columns whose values are not plain as the database gives them."""
    found = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])
    return {place: needed for place, needed in found.items() if not _as_it_is(needed[1].output_field)}


def _as_it_is(field):
    """Whether the text of a column says what the answer says."""
    return isinstance(field, DateField | PartialDateField) and not isinstance(field, DateTimeField)


class Columns:
    """The columns that an answer needs, and what is to be read beside its rows.

    Calling it with a lookup, such as "state__slug", gives the place of that column in a row.
    """

    def __init__(self):
        self.lookups, self.beside = [], []

    def __call__(self, lookup):
        if lookup not in self.lookups:
            self.lookups.append(lookup)
        return self.lookups.index(lookup)

    def value(self, lookup):
        """The function that takes the column from a row."""
        return itemgetter(self(lookup))

    def after(self, read):
        """Have `read` called with all rows before any is written."""
        self.beside.append(read)


def beside(want, kind, owner, columns, write, **fixed):
    """The function from a plain row to what `write` makes of the rows of another kind that belong to it, in order.

    owner: the column by which they do. columns: those that `write` needs, a function from a list of rows to one of
    objects. fixed: what the rows must have besides, as lookups.
    """
    key, place, of_owner = want("pk"), columns(owner), {}

    def read(rows):
        found = kind.objects.tuples_of(owner, [row[key] for row in rows], columns.lookups, **fixed)
        for row, written in zip(found, write(found), strict=True):
            of_owner.setdefault(row[place], []).append(written)

    want.after(read)
    return lambda row: of_owner.get(row[key], [])


class Reading:
    """How the rows of a kind are read plainly and written. writers: (name of the field, function of a row)."""

    def __init__(self, columns, writers):
        self.key, self.columns, self.writers = columns("pk"), columns, writers

    def of(self, rows):
        """A queryset of records as one of plain rows."""
        return rows.as_tuples(self.columns.lookups)

    def write(self, rows):
        """The objects of the API for plain rows."""
        for read in self.columns.beside:
            read(rows)
        return [{name: write(row) for name, write in self.writers} for row in rows]
