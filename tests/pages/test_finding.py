"""What browsers and crawlers ask for by name: sitemaps, robots.txt, OpenSearch, the web manifest and the icons."""

import re
import struct
from datetime import date
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from iom_portal.pages.management.commands.draw_icons import IN_ICO, drawn
from iom_portal.pages.seo.sitemaps import LEFT_OUT, standing_pages
from iom_portal.records.history.last_changed import UPDATED, moments
from iom_portal.records.models import Revision
from iom_portal.records.models.revising import revising
from members.models import State
from tests.support.cast import a_former_name, a_source, a_spell, a_state, cite, the_coverage

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def located(response):
    """{address: last change} of a sitemap or an index of them."""
    assert response.status_code == 200 and response["Content-Type"] == "application/xml"
    return {
        entry.findtext(f"{MAP}loc"): entry.findtext(f"{MAP}lastmod")
        for entry in ElementTree.fromstring(response.content)
    }


def test_every_address_of_every_sitemap_answers_once_and_is_its_own_canonical(reader):
    seen = []
    for sitemap in located(reader.get("/sitemap.xml", headers={"host": "localhost"})):
        seen += located(reader.get(sitemap.removeprefix(SITE), headers={"host": "localhost"}))
    assert len(seen) == len(set(seen)) > 600
    assert all(address.startswith(f"{SITE}/") for address in seen)
    for address in seen[:30] + seen[30::25]:
        response = reader.get(address.removeprefix(SITE))
        assert response.status_code == 200, address
        html = response.content.decode()
        assert f'<link rel="canonical" href="{address}">' in html or "/api/" in address
        assert "noindex" not in html


def test_every_kind_with_pages_has_a_sitemap(reader):
    sections = [address.split("sitemap-")[1] for address in located(reader.get("/sitemap.xml"))]
    assert sections == [
        f"{name}.xml"
        for name in (
            "pages",
            "regions",
            "states",
            "organs",
            "people",
            "instruments",
            "events",
            "frameworks",
            "objectives",
            "sources",
        )
    ]
    assert f"{SITE}/members/cote-d-ivoire/" in located(reader.get("/sitemap-states.xml"))
    assert f"{SITE}/strategy/objectives/12/" in located(reader.get("/sitemap-objectives.xml"))
    assert reader.get("/sitemap-potatoes.xml").status_code == 404


