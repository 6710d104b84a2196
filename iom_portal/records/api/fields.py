"""What the objects of the API are made of: addresses, partial dates, references, certainty and citations of a record.

Serializers only read. What a request asks for reaches them through their context:
`day` (that of `as_of`, or None), `api` (the absolute address of the API, ending in “/”) and `site` (that of the site,
not ending in one).
"""

from functools import cache, lru_cache
from urllib.parse import quote_plus, urlencode

from django.contrib.contenttypes.models import ContentType
from rest_framework import serializers

from ..dates.partial_date import PartialDate
from ..dates.validity import CERTAIN, POSSIBLE
from ..models import Citation
from ..models.facts import Record
from ..reading.plain_rows import Columns, beside

OPENING = ["id", "url", "page_url", "cite"]  # what every object begins with
CLOCKS = ("as_of", "as_recorded")
CLOSING = ["certainty", "evidence", "note", "citations"]  # what every fact ends with


def address(context, kind, key):
    """The absolute API address of the entry `key` of a kind."""
    return f"{context['api']}{kind.about.resource}/{key}/"


def named(context, entry):
    """The object that stands for an entry within another: its id, its name or title, its address."""
    name = name_in(context["language"], entry)
    return {"id": entry.pk, word_for(type(entry)): name, "url": address(context, entry, entry.pk)}


def name_in(language, entry):
    """The name of an entry in a language or, where the register has none in it, in English."""
    return getattr(entry, f"name_{language}", "") or str(entry)


def pointing(context, model, key):
    """The object that stands for the entry `key` of any kind."""
    return {"kind": model.kind, "id": key, "url": address(context, model, key)}


@cache
def reference_serializer_of(model):
    """Some kinds have a title, the others a name."""
    return TitledReferenceSerializer if "title" in model.column_names() else NamedReferenceSerializer


def word_for(model):
    """What objects call the name of an entry of this kind."""
    return "title" if reference_serializer_of(model) is TitledReferenceSerializer else "name"


class PartialDateSerializer(serializers.Serializer):
    """A date that says no more than its source: its EDTF text and the first and last day that it allows."""

    text = serializers.CharField(help_text="EDTF text, such as 1967 or 1952-10-13/1953-04-16.")
    earliest = serializers.DateField(allow_null=True, help_text="The first day it allows; null: open.")
    latest = serializers.DateField(allow_null=True, help_text="The last day it allows; null: open.")
    words = serializers.CharField(help_text="The date in words, in the language of lang.")


class NamedReferenceSerializer(serializers.Serializer):
    """Another record, by its id and name."""

    id = serializers.CharField(help_text="Its permanent id.")
    name = serializers.CharField(help_text="Its name, in the language of lang.")
    url = serializers.URLField(help_text="Its address in the API.")


class TitledReferenceSerializer(serializers.Serializer):
    """Another record, by its id and title."""

    id = serializers.CharField(help_text="Its permanent id.")
    title = serializers.CharField(help_text="Its title.")
    url = serializers.URLField(help_text="Its address in the API.")


class RecordReferenceSerializer(serializers.Serializer):
    """Another record, by its kind and id."""

    kind = serializers.CharField(help_text="The kind of record, in one word.")
    id = serializers.CharField(help_text="Its permanent id.")
    url = serializers.URLField(help_text="Its address in the API.")


class DescribedField(serializers.Field):
    """A read-only value. The schema describes it by `shape`, a serializer class, or by `schema`, a JSON schema.

    `to_representation` says it of a record. `reader` gives the function that says the same of a plain row (plain.py),
    or None where only a record can tell.
    """

    shape = None
    schema = None
    many = False

    def __init__(self, **kwargs):
        self.shape = kwargs.pop("shape", self.shape)
        super().__init__(**{**kwargs, "read_only": True})

    def reader(self, model, want, context):
        return None


@lru_cache(maxsize=4096)
def partial_date_object(text, language):
    """The object of a partial date, or None for an empty text."""
    when = PartialDate(text)
    words = when.words(language)
    return {"text": text, "earliest": when.earliest, "latest": when.latest, "words": words} if when else None


class PartialDateObjectField(DescribedField):
    """A partial date as an object, or null where the text is empty."""

    shape = PartialDateSerializer

    def to_representation(self, when):
        return partial_date_object(str(when), self.context["language"])

    def reader(self, model, want, context):
        text, language = want.value(self.source), context["language"]
        return lambda row: partial_date_object(text(row), language)


class ReferenceField(DescribedField):
    """Another record that is at hand."""

    def to_representation(self, entry):
        return named(self.context, entry)

    def reader(self, model, want, context):
        return reference_reader(model, self.source, want, context)


