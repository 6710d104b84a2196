"""The Atom feeds of history and members: well formed, unofficial, dated by revisions, on both clocks."""

import re
from datetime import datetime
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from iom_portal.records.models import Revision
from iom_portal.records.models.revising import revising
from organs.models import Event
from tests.support.cast import a_source, a_spell, a_state, cite, saved, the_coverage
from tests.support.page_text import html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_past")]

SITE = "http://127.0.0.1:8000"
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = {"/history/atom.xml": "/history/", "/members/atom.xml": "/members/", "/changes/atom.xml": "/changes/"}


def entries(client, address, **asked):
    response = client.get(address, asked)
    assert response.status_code == 200, response.content
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def titles(client, address, **asked):
    return [entry.findtext(f"{ATOM}title") for entry in entries(client, address, **asked)]


def an_event(pk, title, start, description="It came to pass."):
    return saved(
        Event(pk=pk, slug=pk.lower(), title=title, description=description, start=start, category=Event.Category.NAME)
    )


@pytest.fixture(scope="module")
def cast(stage):
    with revising(reason="As first found."):
        the_coverage()
        erewhon = a_state("Erewhon", ("1951-12-05", "1973-12-31"))
        a_spell(erewhon, "1985-05-24", basis="rejoined", notified_on="2024-01-02", end="2025-02-01/..")
        a_state("Ruritania", ("1967", ""), status="observer")
        a_state("Utopia", ("", ""))
        an_event("E1", "The founding", "1951-12-05", "Signed & sealed by <all>.")
        an_event("E2", "The renaming", "1989-11-14")
    return Revision.objects.latest("number")


@pytest.mark.parametrize("address, page", FEEDS.items())
def test_every_feed_has_what_atom_requires(client, cast, address, page):
    response = client.get(address)
    assert response["Content-Type"].startswith("application/atom+xml")
    assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=600"}
    feed = ElementTree.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    assert "unofficial" in feed.findtext(f"{ATOM}title") and feed.findtext(f"{ATOM}subtitle") == settings.DISCLAIMER
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "self": SITE + address,
        "alternate": SITE + page,
    }
    assert feed.findtext(f"{ATOM}id") == SITE + address
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert datetime.fromisoformat(feed.findtext(f"{ATOM}updated")) == cast.made_at
    found = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in found]
    assert len(set(ids)) == len(ids) > 0 and all(key.startswith("tag:127.0.0.1,2026:") for key in ids)
    for entry in found:
        for name in ("title", "summary", "author"):
            assert "".join(entry.find(f"{ATOM}{name}").itertext()).strip()
        for name in ("updated", "published"):
            assert datetime.fromisoformat(entry.findtext(f"{ATOM}{name}")) == cast.made_at
        assert "unofficial" in entry.findtext(f"{ATOM}rights").lower()
        [link] = entry.findall(f"{ATOM}link")
        assert link.get("rel") == "alternate" and link.get("href").startswith(f"{SITE}/")
        assert client.get(link.get("href").removeprefix(SITE)).status_code == 200


def test_the_feed_of_members_tells_what_happened_the_latest_first(client, cast):
    assert titles(client, "/members/atom.xml", as_of="2026-01-01") == [
        "Erewhon left: last day 1 February 2025 or later",
        "Erewhon gave notice of withdrawal on 2 January 2024",
        "Erewhon rejoined on 24 May 1985",
        "Erewhon left: last day 31 December 1973",
        "Ruritania became an observer some day in 1967",
        "Erewhon joined on 5 December 1951",
    ]
    notice = entries(client, "/members/atom.xml", as_of="2026-01-01")[1]
    assert notice.findtext(f"{ATOM}summary") == (
        "Notice is not effect. Last day of membership: 1 February 2025 or later. Source: Minutes of the Council."
    )
    assert notice.findtext(f"{ATOM}id") == "tag:127.0.0.1,2026:membership/ere-member-2/notified_on"


