"""What the objects of the API are made of: addresses, partial dates, references, certainty and citations of a record.

Serializers only read. What a request asks for reaches them through their context:
`day` (that of `as_of`, or None), `api` (the absolute address of the API, ending in “/”) and `site` (that of the site,
not ending in one).
"""

import threading
from functools import cache, cached_property
from operator import attrgetter
from urllib.parse import urlencode

from django.db import models
from rest_framework import serializers

from .fields import PartialDateField
from .models import Citation
from .temporal import CERTAIN, POSSIBLE

OPENING = ["id", "url", "page_url", "cite"]  # what every object begins with
CLOCKS = ("as_of", "as_recorded")
CLOSING = ["certainty", "evidence", "note", "citations"]  # what every fact ends with


def address(context, kind, key):
    """The absolute API address of the entry `key` of a kind."""
    return f"{context['api']}{kind.resource}/{key}/"


def named(context, entry):
    """The object that stands for an entry within another: its id, its name or title, its address."""
    word = "title" if shape_of(type(entry)) is TitledReferenceSerializer else "name"
    return {"id": entry.pk, word: name_in(context["language"], entry), "url": address(context, entry, entry.pk)}


def name_in(language, entry):
    """The name of an entry in a language or, where the register has none in it, in English."""
    return getattr(entry, f"name_{language}", "") or str(entry)


def pointing(context, model, key):
    """The object that stands for the entry `key` of any kind."""
    return {"kind": model.kind, "id": key, "url": address(context, model, key)}


@cache
def shape_of(model):
    """Some kinds have a title, the others a name."""
    titled = any(field.name == "title" for field in model._meta.fields)
    return TitledReferenceSerializer if titled else NamedReferenceSerializer


class PartialDateSerializer(serializers.Serializer):
    """A date that says no more than its source: its EDTF text and the first and last day that it allows."""

    text = serializers.CharField(help_text="EDTF text, such as 1967 or 1952-10-13/1953-04-16.")
    earliest = serializers.DateField(allow_null=True, help_text="The first day it allows; null: open.")
    latest = serializers.DateField(allow_null=True, help_text="The last day it allows; null: open.")
    words = serializers.CharField(help_text="The date in words, in the language of lang.")


class NamedReferenceSerializer(serializers.Serializer):
    """Another record, by its id and name."""

    id = serializers.CharField()
    name = serializers.CharField()
    url = serializers.URLField(help_text="Its address in the API.")


class TitledReferenceSerializer(serializers.Serializer):
    """Another record, by its id and title."""

    id = serializers.CharField()
    title = serializers.CharField()
    url = serializers.URLField(help_text="Its address in the API.")


class RecordReferenceSerializer(serializers.Serializer):
    """Another record, by its kind and id."""

    kind = serializers.CharField()
    id = serializers.CharField()
    url = serializers.URLField(help_text="Its address in the API.")


class Shaped(serializers.Field):
    """A read-only value. The schema describes it by `shape`, a serializer class, or by `schema`, a JSON schema."""

    shape = None
    schema = None
    many = False

    def __init__(self, **kwargs):
        self.shape = kwargs.pop("shape", self.shape)
        super().__init__(**{**kwargs, "read_only": True})


class PartialDateValue(Shaped):
    """A partial date as an object, or null where the text is empty."""

    shape = PartialDateSerializer

    def to_representation(self, when):
        if not when:
            return None
        words = when.words(self.context["language"])
        return {"text": str(when), "earliest": when.earliest, "latest": when.latest, "words": words}


class Reference(Shaped):
    """Another record that is at hand."""

    def to_representation(self, entry):
        return named(self.context, entry)


class OfTheRecord(Shaped):
    """A value made of the record as a whole."""

    def __init__(self, **kwargs):
        super().__init__(source="*", **kwargs)


class Address(OfTheRecord):
    schema = {"type": "string", "format": "uri", "description": "Its address in the API."}

    def to_representation(self, entry):
        return address(self.context, entry, entry.pk)


class PageAddress(OfTheRecord):
    schema = {
        "type": ["string", "null"],
        "format": "uri",
        "description": "The page of the site that shows it; null: none does.",
    }

    def to_representation(self, entry):
        path = entry.page_url
        return f"{self.context['site']}{path}" if path else None


