"""One table of questions, asked on a day and at a moment, answered alike at every door.

The answers are those of the facts. The register is loaded (moment 1), then corrected (2: Australia's return put in
1986, the Executive Committee ended a year early, Gibson's term begun on a day), then Australia's spell as observer is
deleted (3), then everything restored (4).
"""

import csv
import io
import re
from datetime import date
from html import unescape

import pytest

from iom_portal.records.history.snapshots import as_recorded, read_moment
from iom_portal.records.models import Source
from iom_portal.records.models.revising import revising
from members.models import Membership, State
from organs.models import Organ, OrganizationName, Term
from strategy.models import Framework
from tests.support.cast import cite, end_organ

HEAD = "post-director-general"
NOW = 4

# day, moment, question, answer. A count is (certain, possible); “?” marks what is only possible.
TABLE = [
    ("1951-12-04", NOW, "members", (0, 0)),
    ("1951-12-05", NOW, "members", (15, 16)),
    ("1953-12-14", NOW, "members", (24, 24)),
    ("1998-12-31", NOW, "members", (67, 67)),
    ("2002-06-05", NOW, "members", (92, 93)),
    ("2006-11-28", NOW, "members", (120, 120)),
    ("2007-11-27", NOW, "members", (122, 122)),
    ("2008-06-18", NOW, "members", (125, 125)),
    ("2011-12-04", NOW, "members", (132, 132)),
    ("2011-12-05", NOW, "members", (146, 146)),
    ("2013-06-14", NOW, "members", (149, 154)),
    ("2015-11-23", NOW, "members", (157, 157)),
    ("2015-11-24", NOW, "members", (157, 162)),
    ("2015-12-07", NOW, "members", (162, 162)),
    ("2016-06-29", NOW, "members", (162, 162)),
    ("2016-06-30", NOW, "members", (165, 165)),
    ("2022-11-29", NOW, "members", (174, 174)),
    ("2022-11-30", NOW, "members", (175, 175)),
    ("2025-12-31", NOW, "members", (175, 175)),
    ("2026-01-01", NOW, "members", (174, 175)),
    ("2025-12-12", NOW, "observers", (8, 8)),
    ("1951-12-05", NOW, "standing australia", "member"),
    ("1973-12-31", NOW, "standing australia", "member"),
    ("1974-01-01", NOW, "standing australia", ""),
    ("1977-06-01", NOW, "standing australia", "observer?"),
    ("1977-12-31", NOW, "standing australia", "observer"),
    ("1985-05-23", NOW, "standing australia", "observer"),
    ("1985-05-24", NOW, "standing australia", "member"),
    ("1967-01-01", NOW, "standing nicaragua", "member?"),
    ("1967-12-31", NOW, "standing nicaragua", "member"),
    ("2025-12-31", NOW, "standing nicaragua", "member"),
    ("2026-01-01", NOW, "standing nicaragua", "member?"),
    ("2001-06-01", NOW, "standing ukraine", "member? observer?"),
    ("2000-12-31", NOW, "standing ukraine", "observer"),
    ("2001-12-31", NOW, "standing ukraine", "member"),
    ("1992-04-30", NOW, "standing france", "observer"),
    ("1992-05-31", NOW, "standing france", "member"),
    ("2016-06-29", NOW, "standing china", "observer"),
    ("2016-06-30", NOW, "standing china", "member"),
    ("1954-11-29", NOW, "organ executive-committee", ""),
    ("1954-11-30", NOW, "organ executive-committee", "yes"),
    ("2013-11-20", NOW, "organ executive-committee", "yes"),
    ("2013-11-21", NOW, "organ executive-committee", ""),
    ("1954-11-29", NOW, "organ council", ""),
    ("2013-11-21", NOW, "organ council", "yes"),
    ("1952-10-12", NOW, "names", "N1"),
    ("1952-10-15", NOW, "names", "N1? N2?"),
    ("1979-12-31", NOW, "names", "N2"),
    ("1980-06-01", NOW, "names", "N2 N3?"),
    ("1989-11-13", NOW, "names", "N2 N3"),
    ("1989-11-14", NOW, "names", "N4"),
    ("1954-12-12", NOW, "heads", "T01"),
    ("1954-12-13", NOW, "heads", ""),
    ("2008-09-30", NOW, "heads", "T10"),
    ("2008-10-01", NOW, "heads", "T11"),
    ("2013-09-30", NOW, "heads", "T11"),
    ("2013-10-01", NOW, "heads", "T12"),
    ("2023-05-15", NOW, "heads", "T13"),
    ("2023-09-30", NOW, "heads", "T13"),
    ("2023-10-01", NOW, "heads", "T14"),
    ("2007-06-06", NOW, "strategy iom-strategy-2007", ""),
    ("2007-06-07", NOW, "strategy iom-strategy-2007", "yes"),
    ("2015-11-24", NOW, "strategy iom-strategy-2007", "yes"),
    ("2015-11-25", NOW, "strategy iom-strategy-2007", "yes?"),
    ("2019-01-01", NOW, "strategy iom-strategy-2007", ""),
    ("1985-05-24", 1, "standing australia", "member"),
    ("1985-05-24", 2, "standing australia", ""),
    ("1985-12-31", 2, "standing australia", ""),
    ("1986-01-01", 2, "standing australia", "member"),
    ("1977-12-31", 2, "standing australia", "observer"),
    ("1977-12-31", 3, "standing australia", ""),
    ("1985-05-24", 4, "standing australia", "member"),
    ("1985-12-31", 1, "members", (31, 31)),
    ("1985-12-31", 2, "members", (30, 30)),
    ("2013-06-01", 2, "organ executive-committee", ""),
    ("2013-06-01", 1, "organ executive-committee", "yes"),
    ("1952-06-01", 1, "heads", "T01?"),
    ("1952-06-01", 2, "heads", "T01"),
]


