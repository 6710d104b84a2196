"""Examples of what the filters of a list take: the first plain value of the same column in the register's files.

They are for the schema and the docs, and are read from `fixtures/`, so they can be told without a database.
"""

import csv
from functools import cache
from typing import cast

from django.conf import settings
from django.db import models

from ..dates.partial_date import PartialDate
from ..filtering.filter_fields import DayFilter, PeriodFilter, TrueFalseFilter, WholeNumberFilter
from ..filtering.filtersets import OrderedFilterSet
from ..kinds import file_name
from ..models import Citation, Coverage
from ..models.entry import Entry
from .parameters import LONGEST_VALUE

EASILY_READ = 60  # characters of a value
ABSENT = "Art. 5"  # for a column in which the files hold nothing: any text would do, and is refused until one is held


def example_of(filterset_class: type[OrderedFilterSet], name: str) -> str | int:
    """Return a value that the filter `name` takes: text, a whole number, or true."""
    list_filter = filterset_class.base_filters[name]
    model = filterset_class._meta.model
    if isinstance(list_filter, TrueFalseFilter):
        return True
    if name == "search":
        return _searched_text(model)
    if isinstance(list_filter, PeriodFilter):
        established_on, verified_to = _days_of_the_register()
        return f"{established_on[:4]}-{verified_to[:4]}"
    value = _value_at(model, list_filter.field_name.split("__"))
    if isinstance(list_filter, DayFilter):
        return _day_for(list_filter, name, value)
    if isinstance(list_filter, WholeNumberFilter):
        return int(value or 1)
    if value is None and "choices" in list_filter.extra:
        first_choice, _ = next(iter(list_filter.extra["choices"]))
        return str(first_choice)
    if value is None and issubclass(model, Entry) and list_filter.field_name in model.partial_dates():
        return _days_of_the_register()[1]
    return value or ABSENT


def _searched_text(model: type[Entry]) -> str:
    """Return the first value of the columns by whose text a list is searched; else an id."""
    for lookup in (*model.about.listed_by, "id"):
        text = _value_at(model, lookup.split("__"))
        if text:
            return text
    raise LookupError(f"The file of {model._meta.verbose_name_plural} is empty.")


def _day_for(list_filter: DayFilter, name: str, value: str | None) -> str:
    """Return a day by which a filter finds the record with this partial date; without one, a day of the register."""
    if not value:
        established_on, verified_to = _days_of_the_register()
        return verified_to if name.endswith(("to", "before")) else established_on
    when = PartialDate(value)
    if getattr(list_filter, "side", "") == "to":
        return str(when.latest or when.earliest)
    return str(when.earliest or when.latest)


def _value_at(model: type[models.Model], path: list[str]) -> str | None:
    """Return a value of the column at the end of a lookup path, or None."""
    [name, *rest] = path
    if model is Citation and name in ("content_type", "object_id"):
        kind, _, key = (_example_in_column(model, "record") or "").partition(":")
        return key if name == "object_id" else kind
    columns = {field.name: field for field in model._meta.concrete_fields}
    if name not in columns:
        return None
    related = columns[name].related_model
    return _value_at(related, rest) if rest and related else _example_in_column(model, name)


@cache
def _example_in_column(model: type[models.Model], name: str) -> str | None:
    """Return the first value of a column that is short and in one line or, without one, the shortest.

    None for an empty column.
    """
    cells = [row.get(name, "") for row in _rows(model)]
    values = [cell for cell in cells if cell.isprintable() and 0 < len(cell) <= LONGEST_VALUE]
    for value in values:
        if len(value) <= EASILY_READ:
            return value
    return min(values, key=len, default=None)


@cache
def _rows(model: type[models.Model]) -> list[dict[str, str]]:
    """Return the rows of a kind's file; none for what has no file."""
    if not issubclass(model, Entry):
        return []
    path = settings.FIXTURES / file_name(model)
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _days_of_the_register() -> tuple[str, str]:
    """Return the first day of the organization, and the day to which the register is verified."""
    established_on = _example_in_column(Coverage, "established_on")
    verified_to = _example_in_column(Coverage, "verified_to")
    return cast(str, established_on), cast(str, verified_to)
