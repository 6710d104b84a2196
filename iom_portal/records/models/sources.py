"""Where facts come from: sources, the citations that tie them to records, and the days the register covers."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models

from ..dates.partial_date import PartialDate, PartialDateError
from ..page_address import PageAddress
from .entry import Entry, EntryQuerySet, column
from .evidence import Evidence
from .kind import Kind, Linked, Search

DETAILED_POSITION = 1000  # of citations that have a row of their own: after those of the `sources` cell


class SourceQuerySet(EntryQuerySet["Source"]):
    def for_page(self, day: date | None) -> Self:
        """Return sources with what they are cited for, in one more query."""
        citations = Citation.objects.select_related("content_type")
        return self.prefetch_related(models.Prefetch("citations", queryset=citations))


class Source(Entry):
    """A document, page or data set that says something of the organization."""

    about = Kind(
        resource="sources",
        page=PageAddress("source-detail", "slug"),
        listed_by=("title", "publisher", "symbol", "url", "published"),
        search=Search(names=("title", "symbol")),
        linked=Linked(
            "schema:CreativeWork",
            members={"address": "schema:url", "citations": {"@reverse": "prov:entity"}},
            also=("prov:Entity",),
            dates={"published": "datePublished"},
        ),
        digest_forms={1: "slug title publisher symbol url published kind_of_source note"},
    )

    class KindOfSource(models.TextChoices):
        """The kinds, the weightiest first: in this order sources are named."""

        TREATY = "treaty", "Constitution or treaty"
        RECORD = "record", "Record of a body"
        OFFICIAL = "official", "Official"
        SCHOLARLY = "scholarly", "Scholarly or reference"
        DATASET = "dataset", "Research data set"
        PRESS = "press", "Press"
        COPY = "copy", "Copy of an official document"
        SECONDARY = "secondary", "Other secondary source"

    OFFICIAL_KINDS = (KindOfSource.TREATY, KindOfSource.RECORD, KindOfSource.OFFICIAL)

    slug = models.SlugField(max_length=110, unique=True, help_text="Its name in the address of its page.")
    title = models.CharField(max_length=300, help_text="Its title.")
    publisher = models.CharField(max_length=200, blank=True, help_text="Who published it.")
    symbol = models.CharField(
        "document symbol", max_length=100, blank=True, help_text="The symbol of the document, such as MC/2355."
    )
    url = models.CharField("address", max_length=500, blank=True, help_text="Where it was read, as recorded then.")
    published = models.CharField(
        max_length=200, blank=True, help_text="When, in the words of the register: it may say “undated”."
    )
    kind_of_source = models.CharField(
        "kind", max_length=10, choices=KindOfSource, help_text="What kind of document it is."
    )
    note = models.TextField(blank=True, help_text="What it supports, and with what caution.")

    objects: ClassVar = SourceQuerySet.as_manager()

    class Meta(Entry.Meta):
        pass

    def __str__(self) -> str:
        return self.title

    @property
    def caption(self) -> str:
        return ", ".join(filter(None, [self.publisher, self.symbol, self.published_words]))

    @property
    def rank(self) -> int:
        """Its place among the kinds of sources, from 0: the less, the weightier."""
        return self.KindOfSource.values.index(self.kind_of_source)

    @property
    def published_words(self) -> str:
        """When it was published, in words where it is a date."""
        try:
            return PartialDate(self.published).words()
        except PartialDateError:
            return self.published

    @property
    def link(self) -> str:
        """The address, if it is one that a browser can follow; else empty."""
        return self.url if self.url.startswith(("https://", "http://")) else ""


class CitationQuerySet(EntryQuerySet["Citation"]):
    def for_page(self, day: date | None) -> Self:
        return self.select_related("source", "content_type")

    def supporting(self, model: type[models.Model], pk: Any) -> Self:
        """Return the citations that support the record `pk` of `model`."""
        return self.filter(
            content_type=ContentType.objects.get_for_model(model), object_id=pk, stance=Citation.Stance.SUPPORTS
        )


class Citation(Entry):
    """That a source supports a record, or a field of it, or disagrees with it, and then what the source says."""

    about = Kind(
        resource="citations",
        page=PageAddress("source-detail", "source__slug"),
        listed_by=("source_id", "object_id", "locator", "other_value", "note"),
        linked=Linked(
            "prov:EntityInfluence", members={"source": "prov:entity", "record": {"@reverse": "prov:qualifiedInfluence"}}
        ),
        digest_forms={
            1: "record source field locator stance other_value evidence note",
            2: "record source field locator stance value other_value not_rechecked evidence note",
        },
    )

    refers_to_any = True

    class Stance(models.TextChoices):
        SUPPORTS = "supports", "Supports"
        DISAGREES = "disagrees", "Disagrees"

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.CharField(max_length=100, verbose_name="record")
    record = GenericForeignKey("content_type", "object_id")
    source = models.ForeignKey(Source, models.PROTECT, related_name="citations", help_text="The source that speaks.")
    position = models.PositiveSmallIntegerField(default=0, editable=False, help_text="Its place among the record's.")
    field = models.CharField(max_length=50, blank=True, help_text="The field it speaks of. Empty: the whole record.")
    locator = models.CharField(max_length=200, blank=True, help_text="Where in the source: “Art. 5”, “para. 12”.")
    stance = models.CharField(
        max_length=9,
        choices=Stance,
        default=Stance.SUPPORTS,
        help_text="Whether it supports the record or disagrees with it.",
    )
    value = models.TextField(
        blank=True, help_text="What the source gives for the field that it supports. Empty for the whole record."
    )
    other_value = models.CharField(max_length=200, blank=True, help_text="What the source says instead.")
    not_rechecked = models.CharField(
        "not rechecked",
        max_length=500,
        blank=True,
        editable=False,
        help_text="The fields that changed since it was last held against the source, separated by spaces.",
    )
    evidence = models.CharField(
        max_length=10, choices=Evidence, blank=True, help_text="Where it differs from that of the record as a whole."
    )
    note = models.TextField(blank=True, help_text="What a reader should know of the citation.")

    objects: ClassVar = CitationQuerySet.as_manager()

    class Meta(Entry.Meta):
        ordering = ["content_type", "object_id", "position", "id"]
        indexes = [models.Index(fields=["content_type", "object_id"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stance="supports", other_value="") | models.Q(stance="disagrees"),
                name="citation_other_value_only_when_it_disagrees",
                violation_error_message="Another value belongs to a source that disagrees.",
            ),
            models.CheckConstraint(
                condition=models.Q(value="") | (models.Q(stance="supports") & ~models.Q(field="")),
                name="citation_value_only_when_it_supports_a_field",
                violation_error_message="A value belongs to a source that supports one field.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} on {self.object_id}"

    @classmethod
    def file_columns(cls) -> list[str]:
        """Return the columns of the file: the two of the record that is cited are one, kind:id."""
        names = ["id", "record", "source", "field", "locator", "stance", "value", "other_value", "not_rechecked"]
        return [*names, "evidence", "note"]

    def as_cell(self, name: str) -> str:
        if name == "record":
            return f"{ContentType.objects.get_for_id(self.content_type_id).model}:{self.object_id}"
        return super().as_cell(name)

    def owner(self) -> models.Model | None:
        model = self.content_type.model_class()
        return model(pk=self.object_id) if model else None

    def _free_id(self) -> str:
        stem = ".".join(filter(None, [self.content_type.model, self.object_id, self.source_id, self.field]))
        taken = self._used_ids(stem)
        if not Citation.objects.filter(pk=stem).exists():
            taken.discard(stem)  # of one that was deleted: it may come back
        candidate, number = stem, 1
        while candidate in taken:
            number += 1
            candidate = f"{stem}.{number}"
        return candidate

    @property
    def says_more(self) -> bool:
        """Whether it speaks of a field, names a place in the source, or has an evidence or a note of its own."""
        return bool(self.field or self.locator or self.evidence or self.note)

    @property
    def supports(self) -> bool:
        """Whether its source supports the record, or a field of it."""
        return self.stance == self.Stance.SUPPORTS

    def speaks_for(self, name: str) -> bool:
        """Return whether its source supports what the record has in a column, as far as it was rechecked."""
        return self.supports and self.field in ("", name) and name not in self.unchecked_fields

    @property
    def unchecked_fields(self) -> list[str]:
        """The names of the fields that changed since it was last held against the source."""
        return self.not_rechecked.split()

    @property
    def is_plain(self) -> bool:
        """Whether it says no more than that its source supports the record: then the row's `sources` cell holds it."""
        return not self.not_rechecked and self.is_of_the_row

    @property
    def is_of_the_row(self) -> bool:
        """Whether it is plain but for what was not rechecked: the one by which its source supports the whole row."""
        if self.says_more or not self.supports:
            return False
        kind = ContentType.objects.get_for_id(self.content_type_id).model  # from the cache: digests ask it of hundreds
        return self.id == ".".join([kind, self.object_id, self.source_id])

    @cached_property
    def field_label(self) -> str:
        """The words for the field it speaks of."""
        return self._label(self.field) if self.field else ""

    @property
    def unchecked_labels(self) -> list[str]:
        """The words for the fields that changed since it was last held against the source."""
        return [self._label(name) for name in self.unchecked_fields]

    def _label(self, name: str) -> str:
        model = ContentType.objects.get_for_id(self.content_type_id).model_class()
        return str(column(model, name).verbose_name) if model else name

    def save(self, **kwargs: Any) -> None:
        """Save the citation. One that supports a field and names no value gives that which the record has.

        Not one of a data set, which is often right to the year only: what it codes has to be written.
        """
        may_say_more = self.supports and self.field and not self.value
        if may_say_more and self.source.kind_of_source != Source.KindOfSource.DATASET:
            record = self.record
            if isinstance(record, Entry) and self.field in record.file_columns():
                self.value = record.as_cell(self.field)
        super().save(**kwargs)

    def clean(self) -> None:
        super().clean()
        model = self.content_type.model_class() if self.content_type_id else None
        if model is None or not issubclass(model, Entry) or not model.owes_citation:
            raise ValidationError({"content_type": "Citations belong to facts: this kind of record takes none."})
        if self.field:
            try:
                model._meta.get_field(self.field)
            except FieldDoesNotExist:
                raise ValidationError({"field": f"A {model.kind} has no field “{self.field}”."}) from None
        if self.supports and self.other_value:
            raise ValidationError({"other_value": "Another value belongs to a source that disagrees."})
        if self.value and (not self.supports or not self.field):
            raise ValidationError({"value": "A value belongs to a source that supports one field: name the field."})


class SeedLine(Entry):
    """A line of the page from which the project started, quoted, and the records in which it is represented."""

    about = Kind(
        resource="seed-lines",
        page=PageAddress("seed", mark="#line-", column="number"),
        listed_by=("text",),
        quoted=("text",),
        search=Search(),
        linked=Linked("schema:Quotation", members={"number": "schema:position", "represented_in": "schema:about"}),
        digest_forms={1: "number text represented_in note"},
    )

    number = models.PositiveSmallIntegerField(unique=True, help_text="Its place on the page, from 1.")
    text = models.TextField(help_text="The line as it stood.")
    represented_in = models.TextField(
        blank=True, help_text="Records as kind:id, separated by spaces, such as “event:E002 organizationname:N1”."
    )
    note = models.TextField(blank=True, help_text="What was made of it.")

    class Meta(Entry.Meta):
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Line {self.number}"

    @property
    def caption(self) -> str:
        return "of the page from which the project started"
