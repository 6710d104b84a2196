"""One day and one revision give the same rows at every door: page, JSON, CSV, NDJSON, JSON-LD and the SQLite file.

For every kind of record, with the certainty of each row and, where the form has them, its dates. The register is edited
after its load, so that the past asked for and the present differ.
"""

import csv
import io
import json
import re
import sqlite3
from collections import defaultdict
from contextlib import closing
from datetime import date
from html.parser import HTMLParser

import pytest
from django.test import Client

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.kinds import kinds
from iom_portal.records.models import Citation, Coverage, RuleException, SeedLine, Source
from iom_portal.records.models.facts import Record
from iom_portal.records.models.revising import revising
from members.models import FormerName, Membership, PublishedCount, State
from organs.models import (
    Attribute,
    Event,
    Figure,
    Instrument,
    Organ,
    OrganFunction,
    OrganizationName,
    Person,
    Post,
    Session,
    Statement,
    Term,
)
from strategy.models import Commitment, Framework, Objective, Theme
from tests.support.cast import a_former_name, a_person, a_post, a_spell, a_term, affirm, cite, end_organ, saved

DAY = "2013-11-20"
KINDS = kinds()


# The doors: each is asked for the rows of a kind and gives {id: (certainty, dates)}, where dates is None if the form
# says less of them than {field: (text, earliest, latest)}.


class Door:
    def __init__(self, clocks):
        self.client, self.clocks = Client(), clocks

    def get(self, path, **asked):
        answer = self.client.get(path, {**self.clocks, **asked})
        assert answer.status_code == 200, (path, answer.content[:500])
        return b"".join(answer.streaming_content) if answer.streaming else answer.content


class Json(Door):
    form = "/"

    def objects(self, model):
        found, number = [], 1
        while True:
            page = json.loads(
                self.get(f"/api/v1/{model.about.resource}{self.form}", page_size="1000", page=str(number))
            )
            found += page["results"]
            if not page.get("next"):
                return found
            number += 1

    def rows(self, model):
        return {
            row["id"]: (row.get("certainty"), {name: _bounds(row[name]) for name in model.partial_dates()})
            for row in self.objects(model)
        }


class Ndjson(Json):
    def objects(self, model):
        found, number = [], 1
        while True:
            lines = self.get(f"/api/v1/{model.about.resource}.ndjson", page_size="1000", page=str(number)).splitlines()
            found += map(json.loads, lines)
            if len(lines) < 1000:
                return found
            number += 1


def _bounds(when, text="text"):
    return (when[text], when.get("earliest"), when.get("latest")) if when else None


class JsonLd(Json):
    form = ".jsonld"

    def rows(self, model):
        found = {}
        for row in self.objects(model):
            dated = row | row.get("during", {})
            dates = {name: _bounds(dated.get(name), "edtf") for name in model.partial_dates()}
            found[row["id"]] = (row.get("certainty"), dates)
        return found


class Csv(Door):
    def rows(self, model):
        found, number = {}, 1
        while True:
            table = self.get(f"/api/v1/{model.about.resource}.csv", page_size="1000", page=str(number)).decode()
            rows = list(csv.DictReader(io.StringIO(table)))
            for row in rows:
                dates = {
                    name: (row[name], row[f"{name}_earliest"] or None, row[f"{name}_latest"] or None)
                    if row[name]
                    else None
                    for name in model.partial_dates()
                }
                found[row["id"]] = (row.get("certainty") or None, dates)
            if len(rows) < 1000:
                return found
            number += 1


class Sqlite(Door):
    def __init__(self, clocks, directory):
        super().__init__(clocks)
        self.path = directory / "register.sqlite3"
        self.path.write_bytes(self.get("/data/iom-reference.sqlite3"))

    def rows(self, model):
        with closing(sqlite3.connect(self.path)) as file:
            file.row_factory = sqlite3.Row
            found = {}
            for row in file.execute(f"SELECT * FROM {model.about.resource.replace('-', '_')}"):
                dates = {name: self.date(row, name) for name in model.partial_dates()}
                found[row["id"]] = (row["certainty"] if issubclass(model, Record) else None, dates)
        return found

    def date(self, row, name):
        """The file has no bounds of a date by which nothing holds or not, such as a birth. Where a text is open on one
        side, it has the day with which the register reckons there; the API has null."""
        text, columns = row[name], set(row.keys())
        if not text or f"{name}_earliest" not in columns:
            return (text,) if text else None
        earliest, latest = row[f"{name}_earliest"], row[f"{name}_latest"]
        return (text, None if text.startswith("..") else earliest, None if text.endswith("..") else latest)


