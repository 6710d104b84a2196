"""The register as recorded at a moment: every trap of a snapshot router has its test."""

import os
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections
from django.test.utils import CaptureQueriesContext

from iom_portal.records.dates.times import time_text
from iom_portal.records.history import snapshots
from iom_portal.records.history.days_of_change import days_of_change
from iom_portal.records.history.last_changed import moments
from iom_portal.records.history.revision_cache import register_stamp
from iom_portal.records.history.snapshots import BadMoment, LostRevision, as_recorded, read_moment, streamed_as_recorded
from iom_portal.records.models import Citation, Register, Revision
from iom_portal.records.models.revising import revising
from members.models import Membership, State
from tests.support.cast import a_source, a_spell, a_state, affirm, the_coverage
from tests.support.past import made_at, put_back

pytestmark = pytest.mark.django_db

DAY = date(1980, 1, 1)


@pytest.fixture(autouse=True)
def own_directory(settings, tmp_path):
    settings.SNAPSHOT_DIR = tmp_path


@pytest.fixture
def corrected():
    """Revision 1: Erewhon a member since 1967. 2: corrected to 1985. 3: the spell deleted. 4: it is back."""
    with revising(reason="As first found."):
        the_coverage()
        state = a_state("Erewhon", ("1967", ""))
    spell = state.memberships.get()
    with revising(reason="The treaty list says 1985."):
        spell.start = "1985-05-24"
        spell.save()
        affirm(spell)
    with revising(reason="Deleted by mistake."):
        spell.delete()
    with revising(reason="Restored."):
        a_spell(state, "1985-05-24", pk="ere-member-1")
    return state


def members(revision):
    with as_recorded(read_moment(str(revision))):
        return [State.objects.count_on("member", DAY)["certain"], Membership.objects.count()]


def test_each_moment_shows_the_register_as_it_stood_then(corrected):
    assert [members(number) for number in (1, 2, 3, 4)] == [[1, 1], [0, 1], [0, 0], [0, 1]]
    assert Membership.objects.get().start == "1985-05-24"


def test_nested_records_and_citations_come_from_the_same_moment(corrected):
    with as_recorded(read_moment("1")):
        state = State.objects.for_page(DAY).get(pk="ERE")
        spell = state.memberships.all()[0]
        assert (spell.start, state._state.db.startswith("snapshot-")) == ("1967", True)
        assert [citation.source.title for citation in spell.citations.all()] == ["Minutes of the Council"]
        assert spell.citations.all()[0].content_type == ContentType.objects.get_for_model(Membership)
        assert Citation.objects.supporting(Membership, "ere-member-1").count() == 1
        assert list(Revision.objects.values_list("number", flat=True)) == [1]
    assert Revision.objects.count() == 4


