"""Two days, or two moments, compared: the same rows on the page, in the API and in the CSV."""

import csv
import io
import re
from html import unescape

import pytest

from iom_portal.records.models.revising import revising
from members.models import Membership
from organs.models import Organ
from tests.support.cast import end_organ
from tests.support.page_text import html_of, main

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_past")]

PAIRS = [("1989-12-31", "1999-12-31"), ("2013-11-01", "2013-12-31"), ("1951-12-05", "1955-01-01")]
HEADING = re.compile(r"[^>]*>(.*?) <span[^>]*>(\d+)</span></h2>")


@pytest.fixture
def base(register):
    return register.revision.number


@pytest.fixture
def corrected(base):
    """After the load: the Executive Committee is said to have ended earlier, and Albania's spell goes."""
    organ = Organ.objects.get(pk="ORG-EXCOM")
    with revising(reason="The amendments came into force earlier."):
        end_organ(organ, "2012-11-20")
    with revising(reason="No trace of it was found."):
        Membership.objects.get(pk="alb-member-1").delete()
    return base


def days(first, last, **more):
    return {"from": first, "to": last, **more}


def page_rows(client, asked):
    """[(group, name, certainty, words)] of the page; each group is as long as it says."""
    response = client.get("/compare/", asked)
    assert response.status_code == 200
    html = html_of(response)
    inside = html[html.index("<main") : html.index("</main>")]
    inside = re.sub(r"<details.*?</details>", "", inside, flags=re.S)
    rows = []
    for part in inside.split("<h2")[1:]:
        if heading := HEADING.match(part):
            items = re.findall(r"<li[^>]*>(.*?)</li>", part, re.S)
            assert len(items) == int(heading[2]), heading[1]
            rows += [row(unescape(heading[1]), item) for item in items]
    return rows


def row(group, item):
    name, rest = (unescape(re.sub(r"<[^>]+>", "", text)).strip() for text in item.split("</a>", 1))
    return group, name, "possible" if rest.startswith("possibly") else "certain", rest


@pytest.mark.parametrize("first, last", PAIRS)
@pytest.mark.parametrize("recorded", [False, True], ids=["live", "recorded"])
def test_the_rows_are_the_same_at_every_door(client, base, first, last, recorded):
    asked = days(first, last, **({"as_recorded": base} if recorded else {}))
    found = client.get("/api/v1/compare/", asked).json()
    answer = client.get("/api/v1/compare/", {**asked, "format": "csv"})
    cells = list(csv.DictReader(io.StringIO(answer.content.decode())))
    page = page_rows(client, asked)
    told = [(row["group"], row["name"], row["certainty"]) for row in found["differences"]]
    assert len(told) >= 10
    assert [row[:3] for row in page] == told
    assert [(row["group"], row["name"], row["certainty"]) for row in cells] == told
    for on_page, row, line in zip(page, found["differences"], cells, strict=True):
        when = row["when"]["words"] if row["when"] else "on a day not found"
        assert row["verb"] in on_page[3] and when in on_page[3], row
        assert (line["record"], line["change"], line["verb"]) == (row["record"]["id"], row["change"], row["verb"])
        assert line["when"] == (row["when"]["text"] if row["when"] else "")
    counted = main(client.get("/compare/", asked))
    for status in ("members", "observers"):
        low, high = (found["counts"][status][end] for end in ("from", "to"))
        spans = [
            str(n["certain"]) if n["certain"] == n["possible"] else f"{n['certain']}–{n['possible']}"
            for n in (low, high)
        ]
        assert f"{status.capitalize()} {spans[0]} {spans[1]}" in counted


def test_the_ten_years_after_1989(client, base):
    text = main(client.get("/compare/", days("1989-12-31", "1999-12-31")))
    assert "Members 35 71" in text and "Observers 2–19 40–47" in text
    assert re.search(r"Member States 36 Sri Lanka joined 1990 \d sources?.* Canada joined 23 May 1990", text)
    assert "Brunson McKinley, Director General (IOM) took office October 1998" in text
    assert "James N. Purcell Jr, Director General (IOM) left office 1998 (last day)" in text


