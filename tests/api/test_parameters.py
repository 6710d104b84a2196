"""Parameters are read once and strictly: what is not understood is refused with what is allowed."""

from urllib.parse import quote

import pytest

from tests.support.cast import a_former_name, a_person, a_post, a_state, a_term, the_coverage

from .kinds import EVERY_ADDRESS, EVERY_LIST

pytestmark = pytest.mark.django_db

BAD = [  # address, query, the parameter that is named, words of the detail
    ("states/", "stauts=member", "stauts", "Did you mean status?"),
    ("states/", "as-of=1985-05-24", "as-of", "Did you mean as_of?"),
    ("states/", "status=associate", "status", "cannot be “associate”"),
    ("states/", "status=member&status=observer", "status", "more than once"),
    ("states/", "as_of=1985-05-24&as_of=1985-05-24", "as_of", "more than once"),
    ("states/", "status=", "status", "no value"),
    ("states/", "as_of=", "as_of", "no value"),
    ("states/", "as_of=%20", "as_of", "no value"),
    ("states/", "search", "search", "no value"),
    ("states/", "=member", "", "without a parameter"),
    ("states/", "as_of=2013-02-30", "as_of", "February 2013 has 28 days"),
    ("states/", "as_of=yesterday", "as_of", "not a day"),
    ("states/", "as_of=2013-06", "as_of", "not a day"),
    ("states/", "as_of=2013-6-1", "as_of", "not a day"),
    ("states/", "as_of=1899-12-31", "as_of", "from 1900-01-01 to 2100-12-31"),
    ("states/", "as_of=2101-01-01", "as_of", "from 1900-01-01 to 2100-12-31"),
    ("states/", "as_of=٢٠١٣-٠٦-١٤", "as_of", "not a day"),
    ("states/", "as_of=２０１３-０６-１４", "as_of", "not a day"),
    ("states/", "as_of=1434-08-05H", "as_of", "not a day"),
    ("states/", "as_of=null", "as_of", "not a day"),
    ("states/", "as_of=2013-06-14%00", "as_of", "control character"),
    ("states/", "search=%00", "search", "control character"),
    ("states/", "search=a%0Ab", "search", "control character"),
    ("states/", "search=%FF%FE", "", "not text in UTF-8"),
    ("states/", "%FF=1", "", "not text in UTF-8"),
    ("states/", "search=%ED%A0%80", "", "not text in UTF-8"),
    ("states/", "search=" + "a" * 201, "search", "longer than 200 characters"),
    ("states/", "&".join(f"p{number}=1" for number in range(60)), "", "more than 50 parameters"),
    ("states/", "certainty=certain", "certainty", "needs as_of"),
    ("states/", "certainty=certain&status=member", "certainty", "needs as_of"),
    ("states/", "certainty=likely&as_of=1985-05-24", "certainty", "cannot be “likely”"),
    ("states/", "page=0", "page", "from 1 to"),
    ("states/", "page=-1", "page", "from 1 to"),
    ("states/", "page=last", "page", "from 1 to"),
    ("states/", "page=1.0", "page", "from 1 to"),
    ("states/", "page=٢", "page", "from 1 to"),
    ("states/", f"page={'9' * 150}", "page", "from 1 to"),
    ("states/", "page_size=0", "page_size", "from 1 to 1000"),
    ("states/", "page_size=1001", "page_size", "from 1 to 1000"),
    ("states/", "page_size=all", "page_size", "from 1 to 1000"),
    ("states/", "ordering=shoe_size", "ordering", "cannot be ordered by “shoe_size”"),
    ("states/", "ordering=id,,name_en", "ordering", "cannot be ordered by “”"),
    ("states/", "ordering=--id", "ordering", "cannot be ordered by “--id”"),
    ("states/", "format=xml", "format", "cannot be “xml”"),
    ("states/", "format=api", "format", "cannot be “api”"),
    ("states/", "joined_after=1960", "joined_after", "not a day"),
    ("states/", "joined_before=1961-02-30", "joined_before", "February 1961 has 28 days"),
    ("states/", "joined_after=1961-01-02&joined_before=1961-01-01", "joined_before", "lies before joined_after"),
    ("states/", "ordering=joined_after", "ordering", "cannot be ordered by “joined_after”"),
    ("states/", "region=Atlantis", "region", "No record has “Atlantis” as its UN region"),
    ("memberships/", "state=atlantis", "state", "no state with the id or slug “atlantis”"),
    ("memberships/", "as_recorded=lately", "as_recorded", "neither a revision number nor a time"),
    ("memberships/", "as_recorded=1&as_recorded=2", "as_recorded", "more than once"),
    ("memberships/", "as_recorded=", "as_recorded", "no value"),
    ("memberships/", "as_recorded=1%00", "as_recorded", "control character"),
    ("memberships/", "as_recorded=999999", "as_recorded", "no revision 999999"),
    ("memberships/", "as_recorded=١", "as_recorded", "neither a revision number nor a time"),
    ("memberships/", "feilds=id", "feilds", "no parameter"),
    ("terms/", "post=post-jester", "post", "There is no post with the id"),
    ("terms/", "acting=yes", "acting", "neither true nor false"),
    ("terms/", "acting=True", "acting", "neither true nor false"),
    ("terms/", "term_no=1.5", "term_no", "not a whole number"),
    ("terms/", "term_no=-1", "term_no", "not a whole number"),
    ("terms/", "term_no=١", "term_no", "not a whole number"),
    ("terms/", f"term_no={'9' * 100}", "term_no", "not a whole number"),
    ("citations/", "source=S999", "source", "no source with the id or slug"),
    ("citations/", "kind=source", "kind", "cannot be “source”"),
    ("revisions/", "as_of=1985-05-24", "as_of", "no parameter"),
    ("revisions/", "origin=ghost", "origin", "cannot be “ghost”"),
    ("states/ERE/", "status=member", "status", "no parameter"),
    ("states/ERE/", "as_of=2013-02-30", "as_of", "28 days"),
    ("organization/", "status=member", "status", "no parameter"),
    ("organization/", "as_of=tomorrow", "as_of", "not a day"),
    ("counts/", "status=members", "status", "cannot be “members”"),
    ("counts/", "since=1951-12-05", "since", "no parameter"),
    ("counts/", "from=1951-12-05", "to", "to is missing"),
    ("counts/", "step=year", "step", "step is of a series"),
    ("counts/", "region=Atlantis", "region", "no UN region"),
    ("counts/", "from=1951-01-01&to=2020-01-01&step=day", "step", "take a longer step"),
    ("counts/", "as_of=1960-01-01&from=1951-01-01&to=2020-01-01", "as_of", "not both"),
    ("schema/", "format=html", "format", "cannot be “html”"),
    ("", "as_of=1985-05-24", "as_of", "no parameter"),
]