# Pages


class Rows(HTMLParser):
    """The rows of a page (tr, li, article): of each its ids, the addresses it links to, the words of its marks, and
    whether it stands below what is over. What lies in a row within it is not its own. `standing`: what the page says of
    its subject."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.over, self.standing, self._open, self._marked = [], False, "", [], False
        self.feed(html[html.index("<main") : html.index("</main>")])

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        classes = attributes.get("class", "").split()
        self.over = self.over or attributes.get("id") == "over"
        if tag == "p" and classes[:1] == ["standing"]:
            self.standing = classes[-1]
        if tag in ("tr", "li", "article"):
            self._open.append((tag, {"ids": [], "links": [], "marks": [], "over": self.over}))
            self.rows.append(self._open[-1][1])
        if self._open:
            row = self._open[-1][1]
            row["ids"] += [attributes["id"]] if "id" in attributes else []
            row["links"] += [attributes["href"]] if tag == "a" else []
        self._marked = tag == "span" and classes[:1] == ["mark"]

    def handle_data(self, data):
        if self._marked and self._open:
            self._open[-1][1]["marks"].append(data.partition(":")[0])

    def handle_endtag(self, tag):
        self._marked = False
        if self._open and self._open[-1][0] == tag:
            self._open.pop()


def _certainty(row):
    return "possible" if "possibly" in row["marks"] else "certain"


class Page(Door):
    """The pages of the site. `objects`: {model: what the API says of all days}, by which ids and slugs are read.

    There are as many pages of sources as of all else together, so only one of `every` is looked at, and the new one.
    """

    def __init__(self, clocks, objects, every):
        super().__init__(clocks)
        self.objects, self.kept = objects, {}
        sources = enumerate(objects[Source])
        self.sources = [source for number, source in sources if number % every == 0 or source["id"] == "MINUTES"]
        ids = {source["id"] for source in self.sources}
        self.unseen = {one["id"] for one in objects[Citation] if one["source"]["id"] not in ids}

    def page(self, path, **asked):
        key = (path, *asked.items())
        if key not in self.kept:
            self.kept[key] = Rows(self.get(path, **asked).decode())
        return self.kept[key]

    def rows(self, model):
        how, *details = PLACES[model]
        return {key: (certainty, None) for key, certainty in how(self, model, *details).items()}

    def listed(self, model, path):
        """The rows of a list, by the id of the record or of its sources; not those that are over."""
        keys, found = {one["id"] for one in self.objects[model]}, {}
        for row in self.page(path).rows:
            for key in keys & {name.removesuffix("-sources") for name in row["ids"]}:
                if not row["over"] and "ended" not in row["marks"]:
                    found[key] = _certainty(row)
        return found

    def listed_as_a_whole(self, model, path):
        """The rows of a list of which the page says as a whole whether they hold."""
        certainty = {"holds": "certain"}.get(self.page(path).standing, self.page(path).standing)
        return dict.fromkeys(self.listed(model, path), certainty)

    def linked(self, model, path, start="", **asked):
        """The rows of a list, by the links that lead to the records: `start`, or else the path, then the slug."""
        keys, found = {one["slug"]: one["id"] for one in self.objects[model]}, {}
        for row in self.page(path, **asked).rows:
            for link in row["links"]:
                key = re.match(f"{re.escape(start or path)}([^/?&#]+)", link)
                if key and key[1] in keys and not row["over"]:
                    found[keys[key[1]]] = _certainty(row)
        return found if issubclass(model, Record) else dict.fromkeys(found)

    def cited(self, model, *paths):
        """The rows of lists, by the links that lead to the sources of the records."""
        keys, found = {one["id"] for one in self.objects[model]}, {}
        for path in paths:
            for row in self.page(path).rows:
                for link in row["links"]:
                    key = link.partition("#")[2].removesuffix("-sources")
                    if key in keys and not row["over"]:
                        found[key] = _certainty(row)
        return found

    def placed(self, model, path, place):
        """The records that stand on the pages of others, those of `place`."""
        found = {}
        for one in self.objects[place]:
            if place is not State or one["former_names"]:
                found |= self.listed(model, f"{path}{one['slug']}/")
        return found

    def in_office(self, model):
        """The terms of which the list of all says that they hold, or may hold."""
        marks = {row["ids"][0]: row["marks"] for row in self.page("/leadership/").rows if row["ids"]}
        held = {"in office": "certain", "possibly": "possible"}
        return {key: held[mark] for key, said in marks.items() for mark in said if mark in held}

    def states(self, model):
        """Every State has a standing; of one that is not dated, its page says whether it was a State."""
        found = {}
        slugs = {one["id"]: one["slug"] for one in self.objects[model] if not one["start"]}
        for status in ("either", "neither"):
            for key in self.linked(model, "/members/", status=status):
                in_doubt = key in slugs and b"possibly on that day" in self.get(f"/members/{slugs[key]}/")
                found[key] = "possible" if in_doubt else "certain"
        return found

    def offered(self, model):
        """Themes have no day: the list of objectives offers to narrow by each."""
        offered = re.findall(r'<option\s+value="([^"]+)"', self.get("/strategy/objectives/").decode())
        return {one["id"]: "certain" for one in self.objects[model] if one["slug"] in offered}

    def lines(self, model):
        keys = {f"line-{one['number']}": one["id"] for one in self.objects[model]}
        ids = [key for row in self.page("/about/seed/").rows for key in row["ids"]]
        return {keys[key]: None for key in ids if key in keys}

    def coverage(self, model):
        [one] = self.objects[model]
        words = day_in_words(date.fromisoformat(one["verified_to"]))
        return {one["id"]: None} if f"The register is verified to {words}." in self.get("/").decode() else {}

    def citations(self, model):
        """What stands on the page of each source: records, each as often as it is cited by the source."""
        addresses = {
            (kind.kind, one["id"]): re.sub("^https?://[^/]+", "", one["page_url"])
            for kind in KINDS
            for one in self.objects[kind]
            if one["page_url"]
        }
        keys = defaultdict(list)
        for one in self.objects[model]:
            keys[one["source"]["id"], addresses[one["record"]["kind"], one["record"]["id"]]].append(one["id"])
        found = {}
        for source in self.sources:
            for row in self.page(f"/sources/{source['slug']}/").rows:
                for link in row["links"]:
                    there = keys[source["id"], re.sub(r"[?&]as_[a-z]+=[^&#]*", "", link)]
                    found[there.pop() if there else f"{source['id']} on {link}"] = None
        return found | dict.fromkeys(self.unseen)


PLACES = {
    State: (Page.states,),
    Membership: (Page.cited, "/members/", "/observers/"),
    PublishedCount: (Page.listed, "/evidence/"),
    FormerName: (Page.placed, "/members/", State),
    OrganizationName: (Page.listed, "/names/"),
    Instrument: (Page.listed, "/instruments/"),
    Event: (Page.linked, "/history/"),
    Statement: (Page.listed, "/statements/"),
    Figure: (Page.listed, "/figures/"),
    Attribute: (Page.listed, "/attributes/"),
    Organ: (Page.listed, "/organs/"),
    OrganFunction: (Page.placed, "/organs/", Organ),
    Session: (Page.listed, "/sessions/"),
    Post: (Page.placed, "/organs/", Organ),
    Person: (Page.linked, "/leadership/"),
    Term: (Page.in_office,),
    Framework: (Page.listed, "/strategy/"),
    Commitment: (Page.listed_as_a_whole, "/strategy/mission-statement/"),
    Objective: (Page.listed_as_a_whole, "/strategy/objectives/"),
    Theme: (Page.offered,),
    RuleException: (Page.listed, "/rules/"),
    Source: (Page.linked, "/sources/"),
    Citation: (Page.citations,),
    SeedLine: (Page.lines,),
    Coverage: (Page.coverage,),
}


# The register is loaded, then edited: what held on the day begins later, or may, or ended before, or is gone, or new.


def change(model, pk, **values):
    record = model.objects.get(pk=pk)
    for name, value in values.items():
        setattr(record, name, value)
    record.save()
    if isinstance(record, Record):
        affirm(record)


@pytest.fixture(scope="module")
def edited(register, stage):
    """The number of the revision of the load; the one after it holds the edits."""
    with revising(reason="Corrected, deleted, added."):
        change(Membership, "aus-member-2", start="2013")
        change(FormerName, "swz-name-14", end="2012")
        change(OrganizationName, "N4", end="2013")
        change(Instrument, "I09", adopted_on="2014-01-01")
        change(Event, "E060", start="2013")
        change(Statement, "ST017", on="2013-01-01")
        change(Figure, "F043", year="2014")
        change(Attribute, "attribute-1", start="2013")
        end_organ(Organ.objects.get(pk="ORG-EXCOM"), "2012-11-20")
        change(Framework, "SF2012", end="2013")
        change(Coverage, "register", verified_to=date(2025, 12, 13))
        change(SeedLine, "seed-line-01", text="Another text.")
        change(State, "AUS", capital="Canberra, Australian Capital Territory")
        for model, pk in (
            (Membership, "aut-member-1"),
            (PublishedCount, "count-10"),
            (OrganFunction, "council-function-3"),
            (Session, "session-26"),
            (Commitment, "commitment-4"),
            (Objective, "objective-12"),
        ):
            model.objects.get(pk=pk).delete()
        singapore = State.objects.get(pk="SGP")
        a_spell(singapore, "2013", status="observer")
        a_former_name(singapore, "Temasek", "2010-01-01", "2013-12-31")
        reeve = a_post(Organ.objects.get(pk="ORG-COUNCIL"), start="2013")
        a_term(a_person(), reeve, "2013-11-01")
        theme = Theme(slug="fair-recruitment", name="Fair recruitment")
        theme.save()
        cite(theme)
        of_organ = {"rule": "organ-within-its-parent", "record": "organ:ORG-SCPF"}
        saved(RuleException(**of_organ, why="It may become older."))
    return register.revision.number


def held(door, model):
    return {key: certainty for key, (certainty, _) in door.rows(model).items()}


def differences(theirs, ours):
    """{id: (as JSON has it, as the door has it)} where they differ; dates only in as far as the door tells them."""
    found = {}
    for key in theirs.keys() | ours.keys():
        one, other = theirs.get(key), ours.get(key)
        if one and other and other[1]:
            told = {name: when and when[: len(other[1][name] or when)] for name, when in one[1].items()}
            one = (one[0], told)
        elif one and other:
            one = (one[0], other[1])
        if one != other:
            found[key] = (one, other)
    return found


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("moment", ["as loaded", "as it is"])
def test_every_door_gives_the_same_rows(moment, edited, own_past, settings, tmp_path):
    settings.DOWNLOAD_DIR = tmp_path / "downloads"
    recorded = {"as_recorded": str(edited)} if moment == "as loaded" else {}
    clocks = {"as_of": DAY, **recorded}
    whole = Json(recorded)
    objects = {model: whole.objects(model) for model in KINDS}
    doors = [
        JsonLd(clocks),
        Csv(clocks),
        Ndjson(clocks),
        Sqlite(clocks, tmp_path),
        Page(clocks, objects, every=1 if recorded else 8),
    ]
    wrong = {}
    for model in KINDS:
        theirs = Json(clocks).rows(model)
        assert theirs, model
        for door in doors:
            if found := differences(theirs, door.rows(model)):
                wrong[model.__name__, type(door).__name__] = found
    assert not wrong


@pytest.mark.once
@pytest.mark.django_db
def test_the_past_that_is_asked_for_is_not_the_present(edited, own_past):
    """Or the test above would not see which of the two a door reads."""
    then, now = Json({"as_of": DAY, "as_recorded": str(edited)}), Json({"as_of": DAY})
    same = {model for model in KINDS if held(then, model) == held(now, model)}
    assert same == {State, SeedLine, Coverage}  # these have the same rows on every day, and are edited all the same
    for model in same:
        assert then.objects(model) != now.objects(model)
