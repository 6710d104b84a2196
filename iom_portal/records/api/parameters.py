"""Reading the parameters of an API request once and strictly.

A parameter that is unknown, repeated, empty, too long or not of the form it must have is refused with what is allowed,
so that a misspelt filter never answers with the whole table. All that is wrong with a request is said at once.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Any
from unicodedata import category
from urllib.parse import parse_qsl

import django_filters
from django.core.handlers.wsgi import get_bytes_from_wsgi
from django.db import models
from django.http import HttpRequest
from django.utils.choices import normalize_choices
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from ..dates.partial_date import text_pattern
from ..dates.validity import CERTAIN, POSSIBLE
from ..dates.words import LANGUAGES
from ..deprecation import Deprecated
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
from ..history.clock import FIRST_READABLE, LAST_READABLE, BadDay, Clock, read_clock
from ..history.snapshots import MOMENT_PATTERN

LONGEST = 200  # characters of a value
LONGEST_NAMES = 1000  # characters of a value that names fields
MOST = 50  # parameters of a request
MOST_NAMED = 60  # allowed values that a refusal names
MOST_COMPARED = 2000  # values that are looked through for one much like what was asked
LONGEST_NEAR = 60  # characters of such a value

CONTROL = r"\u0000-\u001f\u007f-\u009f"
ONE_LINE = rf"^[^{CONTROL}]*[^\s\ufeff{CONTROL}][^{CONTROL}]*$"
ANY_DAY = {"type": "string", "format": "date", "pattern": "^(?!0000|9999)[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
READABLE_DAY = {"type": "string", "format": "date", "pattern": "^(19[0-9]{2}|20[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}$"}
MOMENT = {"type": "string", "pattern": f"^{MOMENT_PATTERN}$"}
PARTIAL_DATE = text_pattern()
HELD = "Only what the register holds."
EARLIER = "The earlier one first."


@dataclass(frozen=True)
class Parameter:
    """A query parameter of an endpoint: its name, what it means, and the JSON schema of its value.

    example: a value that it takes. needs: the parameters without which it is refused. deprecated: why not to use it.
    also: what is asked of its value beyond the schema, in words; “” where every value of the schema is taken.
    """

    name: str
    description: str
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string", "maxLength": LONGEST})
    example: object = None
    needs: tuple[str, ...] = ()
    required: bool = False
    deprecated: Deprecated | None = None
    also: str = ""

    @property
    def whole_schema(self) -> dict[str, Any]:
        """The JSON schema, with what holds of every text: one line that says something."""
        if "x-names" in self.schema:
            return {**self.schema, "pattern": _list_of(self.schema["x-names"])}
        if self.schema["type"] == "string" and not {"enum", "pattern"} & self.schema.keys():
            return {**self.schema, "pattern": ONE_LINE}
        return self.schema


def _list_of(names: Iterable[str]) -> str:
    """Return the pattern of some of the names, separated by commas."""
    one = f"({'|'.join(map(re.escape, names))})".replace(r"\-", "-")
    return f"^{one}(,{one})*$"


AS_OF = Parameter(
    "as_of",
    f"The day asked for, as YYYY-MM-DD, from {FIRST_READABLE} to {LAST_READABLE}. Lists and nested rows then hold what "
    "was true or may have been true on that day, each with its certainty.",
    READABLE_DAY,
    "2013-06-14",
)
AS_RECORDED = Parameter(
    "as_recorded",
    "The moment at which the register is read: a revision number, or a time with its zone, such as "
    "2026-11-23T12:00:00Z. The answer is then the one that the register gave at that moment.",
    MOMENT,
    "1",
    also="From the first revision up to now.",
)
CERTAINTY = Parameter(
    "certainty",
    "With as_of: only what is certain that day, or only what is merely possible.",
    {"type": "string", "enum": [CERTAIN, POSSIBLE]},
    CERTAIN,
    needs=("as_of",),
)
SEARCH = Parameter("search", "Words that all occur in the record, without regard to accents and case.")
LANG = Parameter(
    "lang",
    "The language of dates in words and of the names of other records; English where the register has no name in it.",
    {"type": "string", "enum": list(LANGUAGES), "default": "en"},
    "fr",
)
FORMAT = Parameter(
    "format", "The form of the answer.", {"type": "string", "enum": ["json", "ndjson", "csv", "jsonld"]}, "csv"
)
FIELDS, OMIT, EXPAND = "fields", "omit", "expand"


def of_names(name: str, description: str, allowed: Sequence[str], example: str) -> Parameter:
    """Return a Parameter that takes some of the `allowed` names, separated by commas."""
    words = f"{description} Several are separated by commas: {', '.join(allowed)}."
    schema = {"type": "string", "maxLength": LONGEST_NAMES, "x-names": list(allowed)}
    return Parameter(name, words, schema, example)


@dataclass(frozen=True)
class Fault:
    """What is wrong with one parameter, and what is allowed in its place."""

    parameter: str
    detail: str
    allowed: Sequence[Any] | str | None = None


class BadParameters(APIException):
    """400: one or more parameters cannot be read."""

    status_code = status.HTTP_400_BAD_REQUEST

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(" ".join(fault.detail for fault in faults))


class NoSuchPage(APIException):
    """404: the list has fewer pages."""

    status_code = status.HTTP_404_NOT_FOUND

    def __init__(self, detail: str, allowed: str) -> None:
        self.faults = [Fault("page", detail, allowed)]
        super().__init__(detail)


def read_query(request: Request, parameters: Iterable[Parameter]) -> dict[str, str]:
    """Return the query of a request as {name: value}.

    Raises BadParameters once, for all that is not one of `parameters` or not of the form that it must have.
    """
    known = {parameter.name: parameter for parameter in parameters}
    values: dict[str, str] = {}
    faults: dict[str, Fault] = {}
    for name, value in _pairs(request):
        if name not in known:
            faults[name] = _unknown(name, sorted(known))
        elif name in values:
            faults[name] = Fault(name, f"{name} is given more than once. Give it once.")
        else:
            values[name] = value
            if fault := _form_fault(known[name], value):
                faults[name] = fault
    if faults:
        raise BadParameters(list(faults.values()))
    return values


def _pairs(request: Request) -> list[tuple[str, str]]:
    """Return (name, value) of every parameter. Raises BadParameters where the query as a whole cannot be read."""
    raw = get_bytes_from_wsgi(request.META, "QUERY_STRING", "")
    try:
        return parse_qsl(raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST)
    except UnicodeDecodeError:
        raise BadParameters([Fault("", "The query is not text in UTF-8.", "percent-encoded UTF-8")]) from None
    except ValueError:
        raise BadParameters([Fault("", f"The query has more than {MOST} parameters.")]) from None


def _shown(text: str) -> str:
    """Return a text as a message may repeat it: printable and short."""
    text = "".join(character if category(character)[0] != "C" else "�" for character in text[:60])
    return f"“{text}”"


def _unknown(name: str, known: Sequence[str]) -> Fault:
    if not name:
        return Fault("", "The query holds a value without a parameter.", known)
    hint = near(name, known) if known else " This address takes none."
    return Fault(name[:60], f"There is no parameter {_shown(name)} here.{hint}", known)


def near(text: str, known: Iterable[str]) -> str:
    """Return a hint at the one of the known words that a text is much like, or ""."""
    found = get_close_matches(text, known, 1)
    return f" Did you mean {found[0]}?" if found else ""


def _form_fault(parameter: Parameter, value: str) -> Fault | None:
    """Return what is wrong with the form of a value, whatever the register holds; or None."""
    name, allowed = parameter.name, parameter.schema.get("enum")
    if not value.strip():
        return Fault(name, f"{name} has no value. Give one or leave the parameter out.", allowed)
    longest = parameter.schema.get("maxLength", LONGEST)
    if len(value) > longest:
        return Fault(name, f"{name} is longer than {longest} characters.")
    if any(category(character) in ("Cc", "Cs") for character in value):
        return Fault(name, f"{name} holds a control character.")
    if allowed and value not in allowed:
        return Fault(name, f"{name} cannot be {_shown(value)}.{near(value, allowed)}", allowed)
    return None


def read_names(values: Mapping[str, str], parameter: str, allowed: Collection[str]) -> list[str]:
    """Return the names of a parameter made by `of_names`, each once, in their order; [] without it.

    Raises BadParameters.
    """
    names = values[parameter].split(",") if parameter in values else []
    wrong = [name for name in names if name not in allowed]
    if wrong:
        detail = f"{parameter} cannot name {_shown(wrong[0])}.{near(wrong[0], allowed)}"
        raise BadParameters([Fault(parameter, detail, list(allowed))])
    return list(dict.fromkeys(names))


def clock_for(values: Mapping[str, str], request: HttpRequest) -> Clock:
    """Return the Clock for the parameters read, at the moment that the middleware found. Raises BadParameters."""
    if trouble := getattr(request, "bad_moment", ""):
        raise BadParameters([Fault("as_recorded", trouble, "a revision number, or a time with its zone")])
    try:
        clock = read_clock(values.get("as_of"), getattr(request, "moment", None))
    except BadDay as error:
        allowed = f"a day from {FIRST_READABLE} to {LAST_READABLE}, written YYYY-MM-DD"
        raise BadParameters([Fault("as_of", str(error), allowed)]) from None
    if "certainty" in values and clock.asked is None:
        detail = "certainty needs as_of: without a day everything in the register is listed."
        raise BadParameters([Fault("certainty", detail, "certainty together with as_of=YYYY-MM-DD")])
    return clock


@cache
def filter_parameters(filterset_class: type[OrderedFilterSet]) -> list[Parameter]:
    """Return the Parameters of a FilterSet. Without a database query, so that the schema can be written anywhere."""
    common = {parameter.name: parameter for parameter in (AS_OF, CERTAINTY, SEARCH)}
    parameters = []
    for name, narrowing in filterset_class.base_filters.items():
        parameter = common.get(name) or Parameter(
            name,
            _label(filterset_class, name, narrowing),
            _schema(narrowing),
            deprecated=filterset_class.deprecated.get(name),
            also=_also(filterset_class, narrowing),
        )
        parameters.append(parameter)
    return parameters


def _model_field(filterset_class: type[OrderedFilterSet], narrowing: django_filters.Filter) -> models.Field | None:
    """Return the column that a filter compares, or None."""
    model, found = filterset_class._meta.model, None
    for name in narrowing.field_name.split("__"):
        found = next((one for one in model._meta.fields if one.name == name), None)
        if found is None:
            return None
        model = found.related_model
    return found


def _label(filterset_class: type[OrderedFilterSet], name: str, narrowing: django_filters.Filter) -> str:
    """Return what a filter does and, where it is named after a field, what that holds."""
    column = _model_field(filterset_class, narrowing)
    if label := given_label(narrowing) or narrowing.extra.get("label"):
        said = f" {column.help_text}" if column and column.name == name and column.help_text else ""
        return f"{str(label).rstrip('.')}.{said}"
    words = str(column.verbose_name if column else name).replace("_", " ")
    if isinstance(narrowing, KeyFilter):
        return f"{words[0].upper()}{words[1:]}, by id or slug."
    if isinstance(narrowing, django_filters.ModelChoiceFilter):
        return f"{words[0].upper()}{words[1:]}, by id."
    help_text = f" {column.help_text}" if column and column.help_text else ""
    return f"{words[0].upper()}{words[1:]}, exactly.{help_text}"


def _schema(narrowing: django_filters.Filter) -> dict[str, Any]:
    """Return the JSON schema of the values that a filter takes."""
    if isinstance(narrowing, WholeNumberFilter):
        return {"type": "integer", "minimum": 0, "maximum": 999_999_999}
    if isinstance(narrowing, TrueFalseFilter):
        return {"type": "boolean"}
    if isinstance(narrowing, DayFilter):
        return ANY_DAY
    if isinstance(narrowing, PeriodFilter):
        return {"type": "string", "pattern": "^(19|20|21)[0-9]{2}-(19|20|21)[0-9]{2}$"}
    if isinstance(narrowing, PartialDateFilter):
        return {"type": "string", "maxLength": 40, "pattern": PARTIAL_DATE}
    choices = None if isinstance(narrowing, django_filters.ModelChoiceFilter) else narrowing.extra.get("choices")
    if choices:
        return {"type": "string", "enum": [str(value) for value, _ in normalize_choices(choices)]}
    return {"type": "string", "maxLength": LONGEST}


def _also(filterset_class: type[OrderedFilterSet], narrowing: django_filters.Filter) -> str:
    """Return what is asked of a value of a filter beyond its schema, or ""."""
    if isinstance(narrowing, PeriodFilter):
        return f"From {FIRST_READABLE.year} to {LAST_READABLE.year}, the earlier year first."
    if isinstance(narrowing, PartialDateFilter):
        return "Days that exist, the earlier one first."
    if isinstance(narrowing, django_filters.ModelChoiceFilter) or _is_of_held(filterset_class, narrowing):
        return HELD
    return ""


def _is_of_held(filterset_class: type[OrderedFilterSet], narrowing: django_filters.Filter) -> bool:
    """Return whether a filter takes only keys, or texts, that the register holds."""
    is_text = isinstance(narrowing, django_filters.CharFilter)
    return is_text and not narrowing.method and _model_field(filterset_class, narrowing) is not None


def check_filters(filterset: OrderedFilterSet, values: Mapping[str, str]) -> None:
    """Refuse values that the filters cannot read, and references and words that the register does not hold.

    Raises BadParameters. A query for each value that names a record or a text.
    """
    faults = []
    for name, messages in filterset.errors.items():
        faults.append(Fault(name, " ".join(map(str, messages)), _named_for(filterset, name)))
    for name, value in values.items():
        narrowing = filterset.filters.get(name)
        if narrowing is None or name in filterset.errors:
            continue
        if fault := _unheld(filterset, name, narrowing, value):
            faults.append(fault)
    if faults:
        raise BadParameters(faults)


def _named_for(filterset: OrderedFilterSet, name: str) -> Sequence[str] | str | None:
    """Return what is allowed for a filter, as a refusal names it."""
    narrowing = filterset.filters[name]
    schema = _schema(narrowing)
    if "enum" in schema:
        return schema["enum"]
    if isinstance(narrowing, django_filters.ModelChoiceFilter):
        return list(narrowing.field.queryset.order_by("pk").values_list("pk", flat=True)[:MOST_NAMED])
    return {"integer": "a whole number", "boolean": ["true", "false"]}.get(schema["type"])


def _unheld(filterset: OrderedFilterSet, name: str, narrowing: django_filters.Filter, value: str) -> Fault | None:
    """Return the Fault of a value that no record bears, or None. Only keys and text columns are looked up."""
    column = _model_field(type(filterset), narrowing)
    if column is None or narrowing.method:
        return None
    if isinstance(narrowing, KeyFilter):
        if narrowing.names_record(column.related_model, value):
            return None
        keys, related = ("id" if narrowing.slug == "pk" else "id or slug"), column.related_model
        some = related.objects.order_by("pk").values_list(narrowing.slug, flat=True)[:MOST_COMPARED]
        detail = f"There is no {related._meta.verbose_name} with the {keys} {_shown(value)}.{near(value, some)}"
        return Fault(name, detail, f"an {keys} of /{related.about.resource}/")
    if not _is_of_held(type(filterset), narrowing):
        return None
    held = column.model.objects.order_by(column.name).values_list(column.name, flat=True).distinct()
    if held.filter(**{column.name: value}).exists():
        return None
    some = [str(one) for one in held.exclude(**{column.name: ""})[:MOST_COMPARED]]
    hint = near(value, [one for one in some if len(one) <= LONGEST_NEAR])
    return Fault(name, f"No record has {_shown(value)} as its {column.verbose_name}.{hint}", some[:MOST_NAMED])
