"""How the records of this room look in the API: sources, citations, coverage, lines of the first page, revisions."""

from rest_framework import serializers

from ..filtering.filtersets import CitationFilter, filterset_of
from ..kinds import record_named
from ..models import Citation, Coverage, SeedLine, Source
from .citation_fields import CitedRecordField, SourceCitationsField
from .fields import OPENING, DescribedField, RecordReferenceSerializer, pointing
from .serializers import EntrySerializer
from .viewsets import RecordViewSet


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

    def row_reader(self, model, columns, context):
        text = columns.value(self.source)
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
    filterset_class = filterset_of(Source)


class CitationViewSet(RecordViewSet):
    """That a source supports a record, or a field of it, or disagrees with it."""

    queryset = Citation.objects.all()
    serializer_class = CitationSerializer
    filterset_class = CitationFilter


class CoverageViewSet(RecordViewSet):
    """From which day to which the register speaks."""

    queryset = Coverage.objects.all()
    serializer_class = CoverageSerializer
    filterset_class = filterset_of(Coverage)


class SeedLineViewSet(RecordViewSet):
    """The lines of the page from which the project started, and the records in which each is represented."""

    queryset = SeedLine.objects.all()
    serializer_class = SeedLineSerializer
    filterset_class = filterset_of(SeedLine)
