"""The time that is printed for a revision, given back as `as_recorded`, is that revision: wherever it is printed, and
though another revision was made in the same second."""

import csv
import io
import re
import zipfile
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest

from iom_portal.pages.citing.citation import cite
from iom_portal.pages.citing.formats import FORMATS
from iom_portal.records.models import Revision
from iom_portal.records.models.revising import revising
from members.models import State
from tests.support.cast import a_source, a_state, the_coverage
from tests.support.page_text import words
from tests.support.past import made_at

pytestmark = pytest.mark.django_db

ISO = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00| UTC)"
IN_WORDS = r"28 November 2026, \d\d:\d\d:\d\d(?:\.\d+)? UTC"
SECOND = datetime(2026, 11, 28, 10, 54, 37, tzinfo=UTC)


@pytest.fixture
def in_one_second(settings, tmp_path):
    """Revisions 1, 2 and 3 were made in one second."""
    settings.SNAPSHOT_DIR, settings.DOWNLOAD_DIR = tmp_path / "snapshots", tmp_path / "downloads"
    settings.SHEET_DIR = tmp_path / "sheets"
    with revising(reason="As first found."):
        the_coverage()
        a_state("Erewhon", ("1967", ""))
    for capital in ("Colchis", "Aea"):
        with revising(reason=f"The seat is {capital}."):
            state = State.objects.get()
            state.capital = capital
            state.save()
    times = {f"r{number}": SECOND.replace(microsecond=number * 100_001) for number in (1, 2, 3)}
    made_at(**times)


def read_back(client, printed):
    """The number of the revision that a printed time gives."""
    if printed.startswith("28 November 2026, "):
        printed = printed.replace("28 November 2026, ", "2026-11-28T").replace(" UTC", "Z")
    answer = client.get("/api/v1/states/ERE/", {"as_recorded": printed})
    assert answer.status_code == 200, answer.content
    return int(answer["Register-Recorded"].removeprefix("revision "))


PLACES = {
    "the page of a revision": "/changes/2/",
    "the notice of the past": "/members/erewhon/?as_recorded=2",
    "a citation": "/cite/?address=/members/erewhon/%3Fas_recorded%3D2",
    "the data": "/data/?as_recorded=2",
    "a sheet": "/members/erewhon/sheet/?as_recorded=2",
    "the api": "/api/v1/revisions/2/?fields=number,made_at",
    "a citation of the api": "/api/v1/cite/?address=/members/erewhon/%3Fas_recorded%3D2",
    "linked data": "/api/v1/states/ERE/?as_recorded=2&format=jsonld",
    "the manifest": "/data/manifest.json?as_recorded=2",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_time_that_is_printed_gives_its_revision(client, in_one_second, place):
    answer = client.get(PLACES[place])
    html = answer.content.decode()
    assert answer.status_code == 200
    printed = {*re.findall(ISO, html), *re.findall(IN_WORDS, html)}
    printed = {text for text in printed if "10:54:37" in text}
    assert printed, html[:2000]
    assert {read_back(client, text) for text in printed} == {2}


@pytest.mark.parametrize("address", ["/changes/", "/changes/state/ERE/", "/changes/atom.xml", "/api/v1/revisions/"])
def test_each_time_of_a_list_gives_its_own_revision(client, in_one_second, address):
    html = client.get(address).content.decode()
    for pattern in (ISO, IN_WORDS):
        printed = {text for text in re.findall(pattern, html) if "10:54:37" in text}
        if printed:
            assert {read_back(client, text) for text in printed} == {1, 2, 3}
    assert re.search(ISO, html)


def test_a_comparison_prints_both_times(client, in_one_second):
    text = words(client.get("/compare/", {"from_recorded": "1", "to_recorded": "2"}))
    assert [read_back(client, printed) for printed in re.findall(IN_WORDS, text)] == [1, 2]


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("ris", "csl")])
def test_every_format_of_a_citation_that_prints_a_time_prints_all_of_it(client, in_one_second, name):
    text = FORMATS[name].write(cite("/members/erewhon/?as_recorded=2"))
    assert [read_back(client, printed) for printed in re.findall(ISO, text)] == [2]


def test_the_files_print_all_of_it(client, in_one_second):
    answer = client.get("/data/iom-reference.zip?as_recorded=3")
    package = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    rows = list(csv.DictReader(io.StringIO(package.read("revisions.csv").decode())))
    assert [read_back(client, row["made_at"]) for row in rows] == [1, 2, 3]
    assert [row["hash"] for row in rows] == [*Revision.objects.order_by("number").values_list("hash", flat=True)]
    told = re.findall(ISO, package.read("datapackage.json").decode() + package.read("README.txt").decode())
    assert {read_back(client, text) for text in told} == {3}


def test_the_sitemap_prints_all_of_it(client, in_one_second):
    sitemap = client.get("/sitemap.xml").content.decode()
    assert {read_back(client, text) for text in re.findall(ISO, sitemap)} >= {3}


@pytest.mark.parametrize("address", ["/changes/atom.xml", "/sitemap-states.xml", "/data/iom-reference.json"])
def test_a_date_in_a_header_gives_the_last_revision_of_its_second(client, in_one_second, address):
    answer = client.get(address)
    assert answer.status_code == 200
    asked = parsedate_to_datetime(answer["Last-Modified"])
    assert read_back(client, f"{asked:%Y-%m-%dT%H:%M:%SZ}") == 3


def test_the_admin_prints_all_of_it(admin_client, client, in_one_second):
    for address in ("/admin/records/revision/", "/admin/members/state/ERE/history/"):
        html = admin_client.get(address).content.decode()
        assert {read_back(client, text) for text in re.findall(IN_WORDS, html)} == {1, 2, 3}, address
    second = Revision.objects.get(number=2)
    html = admin_client.get(f"/admin/records/revision/{second.pk}/change/").content.decode()
    assert [read_back(client, text) for text in re.findall(IN_WORDS, html)] == [2]
    assert second.hash in html and "manage.py undo 2" in html


def test_a_source_that_nobody_revised_is_of_its_own_time(client, in_one_second):
    """The smallest case: a revision, and the second in which it was made (reports.md, 2)."""
    a_source("GAZETTE", "Gazette")
    last = Revision.objects.latest("number")
    assert read_back(client, f"{last.made_at:%Y-%m-%dT%H:%M:%SZ}") == last.number
