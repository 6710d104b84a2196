"""What the objects of the API are made of: addresses, partial dates, references and certainty of a record.

Serializers only read. What a request asks for reaches them through their context:
`day` (that of `as_of`, or None), `language`, `values` (the parameters as they were given), `api` (the absolute address
of the API, ending in “/”) and `site` (that of the site, not ending in one).
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, cast
from urllib.parse import quote_plus, urlencode

from rest_framework import serializers

from ..dates.partial_date import PartialDate
from ..dates.validity import CERTAIN, POSSIBLE
from ..models.entry import Entry
from ..models.facts import Record
from .rows import Columns, PlainRow, RowReader

Context = Mapping[str, Any]

OPENING = ["id", "url", "page_url", "cite"]  # what every object begins with
CLOCKS = ("as_of", "as_recorded")
CLOSING = ["certainty", "evidence", "note", "citations"]  # what every fact ends with


def api_address(context: Context, kind: type[Entry], key: str) -> str:
    """Return the absolute address in the API of the entry `key` of a kind."""
    return f"{_list_address(context, kind)}{key}/"


def _list_address(context: Context, kind: type[Entry]) -> str:
    return f"{context['api']}{kind.about.resource}/"


def reference_to(context: Context, entry: Entry) -> dict[str, str]:
    """Return the object that stands for an entry within another: its id, its name or title, its address."""
    kind = type(entry)
    name = _name_in(context["language"], entry)
    return {"id": entry.pk, _name_member(kind): name, "url": api_address(context, kind, entry.pk)}


def _name_in(language: str, entry: Entry) -> str:
    """Return the name of an entry in a language or, where the register has none in it, in English."""
    return getattr(entry, f"name_{language}", "") or str(entry)


def reference_by_kind(context: Context, kind: type[Entry], key: str) -> dict[str, str]:
    """Return the object that stands for the entry `key` of any kind: its kind, its id, its address."""
    return {"kind": kind.kind, "id": key, "url": api_address(context, kind, key)}


@cache
def reference_serializer_of(model: type[Entry]) -> type[serializers.Serializer]:
    """Return the serializer of a reference to an entry of a kind: some kinds have a title, the others a name."""
    return TitledReferenceSerializer if "title" in model.column_names() else NamedReferenceSerializer


def _name_member(model: type[Entry]) -> str:
    """Return the member under which objects hold the name of an entry of this kind: “title” or “name”."""
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

    `to_representation` says it of a record. `row_reader` gives the function that says the same of a plain row
    (reading/plain_rows.py), or None where only a record can tell.
    """

    shape: type[serializers.Serializer] | None = None
    schema: Mapping[str, Any] | None = None
    many = False

    def __init__(self, **kwargs: Any) -> None:
        self.shape = kwargs.pop("shape", self.shape)
        super().__init__(**{**kwargs, "read_only": True})

    def row_reader(self, model: type[Entry], columns: Columns, context: Context) -> RowReader | None:
        return None


def bound_source(field: serializers.Field) -> str:
    """Return where in the record the value of a field stands, as its serializer has told it."""
    if field.source is None:
        raise LookupError(f"{type(field).__name__} is in no serializer.")
    return field.source


@lru_cache(maxsize=4096)
def partial_date_object(text: str, language: str) -> dict[str, Any] | None:
    """Return the object of a partial date, or None for an empty text."""
    when = PartialDate(text)
    if not when:
        return None
    return {"text": text, "earliest": when.earliest, "latest": when.latest, "words": when.words(language)}


class PartialDateObjectField(DescribedField):
    """A partial date as an object, or null where the text is empty."""

    shape = PartialDateSerializer

    def to_representation(self, when: PartialDate) -> dict[str, Any] | None:
        return partial_date_object(str(when), self.context["language"])

    def row_reader(self, model: type[Entry], columns: Columns, context: Context) -> RowReader:
        text, language = columns.value_reader(bound_source(self)), context["language"]
        return lambda row: partial_date_object(text(row), language)


class ReferenceField(DescribedField):
    """Another record that is at hand."""

    def to_representation(self, entry: Entry) -> dict[str, str]:
        return reference_to(self.context, entry)

    def row_reader(self, model: type[Entry], columns: Columns, context: Context) -> RowReader | None:
        return reference_reader(model, bound_source(self), columns, context)


