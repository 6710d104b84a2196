"""Examples of what the filters of a list take: the first plain value of the same column in the register's files.

They are for the schema and the docs, and are read from `fixtures/`, so they can be told without a database.
"""

import csv
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models

from ..dates.partial_date import PartialDate
from ..filtering.filter_fields import DayFilter, PeriodFilter, TrueFalseFilter, WholeNumberFilter
from ..filtering.filtersets import OrderedFilterSet
from ..kinds import file_name
from ..models import Citation, Coverage
from .parameters import LONGEST

PLAIN = 60  # characters of a value that is easily read
ABSENT = "Art. 5"  # for a column in which the files hold nothing: any text would do, and is refused until one is held


def example_of(filterset_class: type[OrderedFilterSet], name: str) -> Any:
    """Return a value that the filter `name` takes: text, a whole number, or true."""
    narrowing = filterset_class.base_filters[name]
    model = filterset_class._meta.model
    if isinstance(narrowing, TrueFalseFilter):
        return True
    if name == "search":
        texts = (_value(model, path.split("__")) for path in [*model.about.listed_by, "id"])
        return next(text for text in texts if text)
    value = _value(model, narrowing.field_name.split("__"))
    if isinstance(narrowing, PeriodFilter):
        return "-".join(day[:4] for day in _days())
    if isinstance(narrowing, DayFilter) and value:
        when = PartialDate(value)
        if getattr(narrowing, "side", "") == "to":
            return str(when.latest or when.earliest)
        return str(when.earliest or when.latest)
    if isinstance(narrowing, DayFilter):
        return _days()[name.endswith(("to", "before"))]
    if isinstance(narrowing, WholeNumberFilter):
        return int(value or 1)
    if value is None and "choices" in narrowing.extra:
        return str(next(iter(narrowing.extra["choices"]))[0])
    return value or ABSENT


def _value(model: type[models.Model], path: list[str]) -> str | None:
    """Return a value of the column at the end of a lookup path, or None."""
    [name, *more] = path
    column = next((field for field in model._meta.concrete_fields if field.name == name), None)
    if model is Citation and name in ("content_type", "object_id"):
        kind, _, key = _first(model, "record").partition(":")
        return key if name == "object_id" else kind
    if column is None:
        return None
    return _value(column.related_model, more) if more else _first(model, name)


@cache
def _first(model: type[models.Model], name: str) -> str | None:
    """Return the first value of a column that is short and in one line or, without one, the shortest.

    None for an empty column.
    """
    cells = [row.get(name, "") for row in _rows(model)]
    values = [cell for cell in cells if cell.isprintable() and 0 < len(cell) <= LONGEST]
    for value in values:
        if len(value) <= PLAIN:
            return value
    return min(values, key=len, default=None)


@cache
def _rows(model: type[models.Model]) -> list[dict[str, str]]:
    """Return the rows of a kind's file; none for what has no file."""
    path = settings.FIXTURES / file_name(model) if hasattr(model, "about") else None
    if path is None or not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _days() -> list[str | None]:
    """Return the first day of the organization, and the day to which the register is verified."""
    return [_first(Coverage, name) for name in ("established_on", "verified_to")]
