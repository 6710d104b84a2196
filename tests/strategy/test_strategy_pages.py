"""Pages of the strategies: the twelve objectives and the four commitments, verbatim."""

import csv
import re

import pytest
from django.conf import settings

from tests.support.page_text import html_of, main, queries

pytestmark = pytest.mark.django_db

SEVEN = (
    "To promote, facilitate and support regional and global debate and dialogue on migration, including through the "
    "International Dialogue on Migration, so as to advance understanding of the opportunities and challenges it "
    "presents, the identification and development of effective policies for addressing those challenges and to "
    "identify comprehensive approaches and measures for advancing international cooperation."
)


def test_objective_seven_reads_verbatim_and_cites(reader):
    response = reader.get("/strategy/objectives/7/")
    text = main(response)
    assert SEVEN in text
    assert "7 June 2007" in text
    assert "Resolution 1150 (XCIII)" in text
    assert "Stated in" in text
    assert 'href="/sources/s001/"' in html_of(response)


def test_all_twelve_stand_verbatim_on_one_page(client, register):
    text = main(client.get("/strategy/objectives/"))
    with (settings.FIXTURES / "objectives.csv").open(encoding="utf-8", newline="") as stream:
        texts = [row["text"] for row in csv.DictReader(stream)]
    assert len(texts) == 12
    assert all(one in text for one in texts)


@pytest.mark.parametrize(
    "day, says",
    [
        ("2007-06-06", "Not yet: they were adopted on 7 June 2007"),
        ("2007-06-07", "part of the strategy of the day"),
        ("2016-06-01", "possibly part of the strategy of the day, which ended some day between 24 Nov 2015"),
        ("2019-01-01", "no longer the strategy of the day"),
    ],
)
def test_the_twelve_on_their_edge_days(reader, day, says):
    assert says in main(reader.get(f"/strategy/objectives/?as_of={day}"))


def test_an_objective_that_had_not_begun_still_has_its_page(reader):
    text = main(reader.get("/strategy/objectives/7/?as_of=2007-06-06"))
    assert "Not yet: 7 June 2007" in text
    assert SEVEN in text


def test_the_four_commitments_stand_with_the_principle(reader):
    text = main(reader.get("/strategy/mission-statement/"))
    assert "IOM is committed to the principle that humane and orderly migration benefits migrants and society." in text
    assert "Uphold the human dignity and well-being of migrants." in text
    assert text.count("Advance understanding of migration issues.") == 2  # quoted whole, and each with its sources


def test_objectives_by_theme(reader):
    text = main(reader.get("/strategy/objectives/?theme=data-and-research"))
    assert "To be a primary reference point" in text
    assert SEVEN not in text


def test_query_cost_does_not_grow_with_the_rows(client, register):
    one = queries(client, "/strategy/objectives/?theme=data-and-research&as_of=2010-01-01")
    assert queries(client, "/strategy/objectives/?as_of=2010-01-01") == one


def test_the_strategies_are_drawn_in_time_up_to_the_day(client, register):
    html = html_of(client.get("/strategy/?as_of=2013-11-20"))
    rows = dict(re.findall(r'<tr><th scope="row"><a[^>]*>(.*?)</a></th><td class="plot">(.*?)</td>', html, re.S))
    assert next(iter(rows)) == "Mission statement: principle and four commitments"
    assert re.findall(r'<rect class="(\w+)"', rows["Mission statement: principle and four commitments"]) == [
        "possible",
        "certain",
    ]
    assert re.findall(r'<rect class="(\w+)"', rows["IOM Strategy (twelve points)"]) == ["certain"]
    assert "Migration Governance Framework (MiGOF)" not in rows


def test_a_strategy_has_neighbours_in_time(client, register):
    html = html_of(client.get("/strategy/iom-strategy-2007/?as_of=2013-11-20"))
    nav = re.search(r'<nav class="neighbours".*?</nav>', html, re.S)[0]
    assert 'href="/strategy/notes-on-iom-strategy-2003/?as_of=2013-11-20" rel="prev"' in nav
    assert 'href="/strategy/review-of-the-iom-strategy-2010/?as_of=2013-11-20" rel="next"' in nav


def test_the_place_in_later_frameworks_is_marked_as_editorial(client, register):
    text = main(client.get("/strategy/objectives/"))
    assert "Place in later frameworks editorial" in text
    assert "11. Combating smuggling and trafficking P1;O3 Resilience O1" in text


def test_the_objectives_have_contents_and_themes_beside_them(client, register):
    html = html_of(client.get("/strategy/objectives/?as_of=2013-11-20"))
    index = re.search(r'<nav class="index".*?</nav>', html, re.S)[0]
    assert re.findall(r'href="#(objective-\d+)"', index) == [f"objective-{number}" for number in range(1, 13)]
    assert 'href="/strategy/objectives/?theme=dialogue-and-policy&amp;as_of=2013-11-20"' in html


@pytest.mark.parametrize("number, before, after", [(1, None, 2), (7, 6, 8), (12, 11, None)])
def test_one_reads_on_from_an_objective_to_the_next(client, register, number, before, after):
    html = html_of(client.get(f"/strategy/objectives/{number}/?as_of=2013-11-20"))
    nav = re.search(r'<nav class="neighbours".*?</nav>', html, re.S)[0]
    for other, rel in ((before, "prev"), (after, "next")):
        assert (f'href="/strategy/objectives/{other}/?as_of=2013-11-20" rel="{rel}"' in nav) is bool(other)
    assert "Resolution 1150 (XCIII), Annex Part I, 7 June 2007" in main(client.get(f"/strategy/objectives/{number}/"))
