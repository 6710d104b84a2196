"""The forms of an answer: JSON, by orjson, which is several times faster than the standard library; NDJSON; and CSV."""

import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Protocol

import orjson
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from iom_portal.records.api.fields import reference_serializer_of
from iom_portal.records.files.csv_writing import write_csv
from iom_portal.records.history.clock import Clock
from iom_portal.records.kinds import kinds
from iom_portal.records.models.entry import Entry

NOT_IN_CELLS = ("id", "url", "page_url", "cite")  # what stands of another record in no cell of its own

ApiObject = dict[str, Any]
Cells = dict[str, Any]  # {column: value}


class AnsweringView(Protocol):
    """What the forms ask of the view that answers; every RegisterView tells it."""

    @property
    def request(self) -> Request: ...

    @property
    def values(self) -> Mapping[str, str]: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def day(self) -> date | None: ...

    @property
    def field_names(self) -> Sequence[str]: ...

    @property
    def asked_fields(self) -> Collection[str]: ...

    @property
    def references(self) -> Mapping[str, type[Entry]]: ...


class JSONRenderer(BaseRenderer):
    """Writes JSON, in UTF-8."""

    media_type = "application/json"
    format = "json"
    charset: str | None = None
    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=str)


class FormRenderer(JSONRenderer):
    """A form that is `written` otherwise. A problem document stays one in every form."""

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        context = renderer_context or {}
        response = context.get("response")
        if response is not None and response.status_code >= 400:
            return super().render(data)
        return self.written(data, context["view"])

    def written(self, data: Any, view: AnsweringView) -> bytes:
        """Return the bytes of an answer that `view` gives."""
        return super().render(data)


class NDJSONRenderer(FormRenderer):
    """One object a line, without the frame of the list: its count and pages are in the headers."""

    media_type = "application/x-ndjson"
    format = "ndjson"

    def written(self, data: Any, view: AnsweringView) -> bytes:
        lines = [orjson.dumps(row, default=str, option=orjson.OPT_APPEND_NEWLINE) for row in _rows(data)]
        return b"".join(lines)


class CSVRenderer(FormRenderer):
    """One row a record, under a header; a text in UTF-8 with a comma between cells."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def written(self, data: Any, view: AnsweringView) -> bytes:
        rows = []  # of each, {field: its cells}
        for api_object in _rows(data):
            rows.append({name: cells(name, value) for name, value in api_object.items()})
        stream = io.StringIO()
        write_csv(stream, _columns(rows, view), (_merged(row.values()) for row in rows))
        return stream.getvalue().encode()


def _rows(data: Any) -> Sequence[ApiObject]:
    """Return the objects of an answer: those of its list, or itself."""
    if isinstance(data, list):
        return data
    for name in ("results", "differences"):
        if name in data:
            rows: Sequence[ApiObject] = data[name]
            return rows
    return [data]


def cells(name: str, value: Any) -> Cells:
    """Return a field of an object as cells, {column: value}.

    Dates by text and bounds, another record by its id and what is said of it beside, citations by their sources.
    """
    if name == "citations" or name.endswith("_citations"):
        return _source_cells(name, value or ())
    if isinstance(value, dict) and "earliest" in value:
        return _date_cells(name, value)
    if name in date_names() and not isinstance(value, str):
        return _date_cells(name, value or {})
    if isinstance(value, dict) and "id" in value:
        others = {member: inner for member, inner in value.items() if member not in NOT_IN_CELLS}
        return {name: value["id"], **_member_cells(name, others)}
    if isinstance(value, dict):
        return _member_cells(name, value)
    if isinstance(value, list):
        return {name: ";".join(_item_text(item) for item in value)}
    return {name: _plain_cell(value)}


def _source_cells(name: str, citations: Iterable[ApiObject]) -> Cells:
    """Return the cell of the sources that support a record."""
    supporting = []
    for citation in citations:
        if "source" in citation and citation["stance"] == "supports":
            supporting.append(citation["source"]["id"])
    return {f"{name.removesuffix('citations')}sources": ";".join(dict.fromkeys(supporting))}


def _date_cells(name: str, when: Mapping[str, Any]) -> Cells:
    """Return the three cells of a partial date."""
    return {
        name: when.get("text"),
        f"{name}_earliest": when.get("earliest"),
        f"{name}_latest": when.get("latest"),
    }


def _member_cells(name: str, value: Mapping[str, Any]) -> Cells:
    """Return the cells of the members of an object, each under the name of its field as well."""
    return _merged(cells(f"{name}_{member}", inner) for member, inner in value.items())


def _plain_cell(value: Any) -> Any:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else value


def _item_text(item: Any) -> str:
    """Return an item of a list as it stands in a cell with the others: another record by its id."""
    if not isinstance(item, dict):
        return str(item)
    if "id" in item:
        return str(item["id"])
    return ":".join(str(value) for value in item.values())


def _merged(groups: Iterable[Cells]) -> Cells:
    merged: Cells = {}
    for group in groups:
        merged.update(group)
    return merged


def _columns(rows: Iterable[Mapping[str, Cells]], view: AnsweringView) -> list[str]:
    """Return the columns of a table, field by field.

    Those of a list follow from what is asked, so that without rows it has its header too, and a reference its columns
    where no row has one.
    """
    cells_of_field: dict[str, Cells] = {name: {} for name in view.field_names if name in view.asked_fields}
    for name, kind in view.references.items():
        if name in cells_of_field:
            members = reference_serializer_of(kind)().fields
            cells_of_field[name] = cells(name, dict.fromkeys(members))
    for row in rows:
        for name, group in row.items():
            cells_of_field[name] = {**cells_of_field.get(name, {}), **group}
    columns: list[str] = []
    for name, group in cells_of_field.items():
        columns += group or cells(name, None)
    return columns


@cache
def date_names() -> frozenset[str]:
    """Return the names under which objects of the API hold partial dates: null or not, they make the same cells."""
    names = {"when"}
    for model in kinds():
        names.update(model.partial_dates())
    return frozenset(names)
