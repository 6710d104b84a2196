"""Texts of records pass the gate at every save, and the audit tells of those that are older than the gate."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import models

from iom_portal.records.kinds import kinds
from iom_portal.records.models import Revision, SeedLine, Source
from iom_portal.records.models.revising import revising
from members.models import State
from tests.support.cast import a_source, a_state, the_coverage

pytestmark = pytest.mark.django_db


@pytest.fixture
def state():
    the_coverage()
    return a_state("Erewhon", ("1951-12-05", ""))


@pytest.mark.parametrize("name", ["name_en", "capital", "note", "region"])
def test_a_save_refuses_what_cannot_be_shown_and_names_the_field(state, name):
    with pytest.raises(ValidationError) as refused, revising(reason="Pasted."):
        setattr(state, name, "a\x07b")
        state.save()
    assert refused.value.message_dict == {
        name: ["It holds U+0007 (BELL) after “a”, which cannot be shown: leave it out."]
    }


def test_a_save_names_what_else_is_wrong_with_it_too(state):
    with pytest.raises(ValidationError) as refused, revising(reason="Pasted."):
        state.capital, state.name_en, state.slug = "a\x07b", "", "no slug"
        state.save()
    assert refused.value.message_dict.keys() == {"capital", "name_en", "slug"}


def test_a_name_saved_again_decomposed_is_no_change(state):
    before = Revision.objects.count()
    with revising(reason="Typed on another machine."):
        state.name_fr = "E\u0301rewhon"
        state.save()
    with revising(reason="Typed once more."):
        state.name_fr = " Érewhon\u00a0"
        state.save()
    assert Revision.objects.count() == before + 1
    assert State.objects.get().name_fr == "Érewhon"


def test_a_reason_passes_the_gate():
    cannot_stand = pytest.raises(
        ValidationError, match=r"The reason cannot stand as it is.*U\+000B \(LINE TABULATION\)"
    )
    with cannot_stand, revising(reason="Soft\x0bbreak"):
        a_source()
    with revising(reason=" Re\u0301union,\r\nsecond  line "):
        a_source()
    assert Revision.objects.get().reason == "Réunion,\nsecond line"


def test_a_quoted_line_keeps_its_blanks():
    with revising(reason="As it stood."):
        SeedLine(pk="seed-line-1", number=1, text="On \u00a0June 18", note="Two  blanks.").save()
    line = SeedLine.objects.get()
    assert (line.text, line.note) == ("On \u00a0June 18", "Two blanks.")


def test_every_kind_has_texts():
    for model in kinds():
        assert "id" in model.text_columns() and "folded" not in model.text_columns()


def test_the_audit_tells_of_what_was_let_in_before_the_gate(state):
    put = models.QuerySet.update  # past the write path, as it was then
    put(models.QuerySet(State).all(), capital="Ere\x07whon", name_fr="E\u0301rewhon", name_es="Ã‰rewhon")
    put(models.QuerySet(Source).all(), note="Two  blanks")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_records", stdout=out)
    for line in (
        "error: state:ERE: capital: It holds U+0007 (BELL) after “Ere”, which cannot be shown: leave it out. "
        "[text-can-be-read]",
        "warning: state:ERE: name_fr: It is not in the form of the register: save it again. [text-in-one-form]",
        "warning: source:MINUTES: note: It is not in the form of the register",
        "warning: state:ERE: name_es: “Ã‰” may be a “É” that was decoded wrongly. [text-decoded-well]",
    ):
        assert line in out.getvalue()
    assert State.objects.get().capital == "Ere\x07whon"
