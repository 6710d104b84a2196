"""The objects of the API: a serializer of a kind writes records or, where columns can tell what is asked, plain rows.

What each field says is in shapes.py. What a request asks for reaches the serializers through their context.
"""

import threading
from functools import cached_property
from operator import attrgetter

from django.db import models
from rest_framework import serializers

from ..dates.fields import PartialDateField
from ..reading.plain_rows import Columns, Reading, beside
from .fields import (
    ApiAddressField,
    CertaintyField,
    CitationsField,
    CiteAddressField,
    DescribedField,
    PageAddressField,
    PartialDateObjectField,
    ReferenceField,
    reference_serializer_of,
)

PLAIN = serializers.CharField, serializers.IntegerField, serializers.BooleanField, serializers.ChoiceField
AS_STORED = *PLAIN, serializers.DateField  # what an answer writes as it is stored
_kept = threading.local()


def kept(serializer_class, context=None):
    """The serializer of a class, with the context of an answer if one is given. It is kept for the next answer of this
    thread: to make its fields costs more than to write a page of rows."""
    if serializer_class not in _kept.__dict__:
        _kept.__dict__[serializer_class] = serializer_class()
    serializer = _kept.__dict__[serializer_class]
    if context is not None:
        serializer._context = context
    return serializer


def _writer(field):
    """The function that gives the value of a field of an entry."""
    represent = field.to_representation
    if field.source == "*":
        return represent
    read = attrgetter(field.source)
    if isinstance(field, PLAIN):
        return read
    return lambda entry: None if (value := read(entry)) is None else represent(value)


class Writing(serializers.ModelSerializer):
    """A serializer that only writes: by functions found once for all rows, not looked up for each."""

    @cached_property
    def _writers(self):
        return [(field.field_name, _writer(field)) for field in self._readable_fields]

    def to_representation(self, entry):
        return {name: write(entry) for name, write in self._writers}

    def sparse(self, entry, names):
        """The object of an entry with the fields of `names` alone."""
        return {name: write(entry) for name, write in self._writers if name in names}


def _reader(field, model, want, context):
    """The function that gives the value of a field of a plain row; None where only a record can tell it."""
    if isinstance(field, DescribedField | RowsOfTheDay):
        return field.reader(model, want, context)
    is_column = any(field.source == column.name for column in model._meta.concrete_fields)
    return want.value(field.source) if is_column and isinstance(field, AS_STORED) else None


class EntrySerializer(Writing):
    """Base of the serializers: every field is read-only, partial dates and references are objects."""

    url = ApiAddressField()
    page_url = PageAddressField()
    cite = CiteAddressField()

    def reading(self, names, context):
        """The Reading of the fields of `names`, or None: one of them needs records."""
        columns, model, writers = Columns(), self.Meta.model, []
        for field in self._readable_fields:
            if field.field_name in names:
                reader = _reader(field, model, columns, context)
                if reader is None:
                    return None
                writers.append((field.field_name, reader))
        return Reading(columns, writers)

    def build_standard_field(self, field_name, model_field):
        words = {"help_text": model_field.help_text} if model_field.help_text else {}
        if isinstance(model_field, PartialDateField):
            return PartialDateObjectField, {"allow_null": model_field.blank, **words, "read_only": True}
        field_class, kwargs = super().build_standard_field(field_name, model_field)
        if isinstance(model_field, models.SlugField | models.URLField):
            field_class = serializers.CharField
        kept = {name: kwargs[name] for name in ("choices", "allow_null", "allow_blank") if name in kwargs}
        return field_class, {**kept, **words, "read_only": True}

    def build_relational_field(self, field_name, relation_info):
        field = relation_info.model_field
        words = {"help_text": field.help_text} if field.help_text else {}
        shape = reference_serializer_of(relation_info.related_model)
        return ReferenceField, {"shape": shape, "allow_null": field.null, **words, "read_only": True}


class RecordSerializer(EntrySerializer):
    """Base of the serializers of facts: with their certainty on the day asked for, and their citations."""

    certainty = CertaintyField()
    citations = CitationsField(source="cited", help_text="The sources that speak of it, with what each one says.")


class RowsOfTheDay(serializers.ListSerializer):
    """Rows within another record: all of them or, under as_of, those that are or may be true that day."""

    def to_representation(self, rows):
        day = self.context["day"]
        return super().to_representation(self.on(day, rows) if day else rows)

    def on(self, day, rows):
        return [row for row in rows.all() if row.certainty_on(day)]

    def reader(self, model, want, context):
        """The function from a plain row to the objects of the rows within it: as shapes.DescribedField.reader."""
        relation = model._meta.get_field(self.source)
        reading = self.child.reading(list(self.child.fields), context)
        if reading is None:
            return None
        owner = f"{relation.field.name}_id"
        within = beside(want, relation.related_model, owner, reading.columns, reading.write)
        if context["day"]:
            return lambda row: self.of_the_day([one for one in within(row) if one["certainty"]])
        return within

    def of_the_day(self, objects):
        """Of the objects of one record, each true on the day by itself, those that are true beside the others."""
        return objects
