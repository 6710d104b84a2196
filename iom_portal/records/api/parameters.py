"""Reading the parameters of an API request once and strictly.

A parameter that is unknown, repeated, empty, too long or not of the form it must have is refused with what is allowed,
so that a misspelt filter never answers with the whole table. All that is wrong with a request is said at once.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import category
from urllib.parse import parse_qsl

from django.core.handlers.wsgi import get_bytes_from_wsgi
from django.http import HttpRequest
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from ..dates.validity import CERTAIN, POSSIBLE
from ..dates.words import LANGUAGES
from ..deprecation import Deprecated
from ..history.clock import FIRST_READABLE, LAST_READABLE, BadDay, Clock, read_clock
from ..history.snapshots import MOMENT_PATTERN
from ..text import nearest
from ..text_gate import as_sought, code_point

LONGEST_VALUE = 200  # characters
LONGEST_NAMES = 1000  # characters of a value that names fields
LONGEST_COMPARED = 60  # characters of a text for which one much like it is looked for
MOST_PARAMETERS = 50  # of a request

CONTROL = r"\u0000-\u001f\u007f-\u009f"
ONE_LINE = rf"^[^{CONTROL}]*[^\s\ufeff{CONTROL}][^{CONTROL}]*$"
ANY_DAY = {"type": "string", "format": "date", "pattern": "^(?!0000|9999)[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
READABLE_DAY = {"type": "string", "format": "date", "pattern": "^(19[0-9]{2}|20[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}$"}
MOMENT = {"type": "string", "pattern": f"^{MOMENT_PATTERN}$"}
ONLY_HELD = "Only what the register holds."
EARLIER_FIRST = "The earlier one first."


@dataclass(frozen=True)
class Parameter:
    """A query parameter of an endpoint: its name, what it means, and the JSON schema of its value.

    example: a value that it takes. needs: the parameters without which it is refused. deprecated: why not to use it.
    also: what is asked of its value beyond the schema, in words; “” where every value of the schema is taken.
    """

    name: str
    description: str
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string", "maxLength": LONGEST_VALUE})
    example: object = None
    needs: tuple[str, ...] = ()
    required: bool = False
    deprecated: Deprecated | None = None
    also: str = ""

    @property
    def whole_schema(self) -> dict[str, Any]:
        """The JSON schema, with what holds of every text: one line that says something."""
        if "x-names" in self.schema:
            return {**self.schema, "pattern": _pattern_of_list(self.schema["x-names"])}
        return {**self.schema, "pattern": ONE_LINE} if self.is_free_text else self.schema

    @property
    def is_free_text(self) -> bool:
        """Whether its value is a text of no particular form."""
        return self.schema["type"] == "string" and not {"enum", "pattern", "x-names"} & self.schema.keys()


def _pattern_of_list(names: Iterable[str]) -> str:
    """Return the pattern of some of the names, separated by commas."""
    alternatives = "|".join(re.escape(name) for name in names).replace(r"\-", "-")
    return f"^({alternatives})(,({alternatives}))*$"


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
    "2026-11-23T12:00:00Z, which means all of the second, the minute or the fraction that it names. The answer is then "
    "the one that the register gave at that moment. After the number, “.” and the first digits of the revision's hash "
    "may stand: then no other revision is ever meant.",
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


def names_parameter(name: str, description: str, allowed: Sequence[str], example: str) -> Parameter:
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
            faults[name] = _unknown_parameter(name, sorted(known))
        elif name in values:
            faults[name] = Fault(name, f"{name} is given more than once. Give it once.")
        else:
            values[name] = as_sought(value) if known[name].is_free_text else value
            if fault := _form_fault(known[name], value):
                faults[name] = fault
            elif not values[name]:
                faults[name] = Fault(name, f"{name} holds no sign that can be looked for: {code_point(value[0])}.")
    if faults:
        raise BadParameters(list(faults.values()))
    return values


def _pairs(request: Request) -> list[tuple[str, str]]:
    """Return (name, value) of every parameter. Raises BadParameters where the query as a whole cannot be read."""
    query = get_bytes_from_wsgi(request.META, "QUERY_STRING", "")
    try:
        return parse_qsl(query.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except UnicodeDecodeError:
        raise BadParameters([Fault("", "The query is not text in UTF-8.", "percent-encoded UTF-8")]) from None
    except ValueError:
        raise BadParameters([Fault("", f"The query has more than {MOST_PARAMETERS} parameters.")]) from None


def quoted(text: str) -> str:
    """Return a text as a message may repeat it: printable, short, in quotation marks."""
    printable = [character if category(character)[0] != "C" else "�" for character in text[:60]]
    return f"“{''.join(printable)}”"


def did_you_mean(text: str, known: Iterable[str], names: Mapping[str, str] | None = None) -> str:
    """Return a hint at the one of the known texts of which a text is plausibly a misspelling, as the end of a message.

    "" for none, and where several are as near. names: {known text: what the hint names in its place}.
    """
    matches = nearest(text, known) if len(text) <= LONGEST_COMPARED else []
    if len(matches) != 1:
        return ""
    name = matches[0] if names is None else names[matches[0]]
    return f" Did you mean {name}?"


def _unknown_parameter(name: str, known: Sequence[str]) -> Fault:
    if not name:
        return Fault("", "The query holds a value without a parameter.", known)
    hint = did_you_mean(name, known) if known else " This address takes none."
    return Fault(name[:60], f"There is no parameter {quoted(name)} here.{hint}", known)


def _form_fault(parameter: Parameter, value: str) -> Fault | None:
    """Return what is wrong with the form of a value, whatever the register holds; or None."""
    name, allowed = parameter.name, parameter.schema.get("enum")
    if not value.strip():
        return Fault(name, f"{name} has no value. Give one or leave the parameter out.", allowed)
    longest = parameter.schema.get("maxLength", LONGEST_VALUE)
    if len(value) > longest:
        return Fault(name, f"{name} is longer than {longest} characters.")
    for character in value:
        if category(character) in ("Cc", "Cs"):
            return Fault(name, f"{name} holds a control character: {code_point(character)}.")
    if allowed and value not in allowed:
        return Fault(name, f"{name} cannot be {quoted(value)}.{did_you_mean(value, allowed)}", allowed)
    return None


def read_names(values: Mapping[str, str], parameter: str, allowed: Collection[str]) -> list[str]:
    """Return the names of a parameter made by `names_parameter`, each once, in their order; [] without it.

    Raises BadParameters.
    """
    names = values[parameter].split(",") if parameter in values else []
    for name in names:
        if name not in allowed:
            detail = f"{parameter} cannot name {quoted(name)}.{did_you_mean(name, allowed)}"
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
