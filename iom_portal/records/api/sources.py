"""The API of the kinds of this room: sources, citations, exceptions to rules, lines of the first page, coverage."""

from rest_framework import serializers

from ..filtering.filtersets import CitationFilter
from ..kinds import record_named
from ..models import Citation, Coverage, RuleException, SeedLine, Source
from ..models.entry import Entry
from .citation_fields import CitedRecordField, SourceCitationsField
from .fields import Context, DescribedField, RecordReferenceSerializer, bound_source, reference_by_kind
from .resource import resource
from .rows import Columns, RowReader
from .serializers import EntrySerializer, RecordSerializer, object_fields


class SourceSerializer(EntrySerializer):
    address = serializers.CharField(source="url", read_only=True, help_text="Where it was read, as recorded then.")
    citations = SourceCitationsField(help_text="The records that it supports or disagrees with.")

    class Meta:
        model = Source
        fields = object_fields(
            Source,
            [
                "slug",
                "title",
                "publisher",
                "symbol",
                "address",
                "published",
                "kind_of_source",
                "note",
                "citations",
            ],
        )


class CitationSerializer(EntrySerializer):
    record = CitedRecordField(help_text="The record that is cited for.")

    class Meta:
        model = Citation
        fields = object_fields(Citation)


class RepresentedInField(DescribedField):
    """The records in which a line is represented."""

    shape = RecordReferenceSerializer
    many = True

    def to_representation(self, text: str) -> list[dict[str, str]]:
        objects = []
        for reference in text.split():
            kind, key = record_named(reference)
            objects.append(reference_by_kind(self.context, kind, key))
        return objects

    def row_reader(self, model: type[Entry], columns: Columns, context: Context) -> RowReader:
        text = columns.value_reader(bound_source(self))
        return lambda row: self.to_representation(text(row))


class SeedLineSerializer(EntrySerializer):
    represented_in = RepresentedInField(help_text="The records in which the line is represented.")

    class Meta:
        model = SeedLine
        fields = object_fields(SeedLine)


class NamedRecordField(DescribedField):
    """The record of any kind that a column names as kind:id."""

    shape = RecordReferenceSerializer

    def to_representation(self, text: str) -> dict[str, str]:
        kind, key = record_named(text)
        return reference_by_kind(self.context, kind, key)

    def row_reader(self, model: type[Entry], columns: Columns, context: Context) -> RowReader:
        text = columns.value_reader(bound_source(self))
        return lambda row: self.to_representation(text(row))


class RuleExceptionSerializer(RecordSerializer):
    record = NamedRecordField(help_text="The record that may break the rule.")

    class Meta:
        model = RuleException
        fields = object_fields(RuleException)


RESOURCES = [
    resource(
        Source,
        "The documents, pages and data sets from which the register is made, with what each one is cited for.",
        serializer=SourceSerializer,
    ),
    resource(
        Citation,
        "That a source supports a record, or a field of it, or disagrees with it.",
        serializer=CitationSerializer,
        filterset=CitationFilter,
    ),
    resource(
        SeedLine,
        "The lines of the page from which the project started, and the records in which each is represented.",
        serializer=SeedLineSerializer,
    ),
    resource(
        RuleException,
        "Which records break which rule of the register, with the reason and the source. The rules are at /rules/.",
        serializer=RuleExceptionSerializer,
    ),
    resource(Coverage, "From which day to which the register speaks."),
]