@pytest.fixture(scope="module")
def base(register):
    return register.revision.number - 1


@pytest.fixture(scope="module")
def corrected(stage, base):
    """The three changes after the load, each a revision."""

    def change(record, **values):
        for name, value in values.items():
            setattr(record, name, value)
        record.save()

    back, organ, term = (
        model.objects.get(pk=pk) for model, pk in ((Membership, "aus-member-2"), (Organ, "ORG-EXCOM"), (Term, "T01"))
    )
    observer = Membership.objects.get(pk="aus-observer-1")
    with revising(reason="Corrected."):
        change(back, start="1986-01-01")
        end_organ(organ, "2012-11-20")
        change(term, start="1952-02-15")
    sources = list(observer.citations.order_by("position").values("source", "position"))
    with revising(reason="Deleted."):
        Membership.objects.get(pk=observer.pk).delete()
    with revising(reason="Restored."):
        change(back, start="1985-05-24")
        end_organ(organ, "2013-11-20")
        change(term, start="1952")
        observer._state.adding = True
        observer.save()
        for source in sources:
            cite(observer, Source.objects.get(pk=source["source"]))
    return base


def marked(pairs):
    """[("N1", "possible"), …] as "N1? …", in order."""
    return " ".join(f"{key}{'?' if certainty == 'possible' else ''}" for key, certainty in sorted(pairs) if certainty)


class Queryset:
    def __init__(self, client, moment):
        self.moment = read_moment(str(moment)) if moment else None

    def ask(self, day, question, subject):
        with as_recorded(self.moment):
            return getattr(self, question)(date.fromisoformat(day), subject)

    def members(self, day, _):
        return tuple(State.objects.count_on("member", day).values())

    def observers(self, day, _):
        return tuple(State.objects.count_on("observer", day).values())

    def standing(self, day, slug):
        return marked(State.objects.for_page(day).get(slug=slug).standing_on(day))

    def held(self, model, day, **which):
        return [(row.pk, row.certainty_on(day)) for row in model.objects.as_of(day).filter(**which)]

    def organ(self, day, slug):
        return marked([("yes", certainty) for _, certainty in self.held(Organ, day, slug=slug)])

    def strategy(self, day, slug):
        return marked([("yes", certainty) for _, certainty in self.held(Framework, day, slug=slug)])

    def names(self, day, _):
        return marked(self.held(OrganizationName, day))

    def heads(self, day, _):
        held = self.held(Term, day, post=HEAD)
        return marked([pair for pair in held if pair[1] == "certain"] or held)


