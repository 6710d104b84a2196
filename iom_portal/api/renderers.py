"""The forms of an answer: JSON, by orjson, which is several times faster than the standard library; NDJSON; and CSV."""

import csv
import io
from functools import cache

import orjson
from rest_framework.renderers import BaseRenderer

from iom_portal.records.files import kinds


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return b"" if data is None else orjson.dumps(data, default=str)


class NDJSONRenderer(BaseRenderer):
    """One object a line, without the frame of the list: its count and pages are in the headers."""

    media_type = "application/x-ndjson"
    format = "ndjson"
    charset = None
    render_style = "binary"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        if _failed(renderer_context):
            return orjson.dumps(data, default=str)
        return b"".join(orjson.dumps(row, default=str, option=orjson.OPT_APPEND_NEWLINE) for row in _rows(data))


class CSVRenderer(BaseRenderer):
    """One row a record, under a header; a text in UTF-8 with a comma between cells."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        if _failed(renderer_context):
            return orjson.dumps(data, default=str)
        rows = [flat(row) for row in _rows(data)]
        columns = list(dict.fromkeys(name for row in rows for name in row))
        stream = io.StringIO()
        writer = csv.DictWriter(stream, columns, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)
        return stream.getvalue().encode()


def _failed(context):
    """Whether the answer is a problem document, which stays one in every form."""
    response = (context or {}).get("response")
    return response is not None and response.status_code >= 400


def _rows(data):
    for name in ("results", "differences"):
        if isinstance(data, dict) and name in data:
            return data[name]
    return data if isinstance(data, list) else [data]


def flat(row, prefix=""):
    """An object of the API as cells: dates by text and bounds, references by id, citations by their sources."""
    cells = {}
    for name, value in row.items():
        column = f"{prefix}{name}"
        if name == "citations":
            supporting = [one["source"]["id"] for one in value if "source" in one and one["stance"] == "supports"]
            cells[f"{prefix}sources"] = ";".join(dict.fromkeys(supporting))
        elif name in date_names():
            parts = ("text", "earliest", "latest")
            names = (column, f"{column}_earliest", f"{column}_latest")
            cells |= {cell: (value or {}).get(part) for cell, part in zip(names, parts, strict=True)}
        elif isinstance(value, dict) and "id" in value:
            cells[column] = value["id"]
        elif isinstance(value, dict):
            cells |= flat(value, f"{column}_")
        elif isinstance(value, list):
            cells[column] = ";".join(_item(item) for item in value)
        else:
            cells[column] = "" if value is None else str(value).lower() if isinstance(value, bool) else value
    return cells


@cache
def date_names():
    """The names under which objects of the API hold partial dates: null or not, they make the same three cells."""
    return frozenset({"when", *(name for model in kinds() for name in model.partial_dates())})


def _item(item):
    if not isinstance(item, dict):
        return str(item)
    return str(item["id"]) if "id" in item else ":".join(str(value) for value in item.values())
