"""Regions and subregions of the United Nations: their counts add up to those of the world, on every day."""

from datetime import date

import pytest

from members.models import State
from members.pages.regions import regions_on
from tests.support.cast import LEFT_AND_CAME_BACK, a_former_name, a_state, the_coverage
from tests.support.page_text import main, queries

pytestmark = pytest.mark.django_db

DAYS = ["1951-12-04", "1960-06-01", "1977-06-01", "1991-06-30", "2001-06-01", "2013-06-14", "2026-06-01"]


def added(regions):
    return {
        standing: tuple(sum(region.counts[standing][name] for region in regions) for name in ("certain", "possible"))
        for standing in ("member", "observer", "neither")
    }


@pytest.mark.parametrize("day", DAYS)
def test_regions_add_up_to_the_world_and_subregions_to_their_region(register, day):
    day = date.fromisoformat(day)
    regions, world = regions_on(day)
    total = {status: tuple(State.objects.count_on(status, day).values()) for status in ("member", "observer")}
    assert added([world]) == added([region for region, _ in regions])
    assert total.items() <= added([world]).items()
    for region, subregions in regions:
        assert added(subregions) == added([region]), region.name
        assert sum(len(subregion.states) for subregion in subregions) == len(region.states)
        certain = sum(region.counts[standing]["certain"] for standing in ("member", "observer"))
        assert certain + region.counts["neither"]["possible"] == region.existing["possible"]
    assert sum(len(region.states) for region, _ in regions) == len(world.states)
    existing = {"certain": State.objects.certain_on(day).count(), "possible": State.objects.as_of(day).count()}
    assert world.existing == existing


def test_a_bar_shows_the_parts_of_a_region(register):
    for region, subregions in regions_on(date(2001, 6, 1))[0]:
        for place in (region, *subregions):
            end = 0
            for x, width, look in place.bar:
                assert x == pytest.approx(end, abs=0.11) and look in ("", "possible", "observer", "observer possible")
                end = x + width
            held = place.counts["member"]["possible"] + place.counts["observer"]["possible"]
            assert end == pytest.approx(100 * held / len(place.states), abs=0.5)


def test_the_page_of_all_regions_gives_ranges(client, register):
    text = main(client.get("/members/regions/?as_of=2013-06-14"))
    assert "World 149–154 12 28–36 193–197" in text
    assert "Africa 48–49 3 2–3 54" in text or "Africa" in text
    assert (
        'href="/members/regions/sub-saharan-africa/?as_of=2013-06-14"'
        in client.get("/members/regions/?as_of=2013-06-14").content.decode()
    )


def test_a_region_tells_its_states_by_what_they_are(client, register):
    response = client.get("/members/regions/oceania/?as_of=2001-06-14")
    text = main(response)
    assert text.startswith("UN regions Oceania Of the 14–16 States of Oceania, 1 is a member on 14 June 2001")
    members, _, rest = text.partition("Observer States")
    observers, _, neither = rest.partition("States neither member nor observer")
    assert "Australia" in members and "New Zealand" in observers and "Fiji never" in neither
    html = response.content.decode()
    assert "Member States of Oceania: 1 on 5 December 1951, 1 on 14 June 2001." in html
    assert 'href="/members/map/?as_of=2001-06-14&amp;region=Oceania"' in html


def test_a_subregion_links_to_its_region_and_back(client, register):
    below = client.get("/members/regions/south-eastern-asia/").content.decode()
    assert '<a href="/members/regions/asia/">Asia</a>' in below
    above = client.get("/members/regions/asia/").content.decode()
    assert '<a href="/members/regions/south-eastern-asia/">South-eastern Asia</a>' in above
    assert '<a href="/members/regions/asia/">Asia</a>' in client.get("/members/").content.decode()


def test_what_is_no_region_is_not_found(client, register):
    for slug in ("atlantis", "world", "asia-"):
        assert client.get(f"/members/regions/{slug}/").status_code == 404


@pytest.mark.parametrize("address", ["/members/regions/", "/members/regions/oceania/", "/members/regions/polynesia/"])
def test_a_region_costs_the_same_for_one_state_and_for_many(client, db, address):
    the_coverage()

    def more(letters):
        for letter in letters:
            state = a_state(f"Erewhon {letter}", *LEFT_AND_CAME_BACK, iso3=f"EX{letter}")
            a_former_name(state, f"Nowhere {letter}", end="1951-12-31")

    more("A")
    one = queries(client, address)
    more("BCDE")
    assert queries(client, address) == one


def test_the_facts_of_a_region_are_its_states_and_their_spells(client, register):
    response = client.get("/members/regions/oceania/?as_of=2013-11-20")
    facts = response.context["view"].facts(response.context_data)
    assert {("state", "AUS"), ("membership", "aus-observer-1"), ("state", "NIU")} <= facts.keys()
    assert ("state", "FRA") not in facts
