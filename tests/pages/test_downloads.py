"""The register as files: SQLite, CSV and JSON hold the same, of one day and one revision, and what the API answers."""

import csv
import io
import json
import re
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from hashlib import sha256
from html import unescape

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command

from iom_portal.pages.downloads.queries import QUERIES
from iom_portal.records.kinds import kinds
from iom_portal.records.models import Citation
from iom_portal.records.models.facts import Record
from iom_portal.records.models.revising import revising
from iom_portal.records.text import natural
from members.models import Membership
from organs.querysets import HEAD
from tests.support.cast import affirm

pytestmark = pytest.mark.django_db

DAYS = [None, "2013-06-14"]
EDGES = ["1951-12-04", "1951-12-05", "1967-06-01", "1973-12-31", "1988-06-01", "2013-06-14", "2026-01-01"]
KINDS = [model for model in kinds() if model is not Citation]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(autouse=True)
def own_downloads(settings, kept, register, own_past):
    """What is made of the register as loaded is made once for all tests here."""
    settings.DOWNLOAD_DIR = kept


@pytest.fixture
def download(client):
    def get(extension, day=None, **asked):
        answer = client.get(f"/data/iom-reference.{extension}", asked | ({"as_of": day} if day else {}))
        assert answer.status_code == 200
        return b"".join(answer.streaming_content)

    return get


@pytest.fixture
def package(download):
    """The data package as {file name: bytes}."""

    def unpacked(day=None, **asked):
        with zipfile.ZipFile(io.BytesIO(download("zip", day, **asked))) as package:
            return {name: package.read(name) for name in package.namelist()}

    return unpacked


@pytest.fixture
def database(download, tmp_path):
    def opened(day=None, **asked):
        path = tmp_path / "iom.sqlite3"
        path.write_bytes(download("sqlite3", day, **asked))
        file = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        file.row_factory = sqlite3.Row
        return closing(file)

    return opened


def table(model):
    return model.about.resource.replace("-", "_")


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


# What they hold


@pytest.mark.long
@pytest.mark.parametrize("day", DAYS)
def test_the_csv_files_are_those_of_the_export(package, tmp_path, day):
    call_command("export_register", tmp_path / "own", as_of=day, verbosity=0)
    files = package(day)
    for path in (tmp_path / "own").iterdir():
        assert files.pop(path.name) == path.read_bytes(), path.name
    assert files.keys() == {"datapackage.json", "README.txt", "revisions.csv", *(["certainty.csv"] if day else [])}


def plain(value):
    """A value of the JSON document as the CSV file writes it."""
    if isinstance(value, dict):
        return value["text"]
    if isinstance(value, list):
        return ";".join(value)
    return {None: "", True: "yes", False: ""}.get(value, str(value)) if not isinstance(value, int) else _number(value)


def _number(value):
    return ("yes" if value else "") if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("day", DAYS)
def test_the_three_forms_hold_the_same_rows(package, download, database, day):
    document, files = json.loads(download("json", day)), package(day)
    with database(day) as file:
        assert bool(list(file.execute("SELECT 1 FROM sqlite_master WHERE name = 'changes'"))) == (day is None)
        for model in kinds():
            name = table(model)
            written = rows(files[f"{name}.csv"])
            told = [
                {column: plain(row[column]) for column in model.file_columns()} for row in document["records"][name]
            ]
            assert told == written, name
            if model is Citation:
                continue
            shared = [column for column in model.file_columns() if column != "sources"]
            found = {row["id"]: row for row in file.execute(f"SELECT * FROM {name}")}
            assert found.keys() == {row["id"] for row in written}, name
            for row in written:
                stored = {column: found[row["id"]][column] for column in shared}
                told = {column: "" if value is None else str(value) for column, value in stored.items()}
                flags = {column for column in shared if row[column] == "yes" or (told[column] == "0" != row[column])}
                assert {c: told[c] for c in shared if c not in flags} == {
                    c: row[c] for c in shared if c not in flags
                }, name


