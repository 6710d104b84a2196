"""Whatever is asked, the API answers or refuses: it never breaks."""

import time
from itertools import product
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iom_portal.api.schema.document import openapi

from .kinds import EVERY_LIST

NAMES = sorted({one["name"] for item in openapi()["paths"].values() for one in item["get"]["parameters"]})
NASTY = st.sampled_from(
    [
        "\0",
        "'",
        '"',
        "%",
        "_",
        "\\",
        "a' OR 1=1 --",
        "../../etc/passwd",
        "{{7*7}}",
        "1e400",
        "NaN",
        "-0",
        "0x10",
        "9" * 30,
        "0001-01-01",
        "9999-12-31",
        "2013-06-14T00:00:00Z",
        "2026-11-23 12:00:00+99:99",
        "１９８５-０５-２４",
        "۱۳۹۲/۰۳/۲۴",
        "ß" * 200,
        "\u202e",
        "\ufeff1",
        "İ",
    ]
)
SENSIBLE = st.sampled_from(
    ["1985-05-24", "certain", "member", "1", "2", "true", "-id", "id", "json", "csv", "AUS", "Europe"]
)
FORMS = ("application/json", "application/problem+json", "text/csv")
VALUES = NASTY | SENSIBLE | st.text(max_size=40)
PAIRS = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=4)
SETTINGS = settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])


def answers_or_refuses(answer):
    assert answer.status_code in (200, 301, 400, 404), answer.content
    assert answer.status_code == 301 or answer["Content-Type"].partition(";")[0] in FORMS


@pytest.mark.django_db
@SETTINGS
@given(st.sampled_from([*EVERY_LIST, "organization", "counts"]), PAIRS)
def test_any_parameters(register, api, resource, pairs):
    query = "&".join(f"{name}={quote(value, errors='replace')}" for name, value in pairs)
    answers_or_refuses(api.client.get(f"/api/v1/{resource}/", QUERY_STRING=query))


@pytest.mark.django_db
@SETTINGS
@given(st.sampled_from(EVERY_LIST), VALUES)
def test_any_key(register, api, resource, key):
    answers_or_refuses(api.client.get(f"/api/v1/{resource}/{quote(key, errors='replace')}/"))


@pytest.mark.django_db
@SETTINGS
@given(st.binary(max_size=60))
def test_any_bytes_as_a_query(register, api, query):
    answers_or_refuses(api.client.get("/api/v1/terms/", QUERY_STRING=query.decode("latin-1")))


SLOW = 5  # seconds of the processor, whatever else it does; what a wrong question costs is a few milliseconds
OTHER_CALENDARS = {
    "2568-01-01": "the Thai year of 2025",
    "1446-05-20": "a Hijri year",
    "5785-03-01": "a Hebrew year",
    "1582-10-10": "a day that the Gregorian calendar left out",
    "0000-01-01": "year 0",
    "10000-01-01": "year 10000",
    "-0044-03-15": "before our era",
    "+2013-06-14": "a signed year",
    "2024-W05": "an ISO week",
    "2024-W05-1": "a day of an ISO week",
    "2024-060": "an ordinal day",
    "20240601": "without hyphens",
    "2024-6-1": "without zeros",
    "2024/06/01": "with slashes",
    "01.06.2024": "as in Germany",
    "2024-02-30": "no such day",
    "2023-02-29": "no leap year",
    "2024-06-01T00:00:00Z": "a moment",
    "２０２４-０６-０１": "full-width digits",
    "۲۰۲۴-۰۶-۰۱": "Persian digits",
    "٢٠٢٤-٠٦-٠١": "Arabic digits",
    "令和6年6月1日": "a Japanese era",
    "民國113年6月1日": "the Minguo era",
    "today": "a word",
    "2024-06-01 ": "a space behind",
    "2024-06-01\n": "a line end",
    "2024‐06‐01": "other hyphens",
}


@pytest.mark.django_db
def test_a_day_of_another_calendar_or_form_is_refused_and_what_is_asked_for_is_said(api, subtests):
    for day, what in OTHER_CALENDARS.items():
        with subtests.test(what):
            problem = api.problem(400, "states/", as_of=day)
            assert problem["parameter"] == "as_of"
            assert "2013-11-20" in problem["detail"] or "1900-01-01" in str(problem) or "control" in problem["detail"]
            assert api.problem(400, "counts/", **{"from": day, "to": "2025-12-12"})["parameter"] == "from"
            recorded = api.problem(400, "states/", as_recorded=day)
            assert recorded["parameter"] == "as_recorded"


DAYS = ["2568-01-01", "1446-05-20", "5785-03-01", "1582-10-10"]  # of our calendar too, though of another age
SPACE = "2024-06-01 "  # which forms of pages forgive, with filters of the same kind


@pytest.mark.django_db
def test_filters_refuse_it_too(api, subtests):
    for day in sorted(set(OTHER_CALENDARS) - {*DAYS, SPACE}):
        with subtests.test(OTHER_CALENDARS[day]):
            for name in ("start_from", "start_certainly_to", "start"):
                assert api.problem(400, "memberships/", **{name: day})["parameter"] == name


ENORMOUS = [
    *("1000000000", "999999999", "9" * 30, "9" * 200, "-1", "0", "1e9", "0x10", "1.0"),
    *("１", "٣", " 1", "+1", "NaN", "∞"),
]