def reference_reader(model, lookup, want, context):
    """The function from a plain row to the object that stands for the entry to which a column of it refers: `named`."""
    for name in lookup.split("__"):
        model = model._meta.get_field(name).related_model
    if model.named_by() is None:
        return None
    names = dict.fromkeys([f"name_{context['language']}", model.named_by()])
    key, places = want(f"{lookup}_id"), [want(f"{lookup}__{name}") for name in names if name in model.column_names()]
    first, last = places[0], places[-1]
    start, word, known = f"{context['api']}{model.about.resource}/", word_for(model), {None: None}

    def read(row):
        pk = row[key]
        if pk not in known:
            known[pk] = {"id": pk, word: row[first] or row[last], "url": f"{start}{pk}/"}
        return known[pk]

    return read


class WholeRecordField(DescribedField):
    """A value made of the record as a whole."""

    def __init__(self, **kwargs):
        super().__init__(source="*", **kwargs)


class ApiAddressField(WholeRecordField):
    schema = {"type": "string", "format": "uri", "description": "Its address in the API."}

    def to_representation(self, entry):
        return address(self.context, entry, entry.pk)

    def reader(self, model, want, context):
        key, start = want("pk"), f"{context['api']}{model.about.resource}/"
        return lambda row: f"{start}{row[key]}/"


class PageAddressField(WholeRecordField):
    schema = {
        "type": ["string", "null"],
        "format": "uri",
        "description": "The page of the site that shows it; null: none does.",
    }

    def to_representation(self, entry):
        path = entry.page_url
        return f"{self.context['site']}{path}" if path else None

    def reader(self, model, want, context):
        if model.about.page is None:
            return lambda row: None
        path, site = model.about.page.reader(want), context["site"]
        return lambda row: f"{site}{path(row)}"


def _quoted(key):
    """An id within the query of an address: of what it may hold, only “+” means something else there."""
    return key.replace("+", "%2B")


class CiteAddressField(WholeRecordField):
    schema = {
        "type": "string",
        "format": "uri",
        "description": "Where its citation is: permanent address, digest, plain text, BibTeX, RIS, CSL-JSON.",
    }

    def to_representation(self, entry):
        start, end = self._around(type(entry), self.context)
        return f"{start}{_quoted(entry.pk)}{end}"

    def reader(self, model, want, context):
        key, (start, end) = want("pk"), self._around(model, context)
        return lambda row: f"{start}{_quoted(row[key])}{end}"

    @staticmethod
    def _around(model, context):
        """What stands before and behind the key."""
        clocks = {name: context["values"][name] for name in CLOCKS if name in context["values"]}
        path = f"{context['api']}{model.about.resource}/".removeprefix(context["site"])
        end = f"/?{urlencode(clocks)}" if clocks else "/"
        return f"{context['api']}cite/?address={quote_plus(path)}", quote_plus(end)


class CertaintyField(WholeRecordField):
    schema = {
        "type": ["string", "null"],
        "enum": [CERTAIN, POSSIBLE, None],
        "description": "Under as_of, whether it is true that day; null: no. Null without as_of.",
    }

    def to_representation(self, record):
        day = self.context["day"]
        return record.certainty_on(day) if day else None

    def reader(self, model, want, context):
        day = context["day"]
        if not day:
            return lambda row: None
        if model.certainty_on is not Record.certainty_on:
            return None
        if model.on_day is None:
            return lambda row: CERTAIN
        certainty = model.on_day.reader(want)
        return lambda row: certainty(row, day)


class NestedCitationSerializer(serializers.Serializer):
    """That a source supports the record, or a field of it, or disagrees with it."""

    id = serializers.CharField(help_text="Its permanent id.")
    source = TitledReferenceSerializer(help_text="The source that speaks.")
    field = serializers.CharField(help_text="The field it speaks of. Empty: the whole record.")
    locator = serializers.CharField(help_text="Where in the source, such as “Art. 5”.")
    stance = serializers.ChoiceField(Citation.Stance.choices, help_text="Whether it supports or disagrees.")
    other_value = serializers.CharField(help_text="What a source that disagrees says instead.")
    evidence = serializers.CharField(help_text="Where it differs from that of the record as a whole.")
    note = serializers.CharField(help_text="What a reader should know of the citation.")


class CitationsField(DescribedField):
    """The citations of a record: its `cited`."""

    shape = NestedCitationSerializer
    many = True

    def to_representation(self, citations):
        return [
            {"id": citation.pk, "source": named(self.context, citation.source)} | said(citation)
            for citation in citations
        ]

    def reader(self, model, want, context):
        columns, kind = Columns(), ContentType.objects.get_for_model(model)
        source = reference_reader(Citation, "source", columns, context)
        pk, field, locator, stance, other_value, evidence, note = map(columns, ("pk", *SAID))

        def write(rows):
            return [
                {  # written out: there are many, and a loop over the names takes twice as long
                    "id": row[pk],
                    "source": source(row),
                    "field": row[field],
                    "locator": row[locator],
                    "stance": row[stance],
                    "other_value": row[other_value],
                    "evidence": row[evidence],
                    "note": row[note],
                }
                for row in rows
            ]

        return beside(want, Citation, "object_id", columns, write, content_type_id=kind.pk)


SAID = ("field", "locator", "stance", "other_value", "evidence", "note")


def said(citation):
    """What a citation says, apart from its two ends."""
    return {name: getattr(citation, name) for name in SAID}
