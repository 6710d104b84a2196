"""Getting started: five questions, the programs of docs/examples/ that ask them, and what the register answers.

A program prints the lines of the answer, which are worked out here from the register itself;
tests/browser/test_examples.py runs them all and holds them to that. Each lies at docs/examples/<name of the question>/
and takes the address of the site from the environment; the page writes its own in place of theirs.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from django.conf import settings

from iom_portal.records.chain import Stamp
from iom_portal.records.dates.validity import CERTAIN, POSSIBLE
from iom_portal.records.history.row_changes import row_changes
from iom_portal.records.history.snapshots import as_recorded
from iom_portal.records.models import Revision
from members.counting import Counts, days_between
from members.models import Membership, State
from organs.models import Term

EXAMPLES = settings.BASE_DIR / "docs" / "examples"
CLIENT = EXAMPLES / "iom_reference.py"
SITE = "http://127.0.0.1:8000"  # the address in the files: that of `make run`
LANGUAGES = {"curl.sh": "curl", "python.py": "Python", "r.R": "R", "javascript.mjs": "JavaScript"}
FIRST_REVISIONS = 10  # as many as the programs ask for at once


@dataclass(frozen=True)
class Question:
    """A question that the programs ask.

    name: the folder of its programs. asker: who asks it. words: the question itself. certainty: what certain and
    possible mean here. address, page: where the API and the site answer it. answer: yields the lines of the answer.
    """

    name: str
    asker: str
    words: str
    certainty: str
    address: str
    page: str
    answer: Callable[[], Iterator[str]]


class Answer(NamedTuple):
    """What the programs print, and how many lines it has."""

    text: str
    lines: int

    @classmethod
    def of(cls, lines: Iterable[str]) -> "Answer":
        """Return the answer of these lines."""
        all_lines = list(lines)
        return cls("\n".join(all_lines), len(all_lines))


def members_on_a_day(day: date = date(2013, 6, 14)) -> Iterator[str]:
    """Yield how many States were members on a day, and which others may have been."""
    states = State.objects.all()
    yield f"{states.certainly('member', day).count()} States were certainly members on {day}."
    names = list(states.only_possibly("member", day).values_list("name_en", flat=True))
    yield f"{len(names)} more may have been:"
    yield from names


def leader_on_a_day(day: date = date(2008, 9, 30)) -> Iterator[str]:
    """Yield who was Director General on a day, with the sources."""
    for term in Term.objects.of_the_head().as_of(day).for_page(day):
        yield f"{term.person}, {term.start} to {term.end or 'now'}: {term.certainty_on(day)} on {day}"
        yield from sorted({f"  {citation.stance}: {citation.source}" for citation in term.cited})


def members_by_year(first: int = 1951, last: int = 2025) -> Iterator[str]:
    """Yield how many States were members at the end of each year."""
    days = days_between(date(first, 12, 31), date(last, 12, 31), "year")
    yield f"year {CERTAIN} {POSSIBLE}"
    for day, certain, possible in Counts.of(Membership.Status.MEMBER).series(days):
        yield f"{day.year} {certain} {possible}"


def sources_of_a_date(state: str = "france") -> Iterator[str]:
    """Yield when a State was a member, with the sources that say so or otherwise."""
    for spell in Membership.objects.filter(state__slug=state, status=Membership.Status.MEMBER).with_citations():
        yield f"Member from {spell.start} to {spell.end or 'now'}"
        lines = set()
        for citation in spell.cited:
            other_value = f" ({citation.other_value})" if citation.other_value else ""
            lines.add(f"  {citation.stance}{other_value}: {citation.source}")
        yield from sorted(lines)


def what_is_new(since: int = 0) -> Iterator[str]:
    """Yield the first revisions after a number."""
    revisions = list(Revision.objects.filter(number__gt=since).order_by("number")[:FIRST_REVISIONS])
    rows = row_changes(revisions)
    for revision in revisions:
        made_on = f"{revision.made_at:%Y-%m-%d}"
        yield f"Revision {revision.number} of {made_on} (rows: {len(rows[revision.pk])}): {revision.reason}"


QUESTIONS = [
    Question(
        "members_on_a_day",
        "A diplomat before a vote",
        "Which States were members on 14 June 2013?",
        "For most States the days of joining and leaving are known. Where sources give only a month, a year or two "
        "days between which it was, a day within is answered with “possible”: the register does not choose for you. "
        "A count is then a range, from the certain to the certain and the possible together.",
        "/api/v1/states/?as_of=2013-06-14&status=member&fields=name_en,certainty",
        "/members/?as_of=2013-06-14",
        members_on_a_day,
    ),
    Question(
        "leader_on_a_day",
        "A journalist who checks a quotation",
        "Who was Director General on 30 September 2008, and which sources say so?",
        "“certain” speaks of the day asked for: a term that began at some time in 2003 certainly ran on any day "
        "after that year. Both end days belong to a term; where two terms share a day, both are named.",
        "/api/v1/terms/?as_of=2008-09-30&post=post-director-general",
        "/leadership/?as_of=2008-09-30",
        leader_on_a_day,
    ),
    Question(
        "members_by_year",
        "A researcher who draws a chart",
        "How many members were there at the end of each year from 1951 to 2025?",
        "“possible” includes the certain, so the two columns are the lower and the upper end of each year’s count. "
        "Draw both: where they differ, the sources leave the number open.",
        "/api/v1/counts/?from=1951-12-31&to=2025-12-31&step=year",
        "/counts/",
        members_by_year,
    ),
    Question(
        "sources_of_a_date",
        "A historian who doubts a date",
        "When was France a member, which sources say so, and which say otherwise?",
        "A date says no more than its source: 1992-05 is some day of that month. A source that disagrees is kept "
        "beside those that the register follows, with what it says instead.",
        "/api/v1/memberships/?state=france&status=member",
        "/members/france/",
        sources_of_a_date,
    ),
    Question(
        "what_is_new",
        "An engineer who keeps a copy",
        "What has the register learned since I last looked?",
        "Certainty plays no part here: a revision is what was saved at once, whichever day it speaks of. Ask again "
        "with the last number that you have; nothing new is an empty list. With its rows (expand=rows) the feed keeps "
        "an exact copy of the register.",
        "/api/v1/revisions/?since=0&fields=number,made_at,reason",
        "/changes/",
        what_is_new,
    ),
]


def programs(question: Question, site: str) -> dict[str, str]:
    """Return {language: text} of the programs that ask a question, for the site at an address."""
    return {language: text.replace(SITE, site) for language, text in _stored_programs(question.name).items()}


@cache
def _stored_programs(name: str) -> dict[str, str]:
    return {language: (EXAMPLES / name / file).read_text() for file, language in LANGUAGES.items()}


def client(site: str) -> str:
    """Return the text of the client in Python, for the site at an address."""
    return _stored_client().replace(SITE, site)


@cache
def _stored_client() -> str:
    return CLIENT.read_text()


@lru_cache(maxsize=1)
def answers(stamp: Stamp) -> dict[str, Answer]:
    """Return {name of a question: its Answer}, from the register as it is.

    stamp: names its state; while that is the same, they are worked out once.
    """
    with as_recorded(None):
        return {question.name: Answer.of(question.answer()) for question in QUESTIONS}