def plain_pages(patterns=None):
    """The names of the addresses of the site that need no argument and are no file."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name and not pattern.pattern.regex.groups and reverse(pattern.name).endswith("/"):
                yield pattern.name
        elif pattern.pattern.regex.pattern in ("", "^"):
            yield from plain_pages(pattern.url_patterns)


def test_no_page_of_the_site_is_forgotten():
    """A new page is either in the sitemap or named among those that are left out."""
    assert set(plain_pages()) - set(standing_pages()) == LEFT_OUT


def test_a_page_is_as_new_as_the_last_revision_of_anything_on_it(client, own_past):
    with revising(reason="As first found."):
        the_coverage()
        erewhon, utopia = a_state("Erewhon", ("1967", "")), a_state("Utopia")
    first = Revision.objects.latest("number").made_at

    def updated():
        return {pk: moment[UPDATED] for pk, moment in moments(State).items()}

    assert updated() == {"ERE": first, "UTO": first}
    for change in (
        lambda: a_spell(utopia, "1990"),
        lambda: a_former_name(utopia, "Nowhere", end="1989"),
        lambda: cite(utopia, a_source("LETTER"), locator="p. 2"),
        lambda: cite(utopia.memberships.get(), a_source("LETTER"), locator="p. 3"),
        lambda: utopia.memberships.get().delete(),
    ):
        with revising(reason="A closer look."):
            change()
        last = Revision.objects.latest("number").made_at
        assert updated() == {"ERE": first, "UTO": last}
    assert erewhon.memberships.get().citations.count() == 1
    map_of = located(client.get("/sitemap-states.xml"))
    assert date.fromisoformat(map_of[f"{SITE}/members/utopia/"]) == last.date()


def test_a_sitemap_costs_the_same_for_one_record_and_for_many(client, own_past):
    def cost(address):
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    the_coverage()
    a_state("Erewhon", ("1967", ""))
    one = {address: cost(address) for address in ("/sitemap.xml", "/sitemap-states.xml", "/sitemap-sources.xml")}
    for name in ("Utopia", "Ruritania", "Brobdingnag", "Laputa"):
        a_former_name(a_state(name, ("1967", "1970"), ("1980", "")), "Nowhere", end="1966")
    assert {address: cost(address) for address in one} == one
    assert one["/sitemap-states.xml"] <= 9


def test_robots_names_the_sitemap_and_closes_what_is_no_page(reader):
    response = reader.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    text = response.content.decode()
    closed = re.findall(r"^Disallow: (\S+)$", text, re.MULTILINE)
    assert closed == ["/admin/", "/api/v1/", "/cite/"]
    assert f"Sitemap: {SITE}/sitemap.xml\n" in text
    for section in located(reader.get("/sitemap.xml")):
        for address in located(reader.get(section.removeprefix(SITE))):
            assert not address.removeprefix(SITE).startswith(tuple(closed))


def test_a_browser_can_search_and_ask_for_suggestions(client):
    the_coverage()
    response = client.get("/opensearch.xml")
    assert response["Content-Type"].startswith("application/opensearchdescription+xml")
    about = ElementTree.fromstring(response.content)
    assert about.tag == f"{SEARCH}OpenSearchDescription"
    assert len(about.findtext(f"{SEARCH}ShortName")) <= 16
    assert "unofficial" in about.findtext(f"{SEARCH}Description")
    templates = {url.get("type"): url.get("template") for url in about.findall(f"{SEARCH}Url")}
    assert templates["text/html"] == f"{SITE}/search/?q={{searchTerms}}"
    assert templates["application/x-suggestions+json"] == f"{SITE}/search/suggest/?q={{searchTerms}}&format=json"
    link = (
        '<link rel="search" href="/opensearch.xml" type="application/opensearchdescription+xml" title="IOM Reference">'
    )
    assert link in client.get("/").content.decode()


def test_the_manifest_names_icons_that_are_there(client):
    the_coverage()
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    about = response.json()
    assert about["name"] == "IOM Reference" and "unofficial" in about["description"]
    for icon in about["icons"]:
        path = settings.BASE_DIR / "iom_portal" / icon["src"].lstrip("/")
        assert path.is_file()
        if icon["type"] == "image/png":
            assert icon["sizes"] == "{}x{}".format(*struct.unpack(">II", path.read_bytes()[16:24]))
    html = client.get("/").content.decode()
    for head in (
        '<link rel="manifest" href="/manifest.webmanifest">',
        '<link rel="apple-touch-icon" href="/static/icons/icon-180.png">',
        '<meta name="theme-color" content="#14464f" media="(prefers-color-scheme: light)">',
    ):
        assert head in html


def test_whoever_asks_for_the_favicon_by_its_old_name_gets_it(client):
    response = client.get("/favicon.ico")
    assert response.status_code == 200 and response["Content-Type"] == "image/x-icon"
    found = b"".join(response.streaming_content) if response.streaming else response.content
    assert struct.unpack("<HHH", found[:6]) == (0, 1, len(IN_ICO))
    size, at = struct.unpack("<II", found[14:22])
    assert found[at : at + 8] == drawn(IN_ICO[0])[:8] == b"\x89PNG\r\n\x1a\n" and len(found) > at + size


@pytest.mark.parametrize("address", ["/robots.txt", "/sitemap.xml", "/sitemap-pages.xml", "/opensearch.xml"])
def test_they_answer_head_and_nothing_is_posted_to_them(client, address):
    the_coverage()
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405
