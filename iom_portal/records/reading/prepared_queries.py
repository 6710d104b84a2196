"""Queries that are asked again and again: their SQL is written once, as that takes longer than to ask the database."""

from collections.abc import Callable
from datetime import date
from functools import cached_property, lru_cache
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
    """What is kept of a query: its SQL; of each parameter the place of the value that goes there, or None and a
    constant; the compiler, and the converters of its columns."""

    sql: str
    parameters: list[tuple[int | None, Any]]
    compiler: SQLCompiler
    converters: dict[int, Any]


class PreparedQuery:
    """A query of a fixed form. `form` makes its queryset of values from as many values as there are `places`: the type
    of each, str or date.

    What it is called with goes where the values of the form went, so the form must pass them on as they are. One that
    computes with a value, such as the day a year before it, is refused with DerivedValue when it is first asked.
    """

    def __init__(self, form: Callable[..., QuerySet], *places: type) -> None:
        self.form, self.places = form, places
        self.written: dict[str, Written] = {}  # by the kind of database

    def marks(self, which: int) -> list[Any]:
        """Return the first, or the second, set of marks: one for each place."""
        return [MARKS[place][which](number) for number, place in enumerate(self.places)]

    @cached_property
    def queryset(self) -> QuerySet:
        return self.form(*self.marks(0))

    def __call__(self, *values: str | date, using: str | None = None) -> list[tuple]:
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
            rows = cursor.fetchall()
        return list(written.compiler.apply_converters(rows, written.converters)) if written.converters else rows

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


class PreparedList:
    """The rows that a FilterSet finds, plainly, by queries that are written once for all lists that differ in their day
    alone. For a FilterSet that is `same_for_all_days`."""

    def __init__(self, filterset, ordering, lookups):
        asked = {name: value for name, value in filterset.data.items() if name in filterset.base_filters}
        self.day = [filterset.day] if asked.pop("as_of", None) else []
        self.form = type(filterset), tuple(sorted(asked.items())), bool(self.day), ordering, tuple(lookups)

    def __getitem__(self, part):
        return _rows_of(*self.form, part.start, part.stop)(*self.day)

    def numbers(self):
        """(how many rows there are, how many of them certainly hold on the day or, without one, None)."""
        return read_numbers(_numbers_of(*self.form[:3]), *self.day)


def read_numbers(query, *day):
    """(every, certain) from the one row of a PreparedQuery of `totals`; None for the second without a day."""
    [row] = query(*day)
    return (*row, None)[:2]


def _asking(filterset_class, asked, day=None):
    values = dict(asked) | ({"as_of": day.isoformat()} if day else {})
    return filterset_class.asking(values, filterset_class._meta.model.objects.all())


@lru_cache(maxsize=500)
def _rows_of(filterset_class, asked, dated, ordering, lookups, start, stop):
    def form(*day):
        return _asking(filterset_class, asked, *day).ordered(ordering).as_tuples(lookups)[start:stop]

    return PreparedQuery(form, *[date] * dated)


@lru_cache(maxsize=500)
def _numbers_of(filterset_class, asked, dated):
    return PreparedQuery(lambda *day: _asking(filterset_class, asked, *day).totals(), *[date] * dated)
