"""The OpenAPI document is valid and true: it lists what requests may ask and describes what answers hold."""

import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import jsonschema
import openapi_spec_validator
import pytest
import yaml
from django.core.management import call_command

from iom_portal.api.problems import PROBLEMS
from iom_portal.api.schema.document import openapi

from .kinds import EVERY_LIST

SCHEMA = "/api/v1/schema/"
LINTER, RULES = "@redocly/cli@2.77.0", Path(__file__).with_name("redocly.yaml")


@pytest.mark.once
def test_it_validates_without_a_warning(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))


@pytest.mark.once
def test_it_is_valid_by_another_judge():
    openapi_spec_validator.validate(openapi())


@pytest.mark.long
@pytest.mark.once
@pytest.mark.skipif(not shutil.which("npx"), reason="Redocly's linter comes from npm.")
def test_a_linter_finds_nothing_to_warn_of(tmp_path):
    (tmp_path / "openapi.json").write_text(json.dumps(openapi()), encoding="utf-8")
    command = ["npx", "--yes", LINTER, "lint", "openapi.json", f"--config={RULES}", "--format=json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    found = json.loads(done.stdout[done.stdout.index("{") :])["problems"]
    assert [(one["ruleId"], one["location"][0]["pointer"], one["message"]) for one in found] == []


@pytest.mark.once
@pytest.mark.django_db
def test_it_is_served_as_json_and_as_yaml(api):
    answer = api.ask("schema/")
    assert answer["Content-Type"].startswith("application/json")
    assert answer.json()["openapi"] == "3.1.1"
    by_format, by_accept = api.ask("schema/", format="yaml"), api.client.get(SCHEMA, HTTP_ACCEPT="application/yaml")
    assert {each["Content-Type"].partition(";")[0] for each in (by_format, by_accept)} == {"application/yaml"}
    assert by_format.content == by_accept.content
    assert yaml.load(by_format.content, getattr(yaml, "CSafeLoader", yaml.SafeLoader)) == answer.json()


def operations():
    return {path: item["get"] for path, item in openapi()["paths"].items()}


@pytest.mark.parametrize("path, operation", operations().items())
def test_every_operation_describes_its_parameters_answers_and_problems(path, operation):
    assert operation["description"] and operation["summary"]
    assert [one["name"] for one in operation["parameters"] if not one.get("description")] == []
    problems = {"304", "400", "401", "404", "405", "406", "412", "429", "500", "503"}
    assert {"200", *problems} == operation["responses"].keys()


@pytest.mark.django_db
@pytest.mark.parametrize("path, operation", operations().items())
def test_the_parameters_described_are_those_that_are_read(path, operation, api):
    described = [one["name"] for one in operation["parameters"] if one["in"] == "query"]
    problem = api.client.get(path.replace("{id}", "x").replace("{number}", "1"), {"colour": "blue"}).json()
    assert problem["allowed"] == sorted(described)


def check(answer, schema):
    """The answer must be as described, and hold no member that is not described."""
    best = jsonschema.exceptions.best_match(validator(json.dumps(schema)).iter_errors(answer))
    assert best is None, best


@cache
def validator(schema):
    whole = {**json.loads(schema), "components": closed(openapi()["components"])}
    return jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())


def test_what_is_not_as_described_is_found():
    for wrong in ({"status": "four hundred"}, {"title": "Bad", "colour": "blue"}):
        with pytest.raises(AssertionError):
            check(wrong, {"$ref": "#/components/schemas/Problem"})


def closed(schema):
    """The schema with every object closed to further members."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(one) for name, one in schema.items()}
    return {**inner, "additionalProperties": False} if "properties" in schema and "type" in schema else inner


def described(path):
    content = operations()[path]["responses"]["200"]["content"]
    return content["application/json"]["schema"]


@pytest.mark.django_db
@pytest.mark.parametrize("resource", EVERY_LIST)
@pytest.mark.parametrize("day", [None, "2013-06-14"])
def test_lists_and_objects_are_as_described(resource, day, reading):
    if resource == "revisions" and day:
        pytest.skip("revisions have no day")
    parameters = {"as_of": day} if day else {}
    page = reading(f"{resource}/", page_size="1000", **parameters)
    check(page, described(f"/api/v1/{resource}/"))
    key = "number" if resource == "revisions" else "id"
    for row in page["results"][:2]:
        check(reading.client.get(row["url"], parameters).json(), described(f"/api/v1/{resource}/{{{key}}}/"))


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["1940-01-01", "1951-12-05", "2008-09-01", "2026-06-01"])
def test_documents_are_as_described(day, reading):
    check(reading("organization/", as_of=day), described("/api/v1/organization/"))
    check(reading("counts/", as_of=day), described("/api/v1/counts/"))
    check(reading(""), described("/api/v1/"))
    check(reading("search/", q="haute volta", as_of=day), described("/api/v1/search/"))


@pytest.mark.django_db
def test_problems_are_as_described(api):
    problem = {"$ref": "#/components/schemas/Problem"}
    for status, path, parameters in [
        (400, "states/", {"stauts": "member"}),
        (400, "states/", {"page": "0"}),
        (404, "states/", {"page": "9"}),
        (404, "states/ATL/", {}),
        (404, "nothing/", {}),
    ]:
        check(api.problem(status, path, **parameters), problem)


@pytest.mark.django_db
def test_the_docs_explain_every_problem_and_lead_to_every_resource(api):
    answer = api.client.get("/api/docs/")
    html = answer.content.decode()
    ids = set(re.findall(r'id="([^"]+)"', html))
    assert answer["Content-Type"].startswith("text/html")
    assert {anchor for anchor, _, _ in PROBLEMS.values()} <= ids
    assert {f"resource-{resource}" for resource in EVERY_LIST} <= ids
    assert html.count("<script") == 1  # that of every page
    for name in set(re.findall(r'href="/api/docs/([a-z-]+)/"', html)) - {"console"}:
        assert api.client.get(f"/api/docs/{name}/").status_code == 200, name


@pytest.mark.django_db
def test_the_docs_of_a_resource_name_its_parameters_and_fields(api):
    html = api.client.get("/api/docs/memberships/").content.decode()
    assert "GET /api/v1/memberships/" in html and "GET /api/v1/memberships/{id}/" in html
    for name in ("as_of", "status", "state", "notified_on", "certainty"):
        assert f"<code>{name}</code>" in html, name
    assert api.client.get("/api/docs/nothing/").status_code == 404


@pytest.mark.django_db
def test_the_console_needs_no_looser_policy(api):
    answer = api.client.get("/api/docs/console/")
    html = answer.content.decode()
    assert "style-src 'self'" in answer["Content-Security-Policy"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert not re.search(r"<script[^>]*>[^<]|<style|style=|https?://(?!testserver)", html)


def test_editors_are_never_described():
    assert not re.search(r"made_by|username|user", json.dumps(openapi()))
