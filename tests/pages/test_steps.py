"""The steps from a page to the previous and to the next day on which anything changed."""

import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from iom_portal.records.history.days_of_change import around, days_of_change
from iom_portal.records.models.revising import revising
from organs.models import Organ
from tests.support.cast import end_organ
from tests.support.page_text import main

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("own_past")]

EXCOM = "/organs/executive-committee/"


@pytest.fixture
def base(register):
    return register.revision.number


def step(response, rel):
    """Where the step leads: (path, {parameter: value}), or None."""
    found = re.search(rf'<a id="step-\w+" href="([^"]+)" rel="{rel}"', response.content.decode())
    if not found:
        return None
    target = urlsplit(unescape(found[1]))
    return target.path, {name: value for name, [value] in parse_qs(target.query).items()}


def test_the_next_step_leads_to_the_day_after_the_last_of_the_executive_committee(client, base):
    response = client.get(EXCOM, {"as_of": "2013-11-20"})
    assert "Exists" in main(response)
    path, asked = step(response, "next")
    assert (path, asked) == (EXCOM, {"as_of": "2013-11-21"})
    after = client.get(path, asked)
    assert "No longer: last day 20 November 2013" in main(after)
    assert step(after, "prev")[1]["as_of"] <= "2013-11-20"


def test_between_two_steps_nothing_changes(client, base):
    """Up to the day before the next step, the pages say the same but for the day itself.

    Only what is known to a year or an interval is told as possible within it, and as certain from its last day on.
    """

    def said(address, day, *days):
        text = main(client.get(address, {"as_of": day}))
        for one in (day, *days):
            text = text.replace(one.strftime("%-d %B %Y"), "the day")
        return text

    for near in (date(1975, 6, 2), date(2013, 7, 2), date(2013, 12, 2)):
        _, following = around(near)
        last = following.day - timedelta(days=1)
        assert near not in days_of_change() and near < last
        for address in ("/", "/members/", "/counts/", "/organs/", "/leadership/"):
            assert said(address, near, last) == said(address, last, near), (address, near, last)
    for day in (date(2013, 11, 21), date(1985, 5, 24), date(1974, 1, 1), date(2008, 10, 1)):
        before = day - timedelta(days=1)
        assert any(said(address, day, before) != said(address, before, day) for address in ("/", "/members/")), day


@pytest.mark.parametrize("day", ["1951-12-05", "1954-11-30", "1974-01-01", "1985-05-24", "2013-11-21", "2023-10-01"])
def test_the_days_that_everyone_knows_are_days_of_change(base, day):
    assert date.fromisoformat(day) in days_of_change()


def test_steps_keep_parameters_and_the_moment(client, base):
    response = client.get("/members/", {"region": "Oceania", "as_of": "1985-05-23", "as_recorded": base})
    path, asked = step(response, "next")
    assert (path, asked) == ("/members/", {"region": "Oceania", "as_of": "1985-05-24", "as_recorded": str(base)})
    compared = {"count": "157", "as_of": "1985-05-24"}
    assert step(client.get("/evidence/", compared), "prev")[1]["count"] == "157"


def test_there_is_no_step_beyond_the_first_and_the_last_day(client, base):
    days = days_of_change()
    assert step(client.get("/", {"as_of": days[0]}), "prev") is None
    assert step(client.get("/", {"as_of": days[-1]}), "next") is None
    assert step(client.get("/", {"as_of": days[0]}), "next")[1]["as_of"] == days[1].isoformat()


def test_steps_are_those_of_the_moment(client, base):
    organ = Organ.objects.get(pk="ORG-EXCOM")
    with revising(reason="Corrected."):
        end_organ(organ, "2012-02-20")
    now, then = ({"as_of": "2012-02-20"}, {"as_of": "2012-02-20", "as_recorded": base})
    assert step(client.get(EXCOM, now), "next")[1]["as_of"] == "2012-02-21"
    assert step(client.get(EXCOM, then), "next")[1]["as_of"] != "2012-02-21"
