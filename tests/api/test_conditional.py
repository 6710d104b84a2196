"""Answers that a client has already are not made again: tags, dates, conditions, and how long an answer may be kept."""

from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from iom_portal.records.models import Register, Revision
from iom_portal.records.models.revising import revising
from members.models import State
from tests.support.cast import a_state, the_coverage
from tests.support.past import made_at, put_back

from .kinds import EVERY_ADDRESS

pytestmark = pytest.mark.django_db
STATE = "/api/v1/states/ERE/"


@pytest.fixture
def erewhon():
    the_coverage()
    return a_state("Erewhon", ("1951-12-05", ""))


def test_an_answer_that_the_client_has_costs_one_query_and_no_bytes(erewhon, api):
    tag = api.client.get(STATE)["ETag"]
    assert tag.startswith('"') and tag.endswith('"'), "a strong one"
    with CaptureQueriesContext(connection) as queries:
        again = api.client.get(STATE, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert len(queries) == 1


def test_a_new_revision_makes_another_answer(erewhon, api):
    before = api.client.get(STATE)
    with revising(reason="It moved its seat."):
        erewhon.capital = "Colchis"
        erewhon.save()
    after = api.client.get(STATE, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.json()["capital"] == "Colchis" and after["ETag"] != before["ETag"]


def test_another_release_makes_another_answer(erewhon, api, settings):
    before = api.client.get(STATE)["ETag"]
    settings.RELEASE = "2026-11-28.1"
    named = api.client.get(STATE, headers={"If-None-Match": before})
    assert named.status_code == 200 and named["ETag"] != before
    settings.RELEASE = "2026-11-28.2"
    assert api.client.get(STATE)["ETag"] not in (before, named["ETag"])


@pytest.mark.parametrize("address", [address for address in EVERY_ADDRESS if address not in ("compare/", "cite/")])
def test_every_resource_is_conditional(erewhon, api, address):
    answer = api.client.get(f"/api/v1/{address}", {"q": "erewhon"} if address == "search/" else {})
    assert answer.status_code == 200
    assert {"ETag", "Last-Modified"} <= answer.headers.keys()
    assert answer["Cache-Control"] == "public, no-cache"
    assert {"Accept", "Accept-Encoding"} <= set(answer["Vary"].split(", "))


def test_what_was_asked_and_how_tells_answers_apart(erewhon, api):
    def tag(query="", **headers):
        return api.client.get(f"/api/v1/states/{query}", headers=headers)["ETag"]

    asked = [
        tag(),
        tag("?as_of=1960-01-01"),
        tag("?page_size=7"),
        tag(accept="text/csv"),
        tag(accept="application/json"),
    ]
    assert len(set(asked)) == len(asked)
    assert tag() == tag()


def test_a_compressed_answer_has_a_tag_of_its_own_and_the_same_bytes_each_time(erewhon, api):
    answers = [api.client.get("/api/v1/states/", headers={"Accept-Encoding": "gzip"}) for _ in range(2)]
    assert answers[0]["Content-Encoding"] == "gzip"
    assert answers[0].content == answers[1].content
    plain = api.client.get("/api/v1/states/")["ETag"]
    assert answers[0]["ETag"] == f'{plain[:-1]}-gzip"'
    again = api.client.get("/api/v1/states/", headers={"If-None-Match": answers[0]["ETag"]})
    assert again.status_code == 304


def test_dates_and_other_conditions_are_kept(erewhon, api):
    made_at(r1=datetime(2026, 11, 28, 10, 54, 36, tzinfo=UTC))  # no other in the second of the last
    answer = api.client.get(STATE)
    assert api.client.get(STATE, headers={"If-Modified-Since": answer["Last-Modified"]}).status_code == 304
    assert api.client.get(STATE, headers={"If-Match": answer["ETag"]}).status_code == 200
    refused = api.client.get(STATE, headers={"If-Match": '"another"'})
    assert (refused.status_code, refused["Content-Type"]) == (412, "application/problem+json")
    assert refused.json()["type"] == "/api/docs/#changed-meanwhile"
    assert api.client.head(STATE)["ETag"] == answer["ETag"]


def test_an_answer_on_both_clocks_is_kept_for_good(erewhon, api, own_past):
    last = Revision.objects.latest("number")
    kept = api.ask("states/ERE/", as_of="1960-01-01", as_recorded=last.name)
    assert kept["Cache-Control"] == "public, max-age=31536000, immutable"
    assert api.ask("states/ERE/", as_of="1960-01-01")["Cache-Control"] == "public, no-cache"


def test_the_number_of_a_revision_alone_may_come_again(erewhon, api, own_past):
    """Where a database is put back, another revision bears it: a client has to ask again."""
    number = str(Register.objects.get().last_revision)
    assert api.ask("states/ERE/", as_of="1960-01-01", as_recorded=number)["Cache-Control"] == "public, no-cache"


def test_a_lost_revision_s_answer_is_told_from_that_of_the_one_that_has_its_number(erewhon, api, own_past):
    def seat_moves_to(capital):
        with revising(reason="It moved its seat."):
            state = State.objects.get()
            state.capital = capital
            state.save()
        return str(Register.objects.get().last_revision)

    with put_back():
        number = seat_moves_to("Colchis")
        name = Revision.objects.latest("number").name
        lost = [api.client.get(STATE), api.client.get(STATE, {"as_recorded": number})]
    assert seat_moves_to("Aea") == number
    for before, address in zip(lost, (STATE, f"{STATE}?as_recorded={number}"), strict=True):
        now = api.client.get(address, headers={"If-None-Match": before["ETag"]})
        assert (before.json()["capital"], now.status_code, now.json()["capital"]) == ("Colchis", 200, "Aea")
    refused = api.client.get(STATE, {"as_recorded": name})
    assert refused.status_code == 400 and "is lost" in str(refused.json())


def in_one_second(api):
    """Two revisions in one second, and the answers after each."""
    second = datetime(2026, 11, 28, 10, 54, 37, tzinfo=UTC)
    first = Register.objects.get().last_revision
    made_at(**{f"r{first}": second.replace(microsecond=100)})
    before = api.client.get(f"{STATE}?as_of=2026-01-01")
    with revising(reason="It moved its seat."):
        state = State.objects.get()
        state.capital = "Colchis"
        state.save()
    made_at(**{f"r{first + 1}": second.replace(microsecond=900_000)})
    return before, api.client.get(f"{STATE}?as_of=2026-01-01")


def test_a_date_does_not_hide_a_later_revision_of_the_same_second(erewhon, api):
    before, after = in_one_second(api)
    assert before["Last-Modified"] == after["Last-Modified"] == "Sat, 28 Nov 2026 10:54:37 GMT"
    for name in ("If-Modified-Since", "If-Unmodified-Since"):
        answer = api.client.get(f"{STATE}?as_of=2026-01-01", headers={name: before["Last-Modified"]})
        assert answer.status_code == {"If-Modified-Since": 200, "If-Unmodified-Since": 412}[name]
    tagged = api.client.get(f"{STATE}?as_of=2026-01-01", headers={"If-None-Match": before["ETag"]})
    assert tagged.status_code == 200 and tagged.json()["capital"] == "Colchis"
    assert api.client.get(f"{STATE}?as_of=2026-01-01", headers={"If-None-Match": after["ETag"]}).status_code == 304


def test_a_date_does_not_hide_a_revision_of_the_first_second_of_a_day(erewhon, api, monkeypatch):
    monkeypatch.setattr("iom_portal.api.conditional.today", lambda: date(2026, 11, 28))
    midnight = "Sat, 28 Nov 2026 00:00:00 GMT"
    last = Register.objects.get().last_revision
    made_at(**{f"r{last}": datetime(2026, 11, 27, 12, tzinfo=UTC)})
    assert api.client.get(STATE)["Last-Modified"] == midnight
    assert api.client.get(STATE, headers={"If-Modified-Since": midnight}).status_code == 304
    made_at(**{f"r{last}": datetime(2026, 11, 28, 0, 0, 0, 500, tzinfo=UTC)})
    assert api.client.get(STATE, headers={"If-Modified-Since": midnight}).status_code == 200


def test_the_date_of_an_answer_given_as_the_moment_is_its_revision(erewhon, api, own_past):
    """reports.md, 2: it was the one before."""
    last = Register.objects.get().last_revision
    made_at(
        r1=datetime(2026, 11, 28, 10, 54, 36, tzinfo=UTC),
        **{f"r{last}": datetime(2026, 11, 28, 10, 54, 37, 392605, tzinfo=UTC)},
    )
    printed = api.client.get(STATE, {"as_of": "2026-01-01"})["Last-Modified"]
    asked = parsedate_to_datetime(printed).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert api.client.get(STATE, {"as_recorded": asked})["Register-Recorded"] == f"revision {last}"


@pytest.mark.parametrize("path", ["states/XXX/", "states/?colour=red", "nothing/"])
def test_a_refusal_has_no_tag_and_is_not_kept(erewhon, api, path):
    refused = api.client.get(f"/api/v1/{path}", headers={"If-None-Match": "*"})
    assert refused.status_code >= 400
    assert not refused.has_header("ETag")
    assert refused["Cache-Control"] == "no-store"


def test_lists_name_the_pages_around(erewhon, api):
    for name in ("Ruritania", "Utopia"):
        a_state(name, ("1960", ""))
    site = f"http://testserver/api/v1/states/?page_size=1&as_recorded={Revision.objects.latest('number').name}&"
    middle = api.ask("states/", page_size="1", page="2")
    around = {"first": 1, "prev": 1, "next": 3, "last": 3}
    assert middle["Link"] == ", ".join(f'<{site}page={number}>; rel="{name}"' for name, number in around.items())
    assert not api.ask("states/").has_header("Link")
