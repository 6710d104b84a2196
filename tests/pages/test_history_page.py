"""The history drawn: what each lane shows on a day, its links, its table, and the periods to which it zooms."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from iom_portal.pages.timeline.drawing import lanes_on
from iom_portal.records.history.clock import read_clock
from iom_portal.records.models.revising import revising
from organs.models import Event, Instrument, OrganizationName
from tests.support.cast import a_person, a_post, a_term, an_organ, saved, the_coverage
from tests.support.page_text import MOST_SENT, html_of, main, queries, sent

pytestmark = pytest.mark.django_db


def picture(response):
    return re.search(r'<svg class="lanes".*?</svg>', html_of(response), re.S)[0]


def marks(response):
    """{accessible name: (address, certainties of its shapes)} of the picture's links."""
    found = {}
    for href, title, inner in re.findall(
        r'<a href="([^"]+)"[^>]*><title>(.*?)</title>(.*?)</a>', picture(response), re.S
    ):
        found[unescape(title)] = (unescape(href), re.findall(r'class="(?:thread )?(certain|possible|waiting)"', inner))
    return found


def test_each_mark_is_a_link_with_its_name_and_its_dates_in_words(reader):
    drawn = marks(reader.get("/history/?as_of=2013-11-20"))
    assert drawn["Executive Committee, from 30 November 1954 to 20 November 2013"] == (
        "/organs/executive-committee/?as_of=2013-11-20",
        ["certain"],
    )
    head = next(name for name in drawn if name.startswith("Bastiaan Wouter Haveman"))
    assert head == "Bastiaan Wouter Haveman, from 1961 to 1969"
    assert drawn[head][1] == ["possible", "certain", "possible"]
    amendments = next(name for name in drawn if "Resolution 997" in name)
    assert amendments.endswith("adopted 24 November 1998, in force from 21 November 2013")
    assert drawn[amendments][1] == ["waiting", "certain"]  # adopted, and still waiting to enter into force
    assert drawn["PICMME established, 5 December 1951"][0] == "/history/picmme-established/?as_of=2013-11-20"


def test_the_number_of_members_is_drawn_with_its_words(reader):
    drawn = marks(reader.get("/history/?as_of=2025-12-12"))
    assert drawn["Members: 175 on 12 December 2025"][0] == "/counts/?as_of=2025-12-12"


@pytest.mark.parametrize(
    "day, shown, hidden",
    [
        ("1951-12-05", ["Committee (plenary sessions", "PICMME established"], ["Hugh Simons Gibson", "Council"]),
        ("1961-06-01", ["Marcus Daly", "Bastiaan Wouter Haveman"], ["John Frederick Thomas", "Observer status"]),
        ("1989-11-14", ["International Organization for Migration", "Purcell"], ["Brunson McKinley", "Swing"]),
        ("2013-11-20", ["Swing", "Migration Crisis Operational Framework"], ["Vitorino", "Strategic Vision"]),
    ],
)
def test_only_what_had_begun_by_the_day_is_drawn(reader, day, shown, hidden):
    names = " | ".join(marks(reader.get(f"/history/?as_of={day}")))
    assert all(name in names for name in shown)
    assert not any(name in names for name in hidden)


def test_before_the_foundation_nothing_is_drawn_and_the_page_answers(reader):
    response = reader.get("/history/?as_of=1950-01-01")
    assert list(marks(response)) == ["Members: 0 on 1 January 1950"]
    assert "Nothing had happened by that day." in main(response)


def test_the_table_holds_what_the_picture_shows(reader):
    response = reader.get("/history/?as_of=2013-11-20")
    table = unescape(re.search(r"<table.*?</table>", html_of(response), re.S)[0])
    listed = unescape(re.search(r'<ol class="timeline.*?</ol>', html_of(response), re.S)[0])
    assert "<caption>" in table
    missing = [
        name
        for name, (href, _) in marks(response).items()
        if f'href="{href}"' not in table and f'href="{href}"' not in listed and not name.startswith("Members")
    ]
    assert missing == []


def test_a_period_zooms_both_the_picture_and_the_list(reader):
    response = reader.get("/history/?period=1951-1953&as_of=2013-11-20")
    text = main(response)
    assert "Constitution adopted in Venice" in text and "Constitution enters into force" not in text
    names = " | ".join(marks(response))
    assert "Hugh Simons Gibson" in names and "Executive Committee" not in names and "Swing" not in names
    assert '<input type="hidden" name="period" value="1951-1953">' in html_of(response)


