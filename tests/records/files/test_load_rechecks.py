"""The loader asks of citations what the admin asks: what a changed row leaves unanswered is refused or marked."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from members.models import Membership

from .conftest import append_row, change, load

pytestmark = pytest.mark.django_db

MEMBERSHIPS = "memberships.csv"


def marks():
    spell = Membership.objects.get(pk="ere-member-2")
    return {citation.source_id: citation.not_rechecked for citation in spell.citations.all()}


def change_with_a_letter(files):
    """Change the start in the file of memberships, and name one more source."""
    append_row(files, "sources.csv", id="LETTER", slug="letter", title="A letter", kind_of_source="official")
    change(files, MEMBERSHIPS, "ere-member-2", start="1985-05-25", sources="MINUTES;LETTER")


def test_a_changed_date_that_no_source_gives_is_refused_at_its_row(files):
    load(files)
    change(files, MEMBERSHIPS, "ere-member-2", start="1985-05-25")
    with pytest.raises(CommandError, match="1 problem in the files; nothing was written"):
        load(files)
    assert Membership.objects.get(pk="ere-member-2").start == "1985-05-24"


def test_the_value_of_a_citation_answers(files):
    load(files)
    change(files, MEMBERSHIPS, "ere-member-2", start="1985-05-25")
    cells = {"id": "one", "record": "membership:ere-member-2", "source": "MINUTES", "field": "start"}
    append_row(files, "citations.csv", **cells, stance="supports", value="1985-05-25")
    assert "1 changed" in load(files)
    assert marks() == {"MINUTES": ""}


def test_what_is_not_answered_is_marked_and_stays_so_when_it_is_loaded_again(files):
    load(files)
    change_with_a_letter(files)
    load(files)
    assert marks() == {"MINUTES": "start", "LETTER": ""}
    assert "nothing changed" in load(files)
    assert marks() == {"MINUTES": "start", "LETTER": ""}


def test_a_mark_is_a_column_of_the_files(files, tmp_path):
    load(files)
    change_with_a_letter(files)
    load(files)
    again = tmp_path / "again"
    call_command("export_register", str(again), stdout=StringIO())
    text = (again / "citations.csv").read_text(encoding="utf-8")
    assert "membership.ere-member-2.MINUTES,membership:ere-member-2,MINUTES,,,supports,,,start,," in text
    assert "nothing changed" in load(again)
