"""What revisions came to: created, changed field by field, deleted; nothing when it was undone."""

import pytest

from iom_portal.records.history.changes import changes_between
from iom_portal.records.models.revising import revising
from tests.support.cast import a_spell, a_state, affirm

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    """1: Erewhon and its spell. 2: the start corrected. 3: the spell deleted. 4: it is back, with a note."""
    state = a_state("Erewhon", ("1967", ""))
    spell = state.memberships.get()
    with revising(reason="The treaty list says 1985."):
        spell.start = "1985-05-24"
        spell.save()
        affirm(spell)
    with revising(reason="Deleted by mistake."):
        spell.delete()
    with revising(reason="Restored."):
        a_spell(state, "1985-05-24", pk="ere-member-1", note="Restored.")


def told(first, last):
    return [
        (c.model.kind, c.pk, c.change, c.fields) for c in changes_between(first, last) if c.model.kind == "membership"
    ]


def test_a_change_is_told_field_by_field(story):
    assert told(1, 2) == [("membership", "ere-member-1", "changed", (("Start", "1967", "1985-05-24"),))]


def test_a_deletion_is_told_with_what_was_lost(story):
    ((kind, pk, change, fields),) = told(2, 3)
    assert (kind, pk, change) == ("membership", "ere-member-1", "deleted")
    assert ("Start", "1985-05-24", "") in fields
    assert ("State", "ERE", "") in fields


def test_several_revisions_come_to_one_difference(story):
    assert told(1, 4) == [
        ("membership", "ere-member-1", "changed", (("Start", "1967", "1985-05-24"), ("Note", "", "Restored.")))
    ]
    assert [row[2] for row in told(0, 4)] == ["created"]
    assert told(4, 4) == []


def test_what_was_made_and_undone_is_not_told(story):
    state = a_state("Utopia")
    with revising(reason="It is nowhere."):
        state.delete()
    assert [change for change in changes_between(4, 6) if change.pk == "UTO"] == []


def test_citations_are_told_beside_their_record(story):
    deleted = [(c.model.kind, c.change) for c in changes_between(2, 3)]
    assert sorted(deleted) == [("citation", "deleted"), ("membership", "deleted")]
