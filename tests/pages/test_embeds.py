"""Embeds: small pages for frames elsewhere, that say their day and what the register or a later day says instead."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from iom_portal.records.models import Revision
from iom_portal.records.models.revising import revising
from members.models import Membership
from organs.models import OrganizationName, Term
from tests.support.cast import a_person, a_post, a_spell, a_state, a_term, affirm, saved, the_coverage
from tests.support.page_text import main

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_past")]

COUNT, LEADER = "/embed/count/", "/embed/leader/"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """It is 24 November 2026."""
    monkeypatch.setattr("iom_portal.pages.embeds.today", lambda: date(2026, 11, 24))
    monkeypatch.setattr("iom_portal.records.history.clock.today", lambda: date(2026, 11, 24))


@pytest.fixture(scope="module")
def cast(stage):
    with revising(reason="As first found."):
        the_coverage()
        fields = {"kind_of_name": OrganizationName.KindOfName.CONSTITUTIONAL, "start": "1951-12-05"}
        saved(OrganizationName(name_en="Committee of Erewhon", acronym_en="CE", **fields))
        a_state("Erewhon", ("1951-12-05", "1973-12-31"), ("1985-05-24", ""))
        a_state("Ruritania", ("1967", ""))
        a_state("Utopia", ("1990", ""), status="observer")
        head = a_post(pk="post-director-general", title="Director")
        a_term(a_person("Ada Clare"), head, "1960-01-01", "1969-12-31", styled="Director")
        a_term(a_person("Bo Dee"), head, "1970-01-01", "")
    return Revision.objects.latest("number").number


def test_a_count_says_its_day_and_what_the_count_is_by_now(client, cast):
    text = main(client.get(COUNT, {"as_of": "1967-06-01"}))
    assert text.startswith("Member States of the Committee of Erewhon 1–2 on 1 June 1967 On 24 November 2026: 2.")
    assert "IOM Reference, unofficial: not affiliated with or endorsed by IOM." in text
    assert "The same on 24 November 2026." in main(client.get(COUNT, {"as_of": "1990-01-01"}))
    text = main(client.get(COUNT))
    assert "2 on 24 November 2026" in text and "The same" not in text and "On 24" not in text
    assert "Verified to 12 December 2025, carried forward since." in text
    text = main(client.get(COUNT, {"status": "observer", "as_of": "1990-06-01"}))
    assert text.startswith("Observer States of the Committee of Erewhon 0–1 on 1 June 1990")


def test_a_count_as_recorded_says_what_was_corrected_since(client, cast):
    asked = {"as_of": "1980-01-01", "as_recorded": cast}
    assert "not corrected since" in main(client.get(COUNT, asked))
    with revising(reason="It joined only later."):
        spell = Membership.objects.get(pk="rur-member-1")
        spell.start = "1982"
        spell.save()
        affirm(spell)
    text = main(client.get(COUNT, asked))
    assert "1 on 1 January 1980 Corrected since: 0 on that day. On 24 November 2026: 2." in text
    assert f"(revision {cast})." in text and "not corrected" not in text
    assert "0 on 1 January 1980" in main(client.get(COUNT, {"as_of": "1980-01-01"}))


def test_the_head_is_named_with_what_is_newer(client, cast):
    text = main(client.get(LEADER, {"as_of": "1965-01-01"}))
    assert text.startswith(
        "Head of the Committee of Erewhon Ada Clare Director, since 1 January 1960 on 1 January 1965"
    )
    assert "On 24 November 2026: Bo Dee." in text
    assert "The same on 24 November 2026." in main(client.get(LEADER, {"as_of": "1999-01-01"}))
    with revising(reason="Nobody of that name."):
        Term.objects.get(person__name="Ada Clare").delete()
    text = main(client.get(LEADER, {"as_of": "1965-01-01", "as_recorded": cast}))
    assert "Corrected since: nobody recorded on that day." in text
    assert "Nobody is recorded. on 1 January 1965" in main(client.get(LEADER, {"as_of": "1965-01-01"}))


def test_before_the_foundation_there_was_nothing_to_count(client, cast):
    text = main(client.get(COUNT, {"as_of": "1950-01-01"}))
    assert "0 On 1 January 1950 it did not exist." in text
    assert "The organization did not exist." in main(client.get(LEADER, {"as_of": "1950-01-01"}))


@pytest.mark.parametrize("address", [COUNT, f"{COUNT}?status=observer", LEADER, f"{COUNT}?as_of=2013-02-30"])
def test_an_embed_may_stand_in_any_frame_and_does_nothing_else(client, cast, address):
    response = client.get(address)
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors *" in policy and "script-src 'none'" in policy and "form-action 'none'" in policy
    assert "X-Frame-Options" not in response
    assert not response.cookies and "Cookie" not in response.get("Vary", "")
    assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=600"}
    html = response.content.decode()
    assert "<script" not in html and "<form" not in html and "<nav" not in html and "style=" not in html
    assert '<meta name="robots" content="noindex">' in html and html.count("<h1") == 1
    assert "(unofficial)</title>" in html
    for link in re.findall(r"<a [^>]*>", html):
        assert 'target="_blank" rel="noopener"' in link


@pytest.mark.parametrize("address", ["/", "/members/", "/about/embed/", "/nowhere/"])
def test_no_other_page_may_stand_in_a_frame(client, cast, address):
    response = client.get(address)
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    assert ("frame-src 'self'" in response["Content-Security-Policy"]) is (address == "/about/embed/")


def test_links_of_an_embed_keep_both_clocks(client, cast):
    html = unescape(client.get(COUNT, {"as_of": "1967-06-01", "as_recorded": cast}).content.decode())
    kept = f"http://127.0.0.1:8000/members/?as_of=1967-06-01&as_recorded={cast}"
    assert f'href="{kept}"' in html and 'href="http://127.0.0.1:8000/members/"' in html
    assert f'<link rel="canonical" href="{kept}">' in html
    html = client.get(COUNT, {"status": "observer"}).content.decode()
    assert 'href="http://127.0.0.1:8000/observers/"' in html


@pytest.mark.parametrize(
    "address, asked, says",
    [
        (COUNT, {"status": "friend"}, "There is no such standing. Allowed: member, observer."),
        (COUNT, {"as_of": "2013-02-30"}, "February 2013 has 28 days"),
        (LEADER, {"as_of": "<b>"}, "is not a day"),
        (LEADER, {"as_recorded": "9999"}, "There is no revision 9999."),
    ],
)
def test_what_cannot_be_asked_is_refused_in_the_frame(client, cast, address, asked, says):
    response = client.get(address, asked)
    assert response.status_code == 400
    assert says in main(response) and "<b>" not in response.content.decode()
    assert "<nav" not in response.content.decode()


@pytest.mark.parametrize("address", [COUNT, LEADER])
def test_an_embed_costs_the_same_for_few_and_for_many(client, cast, address):
    asked = {"as_of": "1967-06-01", "as_recorded": cast}

    def cost():
        client.get(address, asked)
        with CaptureQueriesContext(connection) as captured:
            client.get(address, asked)
        return len(captured)

    few = cost()
    for name in ("Laputa", "Brobdingnag", "Wonderland"):
        a_spell(a_state(name, ("1967", "1970")), "1980")
    a_term(a_person("Cy Eff"), Term.objects.first().post, "1955-01-01", "1959-12-31")
    assert cost() == few <= 9


def test_the_guide_gives_markup_that_works(client, cast):
    response = client.get("/about/embed/", {"show": "observers", "as_of": "1990-06-01"})
    [snippet] = re.findall(r'<pre id="snippet">(.*?)</pre>', response.content.decode(), re.S)
    markup = unescape(snippet)
    address = unescape(re.search(r'src="([^"]+)"', markup)[1])
    assert address == "http://127.0.0.1:8000/embed/count/?status=observer&as_of=1990-06-01"
    assert re.search(r'title="How many Observer States, 1 June 1990 \(unofficial IOM Reference\)"', markup)
    assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert 'src="/embed/count/?status=observer&amp;as_of=1990-06-01"' in response.content.decode()
    assert "<iframe" not in client.get("/about/embed/").content.decode()
    assert client.get("/about/embed/", {"show": "potato"}).status_code == 400
