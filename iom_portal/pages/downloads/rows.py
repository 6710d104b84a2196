"""The rows that a set of files holds, and their values with their types."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from django.db import models

from iom_portal.records.dates.fields import PartialDateField
from iom_portal.records.dates.times import time_text
from iom_portal.records.files.csv_files import entries_of_file
from iom_portal.records.kinds import kinds
from iom_portal.records.models import Revision
from iom_portal.records.models.entry import Entry
from iom_portal.records.models.facts import Record
from iom_portal.records.text import natural

Certainties = dict[tuple[str, str], str]  # {(kind, id): CERTAIN or POSSIBLE}

REVISION_COLUMNS = ["number", "made_at", "origin", "reason", "hash"]


@cache
def field_of(model: type[Entry], name: str) -> "models.Field[Any, Any] | None":
    """Return the model field of a column, or None for `sources` and the `record` of a citation."""
    return next((field for field in model._meta.concrete_fields if field.name == name), None)


def revision_rows() -> list[dict[str, Any]]:
    """Return the revisions up to the one that is read, as {column: value}."""
    revisions = Revision.objects.exclude(number=None).order_by("number").values(*REVISION_COLUMNS)
    return [{**revision, "made_at": time_text(revision["made_at"])} for revision in revisions]


def certainties(day: date) -> Certainties:
    """Return the certainty of every fact that is or may be true on `day`, in the order of the files."""
    certainty_of: Certainties = {}
    for model in kinds():
        if not issubclass(model, Record):
            continue
        facts = model.objects.as_of(day)
        if model.on_day and model.on_day.via:
            facts = facts.select_related(model.on_day.via.removesuffix("__"))
        for fact in sorted(facts, key=lambda fact: natural(fact.pk)):
            certainty = fact.certainty_on(day)
            if certainty:
                certainty_of[model.kind, fact.pk] = certainty
    return certainty_of


def typed_rows(
    model: type[Entry], day: date | None, certainty_of: Mapping[tuple[str, str], str]
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a kind's file with their values as JSON has them, and with their certainty if it is given."""
    for entry in sorted(entries_of_file(model, day), key=lambda entry: natural(entry.pk)):
        cells = entry.as_row()
        values = {name: _typed_value(entry, name, cells[name]) for name in model.file_columns()}
        if (model.kind, entry.pk) in certainty_of:
            values["certainty"] = certainty_of[model.kind, entry.pk]
        yield values


def _typed_value(entry: Entry, name: str, text: str) -> Any:
    """Return the value of a column as JSON has it. text: that of its cell."""
    if name == "sources":
        return text.split(";") if text else []
    field = field_of(type(entry), name)
    if isinstance(field, PartialDateField):
        when = getattr(entry, name)
        return {"text": text, "earliest": when.earliest, "latest": when.latest} if when else None
    if isinstance(field, models.BooleanField | models.IntegerField):
        return getattr(entry, name)
    if field is not None and (field.is_relation or isinstance(field, models.DateField)):
        return text or None
    return text
