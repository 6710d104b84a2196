"""Whatever goes wrong under /api/ is a problem document, in debug mode too, and never HTML."""

import pytest
from django.core.signals import got_request_exception
from django.db import OperationalError
from django.test import Client, override_settings

from iom_portal.api.problems import PROBLEMS
from members.models import State
from tests.support.cast import a_state, the_coverage


def is_problem(answer, status):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Register-Status"] == "unofficial"
    assert answer["Access-Control-Allow-Origin"] == "*"
    problem = answer.json()
    assert problem["status"] == status
    assert problem.keys() >= {"type", "title", "detail", "instance"}
    assert problem["detail"]
    return problem


LOST = [
    "/api/v1/nothing/",
    "/api/v1/states/ATL/",
    "/api/v1/states/%00/",
    "/api/v1/states/%FF/",
    "/api/v1/states/é/",
    "/api/v1/states/a/b/",
    "/api/v1/states/" + "a" * 3000 + "/",
    "/api/v1/states/.hidden/",
    "/api/v1/revisions/99999999999999999999/",
    "/api/v1/revisions/none/",
    "/api/v1/states.yaml",
    "/api/v2/",
    "/api/x",
]


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("path", LOST)
def test_what_is_not_there_is_not_found(path, debug, api):
    with override_settings(DEBUG=debug):
        problem = is_problem(api.client.get(path), 404)
    assert problem["type"] == "/api/docs/#not-found"


@pytest.mark.django_db
def test_a_missing_record_is_named(api):
    assert api.problem(404, "states/ATL/")["detail"] == "There is no state with the id or slug “ATL”."
    assert api.problem(404, "memberships/atl-1/")["detail"] == "There is no membership with the id “atl-1”."
    assert api.problem(404, "revisions/7/")["detail"] == "There is no revision 7."


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/api/v1/states/", "/api/v1/states/ERE/", "/api/v1/", "/api/v1/counts/", "/api/v1/schema/"]
)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_is_read_only(path, method, api):
    answer = getattr(api.client, method)(path, {"name": "x"}, format="json")
    problem = is_problem(answer, 405)
    assert problem["allowed"] == ["GET", "HEAD", "OPTIONS"]
    assert "GET" in answer["Allow"]


