"""Every kind of record has an endpoint, shows all of its fields, and can be walked and looked up."""

import csv

import pytest
from django.conf import settings

from iom_portal.records.kinds import file_name
from iom_portal.records.models import Citation, Source
from tests.support.cast import writing

from .kinds import EVERY_LIST, KINDS, VIEWSETS

SHOWN_OTHERWISE = {Citation: {"content_type", "object_id"}}  # together they are its `record`


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.kind)
def test_every_kind_has_an_endpoint_of_its_name(model):
    assert VIEWSETS[model.about.resource].queryset.model is model


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.kind)
def test_every_field_of_a_kind_is_in_its_serializer(model):
    serializer = VIEWSETS[model.about.resource].serializer_class()
    shown = {field.source for field in serializer.fields.values()}
    own = {field.name for field in model._meta.concrete_fields if field.editable}
    assert own - shown == SHOWN_OTHERWISE.get(model, set())


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.kind)
def test_facts_show_their_certainty_and_citations(model):
    fields = VIEWSETS[model.about.resource].serializer_class().fields
    assert {"id", "url", "page_url"} <= fields.keys()
    assert not model.owes_citation or {"certainty", "citations", "evidence", "note"} <= fields.keys()


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.kind)
def test_nothing_is_written_by_a_serializer(model):
    fields = VIEWSETS[model.about.resource].serializer_class().fields
    assert [name for name, field in fields.items() if not field.read_only] == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.kind)
def test_a_list_holds_the_rows_of_its_file(model, reading):
    with (settings.FIXTURES / file_name(model)).open(encoding="utf-8", newline="") as stream:
        filed = {row["id"] for row in csv.DictReader(stream)}
    listed = set(walked(reading, f"{model.about.resource}/", 1000))
    assert filed <= listed if model is Citation else filed == listed  # plain citations have no row of their own


@pytest.mark.django_db
@pytest.mark.parametrize("resource", EVERY_LIST)
def test_walking_a_list_in_small_and_large_pages_meets_each_row_once(resource, reading):
    small, large = walked(reading, f"{resource}/", 97), walked(reading, f"{resource}/", 1000)
    assert small == large
    assert len(set(small)) == len(small) == reading(f"{resource}/")["count"]


def walked(api, path, size):
    ids, page = [], api(path, page_size=str(size))
    while True:
        ids += [row["id"] for row in page["results"]]
        if page["next"] is None:
            return ids
        page = api.client.get(page["next"]).json()


@pytest.mark.django_db
@pytest.mark.parametrize("resource", EVERY_LIST)
def test_a_row_of_a_list_is_the_same_at_its_own_address(resource, reading):
    for row in reading(f"{resource}/", page_size="3")["results"]:
        assert reading.client.get(row["url"]).json() == row


@pytest.mark.django_db
@pytest.mark.parametrize("resource", EVERY_LIST)
def test_under_a_day_too(resource, reading):
    if resource == "revisions":
        pytest.skip("revisions have no day")
    page = reading(f"{resource}/", as_of="2013-06-14", page_size="3")
    assert 0 <= page["certain"] <= page["count"]
    for row in page["results"]:
        assert reading.client.get(row["url"], {"as_of": "2013-06-14"}).json() == row


@pytest.mark.django_db
@pytest.mark.parametrize("resource", EVERY_LIST)
def test_every_row_has_a_page_that_answers_or_none(resource, reading):
    row = reading(f"{resource}/", page_size="1")["results"][0]
    if resource == "coverage":
        assert row["page_url"] is None
    else:
        assert row["page_url"].startswith("http://testserver/")
        assert reading.client.get(row["page_url"].partition("#")[0]).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path, pk",
    [
        ("states/AUS/", "AUS"),
        ("states/australia/", "AUS"),
        ("organs/council/", "ORG-COUNCIL"),
        ("people/william-lacy-swing/", "P09"),
        ("sources/s026/", "S026"),
        ("memberships/aus-member-1/", "aus-member-1"),
        ("citations/commitment.commitment-1.S150.text/", "commitment.commitment-1.S150.text"),
        ("objectives/objective-7/", "objective-7"),
        ("coverage/register/", "register"),
        ("revisions/1/", "1"),
    ],
)
def test_a_record_is_found_by_id_and_by_slug(path, pk, reading):
    assert reading(path)["id"] == pk


@pytest.mark.django_db
def test_an_id_may_have_dots_and_plus_signs(api):
    with writing():
        Source(pk="A.b+c-1", slug="odd", title="Odd letters", kind_of_source=Source.KindOfSource.PRESS).save()
    assert api("sources/A.b+c-1/")["title"] == "Odd letters"
    assert api("sources/A.b%2Bc-1/")["id"] == "A.b+c-1"


@pytest.mark.django_db
def test_the_root_lists_every_resource(api):
    root = api("")
    assert {*EVERY_LIST, "organization", "counts", "compare", "search", "cite"} == root["resources"].keys()
    assert root["resources"]["states"] == "http://testserver/api/v1/states/"
    assert "unofficial" in root["unofficial"].lower()
    assert api.client.get("/api/").headers["Location"] == "/api/v1/"