def reference_reader(model: type[Entry], lookup: str, columns: Columns, context: Context) -> RowReader | None:
    """Return the function from a plain row to the object that stands for the entry to which a column of it refers.

    It says what `reference_to` says, once for each entry; None where the name of the kind is no column.
    """
    kind = _kind_at(model, lookup)
    name_column = kind.named_by()
    if name_column is None:
        return None
    key_place, name_place = columns(f"{lookup}_id"), columns(f"{lookup}__{name_column}")
    translation_place = name_place
    translated_column = f"name_{context['language']}"
    if translated_column in kind.column_names():
        translation_place = columns(f"{lookup}__{translated_column}")
    start, member = _list_address(context, kind), _name_member(kind)
    references: dict[str | None, dict[str, str] | None] = {None: None}

    def read(row: PlainRow) -> dict[str, str] | None:
        key = row[key_place]
        if key not in references:
            name = row[translation_place] or row[name_place]
            references[key] = {"id": key, member: name, "url": f"{start}{key}/"}
        return references[key]

    return read


def _kind_at(model: type[Entry], lookup: str) -> type[Entry]:
    """Return the kind to which a lookup path of references leads."""
    for name in lookup.split("__"):
        model = cast("type[Entry]", model._meta.get_field(name).related_model)
    return model


class WholeRecordField(DescribedField):
    """A value made of the record as a whole, or of the record that `source` names."""

    def __init__(self, source: str = "*", **kwargs: Any) -> None:
        super().__init__(source=source, **kwargs)


class ApiAddressField(WholeRecordField):
    """The address of a record in the API."""

    schema = {"type": "string", "format": "uri", "description": "Its address in the API."}

    def to_representation(self, entry: Entry) -> str:
        return api_address(self.context, type(entry), entry.pk)

    def row_reader(self, model: type[Entry], columns: Columns, context: Context) -> RowReader:
        key_place, start = columns("pk"), _list_address(context, model)
        return lambda row: f"{start}{row[key_place]}/"


class PageAddressField(WholeRecordField):
    """The address of the page that shows a record, or null."""

    schema = {
        "type": ["string", "null"],
        "format": "uri",
        "description": "The page of the site that shows it; null: none does.",
    }

    def to_representation(self, entry: Entry) -> str | None:
        path = entry.page_url
        return f"{self.context['site']}{path}" if path else None

    def row_reader(self, model: type[Entry], columns: Columns, context: Context) -> RowReader:
        if model.about.page is None:
            return lambda row: None
        path, site = model.about.page.row_reader(columns), context["site"]
        return lambda row: f"{site}{path(row)}"


def _in_query(key: str) -> str:
    """Return an id as it stands within the query of an address: only “+” means something else there."""
    return key.replace("+", "%2B")


class CiteAddressField(WholeRecordField):
    """The address at which a record is cited."""

    schema = {
        "type": "string",
        "format": "uri",
        "description": "Where its citation is: permanent address, digest, plain text, BibTeX, RIS, CSL-JSON.",
    }

    def to_representation(self, entry: Entry) -> str:
        start, end = self._around_key(type(entry), self.context)
        return f"{start}{_in_query(entry.pk)}{end}"

    def row_reader(self, model: type[Entry], columns: Columns, context: Context) -> RowReader:
        key_place = columns("pk")
        start, end = self._around_key(model, context)
        return lambda row: f"{start}{_in_query(row[key_place])}{end}"

    @staticmethod
    def _around_key(model: type[Entry], context: Context) -> tuple[str, str]:
        """Return what stands in the address before and behind the key."""
        clocks = {name: context["values"][name] for name in CLOCKS if name in context["values"]}
        path = _list_address(context, model).removeprefix(context["site"])
        end = f"/?{urlencode(clocks)}" if clocks else "/"
        return f"{context['api']}cite/?address={quote_plus(path)}", quote_plus(end)


class CertaintyField(WholeRecordField):
    """Whether a record is true on the day asked for."""

    schema = {
        "type": ["string", "null"],
        "enum": [CERTAIN, POSSIBLE, None],
        "description": "Under as_of, whether it is true that day; null: no. Null without as_of.",
    }

    def to_representation(self, record: Record) -> str | None:
        day = self.context["day"]
        return record.certainty_on(day) if day else None

    def row_reader(self, model: type[Entry], columns: Columns, context: Context) -> RowReader | None:
        day = context["day"]
        if not day:
            return lambda row: None
        if not issubclass(model, Record) or model.certainty_on is not Record.certainty_on:
            return None
        if model.on_day is None:
            return lambda row: CERTAIN
        certainty = model.on_day.row_reader(columns)
        return lambda row: certainty(row, day)
