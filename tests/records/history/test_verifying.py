"""History proves itself: each revision has a hash over its rows and over the hash of the one before."""

from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from iom_portal.records import chain
from iom_portal.records.chain import (
    HistoryRow,
    chain_all,
    hash_of_revision,
    history_models,
    name_of,
    rows_of_revisions,
)
from iom_portal.records.dates.partial_date import BEGINNING, FOREVER
from iom_portal.records.history.verifying import verify_register
from iom_portal.records.models import Register, Revision, WrittenRows
from iom_portal.records.models.revising import revising
from members.models import Membership, State
from tests.support.cast import a_source, a_spell, a_state, affirm, the_coverage
from tests.support.past import put_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    """1: Erewhon a member since 1967. 2: since 1985. 3: it has a capital. 4: a gazette."""
    with revising(reason="As first found."):
        the_coverage()
        state = a_state("Erewhon", ("1967", ""))
    spell = state.memberships.get()
    with revising(reason="The treaty list says 1985."):
        spell.start = "1985-05-24"
        spell.save()
        affirm(spell)
    with revising(reason="It has a capital."):
        state.capital = "Colchis"
        state.save()
        affirm(state)
    a_source("GAZETTE", "Gazette")
    return state


def verify():
    """What the command says: nothing wrong, or its faults."""
    try:
        call_command("verify_register", verbosity=0)
    except CommandError as error:
        return str(error).splitlines()
    return []


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.rowcount


def test_history_that_nobody_touched_holds(story, capsys):
    call_command("verify_register")
    head = Revision.objects.get(number=4).hash
    said = f"History holds: 4 revisions hold, and the records are as it left them. The head is {head}.\n"
    assert capsys.readouterr().out == said
    assert Register.objects.get().last_hash == head and len(head) == 64


def test_an_empty_register_holds():
    assert verify_register().faults == []


@pytest.mark.parametrize("column, value", [("start", "1985-05-25"), ("note", " "), ("end_latest", "2030-12-31")])
def test_a_byte_of_history_that_was_changed_is_found(story, column, value):
    assert sql(f"UPDATE members_historicalmembership SET {column} = %s WHERE start = '1985-05-24'", value) == 1
    assert verify() == [
        "Revision 2 does not hold: a row of the history of membership:ere-member-1 was changed.",
        "Before that 1 revision holds.",
    ]


def test_any_column_of_history_is_under_the_hash_but_numbers_of_rows_and_names_of_editors(story):
    history = Membership.history.model
    user = get_user_model().objects.create_user("edgar")
    row = history.objects.get(start="1985-05-24")
    for field in history._meta.concrete_fields:
        if field.name in ("history_id", "history_user", "revision"):
            continue
        value = getattr(row, field.attname)
        other = {"DateField": date(1999, 1, 1), "DateTimeField": datetime(1999, 1, 1, tzinfo=UTC)}
        changed = "+" if field.name == "history_type" else other.get(field.get_internal_type(), "1999")
        history.objects.filter(pk=row.pk).update(**{field.attname: changed})
        assert verify_register().faults, field.name
        history.objects.filter(pk=row.pk).update(**{field.attname: value})
    assert verify_register().faults == []
    history.objects.filter(pk=row.pk).update(history_user=user)
    Revision.objects.filter(number=2).update(made_by=user)
    assert verify_register().faults == []


def test_a_row_of_history_that_was_deleted_is_found(story):
    assert sql("DELETE FROM members_historicalmembership WHERE start = '1967'") == 1
    assert verify() == [
        "Revision 1 does not hold: a row of the history of membership:ere-member-1 was deleted.",
        "Before that 0 revisions hold.",
    ]


def test_a_row_of_history_that_was_added_is_found(story):
    row = State.history.model.objects.get(capital="Colchis")
    row.pk, row.capital = None, "Aea"
    row.save()
    assert verify() == [
        "Revision 3 does not hold: a row of the history of state:ERE was added.",
        "Before that 2 revisions hold.",
    ]


def test_two_reasons_that_were_swapped_are_found(story):
    second, third = Revision.objects.get(number=2), Revision.objects.get(number=3)
    Revision.objects.filter(number=2).update(reason=third.reason)
    Revision.objects.filter(number=3).update(reason=second.reason)
    assert verify() == [
        "Revision 2 does not hold: its rows are as they were written, but its number, time, origin, reason or hash was "
        "changed, or that of the revision before it.",
        "Before that 1 revision holds.",
    ]


@pytest.mark.parametrize(
    "values", [{"made_at": datetime(2026, 11, 28, 12, tzinfo=UTC)}, {"origin": "admin"}, {"hash": "0" * 64}]
)
def test_what_a_revision_says_of_itself_is_under_its_hash(story, values):
    Revision.objects.filter(number=3).update(**values)
    assert verify()[0].startswith("Revision 3 does not hold: its rows are as they were written")


def test_a_row_that_was_moved_to_another_revision_is_found(story):
    Membership.history.filter(start="1985-05-24").update(revision=Revision.objects.get(number=3))
    assert "membership:ere-member-1 was deleted" in verify()[0]


def test_two_versions_of_a_record_that_changed_places_are_found():
    with revising(reason="Twice in one go."):
        state = a_state("Erewhon")
        state.capital = "Colchis"
        state.save()
    first, second = State.history.model.objects.order_by("history_id")
    for one, other in ((first, second), (second, first)):
        State.history.model.objects.filter(pk=one.pk).update(
            capital=other.capital, folded=other.folded, history_type=other.history_type, history_date=other.history_date
        )
    assert "state:ERE was changed" in verify()[0]


def test_a_revision_that_is_gone_is_found(story):
    State.history.filter(capital="Colchis").delete()
    Revision.objects.filter(number=3).delete()
    assert verify() == ["Revision 3 is missing: the next one is 4.", "Before that 2 revisions hold."]


