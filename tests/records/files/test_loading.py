"""The loader: everything or nothing, all bad rows at once, idempotent, and never over an editor's change unasked."""

import filecmp
import shutil
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from iom_portal.records.files.loading import LoadFailed, RegisterLoad
from iom_portal.records.kinds import kinds
from iom_portal.records.models import Citation, Revision, Source
from iom_portal.records.models.revising import revising
from members.models import Membership, State
from organs.models import Organ
from tests.support.cast import cite

from .conftest import append_row, change, load

pytestmark = pytest.mark.django_db


def test_a_load_is_one_revision_and_a_second_one_none(files):
    assert "revision 1" in load(files)
    assert State.objects.get().memberships.count() == 2
    assert "no revision: nothing changed" in load(files)
    assert Revision.objects.count() == 1
    assert Membership.history.count() == 2


def test_what_is_exported_is_what_was_loaded_byte_for_byte(files, tmp_path):
    load(files)
    again = tmp_path / "again"
    call_command("export_register", str(again), stdout=StringIO())
    names = sorted(path.name for path in files.glob("*.csv"))
    assert len(names) == len(kinds())
    assert filecmp.cmpfiles(files, again, names, shallow=False) == (names, [], [])


def test_an_export_honours_both_clocks(files, tmp_path, settings):
    settings.SNAPSHOT_DIR = tmp_path / "snapshots"
    load(files)
    edit("The editor knows better.")
    out = tmp_path / "out"
    call_command("export_register", str(out), as_recorded="1", stdout=StringIO())
    assert (out / "memberships.csv").read_bytes() == (files / "memberships.csv").read_bytes()
    call_command("export_register", str(out), as_of="1960-01-01", stdout=StringIO())
    assert [line.split(",")[0] for line in (out / "memberships.csv").read_text().splitlines()] == ["id", "ere-member-1"]
    for bad in ({"as_of": "yesterday"}, {"as_recorded": "9"}):
        with pytest.raises(CommandError, match="yesterday|There is no revision 9"):
            call_command("export_register", str(out), stdout=StringIO(), **bad)


MEMBERSHIP = "memberships.csv"
BAD_ROWS = [  # file, id of the row, its new cells, the line and column that the message names, its words
    (MEMBERSHIP, "ere-member-1", {"start": "yesterday"}, 2, "start", "not a date that the register can read"),
    (MEMBERSHIP, "ere-member-1", {"start": "2013-02-30"}, 2, "start", "February 2013 has 28 days"),
    (MEMBERSHIP, "ere-member-1", {"end": "1950"}, 2, "end", "cannot end (1950) before it begins"),
    (MEMBERSHIP, "ere-member-2", {"start": "1973"}, 3, "", "certainly overlaps “ere-member-1”"),
    (MEMBERSHIP, "ere-member-1", {"state": "UTO"}, 2, "state", "“UTO” is not the id of a state"),
    (MEMBERSHIP, "ere-member-1", {"state": ""}, 2, "state", "cannot be null"),
    (MEMBERSHIP, "ere-member-1", {"status": "friend"}, 2, "status", "not a valid choice"),
    (MEMBERSHIP, "ere-member-1", {"basis": "conquest"}, 2, "basis", "not a valid choice"),
    (MEMBERSHIP, "ere-member-1", {"status": "observer", "basis": "accession"}, 2, "basis", "leave it empty"),
    (MEMBERSHIP, "ere-member-1", {"sources": ""}, 2, "sources", "every fact needs a source"),
    (MEMBERSHIP, "ere-member-1", {"sources": "RUMOUR"}, 2, "sources", "“RUMOUR” is not the id of a source"),
    (MEMBERSHIP, "ere-member-1", {"sources": "MINUTES;MINUTES"}, 2, "sources", "names a source twice"),
    (MEMBERSHIP, "ere-member-1", {"evidence": "hearsay"}, 2, "evidence", "not a valid choice"),
    (MEMBERSHIP, "ere-member-2", {"id": "ere-member-1"}, 3, "id", "stands already on line 2"),
    (MEMBERSHIP, "ere-member-1", {"id": "ere member 1"}, 2, "id", "An id has only letters"),
    (MEMBERSHIP, "ere-member-1", {"id": ""}, 2, "id", "needs its permanent id"),
    (MEMBERSHIP, "ere-member-1", {"note": "a\x07note"}, 2, "note", "U+0007 (BELL) after “a”"),
    ("states.csv", "ERE", {"iso2": "EREWHON"}, 2, "iso2", "at most 2 characters"),
    ("states.csv", "ERE", {"slug": "Ere whon"}, 2, "slug", "Enter a valid “slug”"),
    ("states.csv", "ERE", {"name_en": ""}, 2, "name_en", "cannot be blank"),
    ("organs.csv", "ORG-FOLK", {"parent": "ORG-FOLK"}, 2, "parent", "cannot stand above itself"),
    ("coverage.csv", "register", {"verified_to": "soon"}, 2, "verified_to", "invalid date format"),
    (
        "citations.csv",
        "membership.ere-member-1.MINUTES.start",
        {"field": "colour"},
        2,
        "field",
        "has no field “colour”",
    ),
    ("citations.csv", "membership.ere-member-1.MINUTES.start", {"record": "nothing"}, 2, "record", "names no record"),
    ("citations.csv", "membership.ere-member-1.MINUTES.start", {"stance": "supports"}, 2, "other_value", "disagrees"),
]


