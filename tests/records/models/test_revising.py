"""The one write path: revisions numbered at commit, full history, nothing silent."""

import threading
from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from iom_portal.records.models import Citation, Register, Revision, Source
from iom_portal.records.models.revising import RevisionRequired, revising
from members.models import Membership, State
from tests.support.cast import a_person, a_post, a_source, a_spell, a_state, a_term, cite, the_coverage

pytestmark = pytest.mark.django_db


def test_everything_in_one_block_is_one_revision():
    with revising(reason="Erewhon joins."):
        state = a_state("Erewhon", ("1951-12-05", ""))
    revision = Revision.objects.get()
    assert (revision.number, revision.reason, revision.made_by) == (1, "Erewhon joins.", None)
    assert {row.revision for row in (state.history.get(), state.memberships.get().history.get())} == {revision}
    assert Register.objects.get().last_revision == 1


def test_numbers_and_times_rise_with_every_revision():
    for iso3, name in (("ERE", "Erewhon"), ("RUR", "Ruritania"), ("UTO", "Utopia")):
        a_state(name, iso3=iso3)
    revisions = list(Revision.objects.order_by("number"))
    assert [revision.number for revision in revisions] == [1, 2, 3]
    assert revisions[0].made_at < revisions[1].made_at < revisions[2].made_at


def test_a_rolled_back_revision_leaves_no_number_and_no_trace():
    a_state("Erewhon")
    with pytest.raises(RuntimeError), revising(reason="Never mind."):
        a_state("Ruritania")
        raise RuntimeError
    a_state("Utopia")
    assert list(Revision.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert not State.history.filter(id="RUR").exists()


def test_an_unchanged_save_makes_no_history_and_no_revision():
    state = a_state("Erewhon")
    with revising(reason="Looked again.") as work:
        state.save()
    assert work.revision is None
    assert (state.history.count(), Revision.objects.count()) == (1, 1)


def test_nothing_is_written_outside_a_revision():
    state, source = a_state("Erewhon", ("1967", "")), a_source()
    state.capital = "Nowhere"
    for write in (
        state.save,
        state.delete,
        source.delete,
        lambda: State.objects.filter(pk="ERE").delete(),
        lambda: State.objects.create(pk="UTO"),
    ):
        with pytest.raises((RevisionRequired, ValidationError)), transaction.atomic():
            write()
    assert State.objects.get().capital == ""


@pytest.mark.parametrize(
    "write",
    [
        lambda: State.objects.update(capital="Nowhere"),
        lambda: State.objects.all().update(capital="Nowhere"),
        lambda: State.objects.bulk_create([State(pk="UTO")]),
        lambda: State.objects.bulk_update([], ["capital"]),
        lambda: Membership.objects.filter(state="ERE").update(start="1952"),
        lambda: State.objects.get(pk="ERE").memberships.update(start="1952"),
        lambda: Citation.objects.update(note="quietly"),
    ],
)
def test_bulk_and_silent_writes_are_refused_even_inside_a_revision(write):
    a_state("Erewhon", ("1967", ""))
    with pytest.raises(RevisionRequired, match="leave no history"), revising(reason="In bulk."):
        write()


def test_loaddata_is_refused_and_says_what_to_use(tmp_path):
    file = tmp_path / "sources.json"
    file.write_text('[{"model": "records.source", "pk": "X", "fields": {"slug": "x", "title": "X"}}]')
    with pytest.raises((RevisionRequired, CommandError), match="load_register"):
        call_command("loaddata", str(file), verbosity=0)
    assert not Source.objects.exists()


def test_a_change_needs_a_reason():
    with pytest.raises(ValidationError, match="needs a reason"), revising(reason="  "):
        a_source()
    assert not Source.objects.exists()


def test_a_fact_needs_a_source_that_supports_it():
    with pytest.raises(ValidationError, match="Every fact needs a source.*membership"), revising(reason="Hearsay."):
        state = a_state("Erewhon")
        Membership(state=state, status="member", start="1967").save()
    spell = a_spell(a_state("Erewhon"), "1967")
    with pytest.raises(ValidationError, match=spell.pk), revising(reason="The source goes."):
        spell.citations.get().delete()
    disagreeing = a_source("ALMANAC", "An almanac")
    with pytest.raises(ValidationError, match=spell.pk), revising(reason="Only doubt stays."):
        cite(spell, disagreeing, field="start", stance="disagrees", other_value="1966")
        spell.citations.get(stance="supports").delete()
    assert spell.citations.count() == 1


def test_deleting_is_recorded_with_its_citations():
    spell = a_spell(a_state("Erewhon"), "1967")
    with revising(reason="It never joined."):
        spell.delete()
    last = Membership.history.filter(id="ere-member-1").first()
    assert (last.history_type, last.revision.reason) == ("-", "It never joined.")
    assert Citation.history.filter(object_id="ere-member-1").first().history_type == "-"


def test_what_others_refer_to_cannot_be_deleted():
    state = a_state("Erewhon", ("1967", ""))
    for needed in (state, a_source()):
        with pytest.raises(ProtectedError), revising(reason="Away with it."):
            needed.delete()


def test_a_made_id_is_readable_and_never_used_again():
    state = a_state("Erewhon", ("1951-12-05", "1973-12-31"))
    first = state.memberships.get()
    assert first.pk == "ere-member-1"
    with revising(reason="A slip."):
        first.delete()
    assert a_spell(state, "1985-05-24").pk == "ere-member-2"


@pytest.mark.parametrize(
    "start, end, message",
    [
        ("1972", "", "certainly overlaps"),
        ("1951-12-05", "1951-12-05", "certainly overlaps"),
        ("1973-12-31", "1975", "certainly overlaps"),
        ("1985", "1984", "cannot end"),
        ("yesterday", "", "not a date that the register can read"),
        ("2013-02-30", "", "28 days"),
    ],
)
def test_spells_of_one_state_never_certainly_overlap_and_begin_before_they_end(start, end, message):
    state = a_state("Erewhon", ("1951-12-05", "1973-12-31"))
    with pytest.raises(ValidationError, match=message):
        a_spell(state, start, end, status="observer")
    assert state.memberships.count() == 1


def test_spells_that_only_may_overlap_are_kept():
    state = a_state("Erewhon", ("1951-12-05", "1973"))
    a_spell(state, "1973", "1985-05-23", status="observer")
    assert state.memberships.count() == 2


def test_a_post_with_one_seat_has_one_holder_at_a_time():
    reeve = a_post()
    a_term(a_person("Ada Clare"), reeve, "1960-01-01", "1964-12-31")
    bob = a_person("Bob Dean")
    with pytest.raises(ValidationError, match="certainly overlaps"):
        a_term(bob, reeve, "1964-12-31")
    a_term(bob, reeve, "1965-01-01")
    bench = a_post(reeve.organ, "post-bench", "Member of the bench", seats=9)
    a_term(bob, bench, "1965-01-01")
    a_term(a_person("Cy Ford"), bench, "1965-01-01")
    with pytest.raises(ValidationError, match="has terms of office"), revising(reason="More seats."):
        reeve.seats = 2
        reeve.save()


def test_the_database_holds_the_order_of_bounds_without_the_models():
    a_state("Erewhon", ("1967", "1970"))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE members_membership SET end_latest = '1960-01-01', end_earliest = '1960-01-01'")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE members_membership SET start_earliest = NULL")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="exclusion constraints are PostgreSQL's")
