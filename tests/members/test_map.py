"""The map of the States: who is what on a day, the same as the lists say; its words, links, table, limits and cost."""

import gzip
import re
from datetime import date
from html import unescape

import pytest

from iom_portal.records.models.revising import revising
from members.models import Membership, State
from tests.support.cast import a_former_name, a_spell, a_state, affirm, the_coverage
from tests.support.page_text import html_of, main, queries

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MAP = "/members/map/"
DAYS = [
    "1951-12-04", "1951-12-05", "1953-12-14", "1967-06-01", "1977-06-01", "1985-05-24", "1992-05-01", "2001-06-01",
    "2013-06-14", "2016-06-29", "2025-12-12", "2026-06-01",
]  # fmt: skip
DRAWN = re.compile(
    r'<a(?: href="(?P<url>[^"]*)")? fill="url\(#c-(?P<key>[\w-]+)\)"><title>(?P<title>[^<]*)</title><(?:path|circle) '
)


def drawn(response):
    """{name of the day: (class, words, address of its link or None)} of the States on the map, in its order."""
    found = {}
    for match in DRAWN.finditer(html_of(response)):
        name, words = unescape(match["title"]).split(": ", 1)
        assert name not in found
        found[name] = (match["key"], words, match["url"] and unescape(match["url"]))
    return found


def of_class(response, *keys):
    return {name for name, (key, _, _) in drawn(response).items() if key in keys}


def names(states, day):
    return {state.name_on(day)[0] for state in states}


@pytest.mark.parametrize("day", DAYS)
def test_the_map_says_of_every_state_what_the_queries_say(reader, day):
    response = reader.get(MAP, {"as_of": day})
    day, states = date.fromisoformat(day), State.objects
    certain, possible = states.certainly("member", day), states.standing("member", day)
    assert of_class(response, "member") == names(certain, day)
    assert of_class(response, "member", "possible-member") == names(possible, day)
    observing = names(states.standing("observer", day).exclude(pk__in=possible.values("pk")), day)
    assert of_class(response, "observer", "possible-observer") == observing
    assert of_class(response, "observer") <= names(states.certainly("observer", day), day)
    assert len(drawn(response)) == State.objects.count()


@pytest.mark.parametrize("day", ["1951-12-05", "1977-06-01", "2013-06-14", "2026-06-01"])
def test_the_decades_and_the_regions_part_the_same_members(reader, day):
    by_standing = of_class(reader.get(MAP, {"as_of": day}), "member")
    by_decade = reader.get(MAP, {"as_of": day, "by": "decade"})
    assert of_class(by_decade, *(f"{decade}s" for decade in range(1950, 2030, 10)), "unknown-decade") == by_standing
    regions = [reader.get(MAP, {"as_of": day, "region": name}) for name in ("Africa", "Americas", "Asia")]
    regions += [reader.get(MAP, {"as_of": day, "region": name}) for name in ("Europe", "Oceania")]
    assert set().union(*(of_class(response, "member") for response in regions)) == by_standing
    assert sum(len(drawn(response)) for response in regions) == State.objects.count()


def test_before_the_foundation_nobody_is_anything_and_nothing_is_a_link(reader):
    for by in ("status", "decade"):
        response = reader.get(MAP, {"as_of": "1950-01-01", "by": by})
        keys = {key for key, _, _ in drawn(response).values()}
        assert keys == {"no-state", "none" if by == "status" else "not-member"}
    assert "0 members and 0 observers" in main(reader.get(MAP, {"as_of": "1950-01-01"}))
    assert not any(url for _, _, url in drawn(reader.get(MAP, {"as_of": "1950-01-01"})).values())


def test_territories_are_no_members_of_their_own(reader):
    found = drawn(reader.get(MAP, {"as_of": "2025-12-12"}))
    assert {"France", "Denmark"} <= found.keys()
    assert not found.keys() & {"French Guiana", "Greenland", "Puerto Rico", "New Caledonia", "Western Sahara"}


