"""The rows that a set of files holds, and their values with their types."""

from functools import cache

from django.db import models

from iom_portal.records.dates.fields import PartialDateField
from iom_portal.records.files.csv_files import entries_of_file
from iom_portal.records.kinds import kinds
from iom_portal.records.models import Revision
from iom_portal.records.models.facts import Record
from iom_portal.records.text import natural

REVISION_COLUMNS = ["number", "made_at", "origin", "reason"]


def table_name(model):
    """The name of a kind in the files."""
    return model.about.resource.replace("-", "_")


@cache
def field_of(model, name):
    """The model field of a column, or None for `sources` and the `record` of a citation."""
    return next((field for field in model._meta.concrete_fields if field.name == name), None)


def revision_rows():
    """The revisions up to the one that is read, as {column: value}."""
    rows = Revision.objects.exclude(number=None).order_by("number").values(*REVISION_COLUMNS)
    return [{**row, "made_at": f"{row['made_at']:%Y-%m-%dT%H:%M:%S.%fZ}"} for row in rows]


def certainties(day):
    """{(kind, id): certainty} of every fact that is or may be true on `day`, in the order of the files."""
    found = {}
    for model in kinds():
        if issubclass(model, Record):
            rows = model.objects.as_of(day)
            if model.on_day and model.on_day.via:
                rows = rows.select_related(model.on_day.via.removesuffix("__"))
            for entry in sorted(rows, key=lambda entry: natural(entry.pk)):
                found[model.kind, entry.pk] = entry.certainty_on(day)
    return found


def typed_rows(model, day, known):
    """The rows of a kind's file with their values as JSON has them; under a day with the certainty that is `known`."""
    for entry in sorted(entries_of_file(model, day), key=lambda entry: natural(entry.pk)):
        row = entry.as_row()
        values = {name: _value(entry, name, row[name]) for name in model.file_columns()}
        if (model.kind, entry.pk) in known:
            values["certainty"] = known[model.kind, entry.pk]
        yield values


def _value(entry, name, text):
    field = field_of(type(entry), name)
    if name == "sources":
        return text.split(";") if text else []
    if isinstance(field, PartialDateField):
        when = getattr(entry, name)
        return {"text": text, "earliest": when.earliest, "latest": when.latest} if when else None
    if isinstance(field, models.BooleanField | models.IntegerField):
        return getattr(entry, name)
    if field is not None and (field.is_relation or isinstance(field, models.DateField)):
        return text or None
    return text
