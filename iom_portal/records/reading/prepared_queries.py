"""Queries that are asked again and again: their SQL is written once, as that takes longer than to ask the database."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connections, router
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

from .plain_rows import converters

# Two sets of values that no query has of its own: what of a query follows them is where they stand.
MARKS: dict[type, tuple[Callable[[int], Any], Callable[[int], Any]]] = {
    str: ("\ue000{}".format, "\ue001{}".format),
    date: (lambda place: date(8001 + place, 1, 1), lambda place: date(8501 + place, 7, 2)),
}


class DerivedValue(ValueError):
    """A query computes something from a value that it is asked with, so its SQL cannot be written once."""


class Written(NamedTuple):
    """What is kept of a query.

    parameters: of each the place of the value that goes there, or None and a constant.
    """

    sql: str
    parameters: list[tuple[int | None, Any]]
    compiler: SQLCompiler
    converters: dict[int, Any]


class PreparedQuery:
    """A query of a fixed form.

    `form` makes its queryset of values from as many values as there are `places`: the type of each, str or date.

    What it is called with goes where the values of the form went, so the form must pass them on as they are. One that
    computes with a value, such as the day a year before it, is refused with DerivedValue when it is first asked.
    """

    def __init__(self, form: Callable[..., QuerySet[Any, Any]], *places: type) -> None:
        self.form, self.places = form, places
        self.written: dict[str, Written] = {}  # by the kind of database

    def marks(self, which: int) -> list[Any]:
        """Return the first, or the second, set of marks: one for each place."""
        return [MARKS[place][which](number) for number, place in enumerate(self.places)]

    @cached_property
    def queryset(self) -> QuerySet[Any, Any]:
        return self.form(*self.marks(0))

    def __call__(self, *values: str | date, using: str | None = None) -> list[tuple[Any, ...]]:
        """Return the rows for these values, as tuples (see plain_rows.py). One query."""
        connection = connections[using or router.db_for_read(self.queryset.model)]
        if connection.vendor not in self.written:
            self.written[connection.vendor] = self._written(connection)
        written = self.written[connection.vendor]
        stored = connection.ops.adapt_datefield_value
        given = [stored(value) if isinstance(value, date) else value for value in values]
        with connection.cursor() as cursor:
            parameters = [constant if place is None else given[place] for place, constant in written.parameters]
            cursor.execute(written.sql, parameters)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        if written.converters:
            rows = [tuple(row) for row in written.compiler.apply_converters(rows, written.converters)]
        return rows

    def _written(self, connection: Any) -> Written:
        """Write the SQL with both sets of marks, and tell by what differs where the values stand."""
        compiler = self.queryset.query.get_compiler(connection=connection, elide_empty=False)
        sql, parameters = compiler.as_sql()
        other = self.form(*self.marks(1)).query.get_compiler(connection=connection, elide_empty=False)
        other_sql, other_parameters = other.as_sql()
        if other_sql != sql:
            raise DerivedValue("The SQL of a prepared query is not the same for all values: ask it as a plain query.")
        places = {pair: place for place, pair in enumerate(self._stored_marks(connection))}
        placed: list[tuple[int | None, Any]] = []
        for value, other_value in zip(parameters, other_parameters, strict=True):
            if value == other_value:
                placed.append((None, value))
            elif (value, other_value) in places:
                placed.append((places[value, other_value], None))
            else:
                raise DerivedValue(
                    f"A prepared query computes {value!r} from what it is asked with. Pass the computed value to it, "
                    "or ask it as a plain query (FilterSets: same_for_all_days)."
                )
        return Written(sql, placed, compiler, converters(compiler))

    def _stored_marks(self, connection: Any) -> list[tuple[Any, Any]]:
        """Return for each place its two marks as a parameter of the database holds them."""
        stored = connection.ops.adapt_datefield_value
        pairs = zip(self.marks(0), self.marks(1), strict=True)
        return [tuple(stored(mark) if isinstance(mark, date) else mark for mark in pair) for pair in pairs]


def read_numbers(query: PreparedQuery, *day: date) -> tuple[int, int | None]:
    """Return (every, certain) from the one row of a PreparedQuery of `totals`; None for the second without a day."""
    [row] = query(*day)
    return row[0], row[1] if len(row) > 1 else None
