"""The kinds of the register: all of them, in order, and what is asked of each."""

from functools import cache

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError

from .models.sources import Citation

LAST = ("start", "end", "sources", "evidence", "note")


def kinds():
    """All kinds of the register, those that others refer to first, citations last."""
    return list(_kinds())


@cache
def _kinds():
    waiting = [model for model in apps.get_models() if getattr(model, "is_register_entry", False)]
    waiting.sort(key=lambda model: model is Citation)
    ordered = []
    while waiting:
        ready = next(model for model in waiting if not referred(model) & set(waiting) - {model})
        waiting.remove(ready)
        ordered.append(ready)
    return ordered


def referred(model):
    """The kinds to which a kind's foreign keys point."""
    return {field.related_model for field in model._meta.concrete_fields if field.is_relation}


def file_name(model):
    return model.resource.replace("-", "_") + ".csv"


def columns(model):
    """Names of the columns of a kind's file, in order."""
    if model is Citation:
        return ["id", "record", "source", "field", "locator", "stance", "other_value", "evidence", "note"]
    names = [field.name for field in model._meta.concrete_fields if field.editable and field.name != "id"]
    if model.owes_citation:
        names.append("sources")
    return ["id", *(name for name in names if name not in LAST), *(name for name in LAST if name in names)]


def row_of(entry, without_sources=False):
    """The row of an entry: {column: text}. Bring many `with_citations`, or do without the `sources` cell."""
    names = columns(type(entry))
    return {name: _cell(entry, name) for name in names if not (without_sources and name == "sources")}


def _cell(entry, name):
    if name == "sources":
        plain = [citation for citation in entry.cited if citation.is_plain]
        return ";".join(citation.source_id for citation in sorted(plain, key=lambda c: (c.position, c.pk)))
    if name == "record" and isinstance(entry, Citation):
        return f"{ContentType.objects.get_for_id(entry.content_type_id).model}:{entry.object_id}"
    value = getattr(entry, entry._meta.get_field(name).attname)
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)


def record_named(reference):
    """(model, id) of a reference such as “membership:aus-member-1”. Raises ValidationError."""
    kind, colon, pk = reference.partition(":")
    by_kind = {model.kind: model for model in kinds()}
    if not colon or kind not in by_kind or not pk:
        raise ValidationError(f"“{reference}” names no record: write kind:id, with a kind of {', '.join(by_kind)}.")
    return by_kind[kind], pk