@pytest.mark.parametrize("file, pk, cells, line, column, words", BAD_ROWS)
def test_a_bad_row_is_named_and_nothing_is_written(files, file, pk, cells, line, column, words):
    change(files, file, pk, **cells)
    with pytest.raises(LoadFailed) as failed:
        RegisterLoad(files).run()
    found = [problem for problem in failed.value.problems if words in problem.reason]
    assert found, failed.value.problems
    assert (found[0].file, found[0].line, found[0].column) == (file, line, column)
    assert not Source.objects.exists()
    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    "spoil, words",
    [
        (lambda path: path.unlink(), "memberships.csv: the file is missing"),
        (lambda path: path.write_bytes(b"id,state\n\xff\xfe"), "memberships.csv: not UTF-8"),
        (lambda path: path.write_text('id,state\n"open'), "memberships.csv:1: the header lacks the column"),
        (lambda path: path.write_text(path.read_text() + '"open quote'), "broken CSV"),
        (lambda path: path.write_text(path.read_text().replace("status", "statuses", 1)), "unknown column 'statuses'"),
        (lambda path: path.write_text(path.read_text() + "one,two\n"), "memberships.csv:4: has 2 cells, not 10"),
        (lambda path: path.write_text(""), "the header lacks the column"),
        (lambda path: path.write_text(path.read_text() + "\0"), "NUL character"),
        (lambda path: path.rename(path.with_name("membership.csv")), "not a file of the register"),
    ],
)
def test_a_broken_file_is_named_and_nothing_is_written(files, spoil, words):
    spoil(files / MEMBERSHIP)
    with pytest.raises(LoadFailed) as failed:
        RegisterLoad(files).run()
    assert any(words in str(problem) for problem in failed.value.problems), failed.value.problems
    assert not Source.objects.exists()


def test_a_directory_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(CommandError, match="1 problem in the files"):
        load(tmp_path / "nowhere")


def test_all_bad_rows_are_reported_at_once_with_file_line_column_and_reason(files):
    change(files, MEMBERSHIP, "ere-member-1", start="yesterday", evidence="hearsay")
    change(files, "organs.csv", "ORG-FOLK", end="1950")
    change(files, "former_names.csv", "ere-name-1", sources="")
    out = StringIO()
    with pytest.raises(CommandError, match="4 problems in the files; nothing was written"):
        call_command("load_register", str(files), stdout=StringIO(), stderr=out)
    lines = out.getvalue().splitlines()
    for start in (
        "former_names.csv:2: sources: every fact",
        "memberships.csv:2: evidence: ",
        "memberships.csv:2: start: “yesterday”",
        "organs.csv:2: end: It cannot end",
    ):
        assert any(line.startswith(start) for line in lines), (start, lines)


def test_a_changed_row_is_updated_and_its_history_kept(files):
    load(files)
    change(files, MEMBERSHIP, "ere-member-2", start="1985-05-24", note="By letter.", sources="MINUTES;GAZETTE")
    append_row(files, "sources.csv", id="GAZETTE", slug="gazette", title="Gazette", kind_of_source="press")
    assert "1 new, 1 changed" in load(files)
    spell = Membership.objects.get(pk="ere-member-2")
    assert (spell.note, [c.source_id for c in spell.citations.all()]) == ("By letter.", ["MINUTES", "GAZETTE"])
    assert spell.history.count() == 2


def edit(note, origin=Revision.Origin.ADMIN):
    with revising(reason="A closer look.", origin=origin):
        spell = Membership.objects.get(pk="ere-member-1")
        spell.note = note
        spell.save()


