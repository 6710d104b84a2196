"""The objects of the API: a serializer of a kind writes records or, where columns can tell what is asked, plain rows.

What each field says is in fields.py and citation_fields.py. What a request asks for reaches the serializers through
their context.
"""

import threading
from collections.abc import Callable, Collection, Iterable
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar

from django.db import models
from rest_framework import serializers

from ..dates.fields import PartialDateField
from ..django_internals import readable_fields, set_context
from ..models.entry import Entry
from ..models.facts import Record
from .citation_fields import CitationsField
from .fields import (
    CLOSING,
    OPENING,
    ApiAddressField,
    CertaintyField,
    CiteAddressField,
    Context,
    DescribedField,
    PageAddressField,
    PartialDateObjectField,
    ReferenceField,
    reference_serializer_of,
)
from .rows import Columns, Reading, Row, RowReader, rows_of

PLAIN = serializers.CharField, serializers.IntegerField, serializers.BooleanField, serializers.ChoiceField
AS_STORED = *PLAIN, serializers.DateField  # what an answer writes as it is stored

SharedSerializer = TypeVar("SharedSerializer", bound=serializers.BaseSerializer)


class ThreadSerializers(threading.local):
    """The serializers that the answers of one thread share: {class: serializer}."""

    def __init__(self) -> None:
        self.serializers: dict[type, Any] = {}


_thread = ThreadSerializers()


def shared_serializer(serializer_class: type[SharedSerializer], context: Context | None = None) -> SharedSerializer:
    """Return the serializer of a class that all answers of this thread share: making its fields costs more than writing
    a page of rows.

    A context, if given, takes the place of the one that it had. It is not re-entrant: finish writing with it before
    anything on the same thread asks for it with another context.
    """
    if serializer_class not in _thread.serializers:
        _thread.serializers[serializer_class] = serializer_class()
    serializer = _thread.serializers[serializer_class]
    if context is not None:
        set_context(serializer, context)
    return serializer


def _value_of(field: serializers.Field) -> Callable[[models.Model], Any]:
    """Return the function that gives the value of a field of an entry."""
    represent = field.to_representation
    if field.source == "*":
        return represent
    read = attrgetter(field.source)
    if isinstance(field, PLAIN):
        return read

    def represent_known(entry: models.Model) -> Any:
        value = read(entry)
        return None if value is None else represent(value)

    return represent_known


class ReadOnlySerializer(serializers.ModelSerializer):
    """A serializer that writes answers and reads no input: by functions found once for all rows, not for each."""

    @cached_property
    def _values(self) -> list[tuple[str, Callable[[models.Model], Any]]]:
        return [(field.field_name, _value_of(field)) for field in readable_fields(self)]

    def to_representation(self, entry: models.Model) -> dict[str, Any]:
        return {name: value(entry) for name, value in self._values}

    def sparse(self, entry: models.Model, names: Collection[str]) -> dict[str, Any]:
        """Return the object of an entry with the fields of `names` alone."""
        return {name: value(entry) for name, value in self._values if name in names}


def _row_reader(
    field: serializers.BaseSerializer | serializers.Field, model: type[Entry], columns: Columns, context: Context
) -> RowReader | None:
    """Return the function that gives the value of a field of a plain row; None where only a record can tell it."""
    if isinstance(field, DescribedField | RowsOfTheDay):
        return field.row_reader(model, columns, context)
    is_stored = field.source in model.column_names() and isinstance(field, AS_STORED)
    return columns.value(field.source) if is_stored else None


