"""Queries that are asked again and again: their SQL is written once, as that takes longer than to ask the database."""

from functools import cached_property

from django.db import connections, router

from .plain import converters


class KeptQuery:
    """A query of a fixed form: `form` makes its queryset of values from as many texts as there are `places`.

    What it is called with goes where the texts of the form went, so none of them may change the form itself.
    """

    def __init__(self, form, places=0):
        self.form, self.marks = form, [f"\ue000{place}" for place in range(places)]
        self.written = {}  # (SQL, its parameters, compiler, converters) by the kind of database

    @cached_property
    def queryset(self):
        return self.form(*self.marks)

    def __call__(self, *texts, using=None):
        """The rows, as a list of tuples: see plain.py."""
        connection = connections[using or router.db_for_read(self.queryset.model)]
        if connection.vendor not in self.written:
            compiler = self.queryset.query.get_compiler(connection=connection)
            self.written[connection.vendor] = (*compiler.as_sql(), compiler, converters(compiler))
        sql, parameters, compiler, needed = self.written[connection.vendor]
        given = dict(zip(self.marks, texts, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(parameter, parameter) for parameter in parameters])
            rows = cursor.fetchall()
        return list(compiler.apply_converters(rows, needed)) if needed else rows
