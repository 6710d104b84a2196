"""Every writer holds whatever a database may hold: what was let in before the gate stays in history for good."""

import csv
import io
import json
import sys
from xml.etree import ElementTree
from zipfile import ZipFile

import orjson
import pytest
from django.db import models

from iom_portal.api.forms.renderers import cells
from iom_portal.pages.citing.formats import FORMATS
from iom_portal.pages.sheets import typesetting
from iom_portal.records.files.csv_writing import write_csv
from iom_portal.records.models import Revision, Source
from iom_portal.records.text_gate import writable
from iom_portal.records.web.feeds import AtomOfRegister
from iom_portal.records.web.linked_data import as_script
from members.models import State
from organs.models import Event
from tests.support.cast import a_source, a_state, saved, the_coverage, writing

EVERYTHING = "".join(map(chr, [*range(1, 0xD800), *range(0xE000, sys.maxunicode + 1)]))  # all but NUL and surrogates
NASTY = "ctl \x01\x02\x07\x0b\x0c\x1b\x1f\x7f\x85\x9f mid\u200b\u202e\ufeff \r lone \ufdd0\ufffe\uffff\U0001ffff end"


@pytest.fixture
def old_rows(db, own_past):
    """A State, an event, a source and the reason of their revision, as they were before there was a gate."""
    with writing("It was there before."):
        the_coverage()
        a_state("Erewhon", ("1951-12-05", ""))
        saved(
            Event(
                pk="E1",
                slug="e1",
                title="Signing",
                description="It was signed.",
                category="founding",
                start="1951-12-05",
            )
        )
        a_source()
    put = models.QuerySet.update  # past the write path, which would refuse it
    put(models.QuerySet(Event).all(), title=NASTY, note=EVERYTHING)
    put(models.QuerySet(State).all(), capital=NASTY[:60], note=EVERYTHING)
    put(models.QuerySet(Source).all(), title=NASTY, note=EVERYTHING)
    put(models.QuerySet(Revision).all(), reason=NASTY)
    put(Event.history.all(), title=NASTY, note=EVERYTHING)


XML = [
    *("/changes/atom.xml", "/history/atom.xml", "/members/atom.xml", "/opensearch.xml", "/sitemap.xml"),
    *("/sitemap-pages.xml", "/sitemap-states.xml", "/sitemap-regions.xml", "/sitemap-sources.xml"),
]


@pytest.mark.parametrize("address", XML)
def test_xml_is_well_formed(old_rows, client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    ElementTree.fromstring(answer.content)


@pytest.mark.parametrize("resource", ["events", "states", "sources", "revisions"])
def test_every_form_of_the_api_holds_it(old_rows, client, resource):
    as_json = client.get(f"/api/v1/{resource}/").json()["results"]
    lines = client.get(f"/api/v1/{resource}.ndjson").content.splitlines()
    assert [orjson.loads(line) for line in lines] == as_json
    json.loads(client.get(f"/api/v1/{resource}.jsonld").content)
    table = list(
        csv.reader(io.StringIO(client.get(f"/api/v1/{resource}.csv").content.decode(), newline=""), strict=True)
    )
    assert {len(row) for row in table} == {len(table[0])}
    assert len(table) == len(as_json) + 1
    for name in ("note", "title", "reason"):
        if name in table[0]:
            column = table[0].index(name)
            assert table[1][column] == writable(as_json[0][name])


ADDRESSES = [
    *("/history/e1/", "/history/", "/changes/", "/changes/1/", "/changes/event/E1/", "/members/erewhon/", "/evidence/"),
    *("/sources/minutes/", "/cite/?address=/history/e1/", "/search/?q=ctl", "/search/suggest/?q=ctl&format=json"),
    *("/sheet/", "/members/erewhon/sheet/"),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_hold_it(old_rows, client, address):
    assert client.get(address).status_code == 200


@pytest.mark.once
def test_sheets_are_set(old_rows, client, tmp_path, settings):
    settings.SHEET_DIR = tmp_path
    for address in ("/sheet.pdf", "/members/erewhon/sheet.pdf", "/og.png?page=/history/e1/"):
        answer = client.get(address)
        assert answer.status_code == 200, address


def test_the_files_of_data_hold_it_and_are_read_again(old_rows, client, tmp_path, settings):
    settings.DOWNLOAD_DIR = tmp_path
    contents = {}
    for extension in ("zip", "json", "sqlite3"):
        answer = client.get(f"/data/iom-reference.{extension}")
        assert answer.status_code == 200, extension
        contents[extension] = b"".join(answer.streaming_content)
    rows = json.loads(contents["json"])["records"]["events"]
    assert rows[0]["note"] == EVERYTHING
    with ZipFile(io.BytesIO(contents["zip"])) as package:
        for name in package.namelist():
            if name.endswith(".csv"):
                table = list(csv.reader(io.StringIO(package.read(name).decode(), newline=""), strict=True))
                assert {len(row) for row in table} == {len(table[0])}, name


def test_a_feed_holds_every_character():
    feed = AtomOfRegister("Title", "https://example.org/", "What it tells")
    feed.add_item(EVERYTHING, "https://example.org/1", description=EVERYTHING, author_name=EVERYTHING)
    entry = ElementTree.fromstring(feed.writeString("utf-8")).find("{http://www.w3.org/2005/Atom}entry")
    assert entry.find("{http://www.w3.org/2005/Atom}title").text == writable(EVERYTHING)


def test_csv_holds_every_character():
    stream = io.StringIO(newline="")
    rows = [{"id": "1", "text": EVERYTHING}, *({"id": sign, "text": f"a{sign}b"} for sign in EVERYTHING[:0x300])]
    assert write_csv(stream, ["id", "text"], rows) == len(rows)
    stream.seek(0)
    read = list(csv.DictReader(stream, strict=True))
    assert read == [{name: writable(text) for name, text in row.items()} for row in rows]
    assert cells("note", NASTY) == {"note": NASTY}


def test_scripts_and_sheets_and_citations_hold_every_character():
    assert json.loads(as_script({"name": EVERYTHING})) == {"name": EVERYTHING}
    assert "\x0b" not in typesetting.settable(EVERYTHING)
    assert set(FORMATS) == {"text", "bibtex", "ris", "csl"}