class EntrySerializer(ReadOnlySerializer):
    """Base of the serializers: every field is read-only, partial dates and references are objects."""

    url = ApiAddressField()
    page_url = PageAddressField()
    cite = CiteAddressField()

    def reading(self, names: Collection[str], context: Context) -> Reading | None:
        """Return the Reading of the fields of `names`, or None: one of them needs records."""
        columns, writers = Columns(), []
        for field in readable_fields(self):
            if field.field_name in names:
                row_reader = _row_reader(field, self.Meta.model, columns, context)
                if row_reader is None:
                    return None
                writers.append((field.field_name, row_reader))
        return Reading(columns, writers)

    def build_standard_field(
        self, field_name: str, model_field: models.Field
    ) -> tuple[type[serializers.Field], dict[str, Any]]:
        words = _help_text(model_field)
        if isinstance(model_field, PartialDateField):
            return PartialDateObjectField, {"allow_null": model_field.blank, **words, "read_only": True}
        field_class, arguments = super().build_standard_field(field_name, model_field)
        if isinstance(model_field, models.SlugField | models.URLField):
            field_class = serializers.CharField
        described = {name: arguments[name] for name in ("choices", "allow_null", "allow_blank") if name in arguments}
        return field_class, {**described, **words, "read_only": True}

    def build_relational_field(
        self, field_name: str, relation_info: Any
    ) -> tuple[type[serializers.Field], dict[str, Any]]:
        model_field = relation_info.model_field
        shape = reference_serializer_of(relation_info.related_model)
        words = _help_text(model_field)
        return ReferenceField, {"shape": shape, "allow_null": model_field.null, **words, "read_only": True}


def _help_text(model_field: models.Field) -> dict[str, str]:
    return {"help_text": model_field.help_text} if model_field.help_text else {}


class RecordSerializer(EntrySerializer):
    """Base of the serializers of facts: with their certainty on the day asked for, and their citations."""

    certainty = CertaintyField()
    citations = CitationsField(source="cited", help_text="The sources that speak of it, with what each one says.")


def own_fields(model: type[Entry]) -> list[str]:
    """Return the names of the fields of a kind's own in the usual order, that of its file: start and end come last.

    Not among them: the id, and what every fact ends with.
    """
    said_of_all = {"id", "sources", *CLOSING} if issubclass(model, Record) else {"id"}
    return [name for name in model.file_columns() if name not in said_of_all]


def object_fields(model: type[Entry], own: Iterable[str] | None = None) -> list[str]:
    """Return the names of all fields of an object: what every object begins with, those of the kind's own, and what
    every fact ends with.

    own: the names of the kind's own, where they are others than `own_fields`, or in another order.
    """
    closing = CLOSING if issubclass(model, Record) else []
    return [*OPENING, *(own_fields(model) if own is None else own), *closing]


def make_serializer(model: type[Entry], own: Iterable[str] | None = None) -> type[EntrySerializer]:
    """Make the serializer of a kind whose objects hold its columns alone. own: as of `object_fields`."""
    base = RecordSerializer if issubclass(model, Record) else EntrySerializer
    meta = type("Meta", (), {"model": model, "fields": object_fields(model, own)})
    return type(f"{model.__name__}Serializer", (base,), {"Meta": meta, "__module__": __name__})


class RowsOfTheDay(serializers.ListSerializer):
    """Rows within another record: all of them or, under as_of, those that are or may be true that day."""

    def to_representation(self, rows: Any) -> list[dict[str, Any]]:
        day = self.context["day"]
        return super().to_representation(self.on(day, rows) if day else rows)

    def on(self, day: Any, rows: Any) -> list[Any]:
        """Return the related rows that are or may be true on a day."""
        return [row for row in rows.all() if row.certainty_on(day)]

    def row_reader(self, model: type[Entry], columns: Columns, context: Context) -> RowReader | None:
        """Return the function from a plain row to the objects of the rows within it: as DescribedField.row_reader."""
        relation = model._meta.get_field(self.source)
        reading = self.child.reading(list(self.child.fields), context)
        if reading is None:
            return None
        owner = f"{relation.field.name}_id"
        objects_within = rows_of(columns, relation.related_model, owner, reading.columns, reading.write)
        if not context["day"]:
            return objects_within

        def objects_of_the_day(row: Row) -> list[dict[str, Any]]:
            return self.of_the_day([one for one in objects_within(row) if one["certainty"]])

        return objects_of_the_day

    def of_the_day(self, objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Of the objects of one record, each true on the day by itself, those that are true beside the others."""
        return objects