class Page:
    def __init__(self, client, moment):
        self.client, self.moment = client, moment

    def ask(self, day, question, subject):
        return getattr(self, question)(day, subject)

    def get(self, day, path):
        answer = self.client.get(path, {"as_of": day, **({"as_recorded": self.moment} if self.moment else {})})
        assert answer.status_code == 200, (path, day)
        html = answer.content.decode()
        return html[html.index("<main") : html.index("</main>")]

    def count(self, day, heading):
        found = re.search(heading + r' States: <span class="number">(\d+)(?:–(\d+))?<', self.get(day, "/counts/"))
        return int(found[1]), int(found[2] or found[1])

    def members(self, day, _):
        return self.count(day, "Member")

    def observers(self, day, _):
        return self.count(day, "Observer")

    def lines(self, day, path):
        found = re.findall(r'<p class="standing ([a-z-]+)">(.*?)</p>', self.get(day, path), re.S)
        return [(state, unescape(re.sub(r"<[^>]+>", "", text))) for state, text in found]

    def standing(self, day, slug):
        held = []
        for state, text in self.lines(day, f"/members/{slug}/"):
            if state in ("holds", "possible"):
                status = (
                    "member" if "member" in text.lower().split(":")[1].split("since")[0].split("(")[0] else "observer"
                )
                held.append((status, "certain" if state == "holds" else "possible"))
        return marked(held)

    def stands(self, day, path):
        ((state, _),) = self.lines(day, path)
        return {"holds": "yes", "possible": "yes?"}.get(state, "")

    def organ(self, day, slug):
        return self.stands(day, f"/organs/{slug}/")

    def strategy(self, day, slug):
        return self.stands(day, f"/strategy/{slug}/")

    def names(self, day, _):
        html = self.get(day, "/names/").split('<h2 id="over">')[0]
        rows = re.findall(r'<tr id="(\w+)">(.*?)</tr>', html, re.S)
        return marked([(pk, "possible" if 'class="mark possible"' in body else "certain") for pk, body in rows])

    def heads(self, day, _):
        html = self.get(day, "/leadership/")
        entries = re.findall(r'<tr id="(T\d+)">(.*?)</tr>', html, re.S)
        heads = [(pk, body) for pk, body in entries if pk <= "T14"]
        held = [
            (pk, "certain" if 'class="mark holds"' in body else "possible")
            for pk, body in heads
            if 'class="mark holds"' in body or 'class="mark possible"' in body
        ]
        return marked([pair for pair in held if pair[1] == "certain"] or held)


class Api:
    form = {}

    def __init__(self, client, moment):
        self.client, self.moment = client, moment

    def ask(self, day, question, subject):
        return getattr(self, question)(day, subject)

    def get(self, day, path, **asked):
        moment = {"as_recorded": self.moment} if self.moment else {}
        answer = self.client.get(f"/api/v1/{path}/", {"as_of": day, **asked, **moment, **self.form})
        assert answer.status_code == 200, answer.content
        return self.read(answer)

    def read(self, answer):
        return answer.json()

    def rows(self, day, path, **asked):
        return self.get(day, path, page_size=1000, **asked)["results"]

    def count(self, day, status):
        found = self.get(day, "counts", status=status)
        return int(found["certain"]), int(found["possible"])

    def members(self, day, _):
        return self.count(day, "member")

    def observers(self, day, _):
        return self.count(day, "observer")

    def standing(self, day, slug):
        return marked([(row["status"], row["certainty"]) for row in self.rows(day, "memberships", state=slug)])

    def named(self, day, path, slug):
        return marked([("yes", row["certainty"]) for row in self.rows(day, path) if row["slug"] == slug])

    def organ(self, day, slug):
        return self.named(day, "organs", slug)

    def strategy(self, day, slug):
        return self.named(day, "frameworks", slug)

    def names(self, day, _):
        return marked([(row["id"], row["certainty"]) for row in self.rows(day, "names")])

    def heads(self, day, _):
        held = [(row["id"], row["certainty"]) for row in self.rows(day, "terms", post=HEAD)]
        return marked([pair for pair in held if pair[1] == "certain"] or held)


class Csv(Api):
    form = {"format": "csv"}

    def read(self, answer):
        assert answer["Content-Type"].startswith("text/csv")
        return list(csv.DictReader(io.StringIO(answer.content.decode())))

    def rows(self, day, path, **asked):
        return self.get(day, path, page_size=1000, **asked)

    def get(self, day, path, **asked):
        rows = super().get(day, path, **asked)
        return rows[0] if path == "counts" else rows


@pytest.mark.django_db
@pytest.mark.parametrize("door", [Queryset, Page, Api, Csv])
@pytest.mark.parametrize("live", [True, False], ids=["live", "snapshot"])
def test_every_door_gives_the_answer_of_the_facts(door, live, corrected, client):
    """Live, the questions of the last moment; from snapshots, those of every moment."""
    wrong = []
    for day, moment, asked, answer in TABLE:
        if live and moment != NOW:
            continue
        question, _, subject = asked.partition(" ")
        found = door(client, None if live else corrected + moment).ask(day, question, subject)
        if found != answer:
            wrong.append((day, moment, asked, answer, found))
    assert not wrong


def test_the_table_is_long_enough():
    assert len(TABLE) >= 60
    assert len({moment for _, moment, _, _ in TABLE}) == 4