def test_an_editors_change_is_reported_as_a_conflict_and_left_alone_unless_told_otherwise(files):
    load(files)
    edit("The editor knows better.")
    out = load(files)
    assert "memberships.csv:2: “ere-member-1” was changed by an editor since" in out
    assert "no revision" in out
    assert Membership.objects.get(pk="ere-member-1").note == "The editor knows better."
    assert "1 changed" in load(files, overwrite=True)
    assert Membership.objects.get(pk="ere-member-1").note == ""


def test_a_source_that_an_editor_added_or_removed_is_a_conflict_too(files):
    load(files)
    with revising(reason="Found another.", origin=Revision.Origin.ADMIN):
        cite(Membership.objects.get(pk="ere-member-1"), Source.objects.get(pk="MINUTES"), locator="p. 3")
        gazette = Source(pk="GAZETTE", slug="gazette", title="Gazette", kind_of_source="press")
        gazette.save()
        cite(Membership.objects.get(pk="ere-member-2"), gazette)
    assert "memberships.csv:3: “ere-member-2” was changed by an editor since" in load(files)
    assert Membership.objects.get(pk="ere-member-2").citations.count() == 2


def test_a_row_that_an_editor_deleted_does_not_come_back_unasked(files):
    load(files)
    with revising(reason="Never borne.", origin=Revision.Origin.ADMIN):
        State.objects.get().former_names.get().delete()
    assert "“ere-name-1” was deleted by an editor since" in load(files)
    assert not State.objects.get().former_names.exists()
    assert "new" in load(files, overwrite=True)
    assert State.objects.get().former_names.get().history.count() == 3


def test_a_row_that_left_the_files_is_told_and_pruned_only_when_asked(files):
    load(files)
    (files / "former_names.csv").write_text(
        (files / "former_names.csv").read_text().splitlines(keepends=True)[0], encoding="utf-8"
    )
    assert "former_names.csv: “ere-name-1” is in the register and no longer in the file" in load(files)
    assert State.objects.get().former_names.exists()
    assert "1 removed" in load(files, prune=True)
    assert not State.objects.get().former_names.exists()


def test_rows_that_refer_to_their_own_kind_may_stand_in_any_order(files):
    administration = {"id": "ORG-ADM", "slug": "adm", "name_en": "Adm", "kind_of_organ": "office"}
    spell = {"predecessor": "ORG-FOLK", "start": "1952", "end": "1954", "sources": "MINUTES"}
    append_row(files, "organs.csv", parent="ORG-FOLK", **administration, **spell)
    change(files, "organs.csv", "ORG-FOLK", successor="ORG-ADM")
    load(files)
    assert Organ.objects.get(pk="ORG-ADM").predecessor_id == "ORG-FOLK"


def test_progress_names_every_file_with_its_rows(files):
    out = load(files)
    assert [line.split()[0] for line in out.splitlines()[: len(kinds())]] == [
        f"{model.about.resource.replace('-', '_')}.csv" for model in kinds()
    ]


def test_if_empty_leaves_a_loaded_register_as_it_is(files):
    load(files)
    change(files, MEMBERSHIP, "ere-member-1", note="Later.")
    assert "loaded already" in load(files, if_empty=True)
    assert Membership.objects.get(pk="ere-member-1").note == ""


def test_the_citations_of_the_cell_keep_their_order(files):
    append_row(files, "sources.csv", id="ALMANAC", slug="almanac", title="Almanac", kind_of_source="scholarly")
    change(files, MEMBERSHIP, "ere-member-1", sources="MINUTES;ALMANAC")
    load(files)
    change(files, MEMBERSHIP, "ere-member-1", sources="ALMANAC;MINUTES")
    load(files)
    listed = Citation.objects.filter(object_id="ere-member-1", field="").values_list("source", flat=True)
    assert list(listed) == ["ALMANAC", "MINUTES"]


def test_the_real_files_are_complete_and_sound(tmp_path, register):
    """Every row of the register loads, exports to the same bytes, and passes the audit."""
    call_command("export_register", str(tmp_path), stdout=StringIO())
    names = sorted(path.name for path in settings.FIXTURES.glob("*.csv"))
    assert filecmp.cmpfiles(settings.FIXTURES, tmp_path, names, shallow=False) == (names, [], [])
    assert "nothing changed" in load(settings.FIXTURES)
    out = StringIO()
    call_command("check_records", stdout=out)
    assert "0 errors" in out.getvalue()
    shutil.rmtree(tmp_path)