@pytest.mark.django_db
def test_numbers_that_are_none_or_too_large(api, subtests):
    for number in ENORMOUS:
        with subtests.test(number):
            for name in ("page", "page_size"):
                answer = api.ask("states/", **{name: number})
                assert answer.status_code == (404 if (name, number) == ("page", "999999999") else 400), answer.content
                assert answer.json()["parameter"] == name
            assert api.ask("sessions/", number=number).status_code in (200, 400)
            assert api.ask("revisions/", since=number).status_code in (200, 400)
            assert api.client.get(f"/api/v1/revisions/{quote(number)}/").status_code == 404


RAW = {
    "100 kB": "search=" + "a" * 100_000,
    "100 kB of a name": "a" * 100_000 + "=1",
    "the same twice": "search=a&search=a",
    "ten thousand parameters": "&".join(f"p{number}=1" for number in range(10_000)),
    "fifty-one parameters": "&".join(f"p{number}=1" for number in range(51)),
    "null": "search=%00",
    "null in a name": "sea%00rch=a",
    "latin-1": "search=%E9t%E9",
    "UTF-16": "search=%FE%FF%00a",
    "a lone surrogate": "search=%ED%A0%80",
    "an overlong slash": "search=%C0%AF",
    "an overlong null": "search=%C0%80",
    "too large a sign": "search=%F4%90%80%80",
    "cut short": "search=%E2%82",
    "an order by everything": "ordering=" + ",".join(["id", "-id"] * 5_000),
    "an order by itself": "ordering=" + ",".join(["id"] * 66),
    "fields without end": "fields=" + ",".join(["id"] * 5_000),
    "fields of nothing": "fields=,,,,",
    "nested": "fields=" + "[" * 200,
    "a name of another filter": "state__slug__regex=^(a%2B)%2B$",
    "brackets": "status[]=member",
    "semicolons": "as_of=2013-06-14;status=member",
    "nothing but signs": "&&==&=&",
    "a format that is none": "format=../../etc/passwd",
    "a moment to come": "as_recorded=2999-01-01T00:00:00Z",
    "a moment without a zone": "as_recorded=2026-11-23T12:00:00",
    "a moment of a leap second": "as_recorded=2016-12-31T23:59:60Z",
    "a revision that is none": "as_recorded=999999999",
    "two moments": "as_recorded=1&as_recorded=2",
}


PATHS = ["states/", "memberships.csv", "counts/", "search/"]


@pytest.mark.django_db
def test_what_nobody_should_send_is_refused_at_once(api, subtests):
    for path, (what, query) in product(PATHS, RAW.items()):
        with subtests.test(f"{what} at {path}"):
            began = time.thread_time()
            answer = api.client.get(f"/api/v1/{path}", QUERY_STRING=query)
            assert time.thread_time() - began < SLOW
            if path in ("states/", "memberships.csv") and query == RAW["an order by itself"]:
                assert answer.status_code == 200
                continue
            expected = 404 if ".csv?format" in f"{path}?{query}" else 400  # there is no second form at that address
            told = answer.status_code, answer["Content-Type"]
            assert told == (expected, "application/problem+json"), answer.content
            assert len(answer.content) < 20_000 and "\0" not in answer.json()["detail"]


HEADERS = {
    "Accept": [
        ";;;q=zz,,",
        "a/b;" * 5_000,
        ",".join(["text/csv;q=0.1"] * 5_000),
        "a/b;q=nan",
        "é",
        "*",
        "*/json",
    ],
    "If-None-Match": ["W/", '"', "*", ",".join([f'"{number}"' for number in range(10_000)]), "W/" * 10_000, "é"],
    "If-Match": ["*", '"' * 10_000],
    "If-Modified-Since": ["yesterday", "Thu, 99 Foo 9999 99:99:99 GMT", "1" * 10_000, "Mon, 01 Jan 0001 00:00:00 GMT"],
    "If-Unmodified-Since": ["2024-06-01", "x" * 10_000],
    "Accept-Encoding": ["gzip;q=zz", "x" * 10_000, "identity;q=0"],
    "Accept-Language": ["x" * 10_000, "é"],
    "Authorization": ["Bearer " + "x" * 100_000, "Bearer\tx", "Bearer é"],
    "Range": ["bytes=0-1", "bytes=9-1", "lines=1-2"],
    "Content-Type": ["application/json; charset=none", "x" * 10_000],
    "X-HTTP-Method-Override": ["DELETE"],
    "X-Forwarded-For": ["' OR 1=1 --", "x" * 10_000, "1.2.3.4, " * 1_000],
    "X-Forwarded-Host": ["evil.example"],
    "Cookie": ["sessionid=" + "x" * 10_000, ";;;", "csrftoken=é"],
    "Origin": ["null", "x" * 10_000],
}


@pytest.mark.django_db
def test_headers_that_nobody_should_send(api, subtests):
    allowed = {"Accept": (200, 406), "Authorization": (401,), "If-Match": (200, 412)}
    for name, values in HEADERS.items():
        for value in values:
            with subtests.test(f"{name}: {value[:40]}"):
                began = time.thread_time()
                answer = api.client.get("/api/v1/coverage/", headers={name: value})
                assert time.thread_time() - began < SLOW
                assert answer.status_code in allowed.get(name, (200, 304))
                assert "evil" not in answer.content.decode(errors="replace")
