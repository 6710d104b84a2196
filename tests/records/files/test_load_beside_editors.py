"""A load after ordinary editing: what conflicts is named, the rest is loaded. And loads by choice."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from iom_portal.records.models import Citation, Revision, Source
from iom_portal.records.models.revising import revising
from members.models import Membership, State
from organs.models import Organ, Term
from tests.support.cast import a_person, a_post, a_term, affirm, an_organ, cite

from .conftest import append_row, change, load, rows_of

pytestmark = pytest.mark.django_db

MEMBERSHIPS = "memberships.csv"


def editing(reason="A closer look."):
    return revising(reason=reason, origin=Revision.Origin.ADMIN)


@pytest.fixture
def loaded(files):
    load(files)
    return files


def edit_spell(pk, **values):
    with editing():
        spell = Membership.objects.get(pk=pk)
        for name, value in values.items():
            setattr(spell, name, value)
        spell.save()
        affirm(spell)


def test_a_conflict_names_record_field_both_values_and_the_revision(loaded):
    edit_spell("ere-member-2", start="1985-06-01", note="As the gazette has it.")
    change(loaded, MEMBERSHIPS, "ere-member-1", note="From the files.")
    out = load(loaded)
    assert (
        "memberships.csv:3: “ere-member-2” was changed by an editor since (revision 2: “A closer look.”); start: the "
        "file says “1985-05-24”, the register “1985-06-01”; note: the file says “”, the register “As the gazette"
    ) in out
    assert "1 conflict left alone" in out and "1 changed" in out and "revision 3" in out
    assert Membership.objects.get(pk="ere-member-1").note == "From the files."
    assert Membership.objects.get(pk="ere-member-2").start == "1985-06-01"


def a_successor_of_the_last_spell():
    """What an editor does at a desk: end the running spell and add the next."""
    with editing("It left again."):
        spell = Membership.objects.get(pk="ere-member-2")
        spell.end = "2020-12-31"
        spell.save()
        affirm(spell)
        later = Membership(pk="ere-member-3", state_id="ERE", status="member", start="2021-01-01")
        later.save()
        cite(later)


def test_what_cannot_stand_beside_an_editors_row_is_left_and_the_rest_is_loaded(loaded):
    a_successor_of_the_last_spell()
    change(loaded, MEMBERSHIPS, "ere-member-1", note="From the files.")
    out = load(loaded, overwrite=True)
    assert (
        "memberships.csv:3: “ere-member-2” cannot stand beside membership “ere-member-3” of an editor (revision 2: “It "
        "left again.”): It certainly overlaps “ere-member-3” (2021-01-01 to still running); end: the file says “”, "
        "the register “2020-12-31”"
    ) in out
    assert Membership.objects.get(pk="ere-member-2").end == "2020-12-31"
    assert Membership.objects.get(pk="ere-member-1").note == "From the files."
    assert Revision.objects.count() == 3


def test_overwriting_takes_the_file_where_it_can(loaded):
    edit_spell("ere-member-1", end="1970-12-31")
    edit_spell("ere-member-2", start="1971-01-01")  # alone, the file's row of the first would overlap with it
    out = load(loaded, overwrite=True)
    assert "2 changed" in out and "conflict" not in out
    assert Membership.objects.get(pk="ere-member-1").end == "1973-12-31"
    assert Membership.objects.get(pk="ere-member-2").start == "1985-05-24"


def test_a_term_that_an_editor_ended_and_followed_no_longer_stops_the_load(loaded):
    """The case of the desk: term-1 takes up where T14 ends, and the file still has T14 without an end."""
    with revising(reason="Heads.", origin=Revision.Origin.FILES):
        post = a_post(an_organ(), pk="post-reeve")
        a_term(a_person("Ada Clare"), post, "2000", pk="T14")
    call_command("export_register", str(loaded), stdout=StringIO())
    with editing("The next one."):
        term = Term.objects.get(pk="T14")
        term.end = "2028-09-30"
        term.save()
        affirm(term)
        a_term(a_person("Bo Dale"), post, "2028-10-01", pk="term-1")
    for options in ({}, {"overwrite": True}):
        out = load(loaded, **options)
        assert "terms.csv:2: “T14” " in out
        assert Term.objects.get(pk="T14").end == "2028-09-30"


def test_what_refers_to_a_record_that_an_editor_deleted_is_left_out(loaded):
    append_row(loaded, "sources.csv", id="GAZETTE", slug="gazette", title="Gazette", kind_of_source="press")
    append_row(loaded, "organs.csv", id="ORG-B", slug="b", name_en="B", kind_of_organ="office", sources="MINUTES")
    change(loaded, "organs.csv", "ORG-B", start="1960")
    load(loaded)
    with editing("There was none."):
        Organ.objects.get(pk="ORG-B").delete()
    function = {"id": "f-1", "organ": "ORG-B", "text": "It sits.", "start": "1960", "sources": "MINUTES"}
    known = {name: cell for name, cell in function.items() if name in _columns("organ_functions.csv", loaded)}
    append_row(loaded, "organ_functions.csv", **known)
    out = load(loaded)
    assert "“ORG-B” was deleted by an editor since (revision 3: “There was none.”)" in out
    assert "organ_functions.csv:2: “f-1” was left out: it refers to “ORG-B”, which the register lacks" in out


def _columns(name, directory):
    return (directory / name).read_text().splitlines()[0].split(",")


def test_a_row_that_is_bad_by_itself_still_stops_everything(loaded):
    a_successor_of_the_last_spell()
    change(loaded, MEMBERSHIPS, "ere-member-1", end="1950")
    with pytest.raises(CommandError, match="1 problem"):
        load(loaded, overwrite=True)
    assert Revision.objects.count() == 2


def test_rows_of_the_files_that_contradict_each_other_are_bad_whatever_editors_did(loaded):
    edit_spell("ere-member-1", note="An editor was here.")
    change(loaded, MEMBERSHIPS, "ere-member-1", note="An editor was here.")
    change(loaded, MEMBERSHIPS, "ere-member-2", start="1970")
    with pytest.raises(CommandError, match="1 problem"):
        load(loaded)


def test_a_record_that_stands_in_the_way_only_until_its_own_row_is_loaded_does_not(loaded):
    append_row(loaded, "sources.csv", id="LETTER", slug="letter", title="A letter", kind_of_source="official")
    change(loaded, MEMBERSHIPS, "ere-member-1", end="1990-12-31", sources="MINUTES;LETTER")
    change(loaded, MEMBERSHIPS, "ere-member-2", start="1991-01-01", sources="MINUTES;LETTER")
    assert "2 changed" in load(loaded)


def test_what_an_editors_row_refers_to_is_not_pruned(loaded):
    append_row(loaded, "organs.csv", id="ORG-B", slug="b", name_en="B", kind_of_organ="office", sources="MINUTES")
    change(loaded, "organs.csv", "ORG-B", start="1960")
    load(loaded)
    with editing("A post."):
        a_post(Organ.objects.get(pk="ORG-B"), start="1960")
    lines = (loaded / "organs.csv").read_text().splitlines(keepends=True)
    (loaded / "organs.csv").write_text("".join(line for line in lines if not line.startswith("ORG-B")))
    out = load(loaded, prune=True)
    assert "organs.csv: “ORG-B” was not deleted: post “post-reeve” refers to it" in out
    assert Organ.objects.filter(pk="ORG-B").exists()


# Loads by choice


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(loaded):
    edit_spell("ere-member-1", note="The editor knows better.")
    change(loaded, MEMBERSHIPS, "ere-member-2", start="1985", sources="MINUTES;GAZETTE")
    append_row(loaded, "sources.csv", id="GAZETTE", slug="gazette", title="Gazette", kind_of_source="press")
    (loaded / "former_names.csv").write_text((loaded / "former_names.csv").read_text().splitlines(keepends=True)[0])
    out = load(loaded, dry_run=True, prune=True)
    for line in (
        "would be created: sources.csv: “GAZETTE” created",
        "would be changed: memberships.csv: “ere-member-2” changed: start: “1985-05-24” → “1985”; sources: “MINUTES”",
        "would be deleted: former_names.csv: “ere-name-1” deleted",
        "memberships.csv:2: “ere-member-1” was changed by an editor since",
        "1 new, 1 changed, 1 removed; dry run: nothing was written.",
    ):
        assert line in out
    assert Revision.objects.count() == 2
    assert not Source.objects.filter(pk="GAZETTE").exists()
    assert State.objects.get().former_names.exists()


def test_a_dry_run_of_bad_files_names_what_is_bad(loaded):
    change(loaded, MEMBERSHIPS, "ere-member-1", end="1950")
    with pytest.raises(CommandError, match="1 problem"):
        load(loaded, dry_run=True)


def test_one_file_is_loaded_against_the_register(loaded):
    change(loaded, MEMBERSHIPS, "ere-member-2", note="By letter.")
    for path in loaded.glob("*.csv"):
        if path.name != MEMBERSHIPS:
            path.unlink()
    out = load(loaded, only=[MEMBERSHIPS], prune=True)
    assert "2 rows: 0 new, 1 changed, 0 removed; revision 2" in out
    assert State.objects.get().former_names.exists()
    assert "nothing changed" in load(loaded, only=["memberships"])


def test_one_file_needs_what_it_refers_to_in_the_register(loaded):
    change(loaded, MEMBERSHIPS, "ere-member-2", state="UTO")
    with pytest.raises(CommandError, match="1 problem"):
        load(loaded, only=[MEMBERSHIPS])


def test_a_row_supported_in_detail_by_the_register_needs_no_source_in_its_cell(loaded):
    with revising(reason="In detail.", origin=Revision.Origin.FILES):
        spell = Membership.objects.get(pk="ere-member-2")
        cite(spell, locator="p. 3", position=1000)
        Citation.objects.get(pk="membership.ere-member-2.MINUTES").delete()
    change(loaded, MEMBERSHIPS, "ere-member-2", sources="", note="In detail.")
    assert "1 changed" in load(loaded, only=[MEMBERSHIPS])


def test_a_file_that_is_none_is_named(loaded):
    with pytest.raises(CommandError, match=r"--only members\.csv: there is no such file of the register; it has sour"):
        load(loaded, only=["members.csv"])


def add_sources(directory, number):
    for each in range(number):
        title = f"Source {each}"
        append_row(directory, "sources.csv", id=f"S{each}", slug=f"s{each}", title=title, kind_of_source="press")


def retitle_sources(directory, number):
    for each in range(number):
        change(directory, "sources.csv", f"S{each}", title="Renamed")


def test_a_load_that_would_change_more_than_a_tenth_of_a_kind_asks(loaded):
    add_sources(loaded, 30)
    load(loaded)  # new rows are not asked after
    retitle_sources(loaded, 5)
    out = StringIO()
    with pytest.raises(CommandError, match="More than a tenth .* do it with --yes"):
        call_command("load_register", str(loaded), stdout=StringIO(), stderr=out)
    assert "sources.csv: 5 changed and 0 deleted of 31" in out.getvalue()
    assert not Source.objects.filter(title="Renamed").exists()
    assert Revision.objects.count() == 2
    assert "would need --yes: sources.csv: 5 changed" in load(loaded, dry_run=True)
    assert "5 changed" in load(loaded, yes=True)


def test_a_load_that_changes_little_or_few_does_not_ask(loaded):
    add_sources(loaded, 60)
    load(loaded)
    retitle_sources(loaded, 6)  # of 61 sources: less than a tenth
    change(loaded, MEMBERSHIPS, "ere-member-1", note="One of two.")
    assert "7 changed" in load(loaded)


def test_deletions_are_counted_too(loaded):
    add_sources(loaded, 20)
    load(loaded)
    lines = (loaded / "sources.csv").read_text().splitlines(keepends=True)
    (loaded / "sources.csv").write_text(
        "".join(line for line in lines if not line.startswith(("S1,", "S2", "S3", "S4", "S5")))
    )
    with pytest.raises(CommandError, match="More than a tenth"):
        load(loaded, prune=True)
    assert Source.objects.count() == 21


def test_a_first_load_does_not_ask(files):
    add_sources(files, 30)
    assert "revision 1" in load(files)


def test_the_reason_of_a_load_passes_the_gate(loaded):
    change(loaded, MEMBERSHIPS, "ere-member-1", note="From the files.")
    with pytest.raises(CommandError, match=r"reason.*U\+0002 \(START OF TEXT\)"):
        load(loaded, reason="ctl \x02 reason")
    assert rows_of(loaded, MEMBERSHIPS)
