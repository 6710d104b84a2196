"""The change feed alone is enough to keep a copy of the register: its export is the register's own, byte for byte."""

import csv

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from iom_portal.records.kinds import file_name, kinds
from iom_portal.records.models import Citation, Source
from iom_portal.records.models.revising import revising
from iom_portal.records.text import natural
from members.models import Membership
from tests.support.cast import a_source, a_spell, a_state, cite, the_coverage
from tests.support.desk import Desk

CITATIONS = "records-citation-content_type-object_id"
BACK, OBSERVER = "/admin/members/membership/aus-member-2", "/admin/members/membership/aus-observer-1"


class Mirror:
    """Files of the register, kept by a client that knows the API and nothing else."""

    def __init__(self, api):
        self.api, self.files, self.seen, self.revision = api, {}, [], 0

    def follow(self, between=lambda: None, **asked):
        """Read all that came after the last revision read. `between` is called after each page."""
        page = self.api("revisions/", since=str(self.revision), fields="number,rows", **asked)
        while True:
            for revision in page["results"]:
                self.apply(revision)
            between()
            if page["next"] is None:
                return self
            page = self.api.client.get(page["next"]).json()

    def apply(self, revision):
        self.seen.append(revision["number"])
        self.revision = revision["number"]
        for change in revision["rows"]:
            rows = self.files.setdefault(change["resource"], {})
            assert (change["id"] in rows) == (change["change"] != "created")
            if change["change"] == "deleted":
                assert change["row"] is None
                del rows[change["id"]]
            else:
                rows[change["id"]] = change["row"]

    def export(self, directory):
        for model in kinds():
            with (directory / file_name(model)).open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, model.file_columns(), lineterminator="\n")
                writer.writeheader()
                rows = self.files.get(model.about.resource, {})
                writer.writerows(rows[pk] for pk in sorted(rows, key=natural))
        return contents(directory)


def contents(directory):
    return {path.name: path.read_bytes() for path in directory.iterdir()}


@pytest.fixture
def exported(tmp_path):
    """The register's own export, at a revision or now, as {file name: bytes}."""

    def export(revision=None):
        directory = tmp_path / f"own-{revision}"
        call_command("export_register", directory, as_recorded=revision and str(revision), verbosity=0)
        return contents(directory)

    return export


@pytest.fixture(scope="module")
def edited(register, stage):
    """What an editor does after the load, each a revision: a date corrected; a source added to a record, which changes
    no field of it; a citation that comes to say more; a spell deleted; the spell brought back. The last revision."""
    desk = Desk(Client(), User.objects.create_superuser("grace"))
    assert (
        not desk.open(f"{BACK}/change/")
        .holding()
        .submit(start="1986-01-01", reason="The treaty list says 1986.")
        .errors
    )
    page = desk.open(f"{BACK}/change/")
    total = int(page.form[f"{CITATIONS}-TOTAL_FORMS"])
    unused = Source.objects.exclude(citations__object_id="aus-member-2").order_by("pk").first()
    assert not page.row(CITATIONS, total, source=unused.pk).submit(reason="It says so too.").errors
    plain = next(citation for citation in Membership.objects.get(pk="aus-observer-1").cited if citation.is_plain)
    with revising(reason="The page is known."):
        plain.locator = "p. 12"
        plain.save()
    assert desk.open(f"{OBSERVER}/delete/").submit(reason="No trace of it was found.").status == 200
    assert not Membership.objects.filter(pk="aus-observer-1").exists()
    spell = Membership.history.filter(id="aus-observer-1", history_type="-").get()
    assert not desk.open(f"{OBSERVER}/history/{spell.pk}/").submit(reason="It was found after all.").errors
    assert Membership.objects.filter(pk="aus-observer-1").exists()
    return register.revision.number + 5


@pytest.mark.django_db
@pytest.mark.parametrize("size", [7, 2, 1000])
def test_the_export_of_a_mirror_is_that_of_the_register(edited, size, api, exported, tmp_path):
    mirror = Mirror(api).follow(page_size=str(size))
    assert mirror.seen == list(range(1, edited + 1))
    (tmp_path / "mirror").mkdir()
    assert mirror.export(tmp_path / "mirror") == exported()


@pytest.mark.django_db
def test_a_mirror_is_right_at_every_revision(edited, own_past, api, exported, tmp_path):
    mirror = Mirror(api)
    for number in range(1, edited + 1):
        mirror.follow(as_recorded=str(number))
        assert mirror.revision == number
        (tmp_path / f"mirror-{number}").mkdir()
        assert mirror.export(tmp_path / f"mirror-{number}") == exported(number), number


