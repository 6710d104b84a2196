"""Every address answers, says that it is unofficial, keeps the day, reflects nothing unknown and needs no script."""

import json
import re

import pytest

from tests.support.addresses import PAGES
from tests.support.page_text import UNOFFICIAL, html_of, main

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ADDRESSES = sorted(address for name, address in PAGES.items() if not name.startswith("api:"))  # those speak of no day
SCRIPT = '<script src="/static/django_htmx/htmx-2.min.js" defer>'  # the only one that runs, and nothing inline
DATA = '<script type="application/ld+json">'
TODAY = '<a id="mark-today" href="/members/">Today</a>'
LONG = pytest.mark.long
DAYS = ["", *(pytest.param(f"?as_of={day}", marks=LONG) for day in ("1950-01-01", "1967-06-01", "2013-11-20"))]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_answers_on_every_day(reader, address, day):
    response = reader.get(address + day)
    html = html_of(response)
    assert response.status_code == 200
    assert UNOFFICIAL in html
    assert html.count("<h1") == 1
    assert '<html lang="en">' in html
    assert not any(banned in html for banned in ("<style", " style=", " onclick="))
    script, data = re.findall(r"<script[^>]*>[^<]*", html)
    assert script == SCRIPT and data.startswith(DATA) and json.loads(data.removeprefix(DATA))


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_not_known_is_ignored_and_never_reflected(reader, address):
    response = reader.get(address, {"nonsense": "zebra7731", "<script>": "<script>alert(7731)</script>"})
    assert response.status_code == 200
    assert "7731" not in html_of(response)


@pytest.mark.parametrize("address", ADDRESSES)
def test_links_keep_the_day_that_was_asked_for(reader, address):
    html = html_of(reader.get(f"{address}?as_of=2013-11-20"))
    assert 'href="/members/?as_of=2013-11-20"' in html
    assert 'href="/members/"' not in html.replace(TODAY, "")


def test_no_day_is_added_where_none_was_asked_for(reader):
    html = html_of(reader.get("/members/fiji/"))
    assert 'href="/members/"' in html
    assert 'href="/members/?as_of=' not in html


def test_home_says_what_the_organization_is(reader):
    text = main(reader.get("/?as_of=2013-06-14"))
    assert "International Organization for Migration IOM" in text
    assert "William Lacy Swing" in text
    assert "Executive Committee" in text
    assert "Geneva, Switzerland" in text
    assert "observer in the General Assembly" in text


def test_home_shows_what_is_known_and_not_in_effect(reader):
    elect = main(reader.get("/?as_of=2008-07-01"))
    assert "Elected, not yet in office: William Lacy Swing, Director General, elected 18 June 2008" in elect
    assert "Brunson McKinley" in elect
    pending = main(reader.get("/?as_of=1988-01-01"))
    assert "Adopted, not in force: Amendments to the Constitution" in pending
    leaving = main(reader.get("/?as_of=2025-12-12"))
    assert "Withdrawal notified, not certainly in effect: Nicaragua, notified 28 February 2025" in leaving


def test_home_gives_a_range_where_dates_are_open(reader):
    text = main(reader.get("/?as_of=2025-12-12"))
    assert "Member States 175 " in text
    assert "174–175" in main(reader.get("/?as_of=2026-06-01"))


def test_home_says_what_changed_last_and_next(reader):
    text = main(reader.get("/?as_of=2013-11-22"))
    last, following = text.split("Last change ")[1].split("Next change ")
    assert last.startswith("21 November 2013")
    assert "Executive Committee ended" in last
    assert "The day before and that day compared" in last
    assert following.startswith("between 25 Nov 2013 and 28 Nov 2013 Turkmenistan ceased to be one membership")
    assert "Before and after that time compared" in following
    last = main(reader.get("/?as_of=2026-06-01")).split("Last change ")[1]
    assert last.startswith("in 2026 Global Appeal 2026 event Nicaragua left 31 December 2025 or later")
    assert "31 December 2026" not in last


def test_what_is_known_to_its_year_is_told_as_in_it(reader):
    text = main(reader.get("/?as_of=1964-06-01"))
    assert "Next change in 1965 Malta joined membership" in text
    assert "Today (UTC)" in html_of(reader.get("/")) and "today in UTC" in main(reader.get("/about/"))


def test_seed_shows_all_thirty_lines_with_their_records(reader):
    response = reader.get("/about/seed/")
    html = html_of(response)
    assert all(f'id="line-{number}"' in html for number in range(1, 31))
    text = main(response)
    assert "(relected in June 2013)" in text
    assert "IOM provides arrangements and humanization of measures to regulate migration" in text
    for address in ("/organs/executive-committee/", "/strategy/objectives/12/", "/leadership/william-lacy-swing/"):
        assert f'href="{address}' in html


def test_evidence_puts_each_published_count_beside_the_computed_one(reader):
    text = main(reader.get("/evidence/"))
    assert "in range" in text
    assert "14 December 1953 members 24 24 in range" in text


def test_revision_lists_what_it_changed(reader):
    text = main(reader.get("/changes/1/"))
    assert "Load of the register files" in text


def test_source_says_what_it_supports_and_where_it_disagrees(reader):
    text = main(reader.get("/sources/s001/"))
    assert "Executive Committee: disagrees, says still an organ in 2014-15 (on: end)" in text


def test_search_finds_across_kinds_and_accents(reader):
    text = main(reader.get("/search/?q=vitorino"))
    assert "António Vitorino" in text
    assert "Côte d" in main(reader.get("/search/?q=cote+ivoire"))
    assert "Nothing was found for" in main(reader.get("/search/?q=zebra7731"))


def test_healthz(client, db):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
