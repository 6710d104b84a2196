"""Bad input ends in a clear page: what is wrong, what is allowed, and the way on."""

import logging

import pytest
from django.db import OperationalError, connection

from tests.support.cast import the_coverage
from tests.support.page_text import UNOFFICIAL, html_of, main, words

pytestmark = pytest.mark.django_db

BAD_DAYS = {
    "2013-02-30": "February 2013 has 28 days",
    "2013-13-01": "there is no month 13",
    "yesterday": "“yesterday” is not a day. Write it as year-month-day",
    "2013": "“2013” is not a day",
    "0044-03-15": "out of range",
    "2500-01-01": "out of range",
}


@pytest.mark.parametrize("address", ["/", "/members/", "/members/australia/", "/evidence/", "/changes/", "/search/"])
@pytest.mark.parametrize("day, says", BAD_DAYS.items())
def test_a_bad_day_is_named_with_what_is_allowed(client, address, day, says):
    the_coverage()
    response = client.get(address, {"as_of": day})
    text = words(response)
    assert response.status_code == 400
    assert says in text
    assert "from 1900-01-01 to 2100-12-31" in text
    assert f'value="{day}"' in html_of(response)  # to be corrected in its field
    assert UNOFFICIAL in text


def test_two_days_at_once_are_refused(client):
    the_coverage()
    response = client.get("/members/?as_of=2013-01-01&as_of=2014-01-01")
    assert response.status_code == 400
    assert "one day at a time" in main(response)


SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "address, parameter, status",
    [
        ("/members/", "as_of", 400),
        ("/members/", "search", 200),
        ("/members/", "region", 200),
        ("/history/", "category", 400),
        ("/sources/", "kind_of_source", 400),
        ("/search/", "q", 200),
        ("/search/", "as_of", 400),
    ],
)
def test_markup_in_parameters_stays_text(client, address, parameter, status):
    the_coverage()
    response = client.get(address, {parameter: SCRIPT})
    assert response.status_code == status
    assert "<script>" not in html_of(response)


def test_a_bad_value_of_a_known_filter_is_named_with_what_is_allowed(client):
    the_coverage()
    response = client.get("/history/?category=comedy")
    assert response.status_code == 400
    assert "category: Select a valid choice. comedy is not one of the available choices." in main(response)
    assert "founding, constitution, name" in main(response)


@pytest.mark.parametrize("parameter", ["search", "region"])
def test_a_nul_character_is_refused(client, parameter):
    the_coverage()
    assert client.get("/members/", {parameter: "a\0b"}).status_code == 400
    assert client.get("/search/", {"q": "a\0b"}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/members/utopia/",
        "/organs/senate/",
        "/leadership/nobody/",
        "/history/nothing/",
        "/instruments/X99/",
        "/sources/hearsay/",
        "/strategy/none/",
        "/strategy/objectives/13/",
        "/strategy/objectives/99999999999999999999/",
        "/changes/0/",
        "/changes/99999999999999999999/",
        "/no/such/address/",
        "/members/%00/",
        "/members/<script>/",
    ],
)
def test_an_unknown_address_gets_a_page_with_a_search(client, address):
    the_coverage()
    response = client.get(address)
    html = html_of(response)
    assert response.status_code == 404
    assert "There is nothing at this address" in html
    assert 'action="/search/"' in html
    assert UNOFFICIAL in html
    assert "<script>" not in html


def test_an_unknown_address_keeps_the_day(client):
    the_coverage()
    assert 'href="/members/?as_of=2013-11-20"' in html_of(client.get("/no/?as_of=2013-11-20"))
    assert client.get("/no/?as_of=yesterday").status_code == 404


def test_before_the_foundation_nothing_existed(client):
    the_coverage()
    for address in ("/", "/members/", "/organs/"):
        text = words(client.get(f"{address}?as_of=1951-12-04"))
        assert "Nothing existed on 4 December 1951: the organization was established on 5 December 1951." in text
    assert "Nothing existed" not in words(client.get("/members/?as_of=1951-12-05"))


def test_after_the_verified_day_the_register_is_carried_forward(client):
    the_coverage()
    assert "carried forward" not in words(client.get("/members/?as_of=2025-12-12"))
    text = words(client.get("/members/?as_of=2025-12-13"))
    assert "verified to 12 December 2025. For 13 December 2025 it is carried forward, not established." in text


@pytest.mark.parametrize("address", ["/", "/members/", "/evidence/", "/about/seed/", "/changes/", "/no/such/"])
def test_a_register_that_is_not_loaded_says_so(client, address):
    text = words(client.get(address))
    assert "The register has not been loaded: run manage.py load_register." in text
    assert "Nothing existed" not in text


class Broken:
    """Every query fails as if the database were in trouble."""

    def __init__(self, message):
        self.message = message

    def __call__(self, execute, sql, params, many, context):
        raise OperationalError(self.message)


@pytest.mark.parametrize(
    "message, says",
    [
        ("database is locked", "busy being written"),
        ("no such table: records_coverage", "Run manage.py migrate"),
        ('connection failed: host "secret.example"', "cannot be reached"),
    ],
)
def test_a_database_in_trouble_is_told_and_logged(client, caplog, message, says):
    with connection.execute_wrapper(Broken(message)), caplog.at_level(logging.ERROR):
        response = client.get("/members/")
    text = words(response)
    assert response.status_code == 503
    assert says in text
    assert "secret.example" not in html_of(response)
    assert message in caplog.text
    assert response["Retry-After"] == "30"
    assert UNOFFICIAL in text


def test_a_database_in_trouble_does_not_hide_a_missing_page_or_healthz(client):
    with connection.execute_wrapper(Broken("database is locked")):
        assert client.get("/no/such/address/").status_code == 404
        assert client.get("/healthz").status_code == 503
        assert client.get("/members/?as_of=yesterday").status_code == 503


def test_other_methods_are_refused(client):
    the_coverage()
    assert client.post("/members/").status_code == 405
