"""The forms of an answer: JSON, by orjson, which is several times faster than the standard library; NDJSON; and CSV."""

import csv
import io
from functools import cache
from itertools import chain

import orjson
from rest_framework.renderers import BaseRenderer

from iom_portal.records.api.fields import reference_serializer_of
from iom_portal.records.kinds import kinds

NOT_BESIDE = ("id", "url", "page_url", "cite")  # what stands of another record in no cell of its own


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return b"" if data is None else orjson.dumps(data, default=str)


class FormRenderer(JSONRenderer):
    """A form that is `written` otherwise. A problem document stays one in every form."""

    def render(self, data, accepted_media_type=None, renderer_context=None):
        context = renderer_context or {}
        response = context.get("response")
        if response is not None and response.status_code >= 400:
            return super().render(data)
        return self.written(data, context.get("view"))

    def written(self, data, view):
        """The bytes of an answer that `view` gives."""
        return super().render(data)


class NDJSONRenderer(FormRenderer):
    """One object a line, without the frame of the list: its count and pages are in the headers."""

    media_type = "application/x-ndjson"
    format = "ndjson"

    def written(self, data, view):
        return b"".join(orjson.dumps(row, default=str, option=orjson.OPT_APPEND_NEWLINE) for row in _rows(data))


class CSVRenderer(FormRenderer):
    """One row a record, under a header; a text in UTF-8 with a comma between cells."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def written(self, data, view):
        rows = [{name: cells(name, value) for name, value in row.items()} for row in _rows(data)]
        columns = _columns(rows, view)
        stream = io.StringIO()
        writer = csv.DictWriter(stream, columns, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows({column: cell for found in row.values() for column, cell in found.items()} for row in rows)
        return stream.getvalue().encode()


def _rows(data):
    for name in ("results", "differences"):
        if isinstance(data, dict) and name in data:
            return data[name]
    return data if isinstance(data, list) else [data]


def cells(name, value):
    """A field of an object as cells, {column: value}: dates by text and bounds, another record by its id and what is
    said of it beside, citations by their sources."""
    if name == "citations" or name.endswith("_citations"):
        supporting = [one["source"]["id"] for one in value or () if "source" in one and one["stance"] == "supports"]
        return {f"{name.removesuffix('citations')}sources": ";".join(dict.fromkeys(supporting))}
    if (name in date_names() and not isinstance(value, str)) or (isinstance(value, dict) and "earliest" in value):
        parts = ("text", "earliest", "latest")
        names = (name, f"{name}_earliest", f"{name}_latest")
        return {cell: (value or {}).get(part) for cell, part in zip(names, parts, strict=True)}
    if isinstance(value, dict) and "id" in value:
        beside = {inner: one for inner, one in value.items() if inner not in NOT_BESIDE}
        return {name: value["id"]} | _flat(name, beside)
    if isinstance(value, dict):
        return _flat(name, value)
    if isinstance(value, list):
        return {name: ";".join(_item(item) for item in value)}
    return {name: "" if value is None else str(value).lower() if isinstance(value, bool) else value}


def _flat(name, values):
    return {column: cell for inner, one in values.items() for column, cell in cells(f"{name}_{inner}", one).items()}


def _columns(rows, view):
    """The columns of a table, field by field; those of a list follow from what is asked, so that without rows it has
    its header too, and a reference its columns where no row has one."""
    references = getattr(view, "references", {})
    fields = {name: {} for name in getattr(view, "field_names", ()) if name in view.asked_fields}
    for name in fields.keys() & references.keys():
        fields[name] = cells(name, dict.fromkeys(reference_serializer_of(references[name])().fields))
    for row in rows:
        for name, found in row.items():
            fields[name] = fields.get(name, {}) | found
    return list(chain.from_iterable(found or cells(name, None) for name, found in fields.items()))


@cache
def date_names():
    """The names under which objects of the API hold partial dates: null or not, they make the same three cells."""
    return frozenset({"when", *(name for model in kinds() for name in model.partial_dates())})


def _item(item):
    if not isinstance(item, dict):
        return str(item)
    return str(item["id"]) if "id" in item else ":".join(str(value) for value in item.values())
