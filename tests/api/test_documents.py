"""CSV beside JSON, two days or moments compared, and citations."""

import csv
import io

import pytest

from iom_portal.records.models import Revision
from iom_portal.records.models.revising import revising
from tests.support.cast import LEFT_AND_CAME_BACK, a_state, the_coverage

from .kinds import EVERY_LIST
from .test_schema import check, described


def rows_of(answer):
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


@pytest.mark.django_db
@pytest.mark.parametrize("resource", EVERY_LIST)
def test_a_csv_has_the_rows_of_the_list(resource, reading):
    rows = rows_of(reading.ask(f"{resource}/", format="csv", page_size="1000"))
    assert [row["id"] for row in rows] == reading.ids(f"{resource}/")


@pytest.mark.django_db
def test_a_csv_says_as_much_as_the_list(reading):
    by_accept = reading.client.get("/api/v1/memberships/", {"state": "AUS"}, HTTP_ACCEPT="text/csv")
    rows = {row["id"]: row for row in rows_of(by_accept)}
    observed = rows["aus-observer-1"]
    assert (observed["state"], observed["status"]) == ("AUS", "observer")
    assert (observed["start"], observed["start_earliest"], observed["start_latest"]) == (
        "1977",
        "1977-01-01",
        "1977-12-31",
    )
    assert rows["aus-member-2"]["end"] == rows["aus-member-2"]["end_latest"] == ""
    assert "ANMM" in observed["sources"].split(";")


@pytest.mark.django_db
def test_a_problem_is_a_problem_in_csv_too(api):
    assert api.problem(400, "states/", format="csv", status="x")["parameter"] == "status"
    assert api.problem(404, "states/ATL/", format="csv")["status"] == 404


@pytest.mark.django_db
def test_two_days_compared(reading):
    found = reading("compare/", **{"from": "2013-11-20", "to": "2013-11-21"})
    check(found, described("/api/v1/compare/"))
    assert (found["from"], found["to"]) == ("2013-11-20", "2013-11-21")
    certain = {(one["name"], one["change"]) for one in found["differences"] if one["certainty"] == "certain"}
    assert ("Executive Committee", "ended") in certain
    assert found["counts"]["members"]["from"] == {"certain": 149, "possible": 154}


@pytest.mark.django_db
def test_two_moments_compared(api):
    the_coverage()
    spell = a_state("Erewhon", *LEFT_AND_CAME_BACK).memberships.first()
    with revising(reason="Corrected."):
        spell.note = "By letter."
        spell.save()
    last = Revision.objects.latest("number").number
    found = api("compare/", from_recorded=str(last - 1), to_recorded=str(last))
    check(found, described("/api/v1/compare/"))
    [change] = found["differences"]
    assert (change["id"], change["change"], change["revision"]) == (spell.pk, "changed", last)
    assert change["fields"] == [{"field": "Note", "old": "", "new": "By letter."}]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "parameters, named",
    [
        ({}, "from"),
        ({"from": "2013-11-20"}, "to"),
        ({"from": "2013-11-21", "to": "2013-11-20"}, "from"),
        ({"from": "2013-02-30", "to": "2013-11-20"}, "from"),
        ({"from": "2013-11-20", "to_recorded": "1"}, "to_recorded"),
        ({"from_recorded": "1", "to_recorded": "1"}, "from_recorded"),
        ({"from_recorded": "never", "to_recorded": "1"}, "from_recorded"),
    ],
)
def test_what_cannot_be_compared_is_refused(parameters, named, reading):
    assert reading.problem(400, "compare/", **parameters)["parameter"] == named


@pytest.mark.django_db
def test_a_citation_is_reproduced(reading):
    cited = reading("cite/", address="/members/australia/?as_of=1985-05-24")
    check(cited, described("/api/v1/cite/"))
    assert (cited["as_of"], cited["reproduced"]) == ("1985-05-24", None)
    again = reading("cite/", address=cited["address"], digest=cited["digest"])
    check(again, described("/api/v1/cite/"))
    assert (again["reproduced"], again["current"]) == (True, True)
    assert reading("cite/", address=cited["address"], digest="v1:" + "0" * 64)["reproduced"] is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    "parameters, named",
    [
        ({}, "address"),
        ({"address": "https://example.org/"}, "address"),
        ({"address": "/nowhere/"}, "address"),
        ({"address": "/members/australia/", "digest": "abc"}, "digest"),
    ],
)
def test_what_cannot_be_cited_is_refused(parameters, named, reading):
    assert reading.problem(400, "cite/", **parameters)["parameter"] == named
