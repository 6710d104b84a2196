"""Every field of every kind can be filtered by, dates in both senses of “between”, and an answer holds what it says."""

import pytest
from django.urls import get_resolver

from iom_portal.records.dates.fields import PartialDateField
from tests.support.cast import a_person, a_state, the_coverage

from .kinds import VIEWSETS

pytestmark = pytest.mark.django_db
DERIVED = {"content_type": "kind", "object_id": "record"}  # what a reader knows by another name


@pytest.mark.parametrize("resource", VIEWSETS)
def test_every_field_that_an_editor_fills_has_a_filter(resource):
    viewset = VIEWSETS[resource]
    names = viewset.filterset_class.base_filters.keys()
    for field in viewset.queryset.model._meta.concrete_fields:
        if not (field.editable or field.primary_key):
            continue
        own = DERIVED.get(field.name, field.name)
        assert own in names or f"{own}_known" in names, f"{resource} cannot be filtered by {field.name}"
        if isinstance(field, PartialDateField):
            sides = {f"{own}_{side}" for side in ("from", "to", "certainly_from", "certainly_to")}
            assert sides <= names


def list_views(patterns):
    """The classes of the pages that list a kind."""
    for pattern in patterns:
        view = getattr(getattr(pattern, "callback", None), "view_class", None)
        if getattr(view, "filterset_class", None):
            yield view
        yield from list_views(getattr(pattern, "url_patterns", ()))


def test_a_page_and_the_api_narrow_a_kind_by_the_same_filters():
    views = list(list_views(get_resolver().url_patterns))
    assert len(views) > 10
    for view in views:
        assert view.filterset_class is VIEWSETS[view.model.about.resource].filterset_class, view


@pytest.mark.parametrize("resource", VIEWSETS)
def test_filters_of_a_record_by_what_it_says_find_it(resource, register, reading):
    """Each filter, asked with a value that the first record of the list has, keeps that record."""
    viewset = VIEWSETS[resource]
    model = viewset.queryset.model
    record = viewset.filterset_class({}, model.objects.all()).ordered()[0]
    asked = 0
    for field in model._meta.concrete_fields:
        value = getattr(record, field.attname)
        if field.name not in viewset.filterset_class.base_filters or value in ("", None):
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if len(text) <= 200:
            asked += 1
            assert record.pk in reading.ids(f"{resource}/", **{field.name: text}), field.name
    assert asked


@pytest.fixture
def erewhon(api):
    """Erewhon joined some day in 1967 and left on 31 December 1973; Ruritania came on 24 May 1985, Utopia who knows."""
    the_coverage()
    a_state("Erewhon", ("1967", "1973-12-31"))
    a_state("Ruritania", ("1985-05-24", ""))
    a_state("Utopia", ("", ""))
    return api


@pytest.mark.parametrize(
    "asked, found",
    [
        ({"start": "1967"}, ["ere-member-1"]),
        ({"start": "1968"}, []),
        ({"start_from": "1967-06-01"}, ["ere-member-1", "rur-member-1"]),
        ({"start_certainly_from": "1967-06-01"}, ["rur-member-1"]),
        ({"start_certainly_from": "1967-01-01"}, ["ere-member-1", "rur-member-1"]),
        ({"start_to": "1967-06-01"}, ["ere-member-1"]),
        ({"start_certainly_to": "1967-06-01"}, []),
        ({"start_from": "1967-02-01", "start_to": "1967-03-01"}, ["ere-member-1"]),
        ({"start_known": "false"}, ["uto-member-1"]),
        ({"end_to": "1990-01-01"}, ["ere-member-1"]),
        ({"end_from": "1960-01-01"}, ["ere-member-1"]),
        ({"end_known": "false"}, ["rur-member-1", "uto-member-1"]),
    ],
)
def test_dates_are_narrowed_in_the_possible_and_in_the_certain_sense(erewhon, asked, found):
    assert erewhon.ids("memberships/", ordering="id", **asked) == found


