"""How the records of this room look in the API: sources, citations, coverage, lines of the first page, revisions."""

from django.contrib.contenttypes.models import ContentType
from django.urls import NoReverseMatch
from rest_framework import serializers

from .changes import CHANGES
from .files import record_named
from .models import Citation, Coverage, Revision, SeedLine, Source
from .objects import EntrySerializer, Writing
from .plain import Columns, beside
from .shapes import (
    OPENING,
    SAID,
    Address,
    OfTheRecord,
    PageAddress,
    RecordReferenceSerializer,
    Shaped,
    address,
    pointing,
    said,
)


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


class CitedRecord(Shaped):
    """The record that a citation is about."""

    shape = RecordReferenceSerializer

    def __init__(self, **kwargs):
        super().__init__(source="*", **kwargs)

    def to_representation(self, citation):
        return pointing(self.context, citation.content_type.model_class(), citation.object_id)

    def reader(self, model, want, context):
        kind, key = want("content_type_id"), want("object_id")
        return lambda row: pointing(context, ContentType.objects.get_for_id(row[kind]).model_class(), row[key])


class SourceCitations(Shaped):
    """What a source is cited for."""

    shape = SourceCitationSerializer
    many = True

    def to_representation(self, citations):
        record = CitedRecord.to_representation
        return [{"id": citation.pk, "record": record(self, citation)} | said(citation) for citation in citations.all()]

    def reader(self, model, want, context):
        columns = Columns()
        record, pk = CitedRecord().reader(Citation, columns, context), columns("pk")
        said = [(name, columns(name)) for name in SAID]

        def write(rows):
            return [{"id": row[pk], "record": record(row)} | {name: row[place] for name, place in said} for row in rows]

        return beside(want, Citation, "source_id", columns, write)


class SourceSerializer(EntrySerializer):
    address = serializers.CharField(source="url", read_only=True, help_text="Where it was read, as recorded then.")
    citations = SourceCitations(help_text="The records that it supports or disagrees with.")

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
    record = CitedRecord(help_text="The record that is cited for.")

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


class RepresentedIn(Shaped):
    """The records in which a line is represented."""

    shape = RecordReferenceSerializer
    many = True

    def to_representation(self, text):
        return [pointing(self.context, *record_named(reference)) for reference in text.split()]

    def reader(self, model, want, context):
        text = want.value(self.source)
        return lambda row: self.to_representation(text(row))


class SeedLineSerializer(EntrySerializer):
    represented_in = RepresentedIn(help_text="The records in which the line is represented.")

    class Meta:
        model = SeedLine
        fields = [*OPENING, "number", "text", "represented_in", "note"]


class ChangeSerializer(serializers.Serializer):
    """What a revision did to a record."""

    kind = serializers.CharField(help_text="The kind of record, in one word.")
    id = serializers.CharField(help_text="Its permanent id.")
    change = serializers.ChoiceField(CHANGES, help_text="What was done to it.")
    differences = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="[name, old text, new text] of each field that a change or a deletion touched.",
    )
    url = serializers.URLField(allow_null=True, help_text="Its address in the API; null where it was deleted.")


class Changes(Shaped):
    """The changes that a revision made; `Revision.changes` is set by the viewset."""

    shape = ChangeSerializer
    many = True

    def to_representation(self, changes):
        return [
            {
                "kind": change.model.kind,
                "id": change.pk,
                "change": change.change,
                "differences": change.fields,
                "url": None if change.change == "deleted" else address(self.context, change.model, change.pk),
            }
            for change in changes
        ]


class RowChangeSerializer(serializers.Serializer):
    """What a revision did to a row of the register's files."""

    resource = serializers.CharField(help_text="The kind in the plural; with “_” for “-” the name of its file.")
    id = serializers.CharField(help_text="The id of the row.")
    change = serializers.ChoiceField(CHANGES, help_text="What was done to it.")
    row = serializers.DictField(
        child=serializers.CharField(allow_blank=True),
        allow_null=True,
        help_text="{column: text}: the row as the revision left it; null where it was deleted.",
    )


class RowChanges(Shaped):
    """The changes of rows that a revision came to; `Revision.rows` is set by the viewset. Not written unless asked for,
    so the schema does not require it."""

    shape = RowChangeSerializer
    many = True

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.read_only, self.required = False, False

    def to_representation(self, rows):
        return [{"resource": row.model.resource, "id": row.pk, "change": row.change, "row": row.row} for row in rows]


class RevisionAddress(OfTheRecord):
    schema = Address.schema

    def to_representation(self, revision):
        return f"{self.context['api']}revisions/{revision.number}/"


class RevisionPageAddress(PageAddress):
    def to_representation(self, revision):
        try:
            return f"{self.context['site']}{revision.get_absolute_url()}"
        except NoReverseMatch:
            return None


class RevisionSerializer(Writing):
    """A revision of the register. Who made it stays private; the role in which it was made does not."""

    id = serializers.SerializerMethodField(help_text="Its number, as text.")
    url = RevisionAddress()
    page_url = RevisionPageAddress()
    number = serializers.IntegerField(read_only=True, help_text="Its place in the order of commits, from 1.")
    made_at = serializers.DateTimeField(read_only=True, help_text="When it was committed.")
    role = serializers.SerializerMethodField(help_text="The origin in words.")
    changes = Changes(help_text="What it did to each record.")
    rows = RowChanges(help_text="With expand=rows: what it did to the rows of the register's files.")

    class Meta:
        model = Revision
        fields = ["id", "url", "page_url", "number", "made_at", "origin", "role", "reason", "changes", "rows"]
        read_only_fields = ["origin", "reason"]
        extra_kwargs = {"reason": {"help_text": "Why it was made."}}

    def get_id(self, revision) -> str:
        return str(revision.number)

    def get_role(self, revision) -> str:
        return revision.get_origin_display()
