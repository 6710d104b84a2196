"""The table schemas of a Frictionless data package: what each column of its files holds, and what its values keep."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.db import models
from django.utils.text import capfirst

from iom_portal.records.dates.fields import PartialDateField
from iom_portal.records.dates.partial_date import ANY_YEAR, text_pattern
from iom_portal.records.kinds import file_name, table_name
from iom_portal.records.models import Revision
from iom_portal.records.models.entry import ID, Entry

from .rows import field_of

Table = Sequence[Mapping[str, str]]  # rows of a CSV file as {column: text}
Schema = dict[str, Any]

PARTIAL_DATE_PATTERN = text_pattern(ANY_YEAR)
ID_PATTERN = cast("re.Pattern[str]", ID.regex).pattern.replace(r"\A", "").replace(r"\Z", "")

SOURCES_COLUMN = {
    "name": "sources",
    "title": "Sources",
    "type": "string",
    "description": "The sources that simply support the row, by id, separated by “;”.",
}
RECORD_COLUMN = {
    "name": "record",
    "title": "Record",
    "type": "string",
    "description": "The record that is cited for, as kind:id.",
    "constraints": {"required": True, "pattern": rf"^[a-z]+:{ID_PATTERN}$"},
}
ID_COLUMN = {
    "name": "id",
    "title": "Id",
    "type": "string",
    "description": "Permanent: it stays when dates are corrected.",
    "constraints": {"required": True, "unique": True, "pattern": f"^{ID_PATTERN}$"},
}


def table_schema(model: type[Entry], tables: Mapping[str, Table]) -> Schema:
    """Return the table schema of a kind.

    tables: the rows of all files, by the names of their kinds. Of what is true on one day, a row may refer to one that
    is not (the organ before it): a foreign key that the files do not keep is described and not declared.
    """
    schema: Schema = {
        "fields": [_column(model, name) for name in model.file_columns()],
        "primaryKey": "id",
        "missingValues": [""],
    }
    foreign_keys = _kept_foreign_keys(model, tables)
    if foreign_keys:
        schema["foreignKeys"] = foreign_keys
    return schema


def _kept_foreign_keys(model: type[Entry], tables: Mapping[str, Table]) -> list[dict[str, Any]]:
    """Return the foreign keys of a kind of which every value is the id of a row in the files."""
    own = table_name(model)
    foreign_keys = []
    for name in model.file_columns():
        field = field_of(model, name)
        if field is None or not field.is_relation:
            continue
        other = table_name(cast("type[Entry]", field.related_model))
        referred = {row[name] for row in tables[own]} - {""}
        if referred <= {row["id"] for row in tables[other]}:
            reference = {"resource": "" if other == own else other, "fields": "id"}
            foreign_keys.append({"fields": name, "reference": reference})
    return foreign_keys


def _column(model: type[Entry], name: str) -> dict[str, Any]:
    """Return the description of a column: its type and what its values keep."""
    if name == "sources":
        return SOURCES_COLUMN
    field = field_of(model, name)
    if field is None:
        return RECORD_COLUMN
    if field.primary_key:
        return ID_COLUMN
    column: dict[str, Any] = {"name": name, "title": capfirst(str(field.verbose_name)), **_type_of(field)}
    description = _description(field)
    if description:
        column["description"] = description
    constraints = _constraints(field)
    if constraints:
        column["constraints"] = constraints
    return column


def _description(field: "models.Field[Any, Any]") -> str:
    """Return what a column holds, in words; "" where its title says it all."""
    sentences = [str(field.help_text)] if field.help_text else []
    if field.is_relation:
        sentences.append(f"The id of a row of {file_name(cast('type[Entry]', field.related_model))}.")
    if isinstance(field, PartialDateField):
        sentences.append("EDTF text.")
    return " ".join(sentences)


def _type_of(field: "models.Field[Any, Any]") -> dict[str, Any]:
    """Return the type of a column, and how it is written."""
    if isinstance(field, models.BooleanField):
        return {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]}
    if isinstance(field, models.IntegerField):
        return {"type": "integer"}
    if isinstance(field, models.DateField):
        return {"type": "date", "format": "%Y-%m-%d"}
    return {"type": "string"}


def _constraints(field: "models.Field[Any, Any]") -> dict[str, Any]:
    """Return what the values of a column keep."""
    constraints: dict[str, Any] = {}
    if not (field.blank or isinstance(field, models.BooleanField)):
        constraints["required"] = True
    if field.unique:
        constraints["unique"] = True
    if field.is_relation:
        constraints["pattern"] = f"^{ID_PATTERN}$"
    elif isinstance(field, PartialDateField):
        constraints["pattern"] = PARTIAL_DATE_PATTERN
    elif field.choices:
        constraints["enum"] = [str(value) for value, _ in field.flatchoices if value != ""]
    elif isinstance(field, models.CharField) and not isinstance(field, models.URLField):
        constraints["maxLength"] = field.max_length
    elif isinstance(field, models.IntegerField) and not isinstance(field, models.BooleanField):
        constraints["minimum"] = 0
    return constraints


REVISION_SCHEMA: Schema = {
    "fields": [
        {
            "name": "number",
            "type": "integer",
            "description": "Revisions are numbered in the order of their commits.",
            "constraints": {"required": True, "unique": True, "minimum": 1},
        },
        {
            "name": "made_at",
            "type": "datetime",
            "format": "%Y-%m-%dT%H:%M:%S.%fZ",
            "description": "When it was made, in UTC.",
            "constraints": {"required": True},
        },
        {
            "name": "origin",
            "type": "string",
            "description": "The role in which it was made; names stay private.",
            "constraints": {"required": True, "enum": Revision.Origin.values},
        },
        {"name": "reason", "type": "string", "description": "Why.", "constraints": {"required": True}},
        {
            "name": "hash",
            "type": "string",
            "description": "SHA-256 over what it wrote and over the hash of the revision before it.",
            "constraints": {"required": True, "unique": True, "pattern": "^[0-9a-f]{64}$"},
        },
    ],
    "primaryKey": "number",
    "missingValues": [""],
}
CERTAINTY_SCHEMA: Schema = {
    "fields": [
        {"name": "kind", "type": "string", "constraints": {"required": True, "pattern": "^[a-z]+$"}},
        {"name": "id", "type": "string", "constraints": {"required": True, "pattern": f"^{ID_PATTERN}$"}},
        {"name": "certainty", "type": "string", "constraints": {"required": True, "enum": ["certain", "possible"]}},
    ],
    "primaryKey": ["kind", "id"],
    "missingValues": [""],
}
