"""HEAD, OPTIONS and writing, at every address under /api/: HEAD is GET without a body, the others cost no query."""

import re
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from iom_portal.api.schema.document import openapi

pytestmark = [pytest.mark.django_db, pytest.mark.once]

OPERATIONS = {path: item["get"] for path, item in openapi()["paths"].items()}
SAFE = {"Cache-Control", "Content-Language", "Content-Length", "Content-Type", "Expires", "Last-Modified", "Pragma"}
OF_THE_WAY = {  # what no script asks for
    *("Content-Security-Policy", "Content-Encoding", "Vary", "Server", "Date"),
    *("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"),
}


def address(path):
    """An address of an operation that answers, by its examples."""
    operation = OPERATIONS[path]
    examples = {each["name"]: each["example"] for each in operation["parameters"]}
    needed = [each["name"] for each in operation["parameters"] if each.get("required") and each["in"] == "query"]
    needed += operation.get("x-needs", [])
    query = "&".join(f"{name}={examples[name]}" for name in needed)
    return re.sub(r"\{(\w+)\}", lambda found: examples[found[1]], path) + (f"?{query}" if query else "")


ANSWERED = [
    *map(address, OPERATIONS),
    *("/api/v1/schema/", "/api/docs/", "/api/docs/states/", "/api/docs/console/"),
    *("/api/v1/states.csv", "/api/v1/states/AUS.ndjson"),
]
REFUSED = [
    *("/api/v1/states/?colour=red", "/api/v1/states/ATL/"),
    *("/api/v1/nothing/", "/api/nothing", "/api/v1/states.xml"),
]


def test_head_is_get_without_its_body(register, client, subtests):
    for path in [*ANSWERED, *REFUSED, "/api/", "/api/v1/states"]:
        with subtests.test(path):
            head, get = client.head(path), client.get(path)
            assert head.content == b"" and head.status_code == get.status_code
            assert path not in ANSWERED or get.status_code == 200, get.content
            kept = {name: value for name, value in get.headers.items() if not name.startswith("RateLimit")}
            assert {name: value for name, value in head.headers.items() if not name.startswith("RateLimit")} == kept
            assert ("RateLimit" in head) == ("RateLimit" in get)


PREFLIGHT = {
    "Origin": "https://example.org",
    "Access-Control-Request-Method": "GET",
    "Access-Control-Request-Headers": "authorization,if-none-match,accept",
}


def test_options_tells_what_may_be_sent_and_asks_the_database_for_nothing(client, subtests):
    for path in ANSWERED:
        with subtests.test(path):
            with CaptureQueriesContext(connection) as queries:
                preflight = client.options(path, headers=PREFLIGHT)
            assert (preflight.status_code, preflight.content, len(queries)) == (204, b"", 0)
            assert preflight["Allow"] == preflight["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
            assert preflight["Access-Control-Allow-Origin"] == "*"
            assert "Access-Control-Allow-Credentials" not in preflight
            sent = {name.strip().lower() for name in preflight["Access-Control-Allow-Headers"].split(",")}
            assert {"authorization", "if-none-match", "accept"} <= sent
            assert preflight["Access-Control-Max-Age"] == "86400"


WRITING = ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"]


def test_writing_is_refused_without_a_query(client, subtests):
    for path, method in product(ANSWERED, WRITING):
        with subtests.test(f"{method} {path}"):
            with CaptureQueriesContext(connection) as queries:
                answer = client.generic(method, path, b'{"name": "x"}', content_type="application/json")
            assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
            assert len(queries) == 0
            assert answer["Allow"] == "GET, HEAD, OPTIONS"
            assert answer.json()["allowed"] == ["GET", "HEAD", "OPTIONS"]


MISSING = ["/api/v1/nothing/", "/api/nothing", "/api/v1/states.xml"]
METHODS = ["options", "post", "delete", "head", "get"]


def test_what_is_not_there_is_not_there_by_any_method(client, subtests):
    for path, method in product(MISSING, METHODS):
        with subtests.test(f"{method} {path}"):
            answer = getattr(client, method)(path)
            assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_scripts_of_other_sites_may_read_every_header_that_tells_them_something(register, subtests):
    for path in [*ANSWERED, *REFUSED]:
        with subtests.test(path):
            answer = Client().get(path, headers={"Origin": "https://example.org"})
            readable = set(answer["Access-Control-Expose-Headers"].split(", "))
            told = {name for name in answer.headers if not name.startswith("Access-Control-")}
            assert told - readable - SAFE - OF_THE_WAY == set()
            assert {"Retry-After", "WWW-Authenticate", "Allow", "ETag", "Link"} <= readable
            assert answer["Access-Control-Allow-Origin"] == "*" and not answer.cookies
