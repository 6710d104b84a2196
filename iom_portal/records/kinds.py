"""The registry of the kinds: all of them, in order, and what is asked of each.

A room lists its kinds in its models (`KINDS`), in the order in which they are told.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError

from .models.entry import Entry


def kinds() -> list[type[Entry]]:
    """Return all kinds of the register: those that others refer to first, then those that may refer to any."""
    return list(_kinds())


@cache
def _kinds() -> tuple[type[Entry], ...]:
    waiting: list[type[Entry]] = []
    for config in apps.get_app_configs():
        waiting += getattr(config.models_module, "KINDS", ())
    waiting.sort(key=lambda model: model.refers_to_any)
    ordered: list[type[Entry]] = []
    while waiting:
        ready = next(model for model in waiting if not referred(model) & set(waiting) - {model})
        waiting.remove(ready)
        ordered.append(ready)
    return tuple(ordered)


def by_name() -> dict[str, type[Entry]]:
    """Return {name of a kind: the kind}."""
    return {model.kind: model for model in _kinds()}


def in_order(models: Iterable[type[Entry]]) -> list[type[Entry]]:
    """Return the kinds among `models`, in the order of the register."""
    wanted = set(models)
    return [model for model in _kinds() if model in wanted]


def referred(model: type[Entry]) -> set[Any]:
    """Return the models to which a kind's foreign keys point."""
    return {field.related_model for field in model._meta.concrete_fields if field.is_relation}


def file_name(model: type[Entry]) -> str:
    """Return the name of a kind's file."""
    return f"{table_name(model)}.csv"


def table_name(model: type[Entry]) -> str:
    """Return the plain name of a kind in files: its resource, with “_” for “-”."""
    return model.about.resource.replace("-", "_")


def record_named(reference: str) -> tuple[type[Entry], str]:
    """Return (kind, id) of a reference such as “membership:aus-member-1”. Raises ValidationError."""
    kind, colon, pk = reference.partition(":")
    known = by_name()
    if not colon or kind not in known or not pk:
        raise ValidationError(f"“{reference}” names no record: write kind:id, with a kind of {', '.join(known)}.")
    return known[kind], pk
