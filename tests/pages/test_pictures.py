"""The picture that other sites show beside a link: of a page of this site, in that page's own words."""

import re
from html import unescape

import pytest

from iom_portal.pages.sheets import typesetting
from iom_portal.pages.sheets.pictures import picture_of
from iom_portal.records.history.clock import read_clock
from iom_portal.records.history.snapshots import read_moment
from iom_portal.records.models import Register, Revision
from iom_portal.records.models.revising import revising
from members.models import Membership
from tests.support.cast import LEFT_AND_CAME_BACK, a_state, affirm, the_coverage
from tests.support.page_text import main, queries

from .test_every_page import ADDRESSES

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SITE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def own_pictures(settings, tmp_path):
    settings.SHEET_DIR = tmp_path / "sheets"


def meta(response):
    """{name: content} of what other sites read in the head of a page."""
    html = response.content.decode()
    found = re.findall(r'<meta (?:property|name)="((?:og|twitter):[a-z:_]+)" content="([^"]*)">', html)
    assert len(found) == len(dict(found))
    return {name: unescape(content) for name, content in found}


def size(png):
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_names_a_picture_and_it_is_there(client, register, address):
    said = meta(client.get(f"{address}?as_of=2013-11-20"))
    assert said["og:url"] == f"{SITE}{address}?as_of=2013-11-20"
    assert said["og:image"].startswith(f"{SITE}/og.png?page=") and said["og:image"].endswith("&as_of=2013-11-20")
    assert said["og:title"] and said["og:description"] and said["og:image:alt"].startswith(said["og:title"])
    assert said["twitter:card"] == "summary_large_image"
    response = client.get(said["og:image"].removeprefix(SITE))
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert size(response.content) == (int(said["og:image:width"]), int(said["og:image:height"])) == (1200, 630)
    assert len(response.content) < 250_000


def test_names_stand_as_they_are_written(client, register):
    said = meta(client.get("/members/cote-d-ivoire/?as_of=2013-11-20"))
    assert said["og:title"] == "Côte d’Ivoire and IOM, 20 November 2013"
    assert (said["og:type"], meta(client.get("/"))["og:type"]) == ("article", "website")


def test_pages_about_what_went_wrong_have_none(client, register):
    for address in ("/nowhere/", "/members/?as_of=yesterday"):
        assert meta(client.get(address)) == {}


PICTURES = {
    "/": {
        "section": "",
        "title": "International Organization for Migration (IOM)",
        "facts": ["149–154 Member States and 12 Observer States", "William Lacy Swing, Director General (IOM)"],
    },
    "/members/australia/": {"section": "Members", "title": "Australia and IOM", "facts": ["Member since 24 May 1985"]},
    "/members/australia/sheet/": {"section": "Members", "title": "Sheet: Australia"},
    "/organs/executive-committee/": {"section": "Organs", "title": "Executive Committee of IOM"},
    "/leadership/william-lacy-swing/": {"section": "Leadership", "title": "William Lacy Swing, Director General (IOM)"},
}


@pytest.mark.parametrize("address", PICTURES)
def test_a_picture_says_what_its_page_says(register, address):
    found = picture_of(address, read_clock("2013-11-20"))
    assert found | PICTURES[address] == found
    assert (found["day"], found["recorded"]) == ("20 November 2013", "")
    assert "Not affiliated with or endorsed by" in found["unofficial"] and all(found["facts"])


def test_a_state_before_and_after(register):
    assert picture_of("/members/australia/", read_clock("1977-06-01"))["facts"] == [
        "Possibly observer: became an observer some day in 1977"
    ]
    home = picture_of("/", read_clock("1950-01-01"))
    assert home["title"] and len(home["facts"]) == 1
    assert picture_of("/changes/", read_clock("1977-06-01"))["day"] == ""


def test_a_picture_of_the_register_as_recorded(client, own_past):
    the_coverage()
    a_state("Erewhon", *LEFT_AND_CAME_BACK)
    then = Register.objects.get().last_revision
    with revising(reason="A closer reading."):
        spell = Membership.objects.get(pk="ere-member-2")
        spell.start = "1985-05-30"
        spell.save()
        affirm(spell)
    now = picture_of("/members/erewhon/", read_clock("1990-01-01"))
    before = picture_of("/members/erewhon/", read_clock("1990-01-01", read_moment(str(then))))
    assert (now["facts"], before["facts"]) == (["Member since 30 May 1985"], ["Member since 24 May 1985"])
    assert before["recorded"].startswith("The register as recorded on ")
    asked = {"page": "/members/erewhon/", "as_of": "1990-01-01"}
    name = Revision.objects.get(number=then).name
    one, other = client.get("/og.png", asked), client.get("/og.png", {**asked, "as_recorded": name})
    assert one.content != other.content
    assert (one["Cache-Control"], other["Cache-Control"]) == ("public, max-age=86400", "public, max-age=2592000")
    said = meta(client.get("/members/erewhon/", {"as_of": "1990-01-01", "as_recorded": then}))
    assert said["og:url"].endswith(f"?as_of=1990-01-01&as_recorded={then}")
    assert said["og:image"].endswith(f"&as_of=1990-01-01&as_recorded={then}")


@pytest.mark.parametrize(
    "page",
    [
        "",
        "/nowhere/",
        "/members/nowhere/",
        "members/",
        "https://example.org/members/",
        "//example.org/",
        "/members/?search=x",
        "/admin/",
        "/api/v1/states/",
        "/healthz",
        "/sheet.pdf",
        "/og.png",
        "/changes/atom.xml",
        "/static/site.css",
        "/members/\x00/",
        "../",
    ],
)
def test_nothing_but_a_page_of_this_site_is_drawn(client, register, page):
    response = client.get("/og.png", {"page": page})
    assert response.status_code == 404 and response["Content-Type"].startswith("text/html")


def test_words_of_the_asker_never_come_into_a_picture(client, register):
    plain = client.get("/og.png?page=/search/&as_of=2013-11-20").content
    assert client.get("/og.png?page=/search/&q=Buy+now&as_of=2013-11-20&title=Buy").content == plain
    assert client.get("/og.png?page=/search/%3Fq%3DBuy&as_of=2013-11-20").status_code == 404


def test_one_page_is_to_be_named(client, register):
    for address in ("/og.png", "/og.png?page=/&page=/members/"):
        refused = client.get(address)
        assert refused.status_code == 400 and "Name one page of this site" in main(refused)
    assert client.get("/og.png?page=/&as_of=2013-02-30").status_code == 400


def test_a_picture_is_drawn_once(client, register, monkeypatch):
    calls = []
    monkeypatch.setattr(typesetting, "png", lambda *args: calls.append(args) or b"\x89PNG-made")
    for _ in range(3):
        response = client.get("/og.png?page=/members/&as_of=2013-11-20")
        assert response.content == b"\x89PNG-made"
    assert len(calls) == 1
    unchanged = client.get("/og.png?page=/members/&as_of=2013-11-20", headers={"if-none-match": response["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_query_cost_is_the_same_for_one_state_and_for_many(client):
    the_coverage()
    a_state("Erewhon", *LEFT_AND_CAME_BACK)
    pages = ("/", "/members/", "/members/erewhon/")
    one = [queries(client, f"/og.png?page={page}&as_of=1990-01-01") for page in pages]
    for name in ("Ruritania", "Freedonia", "Zubrowka"):
        a_state(name, ("1967", ""))
    assert [queries(client, f"/og.png?page={page}&as_of=1990-01-01") for page in pages] == one
