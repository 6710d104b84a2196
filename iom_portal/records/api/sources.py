"""How the records of this room look in the API: sources, citations, coverage, lines of the first page, revisions."""

from django.contrib.contenttypes.models import ContentType
from rest_framework import serializers

from ..filtering.filtersets import CitationFilter, CoverageFilter, SeedLineFilter, SourceFilter
from ..kinds import record_named
from ..models import Citation, Coverage, SeedLine, Source
from ..reading.plain_rows import Columns, beside
from .fields import (
    OPENING,
    SAID,
    DescribedField,
    RecordReferenceSerializer,
    pointing,
    said,
)
from .serializers import EntrySerializer
from .viewsets import RecordViewSet


class SourceCitationSerializer(serializers.Serializer):
    """That the source supports a record, or a field of it, or disagrees with it."""

    id = serializers.CharField(help_text="Its permanent id.")
    record = RecordReferenceSerializer(help_text="The record that is cited for.")
    field = serializers.CharField(help_text="The field it speaks of. Empty: the whole record.")
    locator = serializers.CharField(help_text="Where in the source, such as “Art. 5”.")
    stance = serializers.ChoiceField(Citation.Stance.choices, help_text="Whether it supports or disagrees.")
    other_value = serializers.CharField(help_text="What the source says instead, where it disagrees.")
    evidence = serializers.CharField(help_text="Where it differs from that of the record as a whole.")
    note = serializers.CharField(help_text="What a reader should know of the citation.")


class CitedRecordField(DescribedField):
    """The record that a citation is about."""

    shape = RecordReferenceSerializer

    def __init__(self, **kwargs):
        super().__init__(source="*", **kwargs)

    def to_representation(self, citation):
        return pointing(self.context, citation.content_type.model_class(), citation.object_id)

    def reader(self, model, want, context):
        kind, key = want("content_type_id"), want("object_id")
        return lambda row: pointing(context, ContentType.objects.get_for_id(row[kind]).model_class(), row[key])


class SourceCitationsField(DescribedField):
    """What a source is cited for."""

    shape = SourceCitationSerializer
    many = True

    def to_representation(self, citations):
        record = CitedRecordField.to_representation
        return [{"id": citation.pk, "record": record(self, citation)} | said(citation) for citation in citations.all()]

    def reader(self, model, want, context):
        columns = Columns()
        record, pk = CitedRecordField().reader(Citation, columns, context), columns("pk")
        said = [(name, columns(name)) for name in SAID]

        def write(rows):
            return [{"id": row[pk], "record": record(row)} | {name: row[place] for name, place in said} for row in rows]

        return beside(want, Citation, "source_id", columns, write)


class SourceSerializer(EntrySerializer):
    address = serializers.CharField(source="url", read_only=True, help_text="Where it was read, as recorded then.")
    citations = SourceCitationsField(help_text="The records that it supports or disagrees with.")

    class Meta:
        model = Source
        fields = [
            *OPENING,
            "slug",
            "title",
            "publisher",
            "symbol",
            "address",
            "published",
            "kind_of_source",
            "note",
            "citations",
        ]


class CitationSerializer(EntrySerializer):
    record = CitedRecordField(help_text="The record that is cited for.")

    class Meta:
        model = Citation
        fields = [
            *OPENING,
            "record",
            "source",
            "field",
            "locator",
            "stance",
            "other_value",
            "evidence",
            "note",
        ]


class CoverageSerializer(EntrySerializer):
    class Meta:
        model = Coverage
        fields = [*OPENING, "established_on", "verified_to", "note"]


class RepresentedInField(DescribedField):
    """The records in which a line is represented."""

    shape = RecordReferenceSerializer
    many = True

    def to_representation(self, text):
        return [pointing(self.context, *record_named(reference)) for reference in text.split()]

    def reader(self, model, want, context):
        text = want.value(self.source)
        return lambda row: self.to_representation(text(row))


class SeedLineSerializer(EntrySerializer):
    represented_in = RepresentedInField(help_text="The records in which the line is represented.")

    class Meta:
        model = SeedLine
        fields = [*OPENING, "number", "text", "represented_in", "note"]


class SourceViewSet(RecordViewSet):
    """The documents, pages and data sets from which the register is made, with what each one is cited for."""

    queryset = Source.objects.all()
    serializer_class = SourceSerializer
    filterset_class = SourceFilter


class CitationViewSet(RecordViewSet):
    """That a source supports a record, or a field of it, or disagrees with it."""

    queryset = Citation.objects.all()
    serializer_class = CitationSerializer
    filterset_class = CitationFilter


class CoverageViewSet(RecordViewSet):
    """From which day to which the register speaks."""

    queryset = Coverage.objects.all()
    serializer_class = CoverageSerializer
    filterset_class = CoverageFilter


class SeedLineViewSet(RecordViewSet):
    """The lines of the page from which the project started, and the records in which each is represented."""

    queryset = SeedLine.objects.all()
    serializer_class = SeedLineSerializer
    filterset_class = SeedLineFilter
