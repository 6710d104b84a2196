"""What one client may ask for: units in a time, by address or by key, counted rightly and said in every answer."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.apps import apps
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from iom_portal.api import middleware
from iom_portal.api.fair_use.account import SNAPSHOT_UNITS, UNIT_BYTES
from iom_portal.api.fair_use.keys import ApiKey, digest_of
from iom_portal.records.models import Revision
from iom_portal.records.web import allowance
from iom_portal.records.web.allowance import Account, Policy, policies
from iom_portal.records.web.counters import CounterCache
from tests.support.cast import a_state, the_coverage

from .test_problems import is_problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


@pytest.fixture
def limited(api, settings):
    settings.API_RATE, settings.API_KEY_RATE = "12/min", "24/min"
    return api.client


@pytest.fixture
def erewhon():
    the_coverage()
    return a_state("Erewhon", ("1951-12-05", ""))


def a_key(**fields):
    """(the ApiKey, the headers of a client that has it)"""
    made = ApiKey(name="A mirror", contact="ada@example.org", **fields)
    key = made.take_key()
    made.save()
    return made, {"Authorization": f"Bearer {key}"}


def left(answer):
    """{policy: what remains of it}"""
    return {name: int(number) for name, number in re.findall(r'"(\w+)";r=(\d+);t=\d+', answer["RateLimit"])}


def test_a_rate_makes_two_policies():
    assert policies("1200/min") == [Policy("client", 1200, 60), Policy("burst", 200, 5)]
    assert policies("6000/min")[1] == Policy("burst", 1000, 5)
    assert policies("500/day") == [Policy("client", 500, 86_400), Policy("burst", 200, 5)]
    assert policies("7/sec") == [Policy("client", 7, 1)] and policies("200/min") == [Policy("client", 200, 60)]
    for wrong in ("", "1200", "1200/minute", "0/min", "-1/min", "1e3/min", "1200 / min", "１２/min"):
        with pytest.raises(allowance.BadRate):
            policies(wrong)


def test_bursts_may_be_let_through():
    assert policies("1200/min", burst=False) == [Policy("client", 1200, 60)]


@pytest.mark.parametrize("name", ["API_RATE", "API_KEY_RATE", "SHEET_RATE", "DOWNLOAD_RATE"])
def test_a_setting_that_is_no_rate_stops_the_start(settings, name):
    app = apps.get_app_config("api" if name.startswith("API") else "pages")
    app.ready()
    setattr(settings, name, "60/minute")
    with pytest.raises(ImproperlyConfigured, match=f"{name}: “60/minute” is no rate"):
        app.ready()


def test_the_allowance_and_what_is_left_of_it_are_in_every_answer(limited, settings):
    settings.API_RATE = "1200/min"
    answers = [limited.get(path) for path in ("/api/v1/", "/api/v1/states/ATL/", "/api/v1/states/?colour=red")]
    answers.append(limited.head("/api/v1/"))
    assert [answer.status_code for answer in answers] == [200, 404, 400, 200]
    assert {answer["RateLimit-Policy"] for answer in answers} == {'"client";q=1200;w=60, "burst";q=200;w=5'}
    assert [left(answer)["client"] for answer in answers] == [1199, 1198, 1197, 1196]


def test_who_asks_too_much_waits_and_goes_on(limited, standing_clock):
    assert [limited.get("/api/v1/").status_code for _ in range(12)] == [200] * 12
    for _ in range(5):
        refused = limited.get("/api/v1/")
        is_problem(refused, 429)
        assert left(refused)["client"] == 0 and refused["Cache-Control"] == "no-store"
    assert 1 <= int(refused["Retry-After"]) <= 60
    standing_clock[0] += int(refused["Retry-After"])
    assert limited.get("/api/v1/").status_code == 200, "what was refused does not make the wait longer"


def test_a_burst_waits_for_seconds_only(erewhon, api, settings, standing_clock):
    settings.API_RATE = "1200/min"
    for _ in range(20):
        assert api.ask("compare/", **{"from": "1960-01-01", "to": "1970-01-01"}).status_code == 200
    refused = api.ask("")
    is_problem(refused, 429)
    assert left(refused)["burst"] == 0 and left(refused)["client"] == 1200 - 201
    assert 1 <= int(refused["Retry-After"]) <= 5
    standing_clock[0] += int(refused["Retry-After"])
    assert api.ask("").status_code == 200


def test_a_refusal_asks_the_database_for_nothing(limited):
    for _ in range(12):
        limited.get("/api/v1/")
    with CaptureQueriesContext(connection) as queries:
        is_problem(limited.get("/api/v1/states/?page_size=1000"), 429)
    assert len(queries) == 0


def test_preflights_and_pages_for_people_are_not_counted(limited):
    for _ in range(20):
        assert limited.options("/api/v1/states/").status_code == 204
        assert limited.get("/api/docs/console/").status_code == 200
    assert left(limited.get("/api/v1/"))["client"] == 11


def test_each_address_counts_for_itself_and_a_network_of_ipv6_as_one(limited, settings):
    def remaining(address):
        return left(limited.get("/api/v1/", REMOTE_ADDR=address))["client"]

    assert [remaining("192.0.2.1"), remaining("192.0.2.2"), remaining("192.0.2.1")] == [11, 11, 10]
    assert [remaining("2001:db8::1"), remaining("2001:db8::ffff"), remaining("2001:db8:0:1::1")] == [11, 10, 11]
    assert remaining("::ffff:192.0.2.2") == 10
    assert left(limited.get("/api/v1/", headers={"X-Forwarded-For": "198.51.100.7"}))["client"] == 11
    assert left(limited.get("/api/v1/", headers={"X-Forwarded-For": "198.51.100.8"}))["client"] == 10


@pytest.mark.parametrize(
    "path, units", [("", 1), ("search/?q=erewhon", 5), ("compare/?from=1960-01-01&to=1970-01-01", 10)]
)
def test_what_takes_long_costs_more(path, units, erewhon, api, settings):
    settings.API_RATE = "1200/min"
    assert left(api.client.get(f"/api/v1/{path}"))["client"] == 1200 - units
    assert left(api.client.get(f"/api/v1/{path}&colour=red" if path else "/api/v1/?x=1"))["client"] == 1199 - units


def test_a_large_answer_costs_by_its_size_and_one_that_is_known_does_not(register, api, settings):
    settings.API_RATE = "1200/min"
    answer = api.client.get("/api/v1/memberships/?page_size=1000", headers={"Accept-Encoding": "gzip"})
    spent = 1200 - left(answer)["client"]
    assert spent == 1 + len(api.client.get("/api/v1/memberships/?page_size=1000").content) // UNIT_BYTES > 5
    before = left(api.client.get("/api/v1/"))["client"]
    known = api.client.get("/api/v1/memberships/?page_size=1000", headers={"If-None-Match": answer["ETag"]})
    assert known.status_code == 304 and left(known)["client"] == before - 1


def test_a_past_that_has_to_be_written_out_costs_more_once(erewhon, own_past, api, settings):
    settings.API_RATE = "1200/min"
    spent = [1200 - left(api.ask("states/ERE/", as_recorded="1"))["client"] for _ in range(2)]
    assert spent == [1 + SNAPSHOT_UNITS, 2 + SNAPSHOT_UNITS]


def test_what_caches_keep_for_good_says_nothing_of_one_client(erewhon, own_past, limited):
    revision = Revision.objects.latest("number")
    kept = limited.get(f"/api/v1/states/ERE/?as_of=1960-01-01&as_recorded={revision.name}")
    assert "immutable" in kept["Cache-Control"]
    assert not {"RateLimit", "RateLimit-Policy"} & kept.headers.keys()


# Keys


def test_a_key_has_an_allowance_of_its_own(erewhon, limited):
    made, headers = a_key()
    keyed, own = limited.get("/api/v1/", headers=headers), limited.get("/api/v1/")
    assert (left(keyed)["client"], left(own)["client"]) == (23, 11)
    assert left(limited.get("/api/v1/", headers=headers, REMOTE_ADDR="192.0.2.9"))["client"] == 22
    _, generous = a_key(rate="500/hour")
    assert limited.get("/api/v1/", headers=generous)["RateLimit-Policy"] == '"client";q=500;w=3600, "burst";q=200;w=5'
    assert str(made) == f"A mirror ({headers['Authorization'][7:19]}…)"


def test_the_answer_does_not_depend_on_the_key(erewhon, api):
    _, headers = a_key()
    keyed, open_ = api.client.get("/api/v1/states/", headers=headers), api.client.get("/api/v1/states/")
    assert keyed.content == open_.content and keyed["ETag"] == open_["ETag"]
    assert keyed["Cache-Control"] == "public, no-cache" and "Authorization" not in keyed["Vary"]
    assert api.client.get("/api/v1/states/", headers={**headers, "If-None-Match": open_["ETag"]}).status_code == 304


WRONG = [
    "Bearer iom_nothing",
    "Bearer ",
    "Bearer",
    "Basic YTpi",
    "iom_nothing",
    "Bearer é",
    "Bearer a b",
    "Bearer " + "x" * 9999,
]


@pytest.mark.parametrize("sent", WRONG)
def test_a_key_that_is_none_is_refused(sent, limited):
    refused = limited.get("/api/v1/states/", headers={"Authorization": sent})
    problem = is_problem(refused, 401)
    assert problem["type"] == "/api/docs/#bad-key" and "Bearer" in refused["WWW-Authenticate"]
    assert refused["Cache-Control"] == "no-store" and left(refused)["client"] == 11


def test_a_key_is_revoked_at_once_and_for_good(limited):
    made, headers = a_key()
    assert limited.get("/api/v1/", headers=headers).status_code == 200
    made.revoke()
    is_problem(limited.get("/api/v1/", headers=headers), 401)


def test_a_key_in_the_address_is_a_parameter_that_does_not_exist(limited):
    assert limited.get("/api/v1/?key=iom_x").status_code == 400


def test_only_a_hash_of_a_key_is_stored_and_it_is_handed_on_to_nobody(api, monkeypatch):
    made, headers = a_key()
    key = headers["Authorization"].removeprefix("Bearer ")
    row = ApiKey.objects.filter(pk=made.pk).values().get()
    assert row["digest"] == digest_of(key) and key not in str(row) and len(key) > 43
    seen, sent_key = [], middleware.sent_key
    monkeypatch.setattr(middleware, "sent_key", lambda request: seen.append(request) or sent_key(request))
    assert api.client.get("/api/v1/", headers=headers).status_code == 200
    assert key not in repr(seen[0].META) and "Authorization" not in seen[0].headers


def test_the_last_day_of_use_is_written_once_a_day(erewhon, api, monkeypatch):
    made, headers = a_key()
    asked = []
    for day in ("2026-11-24", "2026-11-24", "2026-11-25"):
        monkeypatch.setattr(middleware, "today", lambda day=day: date.fromisoformat(day))
        with CaptureQueriesContext(connection) as queries:
            api.client.get("/api/v1/", headers=headers)
        asked.append(sum(query["sql"].startswith("UPDATE") for query in queries))
        assert ApiKey.objects.get(pk=made.pk).last_used_on == date.fromisoformat(day)
    assert asked == [1, 0, 1]


def test_reading_goes_on_where_the_last_use_cannot_be_written(erewhon, api, monkeypatch):
    made, headers = a_key()

    def fail(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(type(ApiKey.objects.all()), "update", fail)
    assert api.client.get("/api/v1/", headers=headers).status_code == 200
    assert ApiKey.objects.get(pk=made.pk).last_used_on is None


def test_a_rate_of_a_key_is_checked():
    with pytest.raises(ValidationError):
        ApiKey(name="A", contact="a@example.org", rate="lots").clean_fields(exclude=["prefix", "digest"])


# Counting


def test_counters_count_and_end(tmp_path, standing_clock):
    counters = CounterCache(tmp_path / "counters", {})
    assert counters.add("a", 3, 60) and not counters.add("a", 5, 60)
    assert (counters.incr("a"), counters.incr("a", 4), counters.get("a"), counters.get("b", 7)) == (4, 8, 8, 7)
    standing_clock[0] += 61
    with pytest.raises(ValueError):
        counters.incr("a")
    assert counters.get("a") is None and counters.add("b", 1, 60)
    assert counters._run("SELECT count(*) FROM counters") == 1, "what ended is gone"
    counters.set("b", 9)
    assert counters.get("b") == 9 and counters.delete("b") and not counters.delete("b")


def test_no_unit_is_lost_where_many_take_at_once(settings):
    together = Barrier(4)

    def ask(_):
        together.wait()
        account = Account("address:192.0.2.77", "1000/min")
        for _ in range(50):
            account.take()

    caches["counters"].clear()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(4)))
    account = Account("address:192.0.2.77", "1000/min")
    account.take(3)
    assert [spent.units for spent in account.spent] == [203, 203]


def test_reading_goes_on_where_nothing_can_be_counted(erewhon, api, monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise OSError("the disk is full")

    monkeypatch.setattr(CounterCache, "incr", fail)
    assert Client().get("/api/v1/").status_code == 200
    assert "cannot be counted" in caplog.text
