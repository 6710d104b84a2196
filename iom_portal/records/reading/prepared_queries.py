"""Queries that are asked again and again: their SQL is written once, as that takes longer than to ask the database."""

from datetime import date
from functools import cached_property, lru_cache

from django.db import connections, router

from .plain_rows import converters

MARKS = {str: "\ue000{}".format, date: lambda place: date(8001 + place, 1, 1)}  # values that no query has of its own


class KeptQuery:
    """A query of a fixed form. `form` makes its queryset of values from as many values as there are `places`: the type
    of each, str or date.

    What it is called with goes where the values of the form went, so none of them may change the form itself.
    """

    def __init__(self, form, *places):
        self.form, self.marks = form, [MARKS[place](number) for number, place in enumerate(places)]
        self.written = {}  # by the kind of database

    @cached_property
    def queryset(self):
        return self.form(*self.marks)

    def __call__(self, *values, using=None):
        """The rows, as a list of tuples: see plain.py."""
        connection = connections[using or router.db_for_read(self.queryset.model)]
        if connection.vendor not in self.written:
            compiler = self.queryset.query.get_compiler(connection=connection, elide_empty=False)
            self.written[connection.vendor] = self._written(compiler)
        sql, parameters, compiler, needed = self.written[connection.vendor]
        stored = connection.ops.adapt_datefield_value
        given = [stored(value) if isinstance(value, date) else value for value in values]
        with connection.cursor() as cursor:
            cursor.execute(sql, [constant if place is None else given[place] for place, constant in parameters])
            rows = cursor.fetchall()
        return list(compiler.apply_converters(rows, needed)) if needed else rows

    def _written(self, compiler):
        """What is kept of the query: its SQL; for each parameter, the place of the value that goes there, or None and a
        constant; the compiler, and the converters of its columns."""
        sql, parameters = compiler.as_sql()
        stored = compiler.connection.ops.adapt_datefield_value
        places = {stored(mark) if isinstance(mark, date) else mark: place for place, mark in enumerate(self.marks)}
        return sql, [(places.get(one), one) for one in parameters], compiler, converters(compiler)


class KeptList:
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
    """(every, certain) from the one row of a KeptQuery of `totals`; None for the second where no day is asked for."""
    [row] = query(*day)
    return (*row, None)[:2]


def _asking(filterset_class, asked, day=None):
    values = dict(asked) | ({"as_of": day.isoformat()} if day else {})
    return filterset_class.asking(values, filterset_class._meta.model.objects.all())


@lru_cache(maxsize=500)
def _rows_of(filterset_class, asked, dated, ordering, lookups, start, stop):
    def form(*day):
        return _asking(filterset_class, asked, *day).ordered(ordering).plainly(lookups)[start:stop]

    return KeptQuery(form, *[date] * dated)


@lru_cache(maxsize=500)
def _numbers_of(filterset_class, asked, dated):
    return KeptQuery(lambda *day: _asking(filterset_class, asked, *day).totals(), *[date] * dated)
