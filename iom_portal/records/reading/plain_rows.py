"""Rows as plain tuples: the values of columns, without making a record of each row, which takes several times longer.

`EntryQuerySet.as_tuples` reads them; records/api/rows.py writes answers of them.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.db.models import DateField, DateTimeField, Field
from django.db.models.query import BaseIterable
from django.db.models.sql.compiler import SQLCompiler

from ..dates.fields import PartialDateField


class PlainRows(BaseIterable):  # type: ignore[type-arg] # it cannot be subscripted when the program runs
    """Iterates over a queryset of `values_list` as the driver of the database gives it.

    A day is a date or, where it is not a column as it stands, a text from SQLite, which an answer writes alike.
    """

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        compiler = self.queryset.query.get_compiler(self.queryset.db)
        results = compiler.execute_sql(chunked_fetch=self.chunked_fetch, chunk_size=self.chunk_size)
        rows = chain.from_iterable(results)
        needed = converters(compiler)
        return iter(compiler.apply_converters(rows, needed) if needed else rows)


def converters(compiler: SQLCompiler) -> dict[int, Any]:
    """Return {place: converters} of the columns whose values are not plain as the database gives them."""
    found = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])
    return {place: needed for place, needed in found.items() if not _as_it_is(needed[1].output_field)}


def _as_it_is(field: "Field[Any, Any]") -> bool:
    """Whether the text of a column says what the answer says."""
    return isinstance(field, DateField | PartialDateField) and not isinstance(field, DateTimeField)