@pytest.mark.django_db
@pytest.mark.parametrize("accept", ["text/html", "image/png", "nonsense"])
def test_a_form_that_does_not_exist_is_not_acceptable(accept, api):
    problem = is_problem(api.client.get("/api/v1/states/", HTTP_ACCEPT=accept), 406)
    assert problem["allowed"] == ["application/json", "application/x-ndjson", "text/csv", "application/ld+json"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", "text/html,application/xhtml+xml,*/*;q=0.8", "application/*"]
)
def test_browsers_and_scripts_get_json(accept, api):
    assert api.client.get("/api/v1/states/", HTTP_ACCEPT=accept)["Content-Type"] == "application/json"


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [False, True])
def test_our_own_errors_are_told_and_not_shown(debug, api, monkeypatch, caplog):
    def fail(*args):
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(State.objects.all().__class__, "count_on", fail)
    seen = []
    got_request_exception.connect(
        lambda sender, **kwargs: seen.append(kwargs["request"].path), weak=False, dispatch_uid="t"
    )
    try:
        with override_settings(DEBUG=debug):
            client = Client(raise_request_exception=False)
            answer = client.get("/api/v1/counts/")
    finally:
        got_request_exception.disconnect(dispatch_uid="t")
    problem = is_problem(answer, 500)
    assert "secret" not in answer.content.decode()
    assert problem["type"] == "/api/docs/#server-error"
    assert seen == ["/api/v1/counts/"]
    assert "secret of the house" in caplog.text


@pytest.mark.django_db
def test_a_database_out_of_reach_is_unavailable(api, monkeypatch):
    def fail(*args):
        raise OperationalError("database is locked")

    monkeypatch.setattr(State.objects.all().__class__, "count_on", fail)
    answer = api.ask("counts/")
    problem = is_problem(answer, 503)
    assert "locked" not in problem["detail"]
    assert int(answer["Retry-After"]) > 0


@pytest.mark.django_db
@pytest.mark.parametrize("loaded", [False, True])
@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/states/?search=a", "/api/docs/", "/api/nothing"])
def test_a_host_that_is_not_ours_is_a_problem_too(path, debug, loaded):
    if loaded:
        the_coverage()
    with override_settings(DEBUG=debug, ALLOWED_HOSTS=["example.org"]):
        problem = is_problem(Client().get(path, headers={"host": "evil.example"}), 400)
    assert problem["type"] == "/api/docs/#refused" and "Host" in problem["detail"]


def fails(error):
    def fail(*args, **kwargs):
        raise error

    return fail


FORMS = ["/?", ".json?", ".csv?", ".ndjson?", "/?format=csv&", "/?format=ndjson&"]
STATUSES = [400, 401, 404, 405, 406, 412, 429, 500, 503]


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("form", FORMS)
def test_every_problem_is_a_document_in_every_form(form, status, debug, api, settings, monkeypatch):
    """Through the door of a list, by Accept, `format` and extension, with debug pages on and off."""
    settings.DEBUG = debug
    the_coverage()
    client, address = Client(raise_request_exception=False), f"/api/v1/organization{form}"
    how = {
        400: {"path": f"{address}colour=red"},
        401: {"headers": {"Authorization": "Bearer iom_none"}},
        404: {"path": f"/api/v1/states/ATL{form}"},
        405: {"REQUEST_METHOD": "DELETE"},
        406: {"headers": {"Accept": "image/png"}},
        412: {"headers": {"If-Match": '"another"'}},
    }.get(status, {})
    if status == 429:
        settings.API_RATE = "1/hour"
        client.get(address)
    if status in (500, 503):
        error = OperationalError("database is locked") if status == 503 else RuntimeError("a secret")
        monkeypatch.setattr("iom_portal.api.documents.organization.organization_on", fails(error))
    answer = client.get(**{"path": address, **how})
    problem = is_problem(answer, status)
    assert problem["type"] == f"/api/docs/#{PROBLEMS[status][0]}" and problem["title"] == PROBLEMS[status][1]
    assert "secret" not in answer.content.decode() and "locked" not in answer.content.decode()
    assert answer["Cache-Control"] == "no-store" or status == 412
    assert ("Retry-After" in answer) == (status in (429, 503))
    assert ("WWW-Authenticate" in answer) == (status == 401) and ("Allow" in answer or status != 405)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked, near",
    [
        ({"stauts": "member"}, "status"),
        ({"status": "membr"}, "member"),
        ({"fields": "id,nane_en"}, "name_en"),
        ({"ordering": "-nam_en"}, "-name_en"),
        ({"region": "Ocenia"}, "Oceania"),
        ({"name_en": "Erewon"}, "Erewhon"),
    ],
)
def test_what_is_misspelt_is_told_with_what_is_near(asked, near, api):
    the_coverage()
    a_state("Erewhon", ("1951-12-05", ""))
    assert f"Did you mean {near}?" in api.problem(400, "states/", **asked)["detail"]
    a_key = api.problem(400, "memberships/", state="erewhn")
    assert "Did you mean erewhon?" in a_key["detail"] and a_key["parameter"] == "state"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path, asked",
    [
        ("states/", {"limit": "5"}),
        ("states/", {"status": "member,observer"}),
        ("memberships/", {"state__iso2": "FR"}),
        ("states/", {"m49": "4"}),
        ("memberships/", {"state": "FRX"}),
    ],
)
def test_what_is_merely_alike_is_not_guessed_at(path, asked, api):
    the_coverage()
    a_state("France", ("1951-12-05", ""), iso3="FRA")
    problem = api.problem(400, path, **asked)
    assert "Did you mean" not in problem["detail"] and problem["allowed"]


@pytest.mark.django_db
def test_a_register_that_is_not_loaded_says_so(api):
    answer = api.ask("states/")
    assert answer.json()["results"] == []
    assert answer["Register-Notice"].startswith("The register has not been loaded")


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?as_of=1985-05-24&status=member"])
def test_an_address_without_its_last_slash_leads_there(query, api):
    answer = api.client.get(f"/api/v1/states{query}")
    assert (answer.status_code, answer["Location"]) == (301, f"/api/v1/states/{query}")


@pytest.mark.django_db
def test_scripts_of_other_sites_may_read_the_api_and_its_headers_only(api):
    answer = api.client.get("/api/v1/", HTTP_ORIGIN="https://example.org")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Register-As-Of" in answer["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer
    assert "Set-Cookie" not in answer
    assert "Access-Control-Allow-Origin" not in api.client.get("/healthz")


@pytest.mark.parametrize(
    "path, near",
    [
        ("state/", "There is no such resource. Did you mean /api/v1/states/?"),
        ("members.csv", "There is no such resource. Did you mean /api/v1/memberships/?"),
        ("count/2013/", "There is no such resource. Did you mean /api/v1/counts/?"),
        ("zebra/", "No such resource, record, or page of a list."),
        ("states/Australia/", "There is no state with the id or slug “Australia”. Did you mean australia?"),
        ("memberships/AUS-member1/", "There is no membership with the id “AUS-member1”. Did you mean aus-member-1?"),
        ("states/AU/", "There is no state with the id or slug “AU”. Did you mean australia?"),
        ("states/AUX/", "There is no state with the id or slug “AUX”."),
        (
            "states/Zaire/",
            "There is no state with the id or slug “Zaire”. Did you mean democratic-republic-of-the-congo?",
        ),
    ],
)
def test_what_is_not_there_is_told_with_what_is_near(register, reading, path, near):
    assert reading.problem(404, path)["detail"] == near