def test_revisions_that_were_cut_off_at_the_end_are_found(story):
    last = Revision.objects.get(number=4)
    apps.get_model("records", "HistoricalSource").objects.filter(revision=last).delete()
    last.delete()
    faults = verify()
    assert "The register says that its last revision is 4" in faults[0] and "in history it is 3" in faults[0]


def test_a_list_of_rows_that_was_changed_is_told_from_history(story):
    WrittenRows.objects.filter(revision__number=2).update(lines="+ 0123456789abcdef membership:ere-member-1")
    assert verify()[0] == "Revision 2 holds, but the list of its rows was changed."


def test_a_record_that_is_not_as_history_left_it_is_found(story):
    sql("UPDATE members_membership SET start = '1986'")
    assert verify()[0] == "The membership ere-member-1 is not as history left it: start."
    sql("DELETE FROM records_source WHERE id = 'GAZETTE'")
    assert "The source GAZETTE is missing; history does not say that it was deleted." in verify()


def test_what_cannot_be_read_is_said(story):
    if connection.vendor != "sqlite":
        pytest.skip("a column of days holds nothing else there")
    sql("UPDATE members_historicalmembership SET end_latest = '1985-13-45'")
    assert "members_historicalmembership holds what cannot be read" in verify()[0]


def test_names_that_were_noted_elsewhere_are_verified_too(story):
    second = Revision.objects.get(number=2)
    call_command("verify_register", second.name, name_of(1, Revision.objects.get(number=1).hash), verbosity=0)
    with pytest.raises(CommandError, match=f"There is no revision 2.{'0' * 16} in this register"):
        call_command("verify_register", f"2.{'0' * 16}", verbosity=0)
    with pytest.raises(CommandError, match="is not the name of a revision"):
        call_command("verify_register", "2", verbosity=0)


def test_a_history_without_a_chain_gets_the_same_as_it_would_have_got(story):
    before = dict(Revision.objects.values_list("number", "hash"))
    lines = dict(WrittenRows.objects.values_list("revision__number", "lines"))
    Revision.objects.update(hash="")
    Register.objects.update(last_hash="")
    WrittenRows.objects.all().delete()
    assert verify()
    head = chain_all(apps, "default")
    assert dict(Revision.objects.values_list("number", "hash")) == before
    assert dict(WrittenRows.objects.values_list("revision__number", "lines")) == lines
    assert head == before[4] and verify() == []


def test_what_is_hashed_is_the_same_on_every_database_and_in_every_release(story):
    """Form 1. If this fails, what is hashed has become another: hashes that were published no longer hold."""
    for model in history_models(apps):
        model.objects.update(history_date=datetime(2026, 11, 28, 12, 0, 0, 250000, tzinfo=UTC))
    second = Revision.objects.get(number=2)
    rows = rows_of_revisions(history_models(apps), "default")[second.pk]
    assert [(row.record, row.change, row.hash) for row in rows] == [
        ("membership:ere-member-1", "~", "90e1b670e6fb0e051abdde8add73445d24ff8f1f3f7f26d15ab20b36a4142a16")
    ]


def test_a_column_that_came_later_leaves_the_hashes_of_before(story, monkeypatch):
    """It is empty in the rows of before, and what is empty is not hashed."""
    before = rows_of_revisions(history_models(apps), "default")
    hashed = chain._hashed
    later = {"motto": "", "is_small": False, "since": None, "since_earliest": BEGINNING, "since_latest": FOREVER}
    monkeypatch.setattr(chain, "_hashed", lambda record, values: hashed(record, values | later))
    assert rows_of_revisions(history_models(apps), "default") == before


def test_a_hash_rests_on_what_is_hashed_alone():
    first = datetime(2026, 11, 28, 10, 54, 37, 392605, tzinfo=UTC)
    rows = [HistoryRow("state:ERE", "+", "ab" * 32)]
    given = ("", 1, first, "files", "As first found.", rows)
    assert hash_of_revision(*given) == "36dcbfb3022810e422928eee24e7c790f5b1cac01083e014ef12fd6fb73b2ddb"
    others = ("0" * 64, 2, first.replace(microsecond=392606), "admin", "As last found.", [])
    for place, other in enumerate(others):
        changed = [*given]
        changed[place] = other
        assert hash_of_revision(*changed) != hash_of_revision(*given)


def test_a_hash_rests_on_all_before_it():
    heads = []
    for capital in ("Colchis", "Aea"):
        with put_back():
            state = a_state("Erewhon")
            with revising(reason="It has a capital."):
                state.capital = capital
                state.save()
            a_source("GAZETTE", "Gazette")
            heads.append(Register.objects.get().last_hash)
    assert heads[0] != heads[1]


def test_closing_a_revision_costs_as_many_queries_for_one_row_as_for_many():
    def queries_of_closing(number):
        with revising(reason="More.") as work:
            for place in range(number):
                a_source(f"S{number}-{place}", f"Source {number} {place}")
            with CaptureQueriesContext(connection) as queries:
                rows = rows_of_revisions(work.written, "default", work.revision)[work.revision.pk]
        assert len(rows) == number
        return len(queries)

    assert queries_of_closing(1) == queries_of_closing(20) == 1


def test_a_spell_brought_back_is_a_row_like_any_other(story):
    spell = story.memberships.get()
    with revising(reason="Deleted by mistake."):
        spell.delete()
    a_spell(story, "1985-05-24", pk="ere-member-1")
    assert verify() == []
    lines = WrittenRows.objects.get(revision__number=5).lines.splitlines()
    assert [line.split(" ")[0] for line in lines] == ["-", "-"]
