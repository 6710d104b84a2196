"""The API as recorded at a moment: every endpoint answers, says so, and reads nothing of today's register."""

import csv
import io
import json
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from django.test.utils import CaptureQueriesContext

from iom_portal.records.history.snapshots import open_snapshot
from iom_portal.records.kinds import kinds
from iom_portal.records.models import Revision
from iom_portal.records.models.revising import revising
from members.models import Membership
from tests.support.cast import a_spell, a_state, affirm, the_coverage

from .kinds import EVERY_LIST

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_past")]

DAY = "2013-11-20"
DAYS = {"from": "1989-12-31", "to": "1999-12-31"}
DOCUMENTS = [("", {}), ("organization/", {}), ("counts/", {}), ("compare/", DAYS), ("cite/", {"address": "/members/"})]


@pytest.fixture
def base(register):
    return register.revision.number


@pytest.fixture
def corrected(base):
    """After the load: when Australia came back is corrected; its spell as an observer goes."""
    back, observer = (Membership.objects.get(pk=pk) for pk in ("aus-member-2", "aus-observer-1"))
    with revising(reason="The treaty list says 1986."):
        back.start = "1986-01-01"
        back.save()
        affirm(back)
    with revising(reason="No trace of it was found."):
        observer.delete()
    return base


def test_every_endpoint_answers_and_says_as_recorded_when(base, api):
    for path, asked in [(f"{resource}/", {"page_size": "2"}) for resource in EVERY_LIST] + DOCUMENTS:
        for form in ("csv", "json"):
            then = api.ask(path, **asked, as_recorded=base, format=form)
            now = api.ask(path, **asked, format=form)
            assert (then.status_code, then["Register-Recorded"]) == (200, f"revision {base}"), path
            assert now["Register-Recorded"] == "now", path
            assert then["Content-Type"] == now["Content-Type"]
        for row in then.json().get("results", ()):
            assert api.client.get(row["url"], {"as_recorded": base})["Register-Recorded"] == f"revision {base}"


def test_without_corrections_the_past_is_the_present(base, api):
    for resource in EVERY_LIST:
        then, now = (api(f"{resource}/", page_size="1000", **asked) for asked in ({"as_recorded": base}, {}))
        cited = quote(f"?as_recorded={base}")
        assert json.loads(json.dumps(then["results"]).replace(cited, "")) == now["results"], resource
        assert then["count"] == now["count"], resource


def test_an_object_is_cited_at_its_own_moment_and_day(corrected, api):
    then = api("states/AUS/", as_of=DAY, as_recorded=corrected)
    found = api.client.get(then["cite"]).json()
    assert (found["as_of"], found["revision"]) == (DAY, corrected)
    assert api.client.get(found["address"]).json()["id"] == "AUS"
    checked = api("cite/", address=found["address"], digest=found["digest"])
    assert (checked["reproduced"], checked["current"]) == (True, False)
    assert api.client.get(api("states/AUS/")["cite"]).json()["revision"] == corrected + 2


def test_objects_and_nested_rows_are_those_of_the_moment(corrected, api):
    then, now = api("states/AUS/", as_recorded=corrected), api("states/AUS/")
    assert [row["id"] for row in then["memberships"]] == ["aus-member-1", "aus-observer-1", "aus-member-2"]
    assert [row["id"] for row in now["memberships"]] == ["aus-member-1", "aus-member-2"]
    assert then["memberships"][-1]["start"]["text"] == "1985-05-24"
    assert api("memberships/aus-observer-1/", as_recorded=corrected + 1)["start"]["text"] == "1977"
    assert "There is no membership" in api.problem(404, "memberships/aus-observer-1/")["detail"]
    assert api.problem(404, "memberships/aus-observer-1/", as_recorded=corrected + 2)["status"] == 404


def test_the_pages_of_a_list_keep_both_clocks(corrected, api):
    page = api("memberships/", as_of=DAY, as_recorded=corrected, page_size="50")
    assert f"as_of={DAY}" in page["next"] and f"as_recorded={corrected}" in page["next"]
    following = api.client.get(page["next"])
    assert following["Register-Recorded"] == f"revision {corrected}" and following["Register-As-Of"] == DAY


@pytest.mark.parametrize("path", ["states/", "states/AUS/", "organization/", "counts/", "cite/", "revisions/", ""])
@pytest.mark.parametrize(
    "asked, says",
    [
        ("0", "There is no revision 0."),
        ("9999", "There is no revision 9999."),
        ("1999-01-01T00:00:00Z", "lies before the first revision"),
        ("2999-01-01T00:00:00Z", "lies in the future"),
        ("2013-11-20", "neither a revision number nor a time with its zone"),
    ],
)
def test_a_moment_that_cannot_be_shown_is_refused_with_the_range(base, api, path, asked, says):
    problem = api.problem(400, path, as_recorded=asked)
    assert problem["parameter"] == "as_recorded" and says in problem["detail"]
    assert f"Ask for a revision from 1 to {base}, or for a time with its zone from 2026-" in problem["detail"]


def test_a_moment_that_is_empty_or_repeated_is_refused(base, api):
    assert api.problem(400, "states/", as_recorded="")["parameter"] == "as_recorded"
    problem = api.client.get(f"/api/v1/states/?as_recorded={base}&as_recorded=0").json()
    assert (problem["status"], problem["parameter"]) == (400, "as_recorded")
    assert "given more than once" in problem["detail"]


