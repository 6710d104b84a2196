"""Examples of what the filters of a list take: the first plain value of the same column in the register's files.

They are for the schema and the docs, and are read from `fixtures/`, so they can be told without a database.
"""

import csv
from functools import cache

from django.conf import settings

from ..dates.partial_date import PartialDate
from ..filtering.filter_fields import DayFilter, PeriodFilter, TrueFalseFilter, WholeNumberFilter
from ..kinds import file_name
from ..models import Citation, Coverage
from .parameters import LONGEST

PLAIN = 60  # characters of a value that is easily read
ABSENT = "Art. 5"  # for a column in which the files hold nothing: any text would do, and is refused until one is held


def example_of(filterset_class, name):
    """A value that the filter `name` takes: text, a whole number, or true."""
    narrowing = filterset_class.base_filters[name]
    model = filterset_class._meta.model
    if isinstance(narrowing, TrueFalseFilter):
        return True
    if name == "search":
        return next(filter(None, (_value(model, path.split("__")) for path in [*model.about.listed_by, "id"])))
    value = _value(model, narrowing.field_name.split("__"))
    if isinstance(narrowing, PeriodFilter):
        return "-".join(day[:4] for day in _days())
    if isinstance(narrowing, DayFilter) and value:
        when = PartialDate(value)
        days = [when.latest, when.earliest] if getattr(narrowing, "side", "") == "to" else [when.earliest, when.latest]
        return str(next(filter(None, days)))
    if isinstance(narrowing, DayFilter):
        return _days()[name.endswith(("to", "before"))]
    if isinstance(narrowing, WholeNumberFilter):
        return int(value or 1)
    if value is None and "choices" in narrowing.extra:
        return str(next(iter(narrowing.extra["choices"]))[0])
    return value or ABSENT


def _value(model, path):
    """A value of the column at the end of a lookup path, or None."""
    [name, *more] = path
    column = next((field for field in model._meta.concrete_fields if field.name == name), None)
    if model is Citation and name in ("content_type", "object_id"):
        return _first(model, "record").split(":")[name == "object_id"]
    if column is None:
        return None
    return _value(column.related_model, more) if more else _first(model, name)


@cache
def _first(model, name):
    """The first short value of a column that is in one line or, without one, the shortest; None for an empty column."""
    values = [row.get(name, "") for row in _rows(model)]
    values = [value for value in values if value.isprintable() and 0 < len(value) <= LONGEST]
    return next((value for value in values if len(value) <= PLAIN), min(values, key=len, default=None))


@cache
def _rows(model):
    path = settings.FIXTURES / file_name(model) if hasattr(model, "about") else None
    if path is None or not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _days():
    """The first day of the organization, and the day to which the register is verified."""
    return [_first(Coverage, name) for name in ("established_on", "verified_to")]
