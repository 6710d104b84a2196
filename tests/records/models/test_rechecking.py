"""When a value changes, each citation of it is asked after or marked, and a new date has a source of its own."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iom_portal.records.models import Citation, Revision
from iom_portal.records.models.rechecking import agrees
from iom_portal.records.models.revising import revising
from members.models import Membership
from tests.support.cast import a_source, a_state, affirm, cite

pytestmark = pytest.mark.django_db


@pytest.fixture
def spell():
    """Erewhon, a member since 24 May 1985: minutes say so of the whole, a treaty list and data of the start."""
    state = a_state("Erewhon", ("1985-05-24", ""))
    spell = state.memberships.get()
    cite(spell, a_source("LIST", "Treaty list"), field="start")
    cite(spell, a_source("DATA", "States and their organizations"), field="start", value="1985")
    cite(spell, a_source("PRESS", "A newspaper"), field="start", stance="disagrees", other_value="1986-01-01")
    return spell


def marks(spell):
    return {citation.source_id: citation.not_rechecked for citation in spell.citations.all()}


def values(spell):
    return {citation.source_id: citation.value for citation in spell.citations.all()}


def test_a_citation_of_a_field_gives_the_value_that_the_record_has_unless_it_says_another(spell):
    assert values(spell) == {"MINUTES": "", "LIST": "1985-05-24", "DATA": "1985", "PRESS": ""}
    assert marks(spell) == dict.fromkeys(["MINUTES", "LIST", "DATA", "PRESS"], "")


def test_a_value_that_no_source_gives_is_refused_and_nothing_is_written(spell):
    before = Revision.objects.count()
    with (
        pytest.raises(ValidationError, match="start of membership “ere-member-1”: 1994-05") as refused,
        revising(reason="A slip."),
    ):
        spell.start = "1994-05"
        spell.save()
    assert refused.value.code == "source_of_change_required"
    assert Membership.objects.get().start == "1985-05-24" and Revision.objects.count() == before


def test_who_is_not_asked_is_marked_in_the_same_revision(spell):
    with revising(reason="The gazette says 1994."):
        spell.start = "1994-05"
        spell.save()
        cite(spell, a_source("GAZETTE", "Gazette"), field="start")
    assert marks(spell) == {"MINUTES": "start", "LIST": "start", "DATA": "start", "PRESS": "", "GAZETTE": ""}
    assert values(spell)["LIST"] == "1985-05-24", "it still says what it said"
    numbers = {version.revision.number for version in Citation.history.filter(id__endswith="LIST.start")}
    assert max(numbers) == Revision.objects.latest("number").number


def test_one_that_says_the_new_value_too_is_not_marked(spell):
    with revising(reason="A slip of the pen."):
        spell.start = "1985-05-25"
        spell.save()
        treaty = spell.citations.get(source="LIST")
        treaty.value = "1985-05-25"
        treaty.save()
    assert marks(spell) == {"MINUTES": "start", "LIST": "", "DATA": "", "PRESS": ""}, "1985 allows 25 May 1985"


def test_a_citation_of_the_whole_row_is_answered_by_one_of_the_same_source_for_the_field(spell):
    with revising(reason="The minutes say 1986."):
        spell.start = "1986"
        spell.save()
        cite(spell, a_source(), field="start")
    assert marks(spell)["LIST"] == "start"
    assert [citation.not_rechecked for citation in spell.citations.filter(source="MINUTES")] == ["", ""]


def test_saying_that_it_holds_is_an_answer_for_the_row_and_not_for_another_value(spell):
    with revising(reason="The minutes say 1986."):
        spell.start = "1986"
        spell.save()
        affirm(spell)
    assert marks(spell) == {"MINUTES": "", "LIST": "start", "DATA": "start", "PRESS": ""}


def test_a_mark_goes_when_the_value_is_given_again(spell):
    for start in ("1986", "1985-05-24"):
        with revising(reason="To and fro."):
            spell.start = start
            spell.save()
            affirm(spell)
    assert not any(marks(spell).values())


def test_a_note_needs_no_source_and_a_text_of_the_row_marks_its_citations():
    state = a_state("Erewhon")
    post = a_state("Ruritania", ("1967", "")).memberships.get()
    with revising(reason="Explained."):
        post.note = "Counted from the deposit."
        post.save()
        state.capital = "Nowhere"
        state.save()
    assert marks(post) == {"MINUTES": ""}
    assert marks(state) == {"MINUTES": "capital"}


@pytest.mark.parametrize(
    "given_value, value, allowed",
    [
        ("1985", "1985-05-24", True),
        ("1985-05", "1985-05-24", True),
        ("../1991", "1985-05-24", True),
        ("1985-05-24", "1985", True),
        ("1992", "1994-05", False),
        ("", "1985", False),
        ("accession", "accession", True),
        ("1985-05-24", "observer", False),
    ],
)
def test_a_date_agrees_with_one_that_allows_it(given_value, value, allowed):
    assert agrees(given_value, value) is allowed


DATES = st.sampled_from(["1967", "1985-05-24", "1985", "1994-05", "1990-01-01/1991-12-31"])
ANSWERS = st.lists(st.sampled_from(["MINUTES", "LIST", "DATA", "GAZETTE"]), max_size=3)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.tuples(DATES, ANSWERS), min_size=1, max_size=4))
def test_whatever_is_edited_no_value_has_a_citation_that_was_not_asked(spell, edits):
    """After each revision a citation gives the value that the record has, disagrees with it, or is marked."""
    for start, answered in edits:
        try:
            with revising(reason="Edited."):
                spell.start = start
                spell.save()
                for source in answered:
                    citation = spell.citations.filter(source=source, field="start").first()
                    if citation is None:
                        cite(spell, a_source(source, source), field="start")
                    else:
                        citation.value = start
                        citation.save()
        except ValidationError:
            spell.refresh_from_db()
        record = Membership.objects.get()
        supporting = [citation for citation in record.citations.all() if citation.supports and citation.field]
        for citation in supporting:
            assert agrees(citation.value, record.start) or citation.not_rechecked == "start", citation
        assert any(citation.speaks_for("start") for citation in record.citations.all())
