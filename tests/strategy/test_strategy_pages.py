"""Pages of the strategies: the twelve objectives and the four commitments, verbatim."""

import csv

import pytest
from django.conf import settings

from tests.pages.reading import main, queries

pytestmark = pytest.mark.django_db

SEVEN = (
    "To promote, facilitate and support regional and global debate and dialogue on migration, including through the "
    "International Dialogue on Migration, so as to advance understanding of the opportunities and challenges it "
    "presents, the identification and development of effective policies for addressing those challenges and to "
    "identify comprehensive approaches and measures for advancing international cooperation."
)


def test_objective_seven_reads_verbatim_and_cites(client, register):
    response = client.get("/strategy/objectives/7/")
    text = main(response)
    assert SEVEN in text
    assert "7 June 2007" in text
    assert "Resolution 1150 (XCIII)" in text
    assert "Stated in" in text
    assert 'href="/sources/s001/"' in response.content.decode()


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
        ("2019-01-01", "no longer the strategy of the day"),
    ],
)
def test_the_twelve_on_their_edge_days(client, register, day, says):
    assert says in main(client.get(f"/strategy/objectives/?as_of={day}"))


def test_an_objective_that_had_not_begun_still_has_its_page(client, register):
    text = main(client.get("/strategy/objectives/7/?as_of=2007-06-06"))
    assert "Not yet: 7 June 2007" in text
    assert SEVEN in text


def test_the_four_commitments_stand_with_the_principle(client, register):
    text = main(client.get("/strategy/mission-statement/"))
    assert "IOM is committed to the principle that humane and orderly migration benefits migrants and society." in text
    assert "Uphold the human dignity and well-being of migrants." in text
    assert text.count("Advance understanding of migration issues.") == 2  # quoted whole, and each with its sources


def test_objectives_by_theme(client, register):
    text = main(client.get("/strategy/objectives/?theme=data-and-research"))
    assert "To be a primary reference point" in text
    assert SEVEN not in text


def test_query_cost_does_not_grow_with_the_rows(client, register):
    one = queries(client, "/strategy/objectives/?theme=data-and-research&as_of=2010-01-01")
    assert queries(client, "/strategy/objectives/?as_of=2010-01-01") == one
