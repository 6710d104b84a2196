"""Answers that a client has already are not made again: tags, dates, conditions, and how long an answer may be kept."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from iom_portal.records.models import Register
from iom_portal.records.models.revising import revising
from tests.support.cast import a_state, the_coverage

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
    answer = api.client.get(STATE)
    assert api.client.get(STATE, headers={"If-Modified-Since": answer["Last-Modified"]}).status_code == 304
    assert api.client.get(STATE, headers={"If-Match": answer["ETag"]}).status_code == 200
    refused = api.client.get(STATE, headers={"If-Match": '"another"'})
    assert (refused.status_code, refused["Content-Type"]) == (412, "application/problem+json")
    assert refused.json()["type"] == "/api/docs/#changed-meanwhile"
    assert api.client.head(STATE)["ETag"] == answer["ETag"]


def test_an_answer_on_both_clocks_is_kept_for_good(erewhon, api, own_past):
    revision = Register.objects.get().last_revision
    kept = api.ask("states/ERE/", as_of="1960-01-01", as_recorded=str(revision))
    assert kept["Cache-Control"] == "public, max-age=31536000, immutable"
    assert api.ask("states/ERE/", as_of="1960-01-01")["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("path", ["states/XXX/", "states/?colour=red", "nothing/"])
def test_a_refusal_has_no_tag_and_is_not_kept(erewhon, api, path):
    refused = api.client.get(f"/api/v1/{path}", headers={"If-None-Match": "*"})
    assert refused.status_code >= 400
    assert not refused.has_header("ETag")
    assert refused["Cache-Control"] == "no-store"


def test_lists_name_the_pages_around(erewhon, api):
    for name in ("Ruritania", "Utopia"):
        a_state(name, ("1960", ""))
    site = f"http://testserver/api/v1/states/?page_size=1&as_recorded={Register.objects.get().last_revision}&"
    middle = api.ask("states/", page_size="1", page="2")
    around = {"first": 1, "prev": 1, "next": 3, "last": 3}
    assert middle["Link"] == ", ".join(f'<{site}page={number}>; rel="{name}"' for name, number in around.items())
    assert not api.ask("states/").has_header("Link")
