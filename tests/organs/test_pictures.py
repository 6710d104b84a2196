"""Organs, posts and persons in time: the tree of a day, lives, holders, elections and the days without a holder."""

import re
from html import unescape

import pytest

from iom_portal.records.models.revising import revising
from organs.models import Event
from tests.support.cast import a_person, a_post, a_state, a_term, an_organ, saved, the_coverage
from tests.support.page_text import html_of, main, queries

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def picture(response):
    return re.search(r'<svg class="lanes".*?</svg>', html_of(response), re.S)[0]


def titles(response):
    return [unescape(title) for title in re.findall(r"<title>(.*?)</title>", picture(response))]


def test_the_tree_shows_who_stood_above_whom_and_who_held_the_posts_that_day(reader):
    html = html_of(reader.get("/organs/?as_of=2013-11-20"))
    council = html[html.index(">Council</a>") : html.index(">Executive Committee</a>")]
    assert council.index("<ul>") < council.index("Bureau of the Council") < council.index("Standing Committee")
    text = main(reader.get("/organs/?as_of=2013-11-20"))
    assert "Director General: William Lacy Swing from 1 October 2013 to 30 September 2018" in text
    assert "Chairperson of the Council: nobody is recorded" in text


def test_a_holder_who_is_only_possible_is_marked_in_the_tree(reader):
    text = main(reader.get("/organs/?as_of=1961-06-01"))
    assert "Marcus Daly from 1958 to 1961 possibly: left office some day in 1961" in text
    assert "Bastiaan Wouter Haveman from 1961 to 1969 possibly: took office some day in 1961" in text


def test_what_had_ended_says_what_took_its_place(reader):
    over = main(reader.get("/organs/?as_of=2013-11-21")).partition("Before")[2]
    assert "From 30 November 1954 to 20 November 2013 · then Standing Committee on Programmes and Finance" in over


def test_lives_are_drawn_up_to_the_day_in_percent(reader):
    html = html_of(reader.get("/organs/?as_of=1961-06-01"))
    row = re.search(r'<tr><th scope="row"><a[^>]*>Subcommittee.*?</tr>', html, re.S)[0]
    bars = re.findall(r'<rect class="(\w+)" x="([\d.]+)%" y="4" width="([\d.]+)%"', row)
    assert [kind for kind, _, _ in bars] == ["possible", "certain"]
    day = float(re.search(r'<line class="day-line" x1="([\d.]+)%"', row)[1])
    assert float(bars[-1][1]) + float(bars[-1][2]) == pytest.approx(day, abs=0.1)


def test_the_heads_are_drawn_with_their_elections_and_their_list_says_votes(reader):
    response = reader.get("/leadership/?as_of=2025-12-12")
    assert (
        "William Lacy Swing, from 1 October 2008 to 30 September 2013, elected 18 June 2008, "
        "from 1 October 2013 to 30 September 2018, elected 14 June 2013"
    ) in titles(response)
    assert '<path class="elected certain"' in picture(response)
    text = main(response)
    assert "Round 3: Vitorino 68, Thompson 52, Isaacs 22 (eliminated)" in text
    assert "Nobody is recorded from 13 December 1954 to 31 December 1954" in text


def test_a_post_without_a_holder_and_one_held_ad_interim_are_told_by_pattern_and_word(reader):
    response = reader.get("/leadership/?as_of=2025-12-12")
    assert "Nobody is recorded from 2 July 1957 to 31 December 1993" in titles(response)
    assert '<path class="gap"' in picture(response) and 'fill="url(#hatch)"' in picture(response)
    assert any(title.startswith("Irena Vojáčková-Sollorano, ad interim,") for title in titles(response))


def test_nothing_of_later_is_drawn(reader):
    names = " ".join(titles(reader.get("/leadership/?as_of=2008-07-01")))
    assert "Brunson McKinley" in names and "Swing" not in names
    assert '<path class="elected certain"' in picture(reader.get("/leadership/?as_of=2008-07-01"))


def test_a_person_stands_between_those_before_and_after_in_the_post(reader):
    text = main(reader.get("/leadership/william-lacy-swing/"))
    assert "Before Brunson McKinley, from 2003 to 30 September 2008" in text
    assert "After António Vitorino, from 1 October 2018 to 30 September 2023" in text
    assert "António Vitorino" not in main(reader.get("/leadership/william-lacy-swing/?as_of=2013-11-20"))


def test_a_person_with_two_posts_has_both(reader):
    text = main(reader.get("/leadership/amy-pope/"))
    assert "Deputy Director General for Management and Reform" in text and "Before António Vitorino" in text


def test_an_organ_is_drawn_with_its_posts_and_sessions(reader):
    response = reader.get("/organs/council/?as_of=2013-11-20")
    assert "Council, since 30 November 1954" in titles(response)
    assert any(title.startswith("L. A. de Alba, from November 2004 to November 2005") for title in titles(response))
    assert "Council, session 102, 14 June 2013" in titles(response)
    assert 'href="/sessions/?organ=council&amp;as_of=2013-11-20"' in html_of(response)
    text = main(reader.get("/organs/executive-committee/?as_of=2013-11-21"))
    assert "After it Standing Committee on Programmes and Finance since 2007" in text


def test_functions_stand_with_their_articles(reader):
    text = main(reader.get("/organs/council/?as_of=2013-11-21"))
    assert "Admits new member States by two-thirds vote Art. 2(b) since 21 November 2013" in text


