"""The filters of a list as parameters of the API: how they are described, and how their values are checked."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import django_filters
from django.db import models
from django.utils.choices import normalize_choices

from ..dates.partial_date import text_pattern
from ..django_internals import given_label
from ..filtering.filter_fields import (
    DayFilter,
    KeyFilter,
    PartialDateFilter,
    PeriodFilter,
    TrueFalseFilter,
    WholeNumberFilter,
)
from ..filtering.filtersets import OrderedFilterSet
from ..history.clock import FIRST_READABLE, LAST_READABLE
from ..models.entry import Entry
from .hints import hint_at_record
from .parameters import (
    ANY_DAY,
    AS_OF,
    CERTAINTY,
    LONGEST_COMPARED,
    LONGEST_VALUE,
    ONLY_HELD,
    SEARCH,
    BadParameters,
    Fault,
    Parameter,
    did_you_mean,
    quoted,
)

MOST_NAMED = 60  # allowed values that a refusal names
MOST_COMPARED = 2000  # values that are looked through for one much like what was asked

COMMON = {parameter.name: parameter for parameter in (AS_OF, CERTAINTY, SEARCH)}
PARTIAL_DATE = text_pattern()


def filter_parameters(filterset_class: type[OrderedFilterSet]) -> list[Parameter]:
    """Return the Parameters of a FilterSet. Without a database query, so that the schema can be written anywhere."""
    parameters = []
    for name, list_filter in filterset_class.base_filters.items():
        parameter = COMMON.get(name) or Parameter(
            name,
            _description(filterset_class, name, list_filter),
            _schema(list_filter),
            deprecated=filterset_class.deprecated.get(name),
            also=_further_demands(filterset_class, list_filter),
        )
        parameters.append(parameter)
    return parameters


def _compared_column(
    filterset_class: type[OrderedFilterSet], list_filter: django_filters.Filter
) -> models.Field | None:
    """Return the column that a filter compares, or None."""
    model: type[models.Model] | None = filterset_class._meta.model
    column: models.Field | None = None
    for name in list_filter.field_name.split("__"):
        columns = {} if model is None else {field.name: field for field in model._meta.fields}
        column = columns.get(name)
        if column is None:
            return None
        model = column.related_model
    return column


def _description(filterset_class: type[OrderedFilterSet], name: str, list_filter: django_filters.Filter) -> str:
    """Return what a filter does and, where it is named after a field, what that holds."""
    column = _compared_column(filterset_class, list_filter)
    help_text = f" {column.help_text}" if column and column.help_text else ""
    if label := given_label(list_filter) or list_filter.extra.get("label"):
        is_of_column = column is not None and column.name == name
        return f"{str(label).rstrip('.')}.{help_text if is_of_column else ''}"
    words = str(column.verbose_name if column else name).replace("_", " ")
    title = f"{words[0].upper()}{words[1:]}"
    if isinstance(list_filter, KeyFilter):
        return f"{title}, by id or slug."
    if isinstance(list_filter, django_filters.ModelChoiceFilter):
        return f"{title}, by id."
    return f"{title}, exactly.{help_text}"


def _schema(list_filter: django_filters.Filter) -> dict[str, Any]:
    """Return the JSON schema of the values that a filter takes."""
    if isinstance(list_filter, WholeNumberFilter):
        return {"type": "integer", "minimum": 0, "maximum": 999_999_999}
    if isinstance(list_filter, TrueFalseFilter):
        return {"type": "boolean"}
    if isinstance(list_filter, DayFilter):
        return ANY_DAY
    if isinstance(list_filter, PeriodFilter):
        return {"type": "string", "pattern": "^(19|20|21)[0-9]{2}-(19|20|21)[0-9]{2}$"}
    if isinstance(list_filter, PartialDateFilter):
        return {"type": "string", "maxLength": 40, "pattern": PARTIAL_DATE}
    choices = None if isinstance(list_filter, django_filters.ModelChoiceFilter) else list_filter.extra.get("choices")
    if choices:
        return {"type": "string", "enum": [str(value) for value, _ in normalize_choices(choices)]}
    return {"type": "string", "maxLength": LONGEST_VALUE}


def _further_demands(filterset_class: type[OrderedFilterSet], list_filter: django_filters.Filter) -> str:
    """Return what is asked of a value of a filter beyond its schema, or ""."""
    if isinstance(list_filter, PeriodFilter):
        return f"From {FIRST_READABLE.year} to {LAST_READABLE.year}, the earlier year first."
    if isinstance(list_filter, PartialDateFilter):
        return "Days that exist, the earlier one first."
    if isinstance(list_filter, django_filters.ModelChoiceFilter) or _takes_only_held(filterset_class, list_filter):
        return ONLY_HELD
    return ""


def _takes_only_held(filterset_class: type[OrderedFilterSet], list_filter: django_filters.Filter) -> bool:
    """Return whether a filter takes only keys, or texts, that the register holds."""
    is_text = isinstance(list_filter, django_filters.CharFilter)
    return is_text and not list_filter.method and _compared_column(filterset_class, list_filter) is not None


def check_filters(filterset: OrderedFilterSet, values: Mapping[str, str]) -> None:
    """Refuse values that the filters cannot read, and references and words that the register does not hold.

    Raises BadParameters. A query for each value that names a record or a text.
    """
    faults = []
    for name, messages in filterset.errors.items():
        detail = " ".join(str(message) for message in messages)
        faults.append(Fault(name, detail, _allowed_values(filterset.filters[name])))
    for name, value in values.items():
        list_filter = filterset.filters.get(name)
        if list_filter is None or name in filterset.errors:
            continue
        if fault := _fault_of_unheld_value(filterset, name, list_filter, value):
            faults.append(fault)
    if faults:
        raise BadParameters(faults)


def _allowed_values(list_filter: django_filters.Filter) -> Sequence[str] | str | None:
    """Return what is allowed for a filter, as a refusal names it."""
    schema = _schema(list_filter)
    if "enum" in schema:
        return cast("list[str]", schema["enum"])
    if isinstance(list_filter, django_filters.ModelChoiceFilter):
        keys = list_filter.field.queryset.order_by("pk").values_list("pk", flat=True)
        return list(keys[:MOST_NAMED])
    if schema["type"] == "boolean":
        return ["true", "false"]
    return "a whole number" if schema["type"] == "integer" else None


def _fault_of_unheld_value(
    filterset: OrderedFilterSet, name: str, list_filter: django_filters.Filter, value: str
) -> Fault | None:
    """Return the Fault of a value that no record bears, or None. Only keys and text columns are looked up."""
    column = _compared_column(type(filterset), list_filter)
    if column is None or list_filter.method:
        return None
    if isinstance(list_filter, KeyFilter):
        return _fault_of_unheld_key(name, list_filter, cast("type[Entry]", column.related_model), value)
    if _takes_only_held(type(filterset), list_filter):
        return _fault_of_unheld_text(name, column, value)
    return None


def _fault_of_unheld_key(name: str, list_filter: KeyFilter, kind: type[Entry], value: str) -> Fault | None:
    if list_filter.names_record(kind, value):
        return None
    keys = "id" if list_filter.slug == "pk" else "id or slug"
    some_keys = kind.objects.order_by("pk").values_list(list_filter.slug, flat=True)[:MOST_COMPARED]
    hint = hint_at_record(kind, value, some_keys)
    detail = f"There is no {kind._meta.verbose_name} with the {keys} {quoted(value)}.{hint}"
    return Fault(name, detail, f"an {keys} of /{kind.about.resource}/")


def _fault_of_unheld_text(name: str, column: models.Field, value: str) -> Fault | None:
    kind = cast("type[Entry]", column.model)
    texts = kind.objects.order_by(column.name).values_list(column.name, flat=True).distinct()
    if texts.filter(**{column.name: value}).exists():
        return None
    some_texts = [str(text) for text in texts.exclude(**{column.name: ""})[:MOST_COMPARED]]
    hint = did_you_mean(value, [text for text in some_texts if len(text) <= LONGEST_COMPARED])
    detail = f"No record has {quoted(value)} as its {column.verbose_name}.{hint}"
    return Fault(name, detail, some_texts[:MOST_NAMED])