def test_those_in_order_of_name_and_each_a_link_to_its_page_that_keeps_the_day(reader):
    found = drawn(reader.get(MAP, {"as_of": "2013-06-14"}))
    assert list(found)[:4] == ["Afghanistan", "Albania", "Algeria", "Andorra"]
    assert list(found).index("Côte d’Ivoire") == list(found).index("Costa Rica") + 1
    assert found["Australia"] == ("member", "member since 24 May 1985", "/members/australia/?as_of=2013-06-14")
    assert found["Andorra"] == ("none", "neither member nor observer", None)


LEAVING = {
    "1951-12-04": ("none", "neither member nor observer"),
    "1960-01-01": ("member", "member from 5 December 1951 to 31 December 1973"),
    "1974-01-01": ("left", "member from 5 December 1951 to 31 December 1973"),
    "1984-01-01": ("possible-observer", "possibly observer, became an observer some day in 1984"),
    "1985-05-23": ("observer", "observer from 1984 to 23 May 1985"),
    "1985-05-24": ("member", "member since 24 May 1985"),
}


def burkina_that_left_and_came_back():
    state = a_state("Burkina Faso", ("1951-12-05", "1973-12-31"), ("1985-05-24", ""), iso3="BFA", region="Africa")
    a_spell(state, "1984", "1985-05-23", status="observer")
    return a_former_name(state, "Upper Volta", end="1984-08-04")


@pytest.mark.parametrize("day, says", LEAVING.items())
def test_one_that_left_and_came_back(client, day, says):
    the_coverage()
    burkina_that_left_and_came_back()
    found = drawn(client.get(MAP, {"as_of": day}))
    (key, words, _), *others = found.values()
    assert (key, words) == says
    assert not others


def test_a_state_bears_its_name_of_the_day(client):
    the_coverage()
    burkina_that_left_and_came_back()
    then = client.get(MAP, {"as_of": "1960-01-01"})
    assert list(drawn(then)) == ["Upper Volta"]
    assert "Upper Volta (today Burkina Faso)" in main(then)
    assert list(drawn(client.get(MAP, {"as_of": "1990-01-01"}))) == ["Burkina Faso"]


def test_the_decade_is_that_of_the_joining_by_which_it_is_a_member(client):
    the_coverage()
    burkina_that_left_and_came_back()
    for day, key in [("1960-01-01", "1950s"), ("1980-01-01", "not-member"), ("1990-01-01", "1980s")]:
        assert drawn(client.get(MAP, {"as_of": day, "by": "decade"})).popitem()[1][0] == key


def test_a_joining_that_may_lie_in_two_decades_is_of_neither(client):
    the_coverage()
    a_state("Chad", ("1959/1961", ""), iso3="TCD", region="Africa")
    on = {
        day: drawn(client.get(MAP, {"as_of": day, "by": "decade"}))["Chad"][0] for day in ("1960-01-01", "1970-01-01")
    }
    assert on == {"1960-01-01": "possible-member", "1970-01-01": "unknown-decade"}
    assert "Member, the decade of joining not known" in main(client.get(MAP, {"as_of": "1970-01-01", "by": "decade"}))


def test_the_legend_and_the_table_count_and_name_the_same(reader):
    html = html_of(reader.get(MAP, {"as_of": "2013-06-14"}))
    legend = re.findall(r'<a href="#in-([\w-]+)">([^<]+)</a> <span class="number">(\d+)</span>', html)
    rows = re.findall(r'<tr id="in-([\w-]+)"><th[^>]*>([^<]+)</th><td[^>]*>(\d+)</td><td>(.*?)</td></tr>', html)
    assert legend == [row[:3] for row in rows]
    assert [len(re.findall("<a ", row[3])) for row in rows] == [int(row[2]) for row in rows]
    assert ("member", "Member", "149") in legend
    assert "Fiji</a> (joined some day in 2013)" in html
    used = set(re.findall(r"url\(#(c-[\w-]+)\)", html))
    assert used == set(re.findall(r'<pattern id="(c-[\w-]+)"', html))


