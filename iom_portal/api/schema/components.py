"""What the OpenAPI document says of all answers alike: their headers, and the problems that may come instead."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from iom_portal.records.api.pagination import DEFAULT_SIZE, LARGEST_SIZE
from iom_portal.records.api.parameters import LONGEST_NAMES, LONGEST_VALUE, MOST_PARAMETERS

from ..fair_use.account import UNIT_BYTES
from ..problems import MEDIA_TYPE, PROBLEMS, problem

JsonSchema = dict[str, Any]

TEXT = {"type": "string"}
DAY = {"type": "string", "format": "date"}
NUMBER = {"type": "integer", "minimum": 0}

HEADERS: dict[str, tuple[str, JsonSchema, str | int]] = {  # name: what it says, its schema, an example
    "Register-Status": ("Always “unofficial”.", {"type": "string", "enum": ["unofficial"]}, "unofficial"),
    "Register-As-Of": (
        "The day of which the answer speaks; two with “/” between them of a series or a comparison; “all” where it "
        "holds all of history.",
        TEXT,
        "2013-06-14",
    ),
    "Register-Recorded": ("The moment at which the register was read; “now” without as_recorded.", TEXT, "now"),
    "Register-Verified-To": ("The day to which the register is verified.", DAY, "2025-12-12"),
    "Register-Notice": (
        "What a reader must know of the day, percent-encoded where it is not plain ASCII.",
        TEXT,
        "Carried forward from 12 December 2025, not established.",
    ),
    "Register-Count": ("How many rows the list has, all pages together.", NUMBER, 175),
    "Link": (
        "The pages around this one (first, prev, next, last); what describes the API (service-desc, service-doc); "
        "where a deprecation is explained (deprecation, sunset). RFC 8288.",
        TEXT,
        '<https://reference.example/api/v1/memberships/?page=2>; rel="next"',
    ),
    "Content-Language": ("The language of dates in words and of names.", TEXT, "en"),
    "ETag": (
        "Names the answer: sent back as If-None-Match it is answered with 304 while nothing has changed.",
        TEXT,
        '"9c56cc51b374c3ba189210d5b6d4bf57790d351c"',
    ),
    "Last-Modified": ("When the answer was last another one.", TEXT, "Mon, 23 Nov 2026 12:00:00 GMT"),
    "Cache-Control": (
        "“immutable” where both clocks are in the address; otherwise the answer may be kept, and is asked for again "
        "with its tag.",
        TEXT,
        "public, no-cache",
    ),
    "Vary": ("The request headers by which the answer differs.", TEXT, "Accept, Accept-Encoding"),
    "RateLimit-Policy": (
        "How many units (q) a client may spend in how many seconds (w): a request costs one, a large answer one more "
        "for each full 50 kB. Not on answers that caches keep for good, which are not of one client.",
        TEXT,
        '"client";q=1200;w=60, "burst";q=200;w=5',
    ),
    "RateLimit": (
        "How many of them are left (r), and in how many seconds all are there again (t).",
        TEXT,
        '"client";r=1173;t=41, "burst";r=189;t=1',
    ),
    "Deprecation": (
        "Since when what was asked for should not be used any more: @ and a Unix time. RFC 9745.",
        {"type": "string", "pattern": "^@[0-9]+$"},
        "@1798761600",
    ),
    "Sunset": ("When it stops working. RFC 8594.", TEXT, "Sat, 01 Jan 2028 00:00:00 GMT"),
    "Retry-After": ("How many seconds to wait.", NUMBER, 30),
    "WWW-Authenticate": (
        "How a key is sent. RFC 6750.",
        TEXT,
        'Bearer realm="IOM reference API", error="invalid_token"',
    ),
    "Allow": ("The methods that are answered.", TEXT, "GET, HEAD, OPTIONS"),
}
SOMETIMES = {"Register-Notice", "Link", "RateLimit", "RateLimit-Policy", "Sunset"}  # not on every answer that lists it
HEADERS_OF_ANSWERS = (
    *("Register-Status", "Register-As-Of", "Register-Recorded", "Register-Verified-To", "Register-Notice"),
    *("Content-Language", "ETag", "Last-Modified", "Cache-Control", "Vary", "Link", "Allow"),
    *("RateLimit-Policy", "RateLimit"),
)
HEADERS_OF_PROBLEMS = ("Register-Status", "Cache-Control")
FURTHER_HEADERS_OF_PROBLEMS = {
    401: ("WWW-Authenticate",),
    405: ("Allow",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}
HEADERS_OF_304 = (
    *("Register-Status", "ETag", "Last-Modified", "Cache-Control", "Vary"),
    *("RateLimit-Policy", "RateLimit"),
)

STATUSES_OF_PROBLEMS = (400, 401, 404, 405, 406, 412, 429, 500, 503)
ALLOWED: JsonSchema = {
    "description": "What is allowed in its place; null: said in the detail.",
    "oneOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}, {"type": "null"}],
}
PROBLEM: JsonSchema = {
    "type": "object",
    "description": "A problem document (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "Where the docs explain it."},
        "title": {"type": "string", "description": "What kind of problem it is."},
        "status": {"type": "integer", "description": "The status of the answer."},
        "detail": {"type": "string", "description": "What is wrong with this request."},
        "instance": {"type": "string", "format": "uri-reference", "description": "The address asked for."},
        "parameter": {"type": "string", "description": "The parameter that is wrong, the first of them."},
        "allowed": ALLOWED,
        "errors": {
            "type": "array",
            "description": "Every parameter that is wrong.",
            "items": {
                "type": "object",
                "description": "A parameter that is wrong.",
                "required": ["parameter", "detail", "allowed"],
                "properties": {
                    "parameter": {"type": "string", "description": "Its name."},
                    "detail": {"type": "string", "description": "What is wrong with it."},
                    "allowed": ALLOWED,
                },
            },
        },
    },
}
LINKED_DATA: JsonSchema = {
    "type": "object",
    "description": "The same as in JSON, as linked data (JSON-LD 1.1): every object with its type and its “@id”, in "
    "the terms of W3C ORG, schema.org, Time, PROV and EDTF; what is empty is left out.",
    "required": ["@context", "@id", "@type"],
    "additionalProperties": True,
    "properties": {
        "@context": {
            "description": "What the members mean: whole in an answer, here by its address.",
            "type": ["object", "string"],
        },
        "@id": {"type": "string", "format": "uri", "description": "What the answer is about, or the answer itself."},
        "@type": {"description": "What that is.", "type": ["array", "string"], "items": {"type": "string"}},
    },
}
_MISSPELT = {
    "parameter": "stauts",
    "detail": "There is no parameter “stauts” here. Did you mean status?",
    "allowed": ["as_of", "certainty", "status"],
}
# Status: (detail, further members), where the meaning of the problem is not all.
EXAMPLES: dict[int, tuple[str, dict[str, Any]]] = {
    400: (
        str(_MISSPELT["detail"]),
        {"parameter": _MISSPELT["parameter"], "allowed": _MISSPELT["allowed"], "errors": [_MISSPELT]},
    ),
    404: ("There is no page 9: the list has 6 pages of 50.", {"parameter": "page", "allowed": "1 to 6"}),
    405: ("", {"allowed": ["GET", "HEAD", "OPTIONS"]}),
    406: ("", {"allowed": ["application/json", "application/x-ndjson", "text/csv", "application/ld+json"]}),
    429: ("Try again in 12 seconds.", {}),
}


def header_components() -> dict[str, JsonSchema]:
    """Return the header components: {name: component}."""
    components = {}
    for name, (description, schema, example) in HEADERS.items():
        components[name] = {
            "description": description,
            "schema": schema,
            "example": example,
            "required": name not in SOMETIMES,
        }
    return components


def header_references(names: Iterable[str]) -> dict[str, JsonSchema]:
    """Return the headers of a response, by reference."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def response_components() -> dict[int, tuple[str, JsonSchema]]:
    """Return {status: (name, component)} of the responses that a request may meet instead of its answer."""
    not_modified = {
        "description": "The answer is the one that the client has, by its If-None-Match. Without a body.",
        "headers": header_references(HEADERS_OF_304),
    }
    components = {304: ("NotModified", not_modified)}
    for status in STATUSES_OF_PROBLEMS:
        name = "".join(word.capitalize() for word in PROBLEMS[status].anchor.split("-"))
        components[status] = (name, _problem_component(status))
    return components


