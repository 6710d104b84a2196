"""Pages of the organization itself: organs, leadership, names, instruments, events."""

import pytest

from tests.support.cast import a_person, a_post, a_term, an_organ, the_coverage
from tests.support.page_text import main, queries

pytestmark = pytest.mark.django_db


def test_executive_committee_from_1954_to_20_november_2013(reader):
    text = main(reader.get("/organs/executive-committee/"), sources=True)
    assert "From 30 November 1954 to 20 November 2013" in text
    assert "No longer: last day 20 November 2013" in text
    assert "Took urgent decisions between Council sessions" in text
    assert "Functions it had before" in text
    assert "Disagrees: says still an organ in 2014-15" in text
    assert "After itStanding Committee on Programmes and Finance" in text.replace("After it ", "After it")


@pytest.mark.parametrize(
    "day, in_list, says",
    [
        ("1954-11-29", False, "Not yet: 30 November 1954"),
        ("1954-11-30", True, "Exists"),
        ("2013-11-20", True, "Exists"),
        ("2013-11-21", False, "No longer: last day 20 November 2013"),
    ],
)
def test_executive_committee_on_its_edge_days(reader, day, in_list, says):
    held = main(reader.get(f"/organs/?as_of={day}")).partition("Before")[0]
    assert ("Executive Committee" in held) is in_list
    assert says in main(reader.get(f"/organs/executive-committee/?as_of={day}"))


def test_functions_of_the_day_stand_apart_from_earlier_ones(reader):
    text = main(reader.get("/organs/executive-committee/?as_of=2013-11-20"))
    assert "Functions on 20 November 2013" in text
    assert "Functions it had before" not in text
    assert "Took urgent decisions" not in main(reader.get("/organs/executive-committee/?as_of=1960-01-01"))


def test_swing_was_elected_on_18_june_2008_and_served_two_terms(reader):
    text = main(reader.get("/leadership/william-lacy-swing/"))
    assert "from 1 October 2008 to 30 September 2013" in text
    assert "Elected 18 June 2008: 95th (Special) Session; two-thirds majority" in text
    assert "from 1 October 2013 to 30 September 2018" in text
    assert "Elected 14 June 2013" in text
    assert "no longer in office" in text


@pytest.mark.parametrize(
    "day, says",
    [
        ("2008-06-17", "Not yet in office: the first term began 1 October 2008"),
        ("2008-06-18", "Not yet: elected Director General 18 June 2008, in office from 1 October 2008"),
        ("2008-10-01", "On 1 October 2008: Director General"),
        ("2018-09-30", "On 30 September 2018: Director General"),
        ("2018-10-01", "no longer in office"),
    ],
)
def test_swing_on_his_edge_days(reader, day, says):
    assert says in main(reader.get(f"/leadership/william-lacy-swing/?as_of={day}"))


def test_leadership_shows_the_person_elect_apart(reader):
    text = main(reader.get("/leadership/?as_of=2008-07-01"))
    elect, _, office = text.partition("Heads of the organization")
    assert "Elected, not yet in office William Lacy Swing" in elect
    assert "Swing" not in office


def test_the_name_of_the_day(reader):
    assert "Intergovernmental Committee for European Migration (ICEM)" in main(reader.get("/names/?as_of=1985-01-01"))
    held = main(reader.get("/names/?as_of=1985-01-01")).partition("Before")[0]
    assert "Intergovernmental Committee for Migration (ICM)" in held
    assert "International Organization for Migration" not in held
    assert "possibly" in main(reader.get("/names/?as_of=1952-10-15"))


def test_adoption_is_not_entry_into_force(reader):
    assert "adopted, not yet in force" in main(reader.get("/instruments/I05/?as_of=1988-01-01"))
    assert "in force" in main(reader.get("/instruments/I05/?as_of=1989-11-14"))
    assert "Not yet: 20 May 1987" in main(reader.get("/instruments/I05/?as_of=1987-05-19"))


def test_events_not_yet_come_are_not_listed(reader):
    text = main(reader.get("/history/?as_of=1951-12-05"))
    assert "PICMME established" in text
    assert "First session of PICMME" not in text
    assert "26 November – 5 December 1951" in text


@pytest.mark.parametrize(
    "narrow, wide",
    [
        ("/history/?as_of=1951-12-05", "/history/?as_of=2025-12-12"),
        ("/instruments/?as_of=1951-12-05", "/instruments/?as_of=2025-12-12"),
        ("/sessions/?as_of=1951-12-06", "/sessions/?as_of=2025-12-12"),
        ("/statements/?as_of=1954-02-01", "/statements/?as_of=2025-12-12"),
        ("/figures/?as_of=1952-12-31", "/figures/?as_of=2025-12-12"),
        ("/leadership/?as_of=1952-12-31", "/leadership/?as_of=2025-12-12"),
        ("/evidence/?as_of=2013-11-20", "/evidence/?as_of=2025-12-12"),
        ("/sources/?search=hansard", "/sources/"),
    ],
)
def test_query_cost_does_not_grow_with_the_rows(client, register, narrow, wide):
    assert queries(client, wide) <= queries(client, narrow) + 1  # an instrument's successor, where one has one


def test_query_cost_of_an_organ_is_the_same_for_one_post_and_for_many(client):
    the_coverage()
    moot = an_organ()
    a_term(a_person("Ada Clare"), a_post(moot), "1960-01-01")
    one = queries(client, "/organs/moot/")
    for number in range(2, 6):
        a_term(
            a_person(f"Ada Clare {number}"), a_post(moot, pk=f"post-{number}", title=f"Reeve {number}"), "1960-01-01"
        )
    assert queries(client, "/organs/moot/") == one
