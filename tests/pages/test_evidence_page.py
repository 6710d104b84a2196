"""The evidence: when a count holds, what sources dispute, on what the facts rest, and counts explained line by line."""

import re
from datetime import date
from html import unescape

import pytest

from iom_portal.pages.evidence import findings
from iom_portal.records.kinds import kinds
from iom_portal.records.models import Citation
from iom_portal.records.models.evidence import Evidence
from iom_portal.records.models.revising import revising
from members.counting import Counts
from members.models import Membership, PublishedCount, State
from tests.support.cast import LEFT_AND_CAME_BACK, a_state, cite, the_coverage
from tests.support.page_text import html_of, main

pytestmark = pytest.mark.django_db

FACTS = [model for model in kinds() if model.owes_citation]


def holding(client, count, **asked):
    """What the page says of when a count holds."""
    html = html_of(client.get("/evidence/", {"count": count, **asked}))
    part = html[html.index('id="holding"') : html.index('id="disputes"')]
    return [re.sub(r"<[^>]+>", "", unescape(item)).strip() for item in re.findall(r"<li>(.*?)</li>", part, re.S)]


def test_157_members_held_in_2015(reader):
    assert holding(reader, 157) == ["157: from 1 July–31 December 2014 to 24 November–7 December 2015"]


@pytest.mark.parametrize(
    "count, says",
    [
        (24, "24: from 22 October 1952–14 December 1953 to 1 January 1954–4 May 1956"),
        (175, "175: from 30 November 2022 to 1 January 2026 or later"),
    ],
)
def test_other_counts(reader, count, says):
    assert any(words.startswith(says) for words in holding(reader, count)), holding(reader, count)


def test_every_day_on_which_a_count_holds_is_within_what_is_said(register):
    """Asked of the spells day by day around each change, for counts over the whole history."""
    for number in (24, 67, 122, 157, 175):
        periods = Counts.of("member").periods(number)
        for day in ("1953-12-14", "1998-12-31", "2007-11-27", "2015-01-01", "2023-01-01"):
            day = date.fromisoformat(day)
            low, high = State.objects.count_on("member", day).values()
            within = [period for period in periods if period.possibly_from <= day < (period.possibly_to or date.max)]
            assert bool(within) is (low <= number <= high), (number, day)


def test_a_count_that_never_was(reader):
    assert holding(reader, 500) == ["On no day were there 500."]


def test_observers_are_counted_apart(reader):
    assert holding(reader, 8) == ["On no day were there 8."]
    assert "8: from 30 June 2016 to this day" in holding(reader, 8, status="observer")


@pytest.mark.parametrize("count", ["0", "-1", "1.5", "many", "01", "99999", "１５７", "157 States"])
def test_a_bad_count_is_refused(reader, count):
    response = reader.get("/evidence/", {"count": count})
    assert response.status_code == 400
    assert "count: A count is a whole number, such as 157." in main(response)


def test_a_bad_status_is_refused_with_those_that_are(reader):
    response = reader.get("/evidence/", {"count": "157", "status": "friend"})
    assert response.status_code == 400
    assert "status: There is no such standing." in main(response) and "member, observer" in main(response)


def test_what_sources_dispute_is_listed_with_both_values(reader):
    html = html_of(reader.get("/evidence/"))
    part = html[html.index('id="disputes"') : html.index('id="shares"')]
    rows = [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unescape(row))) for row in re.findall(r"<li>.*?</li>", part, re.S)
    ]
    [row] = [row for row in rows if "Executive Committee" in row and "2014-15" in row]
    assert "still an organ in 2014-15" in row and "2013" in row
    assert 'href="/sources/s001/"' in part
    disagreeing = Citation.objects.filter(stance="disagrees").count()
    assert len(rows) == disagreeing


