"""Every parameter, answer and header is described with an example that is true of the real register."""

import csv
import io
import json

import jsonschema
import pytest

from iom_portal.api.docs.reference import address_of
from iom_portal.api.middleware import READABLE
from iom_portal.api.schema.document import openapi
from iom_portal.records.api.parameter_examples import ABSENT
from iom_portal.records.models import Coverage
from iom_portal.records.models.revising import revising

from .test_schema import check, operations

JSON = "application/json"
OPERATIONS = operations().items()
FORMS = {JSON, "application/x-ndjson", "text/csv", "application/ld+json"}


def holds(schema, value):
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(value)


def properties(schema, place):
    """(place, schema) of every property within a JSON schema."""
    if isinstance(schema, list):
        for one in schema:
            yield from properties(one, place)
    elif isinstance(schema, dict):
        for name, one in schema.get("properties", {}).items():
            yield f"{place}.{name}", one
        for name, one in schema.items():
            yield from properties(one, f"{place}.{name}")


def test_every_property_is_described():
    found = list(properties(openapi()["components"]["schemas"], ""))
    assert len(found) > 500
    assert [place for place, schema in found if not schema.get("description")] == []


def test_every_header_has_a_description_and_an_example_that_its_schema_holds():
    headers = openapi()["components"]["headers"]
    assert set(READABLE.split(", ")) - {"Deprecation", "Sunset"} <= headers.keys()  # nothing is deprecated
    for name, header in headers.items():
        assert header["description"], name
        holds(header["schema"], header["example"])


def test_every_problem_has_a_description_and_an_example_that_its_schema_holds():
    for name, response in openapi()["components"]["responses"].items():
        assert response["description"], name
        assert {one["$ref"].rsplit("/", 1)[1] for one in response["headers"].values()} == set(response["headers"]), name
        for content in response.get("content", {}).values():
            check(content["example"], content["schema"])


@pytest.mark.parametrize("path, operation", OPERATIONS)
def test_every_answer_has_a_description_and_an_example_in_each_form(path, operation):
    answer = operation["responses"]["200"]
    assert answer["description"]
    assert set(answer["content"]) == FORMS
    check(answer["content"][JSON]["example"], answer["content"][JSON]["schema"])
    linked = answer["content"]["application/ld+json"]
    assert linked["schema"] == {"$ref": "#/components/schemas/LinkedData"}
    holds(openapi()["components"]["schemas"]["LinkedData"], linked["example"])
    lines = answer["content"]["application/x-ndjson"]["example"].splitlines()
    assert all(isinstance(json.loads(line), dict) for line in lines) and lines
    assert list(csv.DictReader(io.StringIO(answer["content"]["text/csv"]["example"])))


@pytest.mark.django_db
@pytest.mark.parametrize("path, operation", OPERATIONS)
def test_an_answer_has_the_headers_described_and_no_other_that_is_meant_to_be_read(path, operation, reading):
    headers = openapi()["components"]["headers"]
    listed = operation["responses"]["200"]["headers"].keys()
    answer = reading.client.get(address_of(path, operation))
    assert answer.status_code == 200
    given = {name for name in headers if name in answer.headers}
    assert given <= listed
    assert {name for name in listed if headers[name]["required"]} <= given


@pytest.mark.parametrize("path, operation", OPERATIONS)
def test_the_examples_of_parameters_are_of_the_type_described(path, operation):
    for parameter in operation["parameters"]:
        assert parameter["description"], parameter["name"]
        holds(parameter["schema"], parameter["example"])
        limits = {"maxLength", "enum", "format", "pattern", "maximum"}
        assert limits & parameter["schema"].keys() or parameter["schema"]["type"] == "boolean", parameter["name"]


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("path, operation", OPERATIONS)
def test_the_examples_of_parameters_are_answered(path, operation, register, api, request):
    """By the real register; a text that no record holds is refused, and two moments need two revisions."""
    if "compare" in path:
        request.getfixturevalue("own_past")
        coverage = Coverage.objects.get()
        with revising(reason="Corrected."):
            coverage.note += " Corrected."
            coverage.save()
    is_list = any(one["name"] == "page_size" for one in operation["parameters"])
    for parameter in operation["parameters"]:
        address = address_of(path, operation, parameter["name"])
        if is_list and parameter["name"] != "page_size":
            address += f"{'&' if '?' in address else '?'}page_size=1"
        answer = api.client.get(address)
        if parameter["example"] == ABSENT and answer.status_code == 400:
            assert answer.json()["detail"].startswith("No record has"), address
        else:
            assert answer.status_code == 200, (address, answer.content)