@pytest.fixture(scope="module")
def cast(stage):
    the_coverage()
    state = a_state("Erewhon", ("1951-12-05", ""))
    a_former_name(state, "Nowhere", "1950", "1971-03-31")
    a_state("Ruritania", ("1967", ""), region="Europe")
    a_term(a_person(), a_post(), "2000-10-01", "2003-09-30")


@pytest.mark.parametrize("path, query, parameter, words", BAD)
def test_what_is_not_understood_is_refused(path, query, parameter, words, cast, api):
    answer = api.client.get(f"/api/v1/{path}", QUERY_STRING=quote(query, safe="%=&"))
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["instance"]) == (400, f"/api/v1/{path}")
    assert problem["type"] == "/api/docs/#bad-parameter"
    assert problem["parameter"] == parameter
    assert words in problem["detail"]
    assert problem["errors"][0] == {name: problem[name] for name in ("parameter", "detail", "allowed")}


@pytest.mark.parametrize("path", EVERY_ADDRESS)
def test_an_unknown_parameter_is_refused_everywhere(path, cast, api):
    problem = api.problem(400, path, colour="blue")
    assert problem["parameter"] == "colour"
    assert "colour" not in problem["allowed"]
    assert "format" in problem["allowed"]


@pytest.mark.parametrize("resource", EVERY_LIST)
def test_bad_pages_orders_and_forms_are_refused_everywhere(resource, cast, api):
    for name, value in {"page": "0", "page_size": "9999", "ordering": "colour", "format": "xlsx"}.items():
        assert api.problem(400, f"{resource}/", **{name: value})["parameter"] == name


def test_everything_that_is_wrong_is_said_at_once(cast, api):
    answer = api.client.get("/api/v1/states/", QUERY_STRING="stauts=member&page_size=5&page_size=6&search=")
    assert [error["parameter"] for error in answer.json()["errors"]] == ["stauts", "page_size", "search"]


