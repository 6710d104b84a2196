"""Walking a list by its `next` links meets every row once, in one order, whatever the size of its pages, also while an
editor saves between two of them: the pages of a walk are of one revision."""

import re

import pytest

from iom_portal.records.api.pagination import RegisterPagination as Pages
from iom_portal.records.models import Register, Revision
from iom_portal.records.models.revising import revising
from tests.support.cast import a_source, a_state, the_coverage

from .kinds import EVERY_LIST

pytestmark = pytest.mark.django_db


def walk(client, path, between=lambda page: None, **asked):
    """The ids of a list, page after page; `between` is called with each page."""
    answer = client.get(f"/api/v1/{path}", asked)
    found = []
    while True:
        page = answer.json()
        found += [(row.get("kind"), row["id"]) for row in page["results"]]
        between(page)
        if page["next"] is None:
            return found
        answer = client.get(page["next"])


@pytest.mark.parametrize("resource", EVERY_LIST)
def test_small_pages_and_large_ones_make_the_same_list(resource, reading, own_past):
    small, large = (walk(reading.client, f"{resource}/", page_size=size, fields="id") for size in ("7", "1000"))
    assert small == large != []
    assert len(set(small)) == len(small)


@pytest.mark.parametrize("asked", [{"q": "council"}, {"q": "director", "kind": "term", "as_of": "2013-06-14"}])
def test_so_do_those_of_a_search(asked, reading, own_past):
    small, large = (walk(reading.client, "search/", page_size=size, **asked) for size in ("7", "1000"))
    assert small == large
    assert len(set(small)) == len(small) > 7


def test_the_feed_of_revisions_is_walked_from_either_end(own_past, api):
    for number in range(1, 10):
        a_source(f"S{number}")
    newest, feed = (
        walk(api.client, "revisions/", page_size="2"),
        walk(api.client, "revisions/", page_size="2", since="0"),
    )
    assert [int(number) for _, number in feed] == list(range(1, 10)) == [int(number) for _, number in newest][::-1]


@pytest.fixture
def islands(own_past):
    the_coverage()
    return [a_state(name, ("1960", "")) for name in ("Atlantis", "Erewhon", "Laputa", "Ruritania", "Utopia")]


def editing(*edits):
    """To be called between pages: makes one of the edits each time, until there are none."""
    left = list(edits)

    def edit(page):
        if left:
            with revising(reason="It was found out."):
                left.pop(0)()

    return edit


def rename(state, name):
    state.name_en = name
    state.save()


@pytest.mark.parametrize("ordering", ["", "-name_en", "id"])
@pytest.mark.parametrize("size", ["1", "2"])
def test_an_editor_who_saves_between_two_pages_moves_no_row(islands, ordering, size, api):
    asked = {"page_size": size, **({"ordering": ordering} if ordering else {})}
    before = walk(api.client, "states/", **asked)
    atlantis, erewhon, *_, utopia = islands
    edits = (
        lambda: a_state("Avalon", ("1970", "")),  # comes before what was read
        lambda: rename(utopia, "Aaa"),  # would be read no more
        lambda: rename(atlantis, "Zzz"),  # would be read again
        lambda: (erewhon.memberships.get().delete(), erewhon.delete()),  # would move all that follow up
    )
    assert walk(api.client, "states/", editing(*edits), **asked) == before
    assert walk(api.client, "states/", **asked) != before


def test_nor_in_a_search_or_among_the_latest_revisions(islands, api):
    found = walk(api.client, "search/", q="republic", page_size="1")
    latest = walk(api.client, "revisions/", page_size="1")
    edit = editing(lambda: a_source("MAP-0", "Of the island Utopia"), lambda: a_source("MAP-1", "Republic"))
    assert walk(api.client, "search/", edit, q="republic", page_size="1") == found
    edit = editing(lambda: a_source("LATE-0"), lambda: a_source("LATE-1"))
    assert walk(api.client, "revisions/", edit, page_size="1")[-len(latest) :] == latest


def test_a_save_while_a_page_is_made_has_it_made_again(islands, api, monkeypatch):
    atlantis, *_, utopia = islands
    edit, paginate = editing(lambda: rename(utopia, "Aaa"), lambda: rename(atlantis, "Zzz")), Pages.page_of

    def between_two_edits(*args, **kwargs):
        edit(None)
        rows = paginate(*args, **kwargs)
        edit(None)
        return rows

    monkeypatch.setattr(Pages, "page_of", between_two_edits)
    assert [key for _, key in walk(api.client, "states/", page_size="1")] == ["UTO", "ERE", "LAP", "RUR", "ATL"]


def test_the_pages_around_one_are_named_with_its_revision(islands, api):
    revision = Register.objects.get().last_revision
    first = api.client.get("/api/v1/states.csv?page_size=2")
    assert first["Register-Recorded"] == "now"
    name = Revision.objects.get(number=revision).name
    address = re.search(r'<([^>]+)>; rel="next"', first["Link"])[1]
    assert address.endswith(f"/api/v1/states.csv?page_size=2&as_recorded={name}&page=2")
    second = api.client.get(address)
    assert second["Register-Recorded"] == f"revision {revision}"
    assert second["Link"].count(f"as_recorded={name}&") == second["Link"].count("rel=") == 4
    moment = Register.objects.get().last_made_at.isoformat()
    assert f"as_recorded={name}&" in api("states/", as_recorded=moment, page_size="2")["next"]


def test_a_list_that_grows_at_its_end_only_is_followed_as_it_grows(islands, api):
    seen = walk(api.client, "revisions/", editing(lambda: a_source("LATE-0")), since="0", page_size="1")
    assert [number for _, number in seen] == [str(number) for number in range(1, len(seen) + 1)]
    assert len(seen) == Register.objects.get().last_revision
    assert "as_recorded" not in api("revisions/", ordering="number", page_size="1")["next"]
    assert "as_recorded" in api("revisions/", since="0", ordering="-number", page_size="1")["next"]