@pytest.mark.parametrize("day", [pytest.param("1967-06-01", marks=pytest.mark.long), "2013-06-14"])
def test_under_a_day_they_hold_what_the_api_answers(client, register, package, download, database, day):
    document, files = json.loads(download("json", day)), package(day)
    certainty = {(row["kind"], row["id"]): row["certainty"] for row in rows(files["certainty.csv"])}
    with database(day) as file:
        for model in KINDS:
            asked = {"as_of": day, "page_size": "1000", "as_recorded": str(register.revision.number)}
            answer = client.get(f"/api/v1/{model.about.resource}/", asked).json()
            assert answer["next"] is None
            theirs = {row["id"]: row.get("certainty") for row in answer["results"]}
            name, dated = table(model), issubclass(model, Record)
            assert {row["id"]: row.get("certainty") for row in document["records"][name]} == theirs
            assert {row["id"]: certainty.get((model.kind, row["id"])) for row in rows(files[f"{name}.csv"])} == theirs
            found = file.execute(f"SELECT id, {'certainty' if dated else 'NULL'} FROM {name}")
            assert dict(map(tuple, found)) == theirs


def test_every_file_says_what_it_is_and_what_it_is_not(package, download, database, register):
    files, document = package(), json.loads(download("json"))
    descriptor = json.loads(files["datapackage.json"])
    with database() as file:
        about = dict(map(tuple, file.execute("SELECT name, value FROM about")))
    assert about == document["about"]
    for said in (about, descriptor):
        assert said["unofficial"] == settings.DISCLAIMER
        assert said["rights"] == settings.DATA_RIGHTS and "licence" in said["rights"]
        assert said["citation"].endswith(f"/data/?as_recorded={register.revision.name}")
        assert said["as_of"] == "all"
    assert "licenses" not in descriptor  # none has been granted
    assert about["unofficial"] in files["README.txt"].decode() and about["citation"] in files["README.txt"].decode()


@pytest.mark.once
def test_editors_and_users_are_in_no_file(download, register, settings, tmp_path):
    settings.DOWNLOAD_DIR = tmp_path / "own"
    editor = get_user_model().objects.create_user("maria.secret", "maria@example.org")
    with revising(by=editor, reason="Looked it up."):
        spell = Membership.objects.get(pk="aus-member-2")
        spell.note = "Looked up."
        spell.save()
    for extension in ("sqlite3", "json"):
        content = download(extension)
        assert b"Looked it up." in content and b"maria" not in content


def test_one_sqlite_file_answers_on_both_clocks(database, register, settings, tmp_path):
    settings.DOWNLOAD_DIR, first = tmp_path / "own", register.revision.number
    with revising(reason="The treaty list says 1986."):
        spell = Membership.objects.get(pk="aus-member-2")
        spell.start = "1986-01-01"
        spell.save()
        affirm(spell)
    with revising(reason="No trace of it was found."):
        Membership.objects.get(pk="aus-observer-1").delete()
    with database() as file:
        for revision in (first, first + 1, first + 2):
            found = {model.about.resource: [] for model in kinds()}
            for resource, _, row in answers(file, "then", revision=revision):
                found[resource].append(json.loads(row))
            directory = tmp_path / f"own-{revision}"
            call_command("export_register", directory, as_recorded=str(revision), verbosity=0)
            for model in kinds():
                theirs = rows((directory / f"{table(model)}.csv").read_bytes())
                assert sorted(found[model.about.resource], key=lambda row: natural(row["id"])) == theirs, (
                    revision,
                    model,
                )


# Questions


def answers(file, name, **asked):
    return [tuple(row) for row in file.execute(QUERIES[name].sql, asked)]


def test_the_documented_queries_give_the_answers_of_the_api(client, database):
    def api(resource, **asked):
        return client.get(f"/api/v1/{resource}/", {**asked, "page_size": "1000"}).json()["results"]

    with database() as file:
        for day in EDGES:
            members = answers(file, "members", day=day)
            spells = [(row["state"]["id"], row["certainty"]) for row in api("memberships", status="member", as_of=day)]
            assert members == sorted({state: min(c for s, c in spells if s == state) for state, _ in spells}.items())
            count = client.get("/api/v1/counts/", {"as_of": day}).json()
            assert len(members) == count["possible"]
            assert sum(certainty == "certain" for _, certainty in members) == count["certain"]
            leader = [
                (row["id"], row["person"]["name"], row["certainty"]) for row in api("terms", post=HEAD, as_of=day)
            ]
            assert sorted(answers(file, "leader", day=day)) == sorted(leader)
        for model, pk in ((Membership, "aus-member-2"), (Membership, "nic-member-1")):
            cited = client.get(f"/api/v1/{model.about.resource}/{pk}/").json()["citations"]
            theirs = [
                (one["source"]["id"], one["source"]["title"], *(one[name] for name in ("stance", "field", "locator")))
                for one in cited
            ]
            found = answers(file, "sources", kind=model.kind, record=pk)
            assert [row[:5] for row in found] == theirs and len(found) > 1


