"""Getting started: five questions, the programs of docs/examples/ that ask them, and what the register answers.

A program prints the lines of the answer, which are worked out here from the register itself;
tests/browser/test_examples.py runs them all and holds them to that. Each lies at docs/examples/<name of the question>/
and takes the address of the site from the environment; the page writes its own in place of theirs.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from django.conf import settings

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
    """A question: the folder of its programs, who asks it, in words; what certain and possible mean here; where the API
    and the site answer it."""

    name: str
    asker: str
    words: str
    certainty: str
    address: str
    page: str
    answer: callable


class Answer(NamedTuple):
    """What the programs print, and how many lines it has."""

    text: str
    lines: int

    @classmethod
    def of(cls, lines):
        lines = list(lines)
        return cls("\n".join(lines), len(lines))


def members_on_a_day(day=date(2013, 6, 14)):
    states = State.objects.all()
    yield f"{states.certainly('member', day).count()} States were certainly members on {day}."
    names = list(states.only_possibly("member", day).values_list("name_en", flat=True))
    yield from (f"{len(names)} more may have been:", *names)


def leader_on_a_day(day=date(2008, 9, 30)):
    for term in Term.objects.of_the_head().as_of(day).for_page(day):
        yield f"{term.person}, {term.start} to {term.end or 'now'}: {term.certainty_on(day)} on {day}"
        yield from sorted({f"  {citation.stance}: {citation.source}" for citation in term.cited})


def members_by_year(first=1951, last=2025):
    days = days_between(date(first, 12, 31), date(last, 12, 31), "year")
    yield f"year {CERTAIN} {POSSIBLE}"
    for day, certain, possible in Counts.of(Membership.Status.MEMBER).series(days):
        yield f"{day.year} {certain} {possible}"


def sources_of_a_date(state="france"):
    for spell in Membership.objects.filter(state__slug=state, status=Membership.Status.MEMBER).with_citations():
        yield f"Member from {spell.start} to {spell.end or 'now'}"
        said = set()
        for citation in spell.cited:
            instead = f" ({citation.other_value})" if citation.other_value else ""
            said.add(f"  {citation.stance}{instead}: {citation.source}")
        yield from sorted(said)


def what_is_new(since=0):
    revisions = list(Revision.objects.filter(number__gt=since).order_by("number")[:FIRST_REVISIONS])
    rows = row_changes(revisions)
    for revision in revisions:
        made = f"{revision.made_at:%Y-%m-%d}"
        yield f"Revision {revision.number} of {made} (rows: {len(rows[revision.pk])}): {revision.reason}"


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


@cache
def _programs(name):
    return {language: (EXAMPLES / name / file).read_text() for file, language in LANGUAGES.items()}


def programs(question, site):
    """{language: text} of the programs that ask a question, for the site at an address."""
    return {language: text.replace(SITE, site) for language, text in _programs(question.name).items()}


@cache
def _client():
    return CLIENT.read_text()


def client(site):
    """The text of the client in Python."""
    return _client().replace(SITE, site)


@lru_cache(maxsize=1)
def answers(stamp):
    """{name of a question: its Answer}, from the register as it is. `stamp` names its state: while that is the same,
    they are worked out once."""
    with as_recorded(None):
        return {question.name: Answer.of(question.answer()) for question in QUESTIONS}