def test_a_comparison_as_recorded_gives_the_register_of_then(client, corrected):
    asked = days("2013-11-01", "2013-12-31")
    ended = ("Organs", "Executive Committee")
    assert ended in [row[:2] for row in page_rows(client, {**asked, "as_recorded": corrected})]
    assert ended not in [row[:2] for row in page_rows(client, asked)]


BAD = [
    ({"from": "1999-12-31", "to": "1989-12-31"}, "from", "from (1999-12-31) is after to (1989-12-31)"),
    ({"from": "1999-12-31", "to": "1999-12-31"}, "from", "is the same day as to"),
    ({"from": "1999-12-31"}, "to", "to is missing"),
    ({"to": "1999-12-31"}, "from", "from is missing"),
    ({"from": "1999-02-30", "to": "1999-12-31"}, "from", "February 1999 has 28 days"),
    ({"from": "1989-12-31", "to": "soon"}, "to", "“soon” is not a day"),
    ({"from": "1789-07-14", "to": "1999-12-31"}, "from", "out of range"),
    ({"from_recorded": "1"}, "to_recorded", "to_recorded is missing"),
    ({"to_recorded": "1"}, "from_recorded", "from_recorded is missing"),
    ({"from_recorded": "1", "to_recorded": "1"}, "from_recorded", "is the same as to_recorded"),
    ({"from_recorded": "3", "to_recorded": "1"}, "from_recorded", "is after to_recorded"),
    (
        {"from_recorded": "1", "to_recorded": "9999"},
        "to_recorded",
        "There is no revision 9999. Ask for a revision from 1",
    ),
    ({"from_recorded": "soon", "to_recorded": "2"}, "from_recorded", "neither a revision number nor a time"),
    ({"from": "1989-12-31", "to": "1999-12-31", "to_recorded": "2"}, "to_recorded", "not both at once"),
    ({"from": "1989-12-31", "from_recorded": "1", "to_recorded": "2"}, "from_recorded", "not both at once"),
]


@pytest.mark.parametrize("asked, parameter, says", BAD)
def test_what_cannot_be_compared_is_refused_at_both_doors(client, corrected, asked, parameter, says):
    response = client.get("/compare/", asked)
    assert response.status_code == 400
    assert says in main(response) and f"{parameter}:" in main(response)
    problem = client.get("/api/v1/compare/", asked).json()
    assert (problem["status"], problem["parameter"]) == (400, parameter) and says in problem["detail"]


def test_without_anything_asked_the_page_is_a_form_and_the_api_says_what_it_needs(client, base):
    assert "Compare two days" in main(client.get("/compare/"))
    assert client.get("/api/v1/compare/").json()["parameter"] == "from"


def test_two_moments_tell_what_the_register_learned(client, corrected):
    response = client.get("/compare/", {"from_recorded": corrected, "to_recorded": corrected + 2})
    text = main(response)
    assert "What the register learned" in text
    assert re.search(r"Executive Committee organ ORG-EXCOM changed .*End:? 2013-11-20 2012-11-20", text)
    assert "membership alb-member-1 deleted" in text and "13 records differ" in text
    first = main(client.get("/compare/", {"from_recorded": corrected, "to_recorded": corrected + 1}))
    assert "8 records differ" in first and "alb-member-1" not in first


def test_the_form_keeps_what_was_asked_and_the_moment(client, base):
    html = html_of(client.get("/compare/", days("1989-12-31", "1999-12-31", as_recorded=base)))
    for field in (
        'name="from" value="1989-12-31"',
        'name="to" value="1999-12-31"',
        f'name="as_recorded" value="{base}"',
    ):
        assert field in html
    for link in re.findall(r'href="(/api/v1/compare/[^"]+)"', html):
        assert client.get(unescape(link))["Register-Recorded"] == f"revision {base}"