def test_postgresql_refuses_certain_overlap_by_itself():
    state = a_state("Erewhon", ("1951-12-05", "1973-12-31"))
    a_spell(state, "1985-05-24")
    with pytest.raises(IntegrityError, match="one_standing"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_membership SET start_earliest='1960-01-01', start_latest='1960-01-01' "
            "WHERE id = 'ere-member-2'"
        )


def test_a_start_not_found_lies_no_later_than_the_end_or_the_day_of_verification():
    the_coverage(verified_to=date(2025, 12, 12))
    state = a_state("Erewhon")
    running, ended = a_spell(state, "", ""), a_spell(a_state("Ruritania"), "", "1975-12-02")
    assert (running.certainty_on(date(2025, 12, 11)), running.certainty_on(date(2025, 12, 12))) == (
        "possible",
        "certain",
    )
    assert (ended.certainty_on(date(1960, 1, 1)), ended.certainty_on(date(1975, 12, 3))) == ("possible", None)


EVERY_APP = [app.name for app in apps.get_app_configs()]  # named, they are not set up anew when the tables are emptied


@pytest.mark.django_db(transaction=True, available_apps=EVERY_APP)
def test_two_writers_at_once_get_two_numbers_in_the_order_of_their_commits():
    with revising(reason="The first."):
        Source(pk="GAZETTE0", slug="gazette0", title="Gazette", kind_of_source="press").save()
    before = Register.objects.get().last_revision
    started, errors = threading.Barrier(2), []

    def write(pk):
        try:
            started.wait(timeout=10)
            with revising(reason=f"{pk} arrives."):
                Source(pk=pk, slug=pk.lower(), title=pk, kind_of_source="press").save()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(f"GAZETTE{n}",)) for n in (1, 2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=30)
    assert not errors
    made = list(Revision.objects.filter(number__gte=before).order_by("number").values_list("number", "made_at"))
    assert [number for number, _ in made] == [before, before + 1, before + 2]
    assert [at for _, at in made] == sorted(at for _, at in made)