def test_a_day_after_the_moment_has_its_notice(base, api):
    day = Revision.objects.get(number=base).made_at.date() + timedelta(days=1)
    answer = api.ask("counts/", as_of=day.isoformat(), as_recorded=base)
    assert "lies after the moment at which the register is read" in answer["Register-Notice"]
    assert "it is what was then foreseen" in answer.json()["notice"]
    assert "foreseen" not in api("counts/", as_of=day.isoformat())["notice"]


def test_the_past_asks_the_live_database_for_no_record(corrected, api):
    tables = [f'"{model._meta.db_table}"' for model in kinds()]
    past = connections[open_snapshot(corrected)]
    for path, asked in [(f"{resource}/", {}) for resource in EVERY_LIST if resource != "revisions"] + DOCUMENTS[1:4]:
        dated = {} if path in ("compare/", "sources/", "citations/", "seed-lines/", "coverage/") else {"as_of": DAY}
        api(path, **asked, **dated, as_recorded=corrected)
        with CaptureQueriesContext(connections[DEFAULT_DB_ALIAS]) as live, CaptureQueriesContext(past) as then:
            api(path, **asked, **dated, as_recorded=corrected)
        assert [query["sql"] for query in live if any(table in query["sql"] for table in tables)] == [], path
        with CaptureQueriesContext(connections[DEFAULT_DB_ALIAS]) as now:
            api(path, **asked, **dated)
        assert 0 < len(then) <= len(now), path


def test_revisions_since_a_number_with_their_differences(corrected, api):
    page = api("revisions/", since=str(corrected))
    assert [(row["number"], row["role"], row["reason"]) for row in page["results"]] == [
        (corrected + 1, "Maintainer", "The treaty list says 1986."),
        (corrected + 2, "Maintainer", "No trace of it was found."),
    ]
    correction, deletion = (row["changes"] for row in page["results"])
    change, *marked = correction
    assert (change["kind"], change["id"], change["change"]) == ("membership", "aus-member-2", "changed")
    assert change["differences"] == [["Start", "1985-05-24", "1986-01-01"]]
    assert [[name for name, _, _ in mark["differences"]] for mark in marked] == [["Not rechecked"]]
    gone = {change["kind"]: change for change in deletion}["membership"]
    assert (gone["change"], gone["url"]) == ("deleted", None)
    assert ["Start", "1977", ""] in gone["differences"]
    assert api("revisions/", since=str(corrected + 2))["results"] == []


def test_revisions_of_the_past_end_at_the_moment(corrected, api):
    assert api("revisions/", as_recorded=corrected + 1)["count"] == api("revisions/")["count"] - 1
    assert api.problem(404, f"revisions/{corrected + 2}/", as_recorded=corrected)["status"] == 404
    told = api(f"revisions/{corrected + 1}/", as_recorded=corrected + 1)
    assert told["changes"] == api(f"revisions/{corrected + 1}/")["changes"]


def test_what_the_register_learned_between_two_moments(corrected, api):
    asked = {"from_recorded": str(corrected), "to_recorded": str(corrected + 2)}
    found = api("compare/", **asked)
    assert (found["from"], found["to"]) == (f"revision {corrected}", f"revision {corrected + 2}")
    told = {(row["kind"], row["id"]): row for row in found["differences"]}
    back = told["membership", "aus-member-2"]
    assert (back["change"], back["revision"]) == ("changed", corrected + 1)
    assert back["fields"] == [{"field": "Start", "old": "1985-05-24", "new": "1986-01-01"}]
    assert told["membership", "aus-observer-1"]["change"] == "deleted"
    rows = list(csv.DictReader(io.StringIO(api.ask("compare/", **asked, format="csv").content.decode())))
    assert [(row["kind"], row["id"], row["change"]) for row in rows] == [
        (row["kind"], row["id"], row["change"]) for row in found["differences"]
    ]
    assert next(row for row in rows if row["id"] == "aus-member-2")["fields"] == "Start:1985-05-24:1986-01-01"


def test_what_is_gone_with_its_state_keeps_a_name(api):
    """A spell deleted, and then its State: nothing is left to name the spell after."""
    the_coverage()
    state = a_state("Erewhon", ("1951-12-05", ""))
    first = Revision.objects.latest("number").number
    with revising(reason="There is no such State."):
        state.memberships.get().delete()
        state.delete()
    found = api("compare/", from_recorded=str(first), to_recorded=str(first + 1))
    names = {(row["kind"], row["id"]): row["name"] for row in found["differences"]}
    assert names["state", "ERE"] == "Erewhon" and names["membership", "ere-member-1"]
    assert api(f"revisions/{first + 1}/")["number"] == first + 1
    for page in (f"/changes/{first + 1}/", "/changes/membership/ere-member-1/", "/changes/state/ERE/"):
        assert api.client.get(page).status_code == 200


def test_a_record_moved_to_what_the_moment_does_not_know_is_told(api):
    """The correction of a page names a State that did not exist in the register at the moment of the page."""
    the_coverage()
    a_state("Erewhon", ("1960-01-01", ""))
    first = Revision.objects.latest("number").number
    with revising(reason="It was Utopia all along."):
        utopia = a_state("Utopia")
        spell = Membership.objects.get(pk="ere-member-1")
        spell.state = utopia
        spell.save()
        affirm(spell)
        a_spell(utopia, "1952", "1955")
    answer = api.client.get(f"/members/erewhon/?as_recorded={first}")
    assert answer.status_code == 200
    assert "1 correction since" in answer.content.decode() and "It was Utopia all along." in answer.content.decode()
