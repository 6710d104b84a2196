"""Whatever is asked, the API answers or refuses: it never breaks."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iom_portal.api.views import openapi

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
SETTINGS = settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])


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