@pytest.mark.django_db
def test_what_an_editor_saves_while_the_feed_is_read_comes_once_and_last(edited, api, exported, tmp_path):
    saved = []

    def save():
        if len(saved) < 3:
            saved.append(a_source(f"LATE-{len(saved)}"))

    mirror = Mirror(api).follow(save, page_size="2")
    assert mirror.seen == list(range(1, edited + 4)) and len(saved) == 3
    (tmp_path / "mirror").mkdir()
    assert mirror.export(tmp_path / "mirror") == exported()


@pytest.fixture
def story(db):
    """1: Erewhon and its spell. 2: a further source. 3: both sources gone but the further one. 4: deleted. 5: back."""
    with revising(reason="As first found."):
        the_coverage()
        state = a_state("Erewhon", ("1967", ""))
    with revising(reason="The gazette says so too."):
        gazette = Source(pk="GAZETTE", slug="gazette", title="Gazette", kind_of_source="press")
        gazette.save()
        cite(state.memberships.get(), gazette, position=1)
    with revising(reason="The minutes do not say so."):
        Citation.objects.get(pk="membership.ere-member-1.MINUTES").delete()
    with revising(reason="Deleted."):
        state.memberships.get().delete()
    with revising(reason="Back."):
        a_spell(state, "1967", pk="ere-member-1", note="Back.")
    return state


def told(page, resource):
    return [
        [(row["id"], row["change"], row["row"] and row["row"]["sources"]) for row in revision["rows"]]
        for revision in page["results"]
        for revision in [{"rows": [row for row in revision["rows"] if row["resource"] == resource]}]
    ]


def test_a_change_of_sources_alone_is_a_change_of_the_row(story, api):
    page = api("revisions/", since="0", expand="rows")
    assert told(page, "memberships") == [
        [("ere-member-1", "created", "MINUTES")],
        [("ere-member-1", "changed", "MINUTES;GAZETTE")],
        [("ere-member-1", "changed", "GAZETTE")],
        [("ere-member-1", "deleted", None)],
        [("ere-member-1", "created", "MINUTES")],
    ]
    row = page["results"][4]["rows"][0]["row"]
    assert list(row) == Membership.file_columns() and row["note"] == "Back." and row["start"] == "1967"


def test_a_citation_gains_a_row_once_it_says_more(story, api):
    citation = Citation.objects.get(pk="membership.ere-member-1.MINUTES")
    with revising(reason="The page is known."):
        citation.locator = "p. 12"
        citation.save()
    [revision] = api("revisions/", since="5", expand="rows")["results"]
    assert [(row["resource"], row["change"]) for row in revision["rows"]] == [
        ("memberships", "changed"),
        ("citations", "created"),
    ]
    assert revision["rows"][0]["row"]["sources"] == "" and revision["rows"][1]["row"]["locator"] == "p. 12"


def test_rows_are_told_only_where_they_are_asked_for(story, api):
    assert "rows" not in api("revisions/")["results"][0] and "rows" not in api("revisions/2/")
    assert api("revisions/2/", expand="rows")["rows"] == api("revisions/2/", fields="rows")["rows"] != []
    assert api.problem(400, "revisions/", expand="row")["allowed"] == ["rows"]


def test_the_list_follows_only_what_came_after(story, api):
    assert api.ids("revisions/", since="2") == ["3", "4", "5"]
    assert api.ids("revisions/", since="2", ordering="-number") == ["5", "4", "3"]
    assert api.ids("revisions/") == ["5", "4", "3", "2", "1"]
    assert api.ids("revisions/", since="5") == []


@pytest.mark.django_db
def test_rows_cost_the_same_for_few_and_for_many(edited, api):
    def cost(**asked):
        with CaptureQueriesContext(connection) as queries:
            api("revisions/", fields="number,rows", **asked)
        return len(queries)

    cost(since="0")
    whole, part = cost(since="0", page_size="1000"), cost(since="1", page_size="2")
    # the stamp, coverage, count, revisions; two to find the kinds that were touched; two for each of these
    assert part <= whole <= 53


def test_the_root_says_which_register_it_is_and_where_it_stands(story, own_past, api):
    now, then = api("")["register"], api("", as_recorded="2")["register"]
    assert (now["revision"], then["revision"]) == (5, 2) and now["id"] == then["id"]
    assert now["made_at"] > then["made_at"]
    call_command("new_lineage", verbosity=0)
    assert api("")["register"]["id"] != now["id"]