def test_disputes_of_a_day_are_of_what_had_begun(register):
    def disputed(day):
        return {dispute.record.pk for dispute in findings.disputes(date.fromisoformat(day))}

    assert "ORG-EXCOM" not in disputed("1954-11-29")
    assert "ORG-EXCOM" in disputed("1954-11-30")
    assert disputed("1940-01-01") <= disputed("1990-01-01") < disputed("2026-01-01")


def test_the_shares_add_up_to_every_fact(register):
    *rows, (none, every, total) = findings.shares()
    assert none is None and [model for model, _, _ in rows] == FACTS
    for model, numbers, all_of_kind in rows:
        assert sum(numbers.values()) == all_of_kind == model.objects.count()
        assert set(numbers) <= {*Evidence.values, ""}
    assert total == sum(every.values()) == sum(model.objects.count() for model in FACTS)


def test_the_shares_are_on_the_page(reader):
    text = main(reader.get("/evidence/"))
    total = sum(model.objects.count() for model in FACTS)
    assert re.search(rf"All facts .*\b{total}\b", text)


def test_what_is_not_established_is_what_is_unverified_or_without_a_start(register):
    found = {model: {record.pk for record in records} for model, records in findings.not_established(date(2026, 1, 1))}
    for model in FACTS:
        unverified = set(
            model.objects.filter(evidence="unverified").begun_by(date(2026, 1, 1)).values_list("pk", flat=True)
        )
        assert unverified <= found.get(model, set())
    undated = set(Membership.objects.filter(start="").values_list("pk", flat=True))
    assert undated <= found.get(Membership, set())
    early = {model: len(records) for model, records in findings.not_established(date(1940, 1, 1))}
    assert sum(early.values()) < sum(map(len, found.values())) and Membership not in early


def test_what_is_not_established_is_on_the_page_and_narrowed_by_the_day(client):
    the_coverage()
    state = a_state("Erewhon", *LEFT_AND_CAME_BACK)
    back = state.memberships.last()
    with revising(reason="Hearsay."):
        back.evidence = "unverified"
        back.save()
        cite(back, field="start", stance="disagrees", other_value="1986")
    late, early = (main(client.get("/evidence/", {"as_of": day})) for day in ("1985-05-24", "1985-05-23"))
    assert "not verified" in late and "Nothing, by that day." not in late
    assert "What sources dispute 1" in late and "1986" in late
    assert "Nothing, by that day." in early and "What sources dispute 0" in early


def test_the_day_narrows_the_published_counts(client, register):
    def printed(**asked):
        return [line.published for line in client.get("/evidence/", asked).context["lines"]]

    assert PublishedCount.objects.count() == len({count.pk for count in printed()})
    assert printed(as_of="1951-01-01") == []
    assert 0 < len(printed(as_of="1998-12-31")) < len(printed())


@pytest.mark.parametrize("day", ["1953-12-14", "1985-12-31", "2002-06-05", "2013-06-14", "2026-06-01"])
def test_the_lines_of_a_count_add_up_on_the_page(reader, day):
    html = html_of(reader.get("/counts/", {"as_of": day}))
    for status in ("member", "observer"):
        if f'id="{status}-lines"' not in html:
            assert State.objects.count_on(status, date.fromisoformat(day))["possible"] == 0
            continue
        part = html[html.index(f'id="{status}-lines"') :]
        part = part[: part.index("</table>")]
        low = high = 0
        for row in re.findall(r"<tr>(.*?)</tr>", part, re.S)[1:]:
            _, _, adds, then, _ = (unescape(cell) for cell in re.findall(r"<td>(.*?)</td>", row))
            if "counted once" in row:
                once = [int(number) for number in adds.removeprefix("−").split("–")]
                low, high = low - once[0], high - once[-1]
            else:
                numbers = [int(number.replace("−", "-")) for number in adds.split(" to ")]
                low, high = low + numbers[0], high + numbers[-1]
            assert then == (str(low) if low == high else f"{low}–{high}"), row
        count = State.objects.count_on(status, date.fromisoformat(day))
        assert (low, high) == (count["certain"], count["possible"])