class CiteAddress(OfTheRecord):
    schema = {
        "type": "string",
        "format": "uri",
        "description": "Where its citation is: permanent address, digest, plain text, BibTeX, RIS, CSL-JSON.",
    }

    def to_representation(self, entry):
        clocks = {name: self.context["values"][name] for name in CLOCKS if name in self.context["values"]}
        path = address(self.context, entry, entry.pk).removeprefix(self.context["site"])
        cited = f"{path}?{urlencode(clocks)}" if clocks else path
        return f"{self.context['api']}cite/?{urlencode({'address': cited})}"


class Certainty(OfTheRecord):
    schema = {
        "type": ["string", "null"],
        "enum": [CERTAIN, POSSIBLE, None],
        "description": "Under as_of, whether it is true that day; null: no. Null without as_of.",
    }

    def to_representation(self, record):
        day = self.context["day"]
        return record.certainty_on(day) if day else None


class NestedCitationSerializer(serializers.Serializer):
    """That a source supports the record, or a field of it, or disagrees with it."""

    id = serializers.CharField()
    source = TitledReferenceSerializer()
    field = serializers.CharField(help_text="The field it speaks of. Empty: the whole record.")
    locator = serializers.CharField(help_text="Where in the source, such as “Art. 5”.")
    stance = serializers.ChoiceField(Citation.Stance.choices)
    other_value = serializers.CharField(help_text="What a source that disagrees says instead.")
    evidence = serializers.CharField(help_text="Where it differs from that of the record as a whole.")
    note = serializers.CharField()


class Citations(Shaped):
    """The citations of a record: its `cited`."""

    shape = NestedCitationSerializer
    many = True

    def to_representation(self, citations):
        return [
            {"id": citation.pk, "source": named(self.context, citation.source)} | said(citation)
            for citation in citations
        ]


def said(citation):
    """What a citation says, apart from its two ends."""
    names = ("field", "locator", "stance", "other_value", "evidence", "note")
    return {name: getattr(citation, name) for name in names}


PLAIN = serializers.CharField, serializers.IntegerField, serializers.BooleanField, serializers.ChoiceField
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


# What an entry and those that it refers to can write by themselves: no other rows are read for it.
LIGHT = *PLAIN, serializers.DateField, PartialDateValue, Reference, Address, PageAddress, CiteAddress, Certainty


class Writing(serializers.ModelSerializer):
    """A serializer that only writes: by functions found once for all rows, not looked up for each."""

    @cached_property
    def _writers(self):
        return [(field.field_name, _writer(field)) for field in self._readable_fields]

    @cached_property
    def light(self):
        """The names of the fields for which no other rows are read."""
        return frozenset(
            field.field_name
            for field in self._readable_fields
            if type(field) in LIGHT or isinstance(field, (*PLAIN, PageAddress))
        )

    def to_representation(self, entry):
        return {name: write(entry) for name, write in self._writers}

    def sparse(self, entry, names):
        """The object of an entry with the fields of `names` alone."""
        return {name: write(entry) for name, write in self._writers if name in names}


class EntrySerializer(Writing):
    """Base of the serializers: every field is read-only, partial dates and references are objects."""

    url = Address()
    page_url = PageAddress()
    cite = CiteAddress()

    def build_standard_field(self, field_name, model_field):
        words = {"help_text": model_field.help_text} if model_field.help_text else {}
        if isinstance(model_field, PartialDateField):
            return PartialDateValue, {"allow_null": model_field.blank, **words, "read_only": True}
        field_class, kwargs = super().build_standard_field(field_name, model_field)
        if isinstance(model_field, models.SlugField | models.URLField):
            field_class = serializers.CharField
        kept = {name: kwargs[name] for name in ("choices", "allow_null", "allow_blank") if name in kwargs}
        return field_class, {**kept, **words, "read_only": True}

    def build_relational_field(self, field_name, relation_info):
        field = relation_info.model_field
        words = {"help_text": field.help_text} if field.help_text else {}
        shape = shape_of(relation_info.related_model)
        return Reference, {"shape": shape, "allow_null": field.null, **words, "read_only": True}


class RecordSerializer(EntrySerializer):
    """Base of the serializers of facts: with their certainty on the day asked for, and their citations."""

    certainty = Certainty()
    citations = Citations(source="cited")


class RowsOfTheDay(serializers.ListSerializer):
    """Rows within another record: all of them or, under as_of, those that are or may be true that day."""

    def to_representation(self, rows):
        day = self.context["day"]
        return super().to_representation(self.on(day, rows) if day else rows)

    def on(self, day, rows):
        return [row for row in rows.all() if row.certainty_on(day)]