def test_what_is_allowed_is_named(cast, api):
    standings = ["member", "observer", "either", "former", "former-observer", "neither"]
    assert api.problem(400, "states/", status="x")["allowed"] == standings
    assert api.problem(400, "states/", region="x")["allowed"] == ["Europe", "Oceania"]
    assert api.problem(400, "terms/", acting="x")["allowed"] == ["true", "false"]
    assert api.problem(400, "terms/", post="x")["allowed"] == "an id of /posts/"
    assert "-start" in api.problem(400, "terms/", ordering="x")["allowed"]
    assert api.problem(400, "states/", page_size="x")["allowed"] == "1 to 1000"


def test_a_page_past_the_last_one_is_not_found(cast, api):
    problem = api.problem(404, "states/", page="1000000000".replace("1", "9", 1)[:9])
    assert (problem["parameter"], problem["allowed"]) == ("page", "1 to 1")
    assert problem["type"] == "/api/docs/#not-found"
    assert api.ask("states/", page="1000000000").status_code == 400
    assert api("commitments/")["count"] == 0  # an empty list has a first page


GOOD = [  # address, parameters, ids in order
    ("states/", {"status": "member", "as_of": "1970-01-01"}, ["ERE", "RUR"]),
    ("states/", {"region": "Europe"}, ["RUR"]),
    ("states/", {"search": "nowhere"}, ["ERE"]),
    ("states/", {"search": "RÉPUBLIQUE ruri"}, ["RUR"]),
    ("states/", {"ordering": "-name_en"}, ["RUR", "ERE"]),
    ("states/", {"ordering": "since"}, ["ERE", "RUR"]),
    ("states/", {"ordering": "-since,id", "status": "member", "as_of": "1970-01-01"}, ["RUR", "ERE"]),
    ("states/", {"joined_after": "1951-12-05", "joined_before": "1951-12-05"}, ["ERE"]),
    ("states/", {"joined_after": "1951-12-06"}, ["RUR"]),
    ("states/", {"status": "neither", "as_of": "1967-06-01"}, ["RUR"]),
    ("states/", {"status": "either", "as_of": "1967-06-01"}, ["ERE", "RUR"]),
    ("states/", {"ordering": "region,-id"}, ["RUR", "ERE"]),
    ("states/", {"page_size": "1", "page": "2"}, ["RUR"]),
    ("states/", {"format": "json"}, ["ERE", "RUR"]),
    ("memberships/", {"state": "ERE"}, ["ere-member-1"]),
    ("memberships/", {"state": "erewhon", "status": "member"}, ["ere-member-1"]),
    ("memberships/", {"status": "observer"}, []),
    ("memberships/", {"region": "Europe"}, ["rur-member-1"]),
    ("memberships/", {"ordering": "-start"}, ["rur-member-1", "ere-member-1"]),
    ("memberships/", {"as_of": "1967-06-30", "certainty": "possible"}, ["rur-member-1"]),
    ("memberships/", {"as_of": "1967-06-30", "certainty": "certain"}, ["ere-member-1"]),
    ("terms/", {"acting": "false", "term_no": "1"}, ["term-1"]),
    ("terms/", {"acting": "true"}, []),
    ("terms/", {"person": "ada-clare"}, ["term-1"]),
    ("terms/", {"organ": "moot", "post": "post-reeve"}, ["term-1"]),
    ("citations/", {"kind": "membership", "record": "ere-member-1"}, ["membership.ere-member-1.MINUTES"]),
    ("citations/", {"stance": "disagrees"}, []),
    ("sources/", {"kind_of_source": "official", "as_of": "1960-01-01"}, ["MINUTES"]),
]


@pytest.mark.parametrize("path, parameters, ids", GOOD)
def test_what_is_understood_is_answered(path, parameters, ids, cast, api):
    assert [row["id"] for row in api(path, **parameters)["results"]] == ids


def test_pages_link_to_each_other_and_keep_the_question(cast, own_past, api):
    first = api("states/", page_size="1", as_of="1970-01-01", status="member")
    assert first["previous"] is None
    second = api.client.get(first["next"]).json()
    assert [row["id"] for row in second["results"]] == ["RUR"]
    assert second["next"] is None
    back = api.client.get(second["previous"]).json()
    for page in (first, back):  # the addresses by which rows are cited name their revision from the second page on
        page["results"] = [row["id"] for row in page["results"]]
    assert back == first
