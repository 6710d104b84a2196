"""Pages as recorded at a moment: they say so, tell what was corrected since, and read nothing of today's register."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from django.test.utils import CaptureQueriesContext

from iom_portal.pages.citing import citation as citing
from iom_portal.records.history.snapshots import open_snapshot
from iom_portal.records.kinds import kinds
from iom_portal.records.models import Revision, Source
from iom_portal.records.models.revising import revising
from members.models import FormerName, Membership, State
from tests.support.cast import a_spell, affirm, cite
from tests.support.page_text import html_of, main, text_of, words

from .test_every_page import ADDRESSES

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("own_past")]

DAY = "2013-11-20"
EVERY = [
    *ADDRESSES,
    "/compare/?from=1989-12-31&to=1999-12-31",
    "/evidence/?count=157",
    "/members/?region=Oceania",
    "/search/?q=australia",
    "/cite/",
    "/changes/state/AUS/",
]
NOTHING = "Nothing that this page states has been corrected since."
CITE = ">Cite this page</a>"  # on every page that states facts
NOTICE = re.compile(r'<div class="notice[^"]*recorded".*?</div>', re.S)


@pytest.fixture
def base(register):
    return register.revision.number


@pytest.fixture
def corrected(base):
    """After the load: when Australia came back is corrected, with a new source; its spell as an observer goes."""
    back, observer = (Membership.objects.get(pk=pk) for pk in ("aus-member-2", "aus-observer-1"))
    with revising(reason="The treaty list says 1986."):
        back.start = "1986-01-01"
        back.save()
        affirm(back)
        cite(back, Source.objects.get(pk="S001"), locator="line 3")
    with revising(reason="No trace of it was found."):
        observer.delete()
    return base


def with_clocks(address, **clocks):
    return f"{address}{'&' if '?' in address else '?'}{urlencode(clocks)}"


def notice(response):
    """The words of the notice that a page shows the past, or ""."""
    found = NOTICE.search(response.content.decode())
    return text_of(found[0]) if found else ""


def test_every_page_says_as_recorded_when(reader, base):
    made = Revision.objects.get(number=base).made_at
    says = f"The register as recorded on {made:%-d %B %Y, %H:%M:%S.%f} UTC (revision {base})"
    for address in EVERY:
        response = reader.get(with_clocks(address, as_of=DAY, as_recorded=base))
        assert response.status_code == 200, address
        assert notice(response).startswith(says), address
        assert (NOTHING in notice(response)) is (CITE in html_of(response)), address
        assert notice(reader.get(with_clocks(address, as_of=DAY))) == "", address


def test_a_time_names_the_same_moment(client, corrected):
    made = Revision.objects.get(number=corrected + 1).made_at - timedelta(microseconds=1)
    response = client.get("/members/australia/", {"as_recorded": made.isoformat()})
    assert f"(revision {corrected})" in notice(response)
    assert f"as_recorded={made:%Y-%m-%dT%H}%3A" in html_of(response)


OTHER_CLOCKS = (">Today", ">as recorded in this revision", ">The register of all days")


def test_links_and_forms_of_every_page_keep_both_clocks(reader, base):
    """But for those that ask for another clock, and those to what has none: feed, docs and API.

    A link to a place on a page leaves the day where the record that stands there had not begun.
    """
    lost, left_their_day = [], set()
    for address in EVERY:
        html = html_of(reader.get(with_clocks(address, as_of=DAY, as_recorded=base)))
        body = NOTICE.sub("", html[html.index("<body") :])
        for text, href in re.findall(r'<a ([^>]*href="(/[^"]*)"[^>]*>[^<]*)', body):
            target = urlsplit(unescape(href))
            asked = parse_qs(target.query)
            if target.path == "/cite/" and "address" in asked:
                asked = parse_qs(urlsplit(asked["address"][0]).query)
            if target.path.startswith("/api/") or target.path.endswith(".xml"):
                continue
            if {"as_of", "as_recorded"} <= asked.keys() or text.endswith(OTHER_CLOCKS):
                continue
            if target.fragment and "as_recorded" in asked:
                left_their_day.add(unescape(href))
            else:
                lost.append((address, href))
        for form in re.findall(r"<form.*?</form>", body, re.S):
            if 'name="address"' not in form and 'name="from_recorded"' not in form:
                assert f'name="as_recorded" value="{base}"' in form, (address, form)
    assert lost == []
    for href in left_their_day:
        target = urlsplit(href)
        page = html_of(reader.get(with_clocks(target.path, as_of=DAY, as_recorded=base)))
        assert f'id="{target.fragment}"' not in page, href
        assert f'id="{target.fragment}"' in html_of(reader.get(href)), href


def test_reading_it_as_it_is_now_keeps_the_rest(reader, base):
    for address in EVERY:
        response = reader.get(with_clocks(address, as_of=DAY, as_recorded=base))
        found = NOTICE.search(html_of(response))[0]
        now = unescape(re.search(r'href="([^"]*)"[^>]*>Read it as it is now', found)[1])
        asked = {name: value for name, [value] in parse_qs(urlsplit(address).query).items()}
        assert urlsplit(now).path == urlsplit(address).path
        assert {name: value for name, [value] in parse_qs(urlsplit(now).query).items()} == {**asked, "as_of": DAY}


def test_corrections_are_counted_and_told_with_their_fields_and_reason(client, corrected):
    response = client.get("/members/australia/", {"as_recorded": corrected})
    told = notice(response)
    assert "5 corrections since of what this page states" in told
    changed = f"(membership) changed in revision {corrected + 1}: The treaty list says 1986. Start"
    assert re.search(re.escape(changed) + ":? 1985-05-24 1986-01-01", told)
    assert f"(membership) deleted in revision {corrected + 2}: No trace of it was found." in told
    assert f"S001 on aus-member-2 (citation) created in revision {corrected + 1}" in told
    for href in re.findall(r'href="(/changes/[^"]+)"', NOTICE.search(html_of(response))[0]):
        assert client.get(unescape(href)).status_code == 200, href


def test_the_old_facts_stand_on_the_page(client, corrected):
    old = main(client.get("/members/australia/", {"as_recorded": corrected}))
    new = main(client.get("/members/australia/"))
    assert "24 May 1985" in old and "1 January 1986" not in old
    assert "24 May 1985" not in new and "1 January 1986" in new


def test_what_was_not_corrected_says_so(client, corrected):
    assert NOTHING in notice(client.get("/members/france/", {"as_recorded": corrected}))
    assert NOTHING in notice(client.get("/members/australia/", {"as_recorded": corrected + 2}))
    assert "3 corrections since" not in notice(client.get("/organs/", {"as_recorded": corrected}))
    assert NOTHING not in notice(client.get("/search/", {"q": "australia", "as_recorded": corrected}))


def test_numbers_and_names_that_rest_on_a_correction_are_told(client, base):
    """Pages that count States show no spell, and yet a corrected spell is a correction of their numbers."""
    pages = ["/", "/evidence/", "/compare/?from=2000-12-31&to=2001-12-31"]
    with revising(reason="Corrected by letter."):
        Membership.objects.get(pk="alb-member-1").delete()
        a_spell(State.objects.get(pk="PRK"), "2001-01-01")
        FormerName.objects.get(pk="zwe-name-17").delete()
    for address in pages:
        told = notice(client.get(with_clocks(address, as_of="2001-06-01", as_recorded=base)))
        assert "2 corrections since" in told, address
        assert (
            "(membership) deleted" in told
            and "People's Republic of Korea as member" in told
            and "Corrected by letter." in told
        )
        assert NOTHING in notice(client.get(with_clocks(address, as_of="2001-06-01", as_recorded=base + 1)))
    assert NOTHING in notice(client.get("/", {"as_of": "1960-01-01", "as_recorded": base}))
    observers = notice(client.get("/observers/", {"as_of": "1970-01-01", "as_recorded": base}))
    assert "Rhodesia (former name) deleted" in observers
    found = citing.cite(f"/?as_of=2001-06-01&as_recorded={base}")
    verdict = citing.verify(found.address, found.digest)
    assert (verdict.reproduced, verdict.current) == (True, False)


def test_versions_stop_at_the_moment(client, corrected):
    address = "/changes/membership/aus-observer-1/"
    then, now = (main(client.get(address, asked)) for asked in ({"as_recorded": corrected + 1}, {}))
    assert "It is deleted" not in then and "No trace of it was found." not in then
    assert "It is deleted" in now and "No trace of it was found." in now
    assert client.get(f"/changes/{corrected + 2}/", {"as_recorded": corrected}).status_code == 404


@pytest.mark.parametrize("address", ["/", "/members/", "/members/australia/", "/search/", "/changes/", "/compare/"])
@pytest.mark.parametrize(
    "asked, says",
    [
        ("0", "There is no revision 0."),
        ("9999", "There is no revision 9999."),
        ("1999-01-01T00:00:00Z", "lies before the first revision"),
        ("2999-01-01T00:00:00Z", "lies in the future"),
        ("2013-11-20", "neither a revision number nor a time with its zone"),
        ("<script>", "neither a revision number nor a time with its zone"),
        ("", "neither a revision number nor a time with its zone"),
    ],
)
def test_a_moment_that_cannot_be_shown_is_refused_with_the_range(client, base, address, asked, says):
    response = client.get(address, {"as_recorded": asked})
    text = main(response)
    assert response.status_code == 400
    assert says in text
    assert f"Ask for a revision from 1 to {base}, or for a time with its zone from 2026-" in text
    assert "<script>" not in html_of(response)


def test_two_moments_at_once_are_refused(client, corrected):
    response = client.get(f"/members/?as_recorded={corrected}&as_recorded={corrected + 1}")
    assert response.status_code == 400
    assert "one moment at a time" in main(response)


def test_a_day_after_the_moment_is_foreseen_not_established(client, base):
    made = Revision.objects.get(number=base).made_at.date()
    text = words(client.get("/members/", {"as_recorded": base, "as_of": made + timedelta(days=1)}))
    assert "lies after the moment at which the register is read" in text
    assert "it is what was then foreseen, not what was established" in text
    assert "foreseen" not in words(client.get("/members/", {"as_recorded": base, "as_of": made}))


def test_a_page_of_the_past_asks_the_live_database_for_no_record(client, corrected):
    tables = [f'"{model._meta.db_table}"' for model in kinds()]
    past = connections[open_snapshot(corrected)]
    for address in EVERY:
        asked = with_clocks(address, as_of=DAY, as_recorded=corrected)
        client.get(asked)
        with CaptureQueriesContext(connections[DEFAULT_DB_ALIAS]) as live, CaptureQueriesContext(past) as then:
            client.get(asked)
        leaked = [query["sql"] for query in live if any(table in query["sql"] for table in tables)]
        assert leaked == [], address
        assert len(then) > 0, address
        with CaptureQueriesContext(connections[DEFAULT_DB_ALIAS]) as now:
            client.get(with_clocks(address, as_of=DAY))
        assert len(then) <= len(now) + 2, address  # for what the corrections name, and what the counts rest on


def test_many_corrections_cost_no_more_queries_than_one(client, corrected):
    address = f"/members/?as_recorded={corrected}"

    def cost():
        client.get(address)
        with CaptureQueriesContext(connections[DEFAULT_DB_ALIAS]) as live, CaptureQueriesContext(past) as then:
            client.get(address)
        return len(live), len(then)

    past = connections[open_snapshot(corrected)]
    one = cost()
    with revising(reason="All of the founders by letter."):
        for spell in Membership.objects.filter(basis="founding"):
            spell.note = "By letter."
            spell.save()
    assert "20 corrections since" in notice(client.get(address))
    assert cost() == one