def test_an_event_has_neighbours_in_time_that_were_known_by_the_day(reader):
    html = html_of(reader.get("/history/amendments-of-1998-in-force/?as_of=2013-11-21"))
    nav = re.search(r'<nav class="neighbours".*?</nav>', html, re.S)[0]
    assert 'href="/history/swing-re-elected/?as_of=2013-11-21" rel="prev"' in nav and 'rel="next"' not in nav
    html = html_of(reader.get("/history/amendments-of-1998-in-force/"))
    assert 'href="/history/103rd-session-of-the-council/" rel="next"' in html


def test_an_event_says_what_else_changed_that_day(reader):
    text = main(reader.get("/history/amendments-of-1998-in-force/"))
    assert "Instruments: entered into force Amendments to the Constitution, Resolution 997 (LXXVI)" in text
    assert "Organs: ended Executive Committee" in text
    admitted = main(reader.get("/history/fourteen-states-admitted/"))
    assert "Sitting Council, session 100 5–7 December 2011, Geneva" in admitted
    assert "Member States: joined Antigua and Barbuda, Chad, Comoros" in admitted


def test_a_session_of_which_only_the_month_is_known_was_possibly_sitting(reader):
    text = main(reader.get("/history/constitution-adopted-in-venice/"))
    assert "Sitting ICEM, October 1953 October 1953, Venice possibly" in text


def test_an_event_of_a_year_names_no_day(reader):
    assert "The same day" not in main(reader.get("/history/working-name-icm/"))
    assert "The same day" not in main(reader.get("/history/amendments-of-1998-in-force/?as_of=2013-11-20"))


def bars_of(client, address, name):
    """[(certainty, left, width)] of the bars in the row of a list that names `name`."""
    html = html_of(client.get(address))
    row = next(row for row in re.findall(r"<tr.*?</tr>", html, re.S) if name in row)
    found = re.findall(r'<rect class="(\w+)"(?: x="([\d.]+)%")? y="4" width="([\d.]+)%"', row)
    return [(kind, float(x or 0), float(width)) for kind, x, width in found]


def test_an_instrument_is_drawn_while_it_waits_and_while_it_is_in_force(client, register):
    name = "Resolution 997 (LXXVI)"
    assert [kind for kind, _, _ in bars_of(client, "/instruments/?as_of=2013-11-21", name)] == ["waiting", "certain"]
    assert [kind for kind, _, _ in bars_of(client, "/instruments/?as_of=2013-11-20", name)] == ["waiting"]
    assert len(bars_of(client, "/instruments/?as_of=2013-11-20", "Cooperation Agreement")) == 1  # only its adoption


@pytest.mark.parametrize("address, name", [("/names/", "(ICM)"), ("/attributes/", "related organisation")])
def test_names_and_attributes_are_drawn(client, register, address, name):
    assert bars_of(client, f"{address}?as_of=2025-12-12", name)


def test_figures_of_one_metric_are_bars_from_nought(client, register):
    bars = bars_of(client, "/figures/?as_of=2013-12-31&metric=member+States", ">59<")
    assert bars == [("certain", 0.0, pytest.approx(100 * 59 / 149, abs=0.06))]
    html = html_of(client.get("/figures/?as_of=2013-12-31"))
    assert "Member States by year, drawn from nought" in html and "Persons moved by year, drawn" not in html
    assert "Persons moved" in html


def test_sessions_of_one_organ(client, register):
    text = main(client.get("/sessions/?organ=council&as_of=2013-11-20"))
    assert "PICMME, 1" not in text and "Council, 102 special 14 June 2013" in text
    assert client.get("/sessions/?organ=committee").content.count(b"<tr id=") == 6


@pytest.fixture
def one_post(db):
    the_coverage()
    head = a_post(an_organ(), pk="post-director-general", title="Head")
    a_term(a_person("Ada Clare"), head, "1960-01-01", "1960-12-31", elected_on="1959-12-01")
    return head


@pytest.mark.parametrize("address", ["/leadership/", "/leadership/ada-clare/", "/organs/", "/organs/moot/"])
def test_query_cost_is_the_same_for_one_row_and_for_many(client, one_post, address):
    one = queries(client, address)
    with revising(reason="The cast takes its places."):
        for number in range(1, 6):
            a_term(a_person(f"Ada {number}"), one_post, f"{1960 + number}-02-01", f"{1960 + number}-12-31")
            below = an_organ(f"ORG-{number}", f"Moot {number}", parent_id="ORG-MOOT")
            a_post(below, pk=f"post-{number}", title=f"Reeve {number}")
    assert queries(client, address) == one


def an_event(number):
    return saved(
        Event(
            pk=f"E{number}",
            slug=f"event-{number}",
            title=f"Event {number}",
            description="It happened.",
            category=Event.Category.SESSION,
            start="1960-01-01",
        )
    )


def test_query_cost_of_an_event_does_not_grow_with_what_else_is_of_its_day(client, one_post):
    an_event(1)
    a_state("Erewhon", ("1960-01-01", ""))
    one = queries(client, "/history/event-1/")
    with revising(reason="The cast takes its places."):
        for number, name in enumerate(("Ruritania", "Utopia", "Laputa", "Zembla"), 2):
            an_event(number)
            a_state(name, ("1960-01-01", ""))
            an_organ(f"ORG-{number}", f"Moot {number}", start="1960-01-01")
    assert queries(client, "/history/event-1/") == one + 1  # for the organs: one for each kind that changed