def _problem_component(status: int) -> JsonSchema:
    described = PROBLEMS[status]
    detail, members = EXAMPLES.get(status, ("", {}))
    content = {
        "schema": {"$ref": "#/components/schemas/Problem"},
        "example": problem(status, "/api/v1/memberships/", detail, **members),
    }
    names = (*HEADERS_OF_PROBLEMS, *FURTHER_HEADERS_OF_PROBLEMS.get(status, ()))
    return {
        "description": f"{described.title}. {described.meaning}",
        "headers": header_references(names),
        "content": {MEDIA_TYPE: content},
    }


def limits() -> str:
    """Return what the API does not do, in Markdown."""
    return (
        f"Limits: a page of a list has {DEFAULT_SIZE} records unless `page_size` says otherwise, at most "
        f"{LARGEST_SIZE}. A request has at most {MOST_PARAMETERS} parameters, a value at most {LONGEST_VALUE} "
        f"characters unless its schema says otherwise (names of fields {LONGEST_NAMES}). A client may spend as many "
        f"units as `RateLimit-Policy` says, {settings.API_RATE} without a key and {settings.API_KEY_RATE} with one: a "
        f"request costs one, a large answer one more for each full {UNIT_BYTES:,} bytes; counts cost 2, the "
        "organization, searching and citing 5, comparing 10.\n\n"
        f"Rights: {settings.DATA_RIGHTS}"
    )