def test_a_decade_is_a_link_that_keeps_the_rest_and_says_where_one_is(reader):
    html = html_of(reader.get("/history/?period=2010-2019&category=session&as_of=2025-12-12"))
    zoom = re.search(r'<nav class="pills".*?</nav>', html, re.S)[0]
    links = re.findall(r'<a href="([^"]+)"( aria-current="true")?>([^<]+)</a>', zoom)
    assert [text for _, current, text in links if current] == ["2010s"]
    assert [text for _, _, text in links][1:] == [f"{decade}s" for decade in range(1950, 2030, 10)]
    assert unescape(links[0][0]) == "/history/?category=session&as_of=2025-12-12"
    assert unescape(links[1][0]) == "/history/?category=session&period=1950-1959&as_of=2025-12-12"


@pytest.mark.parametrize("bad", ["1989", "1989-1951", "1951-89", "1850-1950", "1951-2999", "fifties", "1951-1989-1990"])
def test_a_period_that_cannot_be_read_is_refused_with_what_is_allowed(reader, bad):
    response = reader.get("/history/", {"period": bad})
    assert response.status_code == 400
    assert "Write its first and its last year, such as 1951-1989, from 1900 to 2100." in main(response)
    problem = reader.get("/api/v1/events/", {"period": bad})
    assert problem.status_code == 400 and problem.json()["parameter"] == "period"


def test_the_period_of_the_page_is_that_of_the_api(client, register):
    page = client.get("/history/?period=1960-1969&as_of=2013-11-20").context["event_list"]
    rows = client.get("/api/v1/events/?period=1960-1969&as_of=2013-11-20&page_size=100").json()["results"]
    assert [event.pk for event in page] == [row["id"] for row in rows] and len(rows) >= 4


def test_many_events_are_named_and_few_are_described(client, register):
    described = "Text adopted at the meeting of the committee in Venice."
    every, some = (main(client.get(f"/history/?as_of=2013-11-20{more}")) for more in ("", "&period=1950-1959"))
    assert "Constitution adopted in Venice Constitution, 6 sources, 1 disagrees" in every and described not in every
    assert described in some


def test_the_page_stays_light(client, register):
    made = f"{register.revision.made_at + timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}"
    for asked in ("", "?as_of=2025-12-12", f"?as_of=2025-12-12&as_recorded={made}"):
        assert sent(client.get(f"/history/{asked}")) < MOST_SENT, asked


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


def test_query_cost_is_one_for_each_kind_whatever_the_number_of_rows(client):
    the_coverage()
    moot = an_organ()

    def add(number):
        with revising(reason="The cast takes its places."):
            an_event(number)
            a_term(a_person(f"Ada {number}"), head, f"{1960 + number}-01-01", f"{1960 + number}-12-31")
            an_organ(f"ORG-{number}", f"Moot {number}")
            saved(Instrument(pk=f"I{number}", title=f"Act {number}", kind_of_instrument="decision", adopted_on="1960"))
            saved(
                OrganizationName(
                    pk=f"N{number}",
                    name_en="Name",
                    acronym_en="N",
                    kind_of_name="in use",
                    start=f"{1960 + number}-01-01",
                    end=f"{1960 + number}-12-31",
                )
            )

    head = a_post(moot, pk="post-director-general", title="Head")
    add(1)
    one = queries(client, "/history/")
    for number in range(2, 6):
        add(number)
    assert queries(client, "/history/") == one


def test_every_period_can_be_drawn(client, register):
    """Names that lie beside a short bar at the edge of the axis once stood in the way of it."""
    clock = read_clock("2026-11-28")
    events = list(Event.objects.all())
    for first in range(1951, 2027):
        for last in {first, first + 1, first + 4, first + 9, 2026}:
            if last >= first:
                within = [event for event in events if event.start_earliest.year <= last]
                lanes = lanes_on(clock, within, (date(first, 1, 1), date(last, 12, 31)))
                assert lanes.height > 0


@pytest.mark.parametrize("period", ["2000-2009", "1999-1999", "2012-2012", "2030-2030"])
def test_a_period_answers(client, register, period):
    assert client.get("/history/", {"period": period}).status_code == 200