def test_a_time_means_the_last_revision_made_by_then(corrected):
    second = Revision.objects.get(number=2)
    assert read_moment(second.made_at.isoformat()).revision == 2
    assert read_moment((second.made_at - timedelta(microseconds=1)).isoformat()).revision == 1
    assert read_moment(second.made_at.isoformat().replace("+", " ")).revision == 2
    assert read_moment(second.made_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")).revision == 2


IN_ONE_SECOND = {
    "r1": datetime(2026, 11, 28, 10, 54, 36, 999999, tzinfo=UTC),
    "r2": datetime(2026, 11, 28, 10, 54, 37, 392605, tzinfo=UTC),
    "r3": datetime(2026, 11, 28, 10, 54, 37, 800000, tzinfo=UTC),
    "r4": datetime(2026, 11, 28, 10, 55, 0, tzinfo=UTC),
}


@pytest.mark.parametrize(
    "asked, revision",
    [
        ("2026-11-28T10:54:36Z", 1),  # all of the second, though it was made at its end
        ("2026-11-28T10:54:37.392605Z", 2),
        ("2026-11-28T10:54:37.392Z", 2),  # as a browser writes it
        ("2026-11-28T10:54:37.3Z", 2),
        ("2026-11-28T10:54:37.392604Z", 1),
        ("2026-11-28T10:54:37.8Z", 3),
        ("2026-11-28T10:54:37Z", 3),  # of two in one second the last
        ("2026-11-28 10:54:37 UTC", 3),
        ("2026-11-28T11:54:37+01:00", 3),
        ("2026-11-28T11:54:37 01:00", 3),
        ("2026-11-28T10:54Z", 3),
        ("2026-11-28T10:55Z", 4),
        ("2026-11-28T10:55:00Z", 4),
        ("2026-11-28T10:54:59Z", 3),
    ],
)
def test_a_time_means_all_of_what_it_names(corrected, asked, revision):
    made_at(**IN_ONE_SECOND)
    assert read_moment(asked).revision == revision


@pytest.mark.parametrize("write", [time_text, lambda at: at.isoformat(), lambda at: f"{at:%Y-%m-%d %H:%M:%S.%f} UTC"])
def test_a_time_as_it_is_printed_is_that_of_its_revision_though_two_are_of_one_second(corrected, write):
    made_at(**IN_ONE_SECOND)
    for number, at in enumerate(IN_ONE_SECOND.values(), start=1):
        assert read_moment(write(at)).revision == number


def test_the_second_that_is_under_way_can_be_asked_for(corrected):
    last = Revision.objects.get(number=4)
    assert read_moment(f"{last.made_at:%Y-%m-%dT%H:%M:%SZ}").revision == 4
    later = datetime.now(UTC) + timedelta(hours=1)
    made_at(r4=later)  # by a clock that is ahead of this one
    assert read_moment(time_text(later)).revision == 4


def test_a_revision_is_named_by_its_number_and_the_first_digits_of_its_hash(corrected):
    second = Revision.objects.get(number=2)
    assert second.name == f"2.{second.hash[:16]}"
    for name in (second.name, f"2.{second.hash[:8]}", f"2.{second.hash}"):
        moment = read_moment(name)
        assert (moment.revision, moment.name, moment.is_named_for_good) == (2, second.name, True)
    for asked in ("2", time_text(second.made_at)):
        assert (read_moment(asked).name, read_moment(asked).is_named_for_good) == (second.name, False)


def test_a_revision_that_is_lost_is_told_from_the_one_that_has_its_number_now(corrected):
    second = Revision.objects.get(number=2)
    with pytest.raises(LostRevision, match=f"its revision 2 is {second.name}, of .*The one that was asked for is lost"):
        read_moment("2.0123456789abcdef")
    with pytest.raises(LostRevision, match="There is no revision 5.0123456789abcdef. Ask for a revision from 1 to 4"):
        read_moment("5.0123456789abcdef")


def test_nothing_made_of_a_lost_revision_is_read_when_its_number_comes_again(corrected):
    with put_back():
        with revising(reason="This is lost."):
            a_spell(State.objects.get(), "1951-12-05", "1960-12-31")
        lost, stamp = snapshots.snapshot_path(5), register_stamp()
        assert members(5) == [0, 2]
        assert len(moments(Membership)) == 2 and date(1951, 12, 5) in days_of_change()
    with revising(reason="This is there."):
        a_spell(State.objects.get(), "1970", "1975-12-31", status="observer")
        a_spell(State.objects.get(), "1976", "1979-12-31", status="observer")
    assert lost.exists() and snapshots.snapshot_path(5) != lost and register_stamp() != stamp
    assert members(5) == [0, 3]
    assert len(moments(Membership)) == 3 and date(1951, 12, 5) not in days_of_change()


def test_the_very_moment_of_the_first_revision_can_be_shown(corrected):
    first = Revision.objects.get(number=1)
    assert read_moment(first.made_at.isoformat()).revision == 1


@pytest.mark.parametrize(
    "asked, words",
    [
        ("0", "There is no revision 0. Ask for a revision from 1 to 4"),
        ("5", "There is no revision 5"),
        ("1999-01-01T00:00:00Z", "lies before the first revision"),
        ("2999-01-01T00:00:00Z", "lies in the future"),
        ("2026-11-23", "neither a revision number nor a time with its zone"),
        ("2026-11-23T12:00:00", "neither a revision number nor a time with its zone"),
        ("2026-02-30T12:00:00Z", "neither"),
        ("yesterday", "neither"),
        ("-1", "neither"),
        ("2.0123", "neither"),
        ("2.0123456789ABCDEF", "neither"),
        ("2026-11-28T10:54:37.1234567Z", "neither"),
        ("１", "neither"),
    ],
)
def test_a_moment_that_cannot_be_shown_says_which_can(corrected, asked, words):
    with pytest.raises(BadMoment, match=words):
        read_moment(asked)


def test_a_register_without_revisions_has_no_moments():
    with pytest.raises(BadMoment, match="no revision yet"):
        read_moment("1")


def test_history_is_selected_by_revision_not_by_its_own_timestamp(corrected):
    """A row's history_date may lie before an earlier revision's commit: it was written before the lock was had."""
    Membership.history.filter(revision__number=2).update(history_date=datetime(2001, 1, 1).astimezone())
    snapshots.forget_snapshots()
    assert [members(number) for number in (1, 2)] == [[1, 1], [0, 1]]


def test_of_two_writers_whose_rows_interleave_the_later_revision_wins(corrected):
    """The writer who numbers the second revision may have written its row of history before the other did."""
    first, second = (Revision.objects.get(number=number) for number in (1, 2))
    written = Membership.history.filter(id="ere-member-1").order_by("history_id")
    before, after = written[0], written[1]
    Membership.history.filter(pk=before.pk).update(revision=second)
    Membership.history.filter(pk=after.pk).update(revision=first)
    with as_recorded(read_moment("2")):
        assert Membership.objects.get().start == before.start == "1967"


def test_a_rolled_back_revision_is_in_no_snapshot(corrected):
    with pytest.raises(RuntimeError), revising(reason="Never."):
        a_state("Utopia")
        raise RuntimeError
    a_state("Ruritania")
    with as_recorded(read_moment("5")):
        assert set(State.objects.values_list("pk", flat=True)) == {"ERE", "RUR"}


def test_users_and_sessions_are_never_routed_and_no_name_is_in_the_file(corrected):
    editor = get_user_model().objects.create_user("maria.secret", password="a long enough word")
    with revising(by=editor, reason="Looked it up."):
        a_source("GAZETTE")
    with as_recorded(read_moment("5")):
        assert get_user_model().objects.get().username == "maria.secret"
        assert Revision.objects.get(number=5).made_by_id is None
        assert Revision.objects.get(number=5).get_origin_display() == "Maintainer"
    raw = snapshots.snapshot_path(5).read_bytes()
    assert b"maria.secret" not in raw
    assert b"Looked it up." in raw


def test_the_past_is_read_only(corrected):
    with as_recorded(read_moment("1")), pytest.raises(RuntimeError, match="read only"), revising(reason="Rewrite."):
        State.objects.get().save()


def test_two_moments_can_be_open_at_once_and_do_not_mix(corrected):
    with as_recorded(read_moment("1")):
        first = list(Membership.objects.all())
        with as_recorded(read_moment("2")):
            second = list(Membership.objects.all())
        again = list(Membership.objects.all())
    assert [spell.start for spell in (*first, *second, *again)] == ["1967", "1985-05-24", "1967"]
    assert first[0]._state.db != second[0]._state.db


def test_a_streamed_body_reads_inside_its_moment_chunk_by_chunk(corrected):
    def body():
        for _ in range(2):
            yield str(Membership.objects.get().start)

    chunks = streamed_as_recorded(read_moment("1"), body())
    assert next(chunks) == "1967"
    assert Membership.objects.get().start == "1985-05-24"
    assert next(chunks) == "1967"
    assert list(chunks) == []


def test_no_query_of_a_record_leaks_to_the_live_database(corrected):
    moment = read_moment("2")
    with as_recorded(moment):
        list(State.objects.for_page(DAY))
    with CaptureQueriesContext(connections[DEFAULT_DB_ALIAS]) as live, as_recorded(moment):
        list(State.objects.for_page(DAY))
        State.objects.count_on("member", DAY)
        list(Membership.objects.as_of(DAY).for_page(DAY))
    assert [query["sql"] for query in live if "records_register" not in query["sql"]] == []


def test_a_snapshot_is_built_once_and_rebuilt_when_missing(corrected):
    members(1)
    path = snapshots.snapshot_path(1)
    made = path.stat().st_ino
    members(1)
    snapshots.forget_snapshots()
    members(1)
    assert path.stat().st_ino == made
    path.unlink()
    assert members(1) == [1, 1]
    assert path.exists()


def test_a_new_lineage_never_reads_the_files_of_the_old_one(corrected):
    members(1)
    old = snapshots.snapshot_path(1)
    register = Register.objects.get()
    register.uuid = "0" * 31 + "1"
    register.save()
    assert snapshots.snapshot_path(1) != old
    assert members(1) == [1, 1]


def test_the_least_used_snapshots_go_when_they_outgrow_their_share(corrected, settings):
    paths = []
    for number in (1, 2, 3):
        members(number)
        paths.append(snapshots.snapshot_path(number))
        os.utime(paths[-1], (number, number))
    settings.SNAPSHOT_BYTES = sum(path.stat().st_size for path in paths[1:]) + 1
    snapshots.evict()
    kept = [path.exists() for path in paths]
    assert kept == [False, True, True]
    assert [members(number) for number in (1, 2, 3)] == [[1, 1], [0, 1], [0, 0]]


def test_a_snapshot_that_is_used_again_is_not_the_least_used(corrected, settings):
    paths = []
    for number in (1, 2, 3):
        members(number)
        paths.append(snapshots.snapshot_path(number))
        os.utime(paths[-1], (number, number))
    snapshots.forget_snapshots()  # as another process would come to it
    members(1)
    settings.SNAPSHOT_BYTES = sum(path.stat().st_size for path in (paths[0], paths[2])) + 1
    snapshots.evict()
    assert [path.exists() for path in paths] == [True, False, True]


def test_as_many_snapshots_stay_open_as_may(corrected, monkeypatch):
    monkeypatch.setattr(snapshots, "OPEN_AT_MOST", 2)
    for number in (1, 2):
        members(number)
    assert list(snapshots._open.values()) == [snapshots.snapshot_path(number) for number in (1, 2)]
    members(1)
    members(3)
    assert list(snapshots._open.values()) == [snapshots.snapshot_path(number) for number in (1, 3)]


def test_no_draft_is_left_behind_when_building_fails(corrected, monkeypatch):
    def break_off(*args):
        raise OSError("disk full")

    monkeypatch.setattr(snapshots, "_copy", break_off)
    with pytest.raises(OSError, match="disk full"):
        members(1)
    directory = snapshots.snapshot_path(1).parent
    assert not list(directory.glob("*.draft*"))
    assert not snapshots.snapshot_path(1).exists()
    assert not [alias for alias in connections.settings if "draft" in alias]


def test_threads_that_need_the_same_snapshot_share_one_build(register, monkeypatch):
    snapshots.forget_snapshots()
    builds, build = [], snapshots._build
    monkeypatch.setattr(snapshots, "_build", lambda *args: (builds.append(args), build(*args)))
    path = snapshots.snapshot_path(1)
    path.unlink(missing_ok=True)
    answers, rows = [], {model: snapshots.rows_as_of(model, 1) for model in snapshots.routed_models()}
    monkeypatch.setattr(snapshots, "rows_as_of", lambda model, revision: rows[model])
    monkeypatch.setattr(snapshots, "snapshot_path", lambda revision: path)

    def read():
        snapshots.ensure_snapshot(1)
        answers.append(path.stat().st_size)

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    assert len(answers) == 6
    assert len(builds) == 1