def test_dates_without_columns_for_their_bounds_are_narrowed_alike(api):
    the_coverage()
    for name, born in (("Ada Clare", "1834"), ("Ben Clare", "1836-07-01"), ("Cy Clare", "")):
        a_person(name, born=born)
    assert api.ids("people/", born_from="1834-06-01") == ["person-ada-clare", "person-ben-clare"]
    assert api.ids("people/", born_certainly_from="1834-06-01") == ["person-ben-clare"]
    assert api.ids("people/", born_certainly_to="1834-12-31") == ["person-ada-clare"]
    assert api.ids("people/", born_known="false") == ["person-cy-clare"]


def test_numbers_are_narrowed_from_below_and_above(register, reading):
    few = {row["members"] for row in reading("published-counts/", members_max="24", page_size="1000")["results"]}
    many = {row["members"] for row in reading("published-counts/", members_min="25", page_size="1000")["results"]}
    assert few and many and max(few) <= 24 < min(many)


@pytest.mark.parametrize(
    "asked, words",
    [
        ({"start": "soon"}, "not a date that the register can read"),
        ({"start_from": "1967"}, "not a day"),
        ({"start_known": "maybe"}, "neither true nor false"),
        ({"start_fron": "1967-01-01"}, "Did you mean start_from?"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused(erewhon, asked, words):
    assert words in erewhon.problem(400, "memberships/", **asked)["detail"]


def test_revisions_are_narrowed_by_number_and_day(register, reading):
    number = register.revision.number
    assert reading("revisions/", number=str(number), fields="number")["results"] == [{"number": number}]
    day = register.revision.made_at.date().isoformat()
    assert reading("revisions/", made_from=day, made_to=day)["count"] >= 1
    assert reading("revisions/", made_to="2001-01-01")["count"] == 0


@pytest.mark.parametrize("day", [{}, {"as_of": "2013-06-14"}])
def test_a_question_that_contradicts_itself_finds_nothing(day, api):
    """Django finds out before it asks the database, and raises EmptyResultSet."""
    page = api("events/", start_certainly_to="5422-06-12", end_to="1951-12-05", search="filter_joined", **day)
    assert (page["count"], page["certain"], page["results"]) == (0, 0 if day else None, [])
    assert api("published-counts/", search="filter_joined")["results"] == []


@pytest.mark.parametrize("written", ["Türkiye", "Tu\u0308rkiye", " Türki\u200bye\u00a0"])
def test_a_value_is_found_however_its_letters_are_composed(api, client, written):
    the_coverage()
    a_state("Türkiye", ("1951-12-05", ""), iso3="TUR")
    for name in ("name_en", "search"):
        assert [row["id"] for row in api("states/", **{name: written})["results"]] == ["TUR"]
    assert api("search/", q=written)["results"][0]["id"] == "TUR"
    page = client.get("/members/", {"search": written})
    assert page.status_code == 200 and "/members/turkiye/" in page.content.decode()
    assert "/members/turkiye/" in client.get("/search/", {"q": written}).content.decode()


@pytest.mark.parametrize("value, words", [("a\x07b", "U+0007 (BELL)"), ("\u200b", "U+200B (ZERO WIDTH SPACE)")])
def test_a_value_of_what_cannot_be_looked_for_is_refused_with_its_code_point(api, client, value, words):
    the_coverage()
    a_state("Erewhon", ("1951-12-05", ""))
    for name in ("name_en", "search"):
        problem = api.problem(400, "states/", **{name: value})
        assert problem["parameter"] == name and words in problem["detail"]


def test_a_page_does_not_list_everything_for_a_sign_that_shows_nothing(client):
    the_coverage()
    a_state("Erewhon", ("1951-12-05", ""))
    assert client.get("/members/", {"search": "\u200b"}).status_code == 400
