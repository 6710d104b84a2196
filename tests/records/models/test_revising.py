"""The one write path: revisions numbered at commit, full history, nothing silent."""

import threading
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from iom_portal.records.models import Citation, Register, Revision, Source
from iom_portal.records.models.revising import RevisionRequired, revising
from members.models import Membership, State
from tests.support.cast import a_source, a_spell, a_state, cite

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


def test_two_revisions_in_one_instant_are_a_microsecond_apart(monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(f"{revising.__module__}.timezone", SimpleNamespace(now=lambda: now))
    a_state("Erewhon")
    a_state("Ruritania")
    first, second = Revision.objects.order_by("number").values_list("made_at", flat=True)
    assert (first, second) == (now, now + timedelta(microseconds=1))


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


EVERY_APP = [app.name for app in apps.get_app_configs()]  # named, they are not set up anew when the tables are emptied


@pytest.mark.django_db(transaction=True, available_apps=EVERY_APP)
def test_two_writers_at_once_get_two_numbers_in_the_order_of_their_commits():
    with revising(reason="The first."):
        Source(pk="GAZETTE0", slug="gazette0", title="Gazette", kind_of_source="press").save()
    before = Register.objects.get().last_revision
    started, errors = threading.Barrier(2), []

    def write(pk):
        try:
            started.wait(timeout=120)
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
        writer.join(timeout=120)
    assert not errors
    made = list(Revision.objects.filter(number__gte=before).order_by("number").values_list("number", "made_at"))
    assert [number for number, _ in made] == [before, before + 1, before + 2]
    assert [at for _, at in made] == sorted(at for _, at in made)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite a writer has the file to itself")
@pytest.mark.django_db(transaction=True, available_apps=EVERY_APP)
def test_a_writer_waits_while_another_numbers_its_revision(monkeypatch):
    """The first writer is held between reading the last number and writing its own. The second must not read it then:
    it waits for the row of the register, or it would come to the same place."""
    a_source("MINUTES", "Minutes of the Council")
    a_source("ALMANAC", "An almanac")  # of unlike titles: to index like ones is a lock of its own
    numbering, has_read, may_go_on, errors = [], threading.Event(), threading.Event(), []

    def now():
        """What the code asks for between reading and writing."""
        numbering.append(threading.current_thread().name)
        has_read.set()
        may_go_on.wait(timeout=120)
        return timezone.now()

    def write():
        try:
            name = threading.current_thread().name
            a_source(name, f"What {name} says")
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    def one_waits():
        """Whether a connection waits for the row of the register."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' "
                """AND query LIKE '%FROM "records_register"%FOR UPDATE%'"""
            )
            return cursor.fetchone()[0] == 1

    monkeypatch.setattr(f"{revising.__module__}.timezone", SimpleNamespace(now=now))
    first, second = (threading.Thread(target=write, name=name) for name in ("GAZETTE1", "GAZETTE2"))
    first.start()
    assert has_read.wait(timeout=120)
    second.start()
    until = time.monotonic() + 120
    while len(numbering) == 1 and not one_waits() and time.monotonic() < until:
        time.sleep(0.01)
    met, waited = list(numbering), one_waits()
    may_go_on.set()
    for writer in (first, second):
        writer.join(timeout=120)
    assert met == ["GAZETTE1"], "both read the last number before one of them wrote the next"
    assert waited and not errors
    assert list(Revision.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]
