"""The citations within the objects of the API: those of a record, and what a source is cited for."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from django.db.models import Manager
from rest_framework import serializers

from ..models import Citation
from ..models.entry import Entry
from .fields import (
    Context,
    DescribedField,
    RecordReferenceSerializer,
    TitledReferenceSerializer,
    WholeRecordField,
    reference_by_kind,
    reference_reader,
    reference_to,
)
from .rows import Columns, PlainRow, RowReader, related_rows_reader

# What a citation states, apart from its two ends.
STATED = ("field", "locator", "stance", "value", "other_value", "not_rechecked", "evidence", "note")


def _statement_of(citation: Citation) -> dict[str, str]:
    """Return what a citation states, apart from its two ends."""
    return {name: getattr(citation, name) for name in STATED}


class NestedCitationSerializer(serializers.Serializer):
    """That a source supports the record, or a field of it, or disagrees with it."""

    id = serializers.CharField(help_text="Its permanent id.")
    source = TitledReferenceSerializer(  # type: ignore[assignment] # declared fields do not stay on the class
        help_text="The source that speaks."
    )
    field = serializers.CharField(help_text="The field it speaks of. Empty: the whole record.")
    locator = serializers.CharField(help_text="Where in the source, such as “Art. 5”.")
    stance = serializers.ChoiceField(Citation.Stance.choices, help_text="Whether it supports or disagrees.")
    value = serializers.CharField(help_text="What the source gives for the field that it supports.")
    other_value = serializers.CharField(help_text="What a source that disagrees says instead.")
    not_rechecked = serializers.CharField(
        help_text="The fields that changed since it was held against the source, separated by spaces."
    )
    evidence = serializers.CharField(help_text="Where it differs from that of the record as a whole.")
    note = serializers.CharField(help_text="What a reader should know of the citation.")


class CitationsField(DescribedField):
    """The citations of a record: its `cited`."""

    shape = NestedCitationSerializer
    many = True

    def to_representation(self, citations: Iterable[Citation]) -> list[dict[str, Any]]:
        objects = []
        for citation in citations:
            ends = {"id": citation.pk, "source": reference_to(self.context, citation.source)}
            objects.append(ends | _statement_of(citation))
        return objects

    def row_reader(self, model: type[Entry], columns: Columns, context: Context) -> RowReader | None:
        kind = ContentType.objects.get_for_model(model)
        citation_columns = Columns()
        source = reference_reader(Citation, "source", citation_columns, context)
        if source is None:
            return None
        pk = citation_columns("pk")
        field, locator, stance, value, other_value, not_rechecked, evidence, note = map(citation_columns, STATED)

        def write(rows: list[PlainRow]) -> list[dict[str, Any]]:
            return [
                {  # written out: there are many, and a loop over the names takes twice as long
                    "id": row[pk],
                    "source": source(row),
                    "field": row[field],
                    "locator": row[locator],
                    "stance": row[stance],
                    "value": row[value],
                    "other_value": row[other_value],
                    "not_rechecked": row[not_rechecked],
                    "evidence": row[evidence],
                    "note": row[note],
                }
                for row in rows
            ]

        return related_rows_reader(columns, Citation, "object_id", citation_columns, write, content_type_id=kind.pk)


class SourceCitationSerializer(serializers.Serializer):
    """That the source supports a record, or a field of it, or disagrees with it."""

    id = serializers.CharField(help_text="Its permanent id.")
    record = RecordReferenceSerializer(help_text="The record that is cited for.")
    field = serializers.CharField(help_text="The field it speaks of. Empty: the whole record.")
    locator = serializers.CharField(help_text="Where in the source, such as “Art. 5”.")
    stance = serializers.ChoiceField(Citation.Stance.choices, help_text="Whether it supports or disagrees.")
    value = serializers.CharField(help_text="What the source gives for the field that it supports.")
    other_value = serializers.CharField(help_text="What the source says instead, where it disagrees.")
    not_rechecked = serializers.CharField(
        help_text="The fields that changed since it was held against the source, separated by spaces."
    )
    evidence = serializers.CharField(help_text="Where it differs from that of the record as a whole.")
    note = serializers.CharField(help_text="What a reader should know of the citation.")


def _cited_record_reader(columns: Columns, context: Context) -> RowReader:
    """Return the function from a plain row of a citation to the object that stands for the record it is about."""
    content_type, key = columns("content_type_id"), columns("object_id")
    return lambda row: reference_by_kind(context, _kind_of(ContentType.objects.get_for_id(row[content_type])), row[key])


def _cited_record(context: Context, citation: Citation) -> dict[str, str]:
    """Return the object that stands for the record that a citation is about."""
    return reference_by_kind(context, _kind_of(citation.content_type), citation.object_id)


def _kind_of(content_type: ContentType) -> type[Entry]:
    return cast("type[Entry]", content_type.model_class())


class CitedRecordField(WholeRecordField):
    """The record that a citation is about."""

    shape = RecordReferenceSerializer

    def to_representation(self, citation: Citation) -> dict[str, str]:
        return _cited_record(self.context, citation)

    def row_reader(self, model: type[Entry], columns: Columns, context: Context) -> RowReader:
        return _cited_record_reader(columns, context)


class SourceCitationsField(DescribedField):
    """What a source is cited for."""

    shape = SourceCitationSerializer
    many = True

    def to_representation(self, citations: Manager[Citation]) -> list[dict[str, Any]]:
        objects = []
        for citation in citations.all():
            ends = {"id": citation.pk, "record": _cited_record(self.context, citation)}
            objects.append(ends | _statement_of(citation))
        return objects

    def row_reader(self, model: type[Entry], columns: Columns, context: Context) -> RowReader:
        citation_columns = Columns()
        record, pk = _cited_record_reader(citation_columns, context), citation_columns("pk")
        places = [(name, citation_columns(name)) for name in STATED]

        def write(rows: list[PlainRow]) -> list[dict[str, Any]]:
            objects = []
            for row in rows:
                ends = {"id": row[pk], "record": record(row)}
                objects.append(ends | {name: row[place] for name, place in places})
            return objects

        return related_rows_reader(columns, Citation, "source_id", citation_columns, write)
