"""What is declared deprecated says so in the answer, in the schema and in the docs, and in no other answer."""

from datetime import date

import pytest
from drf_spectacular.generators import SchemaGenerator

from iom_portal.api.docs import views as docs
from iom_portal.api.schema.document import openapi
from iom_portal.records.api.viewsets import parameters_of
from iom_portal.records.deprecation import Deprecated
from members.filters import MembershipFilter

from .kinds import VIEWSETS

pytestmark = pytest.mark.django_db

REGION = Deprecated(date(2027, 1, 1), date(2028, 1, 1), "Use the regions of /states/.")
POSTS = Deprecated(date(2027, 3, 1), link="https://example.org/news")
HEADERS = ("Deprecation", "Sunset")


@pytest.fixture
def deprecated(monkeypatch):
    """A parameter and a resource that the API will give up, and a schema that knows of it."""
    given_up(monkeypatch, {"region": REGION})
    monkeypatch.setattr(VIEWSETS["posts"], "deprecated", POSTS)
    schema = SchemaGenerator().get_schema(request=None, public=True)
    monkeypatch.setattr(docs, "openapi", lambda: schema)
    yield schema
    parameters_of.cache_clear()


def given_up(monkeypatch, filters):
    monkeypatch.setattr(MembershipFilter, "deprecated", filters)
    parameters_of.cache_clear()


def test_nothing_is_deprecated_today(reading):
    assert "deprecated" not in str(openapi()["paths"])
    assert not any(header in reading.ask("memberships/").headers for header in HEADERS)


def test_an_answer_to_a_deprecated_parameter_says_until_when(deprecated, register, api):
    answer = api.ask("memberships/", region="Africa", page_size="1")
    assert answer["Deprecation"] == "@1798761600"
    assert answer["Sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
    assert 'rel="next"' in answer["Link"]
    assert '</api/docs/#versions>; rel="deprecation", </api/docs/#versions>; rel="sunset"' in answer["Link"]
    assert {*HEADERS, "Link"} <= set(answer["Access-Control-Expose-Headers"].split(", "))
    assert not any(header in api.ask("memberships/", page_size="1").headers for header in HEADERS)


@pytest.mark.parametrize("path", ["posts/", "posts/post-director-general/"])
def test_an_answer_of_a_deprecated_resource_says_so(path, deprecated, register, api):
    answer = api.ask(path)
    assert (answer["Deprecation"], answer.get("Sunset")) == ("@1803859200", None)
    assert answer["Link"].endswith('<https://example.org/news>; rel="deprecation"')


def test_the_earliest_dates_of_several_are_said(deprecated, monkeypatch, register, api):
    given_up(monkeypatch, {"region": REGION, "state": POSTS})
    answer = api.ask("memberships/", region="Africa", state="KEN")
    assert (answer["Deprecation"], answer["Sunset"]) == ("@1798761600", "Sat, 01 Jan 2028 00:00:00 GMT")
    assert answer["Link"].count('rel="deprecation"') == 2


def test_the_schema_marks_it(deprecated):
    paths = deprecated["paths"]
    assert [path for path, item in paths.items() if item["get"].get("deprecated")] == [
        "/api/v1/posts/",
        "/api/v1/posts/{id}/",
    ]
    marked = [one for one in paths["/api/v1/memberships/"]["get"]["parameters"] if one.get("deprecated")]
    assert [one["name"] for one in marked] == ["region"]
    assert marked[0]["description"].endswith(
        "Deprecated since 1 January 2027. It stops working on 1 January 2028. Use the regions of /states/."
    )
    for path in ("/api/v1/memberships/", "/api/v1/posts/"):
        assert set(HEADERS) <= paths[path]["get"]["responses"]["200"]["headers"].keys()
    assert set(HEADERS) <= deprecated["components"]["headers"].keys()


def test_the_docs_say_so(deprecated, api):
    assert "Deprecated since 1 January 2027." in api.client.get("/api/docs/memberships/").content.decode()
    assert "Deprecated since 1 March 2027." in api.client.get("/api/docs/posts/").content.decode()
    assert 'id="versions"' in api.client.get("/api/docs/").content.decode()


def test_the_root_leads_to_schema_and_docs(api):
    links = api.ask("")["Link"]
    assert '</api/v1/schema/>; rel="service-desc"' in links and '</api/docs/>; rel="service-doc"' in links
