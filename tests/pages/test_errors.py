"""Pages for what went wrong: the right status, the frame of the site, a way on, and nothing to index."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from iom_portal.records.models import Revision, Source
from iom_portal.records.models.revising import revising
from members.models import State
from members.places import PLACES
from tests.support.cast import a_former_name, a_person, a_source, a_state, the_coverage
from tests.support.page_text import UNOFFICIAL, html_of, main

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_past")]

FRAME = ('<nav class="sections"', 'role="search"', '<meta name="robots" content="noindex">', '<html lang="en">')


def checked(response, status):
    """The words of an error page that has what each of them has."""
    html = html_of(response)
    assert response.status_code == status
    assert response["Content-Type"].startswith("text/html")
    assert UNOFFICIAL in html and html.count("<h1") == 1
    for part in FRAME:
        assert part in html, part
    assert "canonical" not in html and "ld+json" not in html
    return main(response)


@pytest.fixture(scope="module")
def cast(stage):
    with revising(reason="As first found."):
        the_coverage()
        a_state("Cote d Ivoire", ("1961", ""), iso3="CIV")
        ruritania = a_state("Ruritania", ("1967", ""))
        a_former_name(ruritania, "Great Zenda", end="1966")
        a_former_name(ruritania, "The Grand Duchy of Zenda", end="1950")
        a_person("William Lacy Swing")
    return Revision.objects.latest("number").number


@pytest.mark.parametrize(
    "address, suggests",
    [
        ("/members/ivoire/", "Cote d Ivoire"),
        ("/members/ruritana/", "Ruritania"),
        ("/members/grand-zenda/", "Ruritania"),  # a name that it bore before
        ("/leadership/swing/", "William Lacy Swing"),
    ],
)
def test_a_name_much_like_another_suggests_it(client, cast, address, suggests):
    text = checked(client.get(f"{address}?as_of=2013-11-20"), 404)
    assert f"Did you mean {suggests}?" in text
    assert "?as_of=2013-11-20" in html_of(client.get(f"{address}?as_of=2013-11-20"))


@pytest.mark.parametrize("name", ["great-zenda", "Great_Zenda", "republique-de-ruritania"])
def test_a_name_that_one_record_alone_bears_or_bore_leads_to_it_under_both_clocks(client, cast, name):
    clocks = f"as_of=2013-11-20&as_recorded={cast}"
    response = client.get(f"/members/{name}/?{clocks}")
    assert (response.status_code, response["Location"]) == (302, f"/members/ruritania/?{clocks}")


@pytest.mark.parametrize("name", ["uk", "rua", "rit", "mania", "coast-ivory", "rurotonja"])
def test_nothing_is_offered_that_is_merely_alike(client, cast, name):
    assert "Did you mean" not in checked(client.get(f"/members/{name}/"), 404)


def test_where_two_bore_a_name_both_are_offered_and_nothing_else(client, cast):
    with revising(reason="Two of a name."):
        a_former_name(a_state("Grand Strelsau"), "Hentzau", end="1950")
        a_former_name(State.objects.get(pk="RUR"), "Hentzau", end="1950")
    text = checked(client.get("/members/hentzau/"), 404)
    assert "Did you mean Grand Strelsau or Ruritania?" in text


@pytest.mark.parametrize("name", ["taiwan", "hong-kong", "western-sahara", "kosovo", "TWN", "hk", "macau"])
def test_a_place_outside_the_list_gets_the_reason_and_no_other_state(client, register, name):
    response = client.get(f"/members/{name}/", {"as_of": "2013-11-20"})
    text = checked(response, 404)
    assert "is not in the list of States that this register follows" in text and "no position" in text
    assert "Did you mean" not in text
    assert 'href="/about/states/?as_of=2013-11-20#' in html_of(response)
    assert "no page here" in client.get(f"/api/v1/states/{name}/").json()["detail"]
    assert "no page here" in client.get("/api/v1/memberships/", {"state": name}).json()["detail"]


@pytest.mark.parametrize(
    "name, slug",
    [
        ("zaire", "democratic-republic-of-the-congo"),
        ("burma", "myanmar"),
        ("Haute-Volta", "burkina-faso"),
        ("rhodesia", "zimbabwe"),
        ("allemagne", "germany"),
        ("fr", "france"),
    ],
)
def test_a_former_name_leads_to_its_state_in_the_register(client, register, name, slug):
    clocks = f"as_of=1985-05-24&as_recorded={register.revision.number}"
    response = client.get(f"/members/{name}/?{clocks}")
    assert (response.status_code, response["Location"]) == (302, f"/members/{slug}/?{clocks}")
    assert f"Did you mean {slug}?" in client.get(f"/api/v1/states/{name}/").json()["detail"]


def test_the_page_of_the_list_says_which_is_followed_and_names_what_is_not_in_it(client, register):
    text = main(client.get("/about/states/"))
    assert "the 197 States of which UNTERM" in text and "takes no position" in text
    assert "Cook Islands, Holy See, Niue, State of Palestine" in text
    for place in ("Hong Kong HK, HKG", "Kosovo no code", "Taiwan TW, TWN", "Western Sahara EH, ESH"):
        assert place in text
    assert not {place.name for place in PLACES} & set(State.objects.values_list("name_en", flat=True))
    assert not {place.iso3 for place in PLACES} & set(State.objects.values_list("pk", flat=True))


def test_a_page_much_like_another_suggests_it_and_the_words_can_be_searched(client, cast):
    assert "Did you mean /members/" in checked(client.get("/member/"), 404)
    assert "Did you mean /leadership/?" in checked(client.get("/leadersip"), 404)
    response = client.get("/nowhere/haute-volta/?as_of=2013-11-20")
    assert "Did you mean" not in checked(response, 404)
    html = html_of(response)
    assert 'value="haute volta"' in html and 'name="as_of" value="2013-11-20"' in html


def test_a_record_is_found_by_its_id_in_the_place_of_its_slug(client, cast):
    response = client.get("/members/rur/?as_of=2013-11-20")
    assert (response.status_code, response["Location"]) == (302, "/members/ruritania/?as_of=2013-11-20")


def test_a_record_whose_slug_changed_is_found_by_the_old_one(client, cast):
    with revising(reason="A better name."):
        state = State.objects.get(pk="RUR")
        state.slug = "kingdom-of-ruritania"
        state.save()
    response = client.get("/members/ruritania/?as_of=2013-11-20")
    assert (response.status_code, response["Location"]) == (302, "/members/kingdom-of-ruritania/?as_of=2013-11-20")
    assert client.get(f"/members/ruritania/?as_recorded={cast}").status_code == 200


def test_a_deleted_record_is_gone_and_its_versions_stay(client, cast):
    a_source("HEARSAY", "A rumour")
    held = Revision.objects.latest("number").number
    with revising(reason="It was never printed."):
        Source.objects.get(pk="HEARSAY").delete()
    response = client.get("/sources/hearsay/")
    text = checked(response, 410)
    assert "Deleted: A rumour" in text and f"since revision {held + 1}" in text and "It was never printed." in text
    assert 'href="/changes/source/HEARSAY/"' in html_of(response)
    assert client.get("/changes/source/HEARSAY/").status_code == 200
    assert client.get(f"/sources/hearsay/?as_recorded={held}").status_code == 200
    assert client.head("/sources/hearsay/").status_code == 410


def test_a_record_that_came_later_is_not_there_yet(client, cast):
    a_source("LETTER", "A letter")
    response = client.get(f"/sources/letter/?as_recorded={cast}")
    text = checked(response, 404)
    assert f"did not hold this record yet at the moment asked for: it came in revision {cast + 1}." in text
    assert 'href="/sources/letter/">Read it as it is now' in html_of(response)


def test_what_is_not_there_costs_the_same_among_few_and_among_many(client, cast):
    def cost():
        client.get("/members/ruritana/")  # the days of the day bar are worked out once a revision
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/members/ruritana/").status_code == 404
        return len(captured)

    few = cost()
    for name in ("Laputa", "Brobdingnag", "Utopia", "Erewhon"):
        a_former_name(a_state(name), "Nowhere")
    assert cost() == few <= 7


@pytest.mark.parametrize("address", ["/members/", "/", "/robots.txt", "/history/atom.xml", "/changes/1/"])
def test_nothing_can_be_sent_to_a_page_that_is_read(cast, address):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(address)
    if response.status_code != 403:  # a page of many rooms, or a file
        text = checked(response, 405)
        assert "POST" in text and "GET" in response["Allow"]
    assert strict.put("/members/").status_code == strict.delete("/members/").status_code == 405


def test_a_form_without_a_token_says_so(cast):
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "ada", "password": "x"})
    assert "Nothing was saved." in checked(response, 403)


def test_what_is_not_allowed_says_so(client, cast, monkeypatch):
    def closed(*args, **kwargs):
        raise PermissionDenied

    monkeypatch.setattr("iom_portal.pages.home.organization_on", closed)
    assert "not allowed" in checked(client.get("/"), 403)


def test_who_failed_to_sign_in_too_often_is_told_when_to_try_again(client, cast, settings):
    settings.AXES_FAILURE_LIMIT = 2
    get_user_model().objects.create_user("ada", password="a long enough one")
    for _ in range(2):
        response = client.post("/admin/login/", {"username": "ada", "password": "wrong"})
    assert "Try again in 15 minutes." in checked(response, 429)
    assert response["Retry-After"] == "900" and response["Cache-Control"] == "no-store"


def broken(*args, **kwargs):
    raise RuntimeError("a mistake")


@pytest.fixture
def mistaken(client, monkeypatch):
    """A client for which the home page fails."""
    monkeypatch.setattr("iom_portal.pages.home.organization_on", broken)
    client.raise_request_exception = False
    return client


def test_an_error_of_our_own_gets_a_page_with_the_frame_of_the_site(cast, mistaken):
    response = mistaken.get("/")
    assert "Something went wrong here" in checked(response, 500)
    assert "a mistake" not in html_of(response) and response["Cache-Control"] == "no-store"
    assert mistaken.head("/").status_code == 500


def production(settings, tmp_path, files):
    """Static files as in production: names with a digest, from a manifest that holds `files`."""
    manifest = {"paths": files, "version": "1.1", "hash": "0"}
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))
    settings.STATIC_ROOT = tmp_path
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}


LINKED = ["site.css", "favicon.svg", "icons/icon-180.png", "django_htmx/htmx-2.min.js"]


def test_the_page_for_an_error_finds_its_style_sheet_in_production(cast, mistaken, settings, tmp_path):
    production(settings, tmp_path, {name: name.replace(".", ".0a1b2c3d.", 1) for name in LINKED})
    response = mistaken.get("/")
    checked(response, 500)
    assert 'href="/static/site.0a1b2c3d.css"' in html_of(response)


def test_without_its_style_sheet_it_is_a_plain_page(cast, mistaken, settings, tmp_path, caplog):
    production(settings, tmp_path, {})
    response = mistaken.get("/")
    html = html_of(response)
    assert response.status_code == 500 and "Something went wrong here" in html and UNOFFICIAL in html
    assert "site.css" not in html and '<meta name="robots" content="noindex">' in html
    assert "The page for 500 cannot be made" in caplog.text


def test_pages_for_errors_of_the_server_ask_the_database_for_nothing(client, cast):
    def unreachable(execute, sql, params, many, context):
        raise OperationalError("connection failed")

    with connection.execute_wrapper(unreachable):
        response = client.get("/members/")
        assert "Load the page again in half a minute." in checked(response, 503)
    assert response["Retry-After"] == "30" and response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/api/v1/states/RUX/", "/api/v1/nowhere/"])
def test_the_api_has_no_error_pages(client, cast, address):
    for response in (client.get(address), client.post(address)):
        assert response.status_code in (404, 405) and response["Content-Type"] == "application/problem+json"