def test_a_feed_of_a_day_ends_there_and_its_links_stay_there(client, cast):
    assert titles(client, "/members/atom.xml", as_of="1973-12-31")[0] == "Ruritania became an observer some day in 1967"
    assert titles(client, "/members/atom.xml", as_of="1974-01-01")[0] == "Erewhon left: last day 31 December 1973"
    assert titles(client, "/history/atom.xml", as_of="1980-01-01") == ["5 December 1951: The founding"]
    link = entries(client, "/history/atom.xml", as_of="1980-01-01")[0].find(f"{ATOM}link")
    assert link.get("href") == f"{SITE}/history/e1/?as_of=1980-01-01"
    link = entries(client, "/members/atom.xml", as_of="1974-01-01")[0].find(f"{ATOM}link")
    assert link.get("href") == f"{SITE}/members/erewhon/?as_of=1974-01-01#ere-member-1"


def test_what_was_corrected_comes_first_with_the_moment_of_its_correction(client, cast):
    assert titles(client, "/history/atom.xml") == ["14 November 1989: The renaming", "5 December 1951: The founding"]
    with revising(reason="A closer look."):
        cite(Event.objects.get(pk="E1"), a_source("LETTER", "A letter & more"))
    first, second = entries(client, "/history/atom.xml")
    assert first.findtext(f"{ATOM}title") == "5 December 1951: The founding"
    assert first.findtext(f"{ATOM}summary") == (
        "Signed &amp; sealed by &lt;all&gt;. Sources: A letter &amp; more; Minutes of the Council."
    )
    assert datetime.fromisoformat(first.findtext(f"{ATOM}updated")) > cast.made_at
    assert datetime.fromisoformat(first.findtext(f"{ATOM}published")) == cast.made_at
    assert datetime.fromisoformat(second.findtext(f"{ATOM}updated")) == cast.made_at
    then = entries(client, "/history/atom.xml", as_recorded=cast.number)
    assert then[0].findtext(f"{ATOM}title") == "14 November 1989: The renaming"
    assert datetime.fromisoformat(then[1].findtext(f"{ATOM}updated")) == cast.made_at
    assert then[0].find(f"{ATOM}link").get("href") == f"{SITE}/history/e2/?as_recorded={cast.number}"


@pytest.mark.parametrize("address", FEEDS)
def test_what_cannot_be_asked_is_refused(client, cast, address):
    assert client.get(address, {"as_of": "2013-02-30"}).status_code == 400
    assert client.get(address, {"as_recorded": "yesterday"}).status_code == 400
    assert client.head(address).status_code == 200
    response = client.post(address)
    assert response.status_code in (403, 405)


@pytest.mark.parametrize("address", ["/history/atom.xml", "/members/atom.xml"])
def test_a_feed_costs_the_same_for_few_entries_and_for_many(client, cast, address):
    def cost():
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    client.get(address)
    few = cost()
    for number in range(3, 8):
        an_event(f"E{number}", f"Event {number}", f"199{number}")
        a_state(f"{'QXZKW'[number - 3]}topia", ("1967", "1970"), ("1980", ""))
    assert cost() == few <= 14


@pytest.mark.parametrize(
    "address, feeds",
    [
        ("/", list(FEEDS)),
        ("/history/", ["/history/atom.xml"]),
        ("/members/", ["/members/atom.xml"]),
        ("/observers/", ["/members/atom.xml"]),
        ("/changes/", ["/changes/atom.xml"]),
        ("/about/", []),
    ],
)
def test_pages_name_their_feeds(client, cast, address, feeds):
    links = re.findall(r"<link [^>]*>", html_of(client.get(address, {"as_of": "2013-11-20"})))
    found = [link for link in links if "application/atom+xml" in link]
    assert len(found) == len(feeds)
    for link, feed in zip(found, feeds, strict=True):
        assert f'href="{feed}?as_of=2013-11-20"' in link and 'title="' in link
