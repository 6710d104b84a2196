"""The versions of a record, walked revision by revision; what revisions did to records and to rows, told alike."""

import pytest
from django.db.models import Q

from iom_portal.records.history.changes import changes_of
from iom_portal.records.history.row_changes import row_changes
from iom_portal.records.history.versions import kinds_written, versions_of
from iom_portal.records.models import Revision
from iom_portal.records.models.revising import revising
from members.models import Membership, State
from tests.support.cast import a_spell, a_state, affirm

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    """1: Erewhon and its spell. 2: corrected, twice. 3: the spell deleted. 4: Utopia. 5: the spell is back."""
    state = a_state("Erewhon", ("1967", ""))
    spell = state.memberships.get()
    with revising(reason="The treaty list says 1985."):
        for start in ("1984", "1985-05-24"):
            spell.start = start
            spell.save()
        affirm(spell)
    with revising(reason="Deleted by mistake."):
        spell.delete()
    a_state("Utopia")
    with revising(reason="Restored."):
        a_spell(state, "1985-05-24", pk="ere-member-1")


def spell_versions(last=5):
    [versions] = versions_of(Membership, Q(id="ere-member-1"), last)
    return versions


def test_a_record_is_found_as_each_revision_left_it(story):
    versions = spell_versions()
    starts = [getattr(versions.record_after(number), "start", None) for number in range(6)]
    assert starts == [None, "1967", "1985-05-24", None, None, "1985-05-24"]
    assert versions.pk == "ere-member-1" and versions.revisions == {1, 2, 3, 5}
    assert len(versions.versions) == 5


def test_a_deletion_is_a_version_but_no_record(story):
    versions = spell_versions()
    assert versions.version_after(0) is None
    assert versions.version_after(3).history_type == versions.version_after(4).history_type == "-"


def test_versions_end_with_the_last_revision_asked_for(story):
    assert spell_versions(last=2).revisions == {1, 2}
    assert [versions.pk for versions in versions_of(State, Q(), 5)] == ["ERE", "UTO"]


def test_the_kinds_that_were_written_are_named_in_one_query(story, django_assert_num_queries):
    with django_assert_num_queries(1):
        written = kinds_written(Q(revision__number=4))
    assert State in written and Membership not in written


def test_records_and_rows_agree_on_what_was_done_to_a_record(story):
    revisions = list(Revision.objects.order_by("number"))
    of_records, of_rows = changes_of(revisions), row_changes(revisions)

    def told(changes):
        return [
            [(change.pk, change.change) for change in changes[revision.pk] if change.model in (State, Membership)]
            for revision in revisions
        ]

    assert told(of_records) == told(of_rows)
    assert told(of_records)[2] == [("ere-member-1", "deleted")]


def test_of_no_revisions_nothing_is_told(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert changes_of([]) == {} and row_changes([]) == {}