def test_no_two_classes_of_a_map_look_alike(reader):
    for by in ("status", "decade"):
        html = html_of(reader.get(MAP, {"as_of": "1977-06-01" if by == "status" else "2026-06-01", "by": by}))
        looks = re.findall(r"<pattern id=\"c-[\w-]+\"(.*?)</pattern>", html)
        assert len(looks) > 4
        assert len(set(looks)) == len(looks)


def test_a_state_without_an_outline_is_named_and_in_the_table(client):
    the_coverage()
    a_state("Erewhon", ("1951-12-05", ""))
    response = client.get(MAP, {"as_of": "1960-01-01"})
    assert not drawn(response)
    assert "Member 1 Erewhon" in main(response)
    assert "Without an outline on this map: Erewhon." in main(response)


def test_the_page_says_what_its_boundaries_are_not(client):
    the_coverage()
    text = main(client.get(MAP))
    assert "Boundaries are drawn to find States by, not to say where they run." in text
    assert "Natural Earth" in text


@pytest.mark.parametrize(
    "parameter, value, allowed",
    [("by", "rank", "status, decade"), ("region", "Atlantis", "Africa, Americas, Asia, Europe, Oceania")],
)
def test_what_the_map_cannot_show_is_refused_with_what_it_can(client, parameter, value, allowed):
    the_coverage()
    response = client.get(MAP, {parameter: value})
    assert response.status_code == 400
    assert f"{parameter}: The map has no such {parameter}. Allowed: {allowed}." in main(response)
    assert client.get(MAP, {parameter: "a\0b"}).status_code == 400


def test_the_ways_of_the_map_keep_each_other_and_the_day(reader):
    html = html_of(reader.get(MAP, {"as_of": "2013-06-14", "by": "decade", "region": "Europe"}))
    assert f'href="{MAP}?by=decade&amp;region=Africa&amp;as_of=2013-06-14"' in html
    assert f'href="{MAP}?region=Europe&amp;as_of=2013-06-14"' in html
    assert '<input type="hidden" name="region" value="Europe">' in html
    assert f'href="{MAP}?as_of=2013-06-14"' in html_of(reader.get("/members/?as_of=2013-06-14"))


@pytest.mark.usefixtures("own_past")
def test_the_map_as_recorded_is_that_of_the_moment(client, register):
    base, back = register.revision.number, Membership.objects.get(pk="aus-member-2")
    with revising(reason="The treaty list says 1986."):
        back.start = "1986-01-01"
        back.save()
        affirm(back)
    assert drawn(client.get(MAP, {"as_of": "1985-06-01"}))["Australia"][0] == "left"
    then = client.get(MAP, {"as_of": "1985-06-01", "as_recorded": base})
    assert drawn(then)["Australia"][0] == "member"
    assert "2 corrections since of what this page states" in re.sub(r"<[^>]+>", "", html_of(then))


def a_cast(letter):
    state = a_state(f"Erewhon {letter}", ("1951-12-05", "1973-12-31"), ("1985", ""), iso3=f"EX{letter}")
    a_former_name(state, f"Old {state}", end="1960-12-31")
    a_state(f"Utopia {letter}", ("1952-01-01", "1960-12-31"), iso3=f"UX{letter}")


@pytest.mark.parametrize("asked", ["by=status", "by=decade", "region=Oceania", f"digest=v1:{'0' * 64}"])
def test_the_cost_is_the_same_for_one_state_and_for_many(client, asked):
    the_coverage()
    a_cast("A")
    one = queries(client, f"{MAP}?as_of=1985-06-01&{asked}")
    for letter in "BCD":
        a_cast(letter)
    assert queries(client, f"{MAP}?as_of=1985-06-01&{asked}") == one


@pytest.mark.parametrize("by", ["status", "decade"])
@pytest.mark.usefixtures("own_past")
@pytest.mark.parametrize("region", ["", "Africa", "Americas", "Asia", "Europe", "Oceania"])
def test_the_page_is_small_also_with_both_clocks_in_every_link(client, register, by, region):
    asked = {"by": by, "region": region, "as_of": "2013-06-14", "as_recorded": register.revision.number}
    html = client.get(MAP, asked).content
    assert len(html) < 95_000
    assert len(gzip.compress(html)) < 30_000
