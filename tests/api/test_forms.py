"""The forms of an answer by parameter, by Accept and by extension, and what the headers say of it."""

import csv
import io
import json

import pytest

from .kinds import VIEWSETS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("resource", VIEWSETS)
def test_every_form_holds_the_same_rows(resource, register, reading):
    asked = {"as_of": "2013-06-14", "page_size": "1000"}
    rows = reading(f"{resource}/", **asked)["results"]
    lines = reading.client.get(f"/api/v1/{resource}.ndjson", asked)
    assert lines["Content-Type"] == "application/x-ndjson"
    assert [json.loads(line) for line in lines.content.splitlines()] == [
        row | {"cite": json.loads(line)["cite"]} for row, line in zip(rows, lines.content.splitlines(), strict=True)
    ]
    table = reading.client.get(f"/api/v1/{resource}.csv", asked)
    assert [row["id"] for row in csv.DictReader(io.StringIO(table.content.decode()))] == [row["id"] for row in rows]


def test_an_extension_is_a_form_and_keeps_what_is_asked(register, reading):
    page = reading.client.get("/api/v1/states.csv", {"page_size": "2", "fields": "id", "page": "2"})
    assert page.content == b"id\nDZA\nAND\n"
    assert page["Register-Count"] == "197"
    following = page["Link"].split('rel="prev", <')[1].split(">")[0]
    assert reading.client.get(following.removeprefix("http://testserver")).content == b"id\nAGO\nATG\n"
    assert reading.client.get("/api/v1/states/AUS.json").json()["id"] == "AUS"


@pytest.mark.parametrize("path", ["states.xml", "nothing.csv", "states.csv.csv", "states.csv?format=json"])
def test_other_extensions_are_not_found(api, path):
    answer = api.client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    "extension, media_type", [("ndjson", "application/x-ndjson"), ("csv", "text/csv; charset=utf-8")]
)
def test_a_list_without_rows_is_of_its_form_too(extension, media_type, api):
    answer = api.client.get(f"/api/v1/states.{extension}")
    assert (answer.status_code, answer["Content-Type"]) == (200, media_type)


def test_a_refusal_stays_a_problem_document_in_every_form(api):
    for extension in ("csv", "ndjson"):
        answer = api.client.get(f"/api/v1/states.{extension}", {"colour": "red"})
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
        assert answer.json()["parameter"] == "colour"