def test_the_page_and_the_docs_state_those_queries(client):
    page = unescape(client.get("/data/").content.decode())
    docs = (settings.BASE_DIR / "docs" / "api.md").read_text()
    for query in QUERIES.values():
        assert query.sql in page and query.sql in docs


# The data package


def faults(files):
    """What the files of a package do not keep of what its descriptor says."""
    descriptor = json.loads(files["datapackage.json"])
    tables = {resource["name"]: rows(files[resource["path"]]) for resource in descriptor["resources"]}
    for resource in descriptor["resources"]:
        name, schema, content = resource["name"], resource["schema"], files[resource["path"]]
        if (resource["bytes"], resource["hash"]) != (len(content), f"sha256:{sha256(content).hexdigest()}"):
            yield f"{name}: bytes"
        if resource["rows"] != len(tables[name]):
            yield f"{name}: rows"
        if content.decode().partition("\n")[0].split(",") != [field["name"] for field in schema["fields"]]:
            yield f"{name}: header"
        for field in schema["fields"]:
            values = [row[field["name"]] for row in tables[name]]
            given, kept = [value for value in values if value], field.get("constraints", {})
            if kept.get("required") and len(given) < len(values):
                yield f"{name}.{field['name']}: required"
            if kept.get("unique") and len(set(values)) < len(values):
                yield f"{name}.{field['name']}: unique"
            if not set(given) <= set(kept.get("enum", given)):
                yield f"{name}.{field['name']}: enum"
            if not all(re.fullmatch(kept.get("pattern", "(?s:.*)"), value) for value in given):
                yield f"{name}.{field['name']}: pattern"
        for key in schema.get("foreignKeys", ()):
            there = {row["id"] for row in tables[key["reference"]["resource"] or name]}
            if {row[key["fields"]] for row in tables[name]} - {""} - there:
                yield f"{name}.{key['fields']}: foreign key"


@pytest.mark.parametrize("day", [*DAYS, "1951-12-04"])
def test_a_package_is_as_its_descriptor_says(package, day):
    files = package(day)
    assert list(faults(files)) == []
    resources = {
        resource["name"]: resource["schema"] for resource in json.loads(files["datapackage.json"])["resources"]
    }
    keys = {key["fields"] for key in resources["terms"]["foreignKeys"]}
    assert keys == {"person", "post"} and resources["terms"]["primaryKey"] == "id"
    if day is None:
        assert {key["fields"] for key in resources["organs"]["foreignKeys"]} == {"parent", "predecessor", "successor"}


@pytest.mark.long
def test_packages_are_valid_to_frictionless(package, tmp_path):
    """In an environment of its own: the tool brings thirty packages that nothing else here needs."""
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    requirements = settings.BASE_DIR / "tests" / "frictionless.txt"
    install = [environment / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]
    subprocess.run(install, check=True)

    def validate(files):
        directory = tmp_path / f"package-{len(list(tmp_path.iterdir()))}"
        directory.mkdir()
        for name, content in files.items():
            (directory / name).write_bytes(content)
        tool = [environment / "bin" / "frictionless", "validate", "--json", directory / "datapackage.json"]
        report = json.loads(subprocess.run(tool, capture_output=True, check=False).stdout)
        found = [error for task in report["tasks"] for error in task["errors"]]
        return report["valid"], len(report["tasks"]), {error["type"] for error in [*report["errors"], *found]}

    for day in [*DAYS, "1951-12-04"]:
        assert validate(package(day)) == (True, 26 if day else 25, set()), day
    broken = package()
    broken["memberships.csv"] = broken["memberships.csv"].replace(b"aus-member-2,AUS", b"aus-member-2,ATL", 1)
    valid, _, wrong = validate(broken)
    assert not valid and "foreign-key" in wrong
