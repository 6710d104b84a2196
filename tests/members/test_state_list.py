"""The list of States as a reader uses it: narrowed, ordered, drawn in time; as light as a page must be."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from iom_portal.records.models.revising import revising
from members.models import Membership, State
from tests.support.api import Api
from tests.support.cast import LEFT_AND_CAME_BACK, a_former_name, a_spell, a_state, the_coverage
from tests.support.page_text import MOST_SENT, html_of, main, queries, sent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("query", ["", "status=either&as_of=1967-06-01&joined_before=1967-06-01&ordering=-since"])
def test_a_list_costs_the_same_for_one_state_and_for_many(client, query):
    the_coverage()

    def more(letters):
        for letter in letters:
            state = a_state(f"Erewhon {letter}", *LEFT_AND_CAME_BACK, iso3=f"EX{letter}")
            a_former_name(state, f"Nowhere {letter}", end="1951-12-31")
            a_state(f"Utopia {letter}", ("1952-01-01", "1960-12-31"), iso3=f"UX{letter}")

    more("A")
    one = queries(client, f"/members/?{query}")
    more("BCDE")
    assert queries(client, f"/members/?{query}") == one <= 14


@pytest.fixture(scope="module")
def cast(stage):
    """Erewhon left, observed and came back; Ruritania joined some day in 1967; Laputa observes; Utopia never joined."""
    the_coverage()
    erewhon = a_state("Erewhon", *LEFT_AND_CAME_BACK)
    a_spell(erewhon, "1977", "1985-05-23", status="observer")
    a_former_name(a_state("Ruritania", ("1967", ""), region="Europe"), "Old Ruritania", end="1989-12-31")
    a_state("Laputa", ("1990-01-01", ""), status="observer", region="Asia")
    a_state("Utopia", region="Americas")


def names(client, address, part="rows"):
    return [row.state.name_en for row in client.get(address).context[part]]


def row_of(client, address, name):
    return next(row for row in re.findall(r"<tr>.*?</tr>", html_of(client.get(address)), re.S) if name in row)


ASKED = {
    "as_of=1990-06-01": "Erewhon Ruritania",
    "as_of=1990-06-01&ordering=-name_en": "Ruritania Erewhon",
    "as_of=1990-06-01&ordering=since": "Ruritania Erewhon",
    "as_of=1990-06-01&ordering=-since": "Erewhon Ruritania",
    "as_of=1990-06-01&ordering=region": "Ruritania Erewhon",
    "as_of=1990-06-01&region=Europe": "Ruritania",
    "as_of=1990-06-01&search=old+RURITÁNIA": "Ruritania",
    "as_of=1990-06-01&status=observer": "Laputa",
    "as_of=1990-06-01&status=either&ordering=name_en": "Erewhon Laputa Ruritania",
    "as_of=1990-06-01&status=neither": "Utopia",
    "as_of=1975-06-01&status=former": "Erewhon",
    "as_of=1990-06-01&status=former-observer": "Erewhon",
    "as_of=1990-06-01&joined_after=1967-06-01": "Erewhon Ruritania",
    "as_of=1990-06-01&joined_after=1968-01-01": "Erewhon",
    "as_of=1967-06-01&certainty=certain": "Erewhon",
    "as_of=1967-06-01&certainty=possible": "Ruritania",
}


@pytest.mark.parametrize("query, expected", ASKED.items())
def test_the_page_and_the_api_give_the_same_rows_in_the_same_order(client, cast, query, expected):
    found = names(client, f"/members/?{query}")
    assert found == expected.split()
    asked = {name: value for name, [value] in parse_qs(query).items()}
    if "ordering" not in asked:
        asked["ordering"] = "name_en"
    ids = Api().ids("states/", **({"status": "member"} | asked))
    assert [State.objects.get(pk=pk).name_en for pk in ids] == found


def test_a_heading_orders_the_list_and_says_how_it_is_ordered(client, cast):
    html = html_of(client.get("/members/?as_of=1990-06-01&region=Oceania&ordering=since"))
    headings = dict(re.findall(r'<th scope="col"([^>]*)><a href="[^"]*">([^<]*)', html))
    assert headings == {"": "UN region", ' aria-sort="ascending"': "Since"}
    links = {text: unescape(href) for href, text in re.findall(r'<th scope="col"[^>]*><a href="([^"]*)">([^<]*)', html)}
    asked = {text: parse_qs(urlsplit(href).query) for text, href in links.items()}
    assert asked["State"] == {"region": ["Oceania"], "as_of": ["1990-06-01"]}
    assert asked["Since"]["ordering"] == ["-since"]
    usual = html_of(client.get("/members/"))
    assert '<th scope="col" aria-sort="ascending"><a href="?ordering=-name_en">State</a></th>' in usual
    assert '<input type="hidden" name="ordering" value="since">' in html  # narrowing keeps the order


@pytest.mark.parametrize(
    "query, says",
    [
        ("ordering=shoe_size", "ordering: The list cannot be ordered by “shoe_size”."),
        ("ordering=<script>", "ordering: The list cannot be ordered by “<script>”."),
        ("status=associate", "status: Select a valid choice."),
        ("joined_after=1960", "joined_after: “1960” is not a day."),
        ("joined_after=1961-01-02&joined_before=1961-01-01", "joined_before: 1961-01-01 lies before joined_after"),
        ("certainty=likely", "certainty: Select a valid choice."),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed(client, cast, query, says):
    response = client.get(f"/members/?{query}")
    assert response.status_code == 400
    assert says in main(response)
    assert "<script>" not in html_of(response)


def test_the_page_of_observers_sets_the_standing_itself(client, cast):
    assert names(client, "/observers/?as_of=1990-06-01&status=member") == ["Laputa"]
    assert 'name="status"' not in html_of(client.get("/observers/"))
    assert names(client, "/observers/?as_of=1990-06-01", "over_rows") == ["Erewhon"]


def test_a_joining_that_may_have_been_in_time_is_listed_and_marked(client, cast):
    address = "/members/?as_of=1990-06-01&joined_after=1967-06-01&joined_before=1967-12-31"
    assert "1 State found: 0 certainly, 1 possibly." in main(client.get(address))
    assert "possibly in that time" in row_of(client, address, "Ruritania")
    sure = "/members/?as_of=1990-06-01&joined_after=1967-01-01&joined_before=1967-12-31"
    assert "possibly" not in row_of(client, sure, "Ruritania")
    assert "1 State found." in main(client.get(sure))


def test_the_spell_that_answers_is_told_where_it_is_not_the_one_that_holds(client, cast):
    address = "/members/?as_of=1990-06-01&joined_before=1951-12-31"
    assert "since 24 May 1985 also from 5 December 1951 to 31 December 1973" in main(client.get(address))


def test_a_bar_draws_every_spell_up_to_the_day_and_says_the_others(client, cast):
    early, late = (row_of(client, f"/members/?as_of={day}", "Erewhon") for day in ("1960-06-01", "1990-06-01"))
    assert 'aria-hidden="true"' in early and early.count("<rect") == 1
    assert late.count("<rect") == 4  # observer from some day in 1977, then certainly; member twice
    assert '<rect class="observer possible"' in late and '<rect class="observer"' in late
    title = re.search(r"<title>(.*?)</title>", late)[1]
    assert title == "also member 1951 to 1973, observer 1977 to 1985"
    [width] = re.findall(r'<rect x="[\d.]+%" width="([\d.]+)%"', early)
    assert 10 < float(width) < 13  # from the end of 1951 to the middle of 1960 of seventy-four years or more


def test_regions_are_counted_above_the_table(client, cast):
    assert "By UN region: Europe 1 · Oceania 1" in main(client.get("/members/?as_of=1990-06-01"))


def test_nothing_found_says_so(client, cast):
    for query in ("search=zebra7731", "subregion=Melanesia"):
        assert "No State matches." in main(client.get(f"/members/?{query}"))
    assert "There was none on that day." in main(client.get("/members/?as_of=1951-12-04"))


@pytest.mark.parametrize("address", ["/members/", "/observers/", "/counts/"])
def test_long_lists_stay_light(client, register, address):
    for query in ("", "?as_of=2025-12-12", f"?as_of=2025-12-12&as_recorded={register.revision.number}"):
        assert sent(client.get(address + query)) < MOST_SENT


def test_the_page_cites_what_its_bars_show(client, register):
    response = client.get("/members/?as_of=2013-11-20")
    facts = response.context["view"].facts(response.context_data)
    assert {("state", "AUS"), ("membership", "aus-member-1"), ("membership", "aus-observer-1")} <= facts.keys()
    assert ("membership", "eri-member-1") not in facts  # joined in 2015


def test_a_spell_that_was_added_since_is_told_as_a_correction(client, register):
    with revising(reason="Found in the minutes."):
        a_spell(State.objects.get(pk="PRK"), "2001-01-01")
    response = client.get("/members/", {"as_of": "2013-11-20", "as_recorded": register.revision.number})
    assert "1 correction since of what this page states" in html_of(response)
    assert Membership.objects.filter(state="PRK").exists()
