"""Undoing a revision: one inverse revision, which never writes over what came later."""

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iom_portal.records.history.snapshots import rows_as_of
from iom_portal.records.history.undoing import CannotUndo, undo
from iom_portal.records.history.verifying import verify_register
from iom_portal.records.kinds import kinds
from iom_portal.records.models import Citation, Revision, Source
from iom_portal.records.models.revising import revising
from iom_portal.records.models.rule_exception import RuleException
from members.models import Membership, State
from organs.models import Organ
from tests.support.cast import (
    a_person,
    a_post,
    a_source,
    a_spell,
    a_state,
    a_term,
    affirm,
    an_organ,
    cite,
    saved,
    the_coverage,
)
from tests.support.past import put_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def base():
    """Revision 1: Erewhon a member since 1967; Ruritania without a spell."""
    with revising(reason="As first found."):
        the_coverage()
        a_state("Erewhon", ("1967", ""))
        a_state("Ruritania")


def facts(number=None):
    """{(kind, id): its columns, but those that are made of others} after a revision (the last)."""
    last = Revision.objects.count() if number is None else number
    found = {}
    for model in kinds():
        for row in rows_as_of(model, last):
            found[model.kind, row[0]] = tuple(row)
    return found


def change(record, reason="Corrected.", **values):
    with revising(reason=reason):
        record = type(record).objects.get(pk=record.pk)
        for name, value in values.items():
            setattr(record, name, value)
        record.save()
        affirm(record)
    return record


def told(undoing):
    return [str(step) for step in undoing.steps], [str(obstacle) for obstacle in undoing.obstacles]


def test_what_it_created_is_deleted(base):
    a_state("Utopia", ("1951-12-05", "1960-12-31"))
    undoing = undo(2)
    assert facts() == facts(1)
    assert (undoing.revision.number, undoing.revision.origin) == (3, "shell")
    assert undoing.revision.reason == "Undo of revision 2: The cast takes its places."
    assert sorted(told(undoing)[0])[-2:] == ["membership uto-member-1: deleted", "state UTO: deleted"]
    assert undoing.obstacles == [] and verify_register().faults == []


def test_what_it_deleted_is_brought_back_with_its_citations(base):
    cite(Membership.objects.get(), a_source("GAZETTE", "Gazette"), field="start", locator="p. 5")
    before = facts()
    with revising(reason="oops"):
        Membership.objects.all().delete()
    assert Citation.objects.filter(object_id="ere-member-1").count() == 0
    undo(Revision.objects.count(), "It was a slip.")
    assert facts() == before
    assert Revision.objects.first().reason == "It was a slip."


def test_what_it_changed_gets_its_values_of_before(base):
    change(State.objects.get(pk="ERE"), capital="Colchis", note="By letter.")
    change(State.objects.get(pk="RUR"), capital="Strelsau")
    steps, obstacles = told(undo(2))
    assert steps == ["state ERE: changed back (note, capital)"] and obstacles == []
    assert State.objects.get(pk="ERE").capital == "" and State.objects.get(pk="RUR").capital == "Strelsau"


def test_a_field_that_was_changed_since_stays_and_is_named_with_its_revision(base):
    state = State.objects.get(pk="ERE")
    change(state, capital="Colchis", note="By letter.")
    change(state, "The seat moved.", capital="Aea")
    steps, obstacles = told(undo(2))
    assert steps == ["state ERE: changed back (note)"]
    assert obstacles == ["state ERE: capital was changed in revision 3 (“The seat moved.”)"]
    state.refresh_from_db()
    assert (state.capital, state.note) == ("Aea", "")


def test_a_record_that_was_deleted_since_is_named(base):
    spell = Membership.objects.get()
    change(spell, start="1966")
    with revising(reason="It never joined."):
        Membership.objects.get().delete()
    with pytest.raises(CannotUndo, match=r"ere-member-1: it was deleted in revision 3 \(“It never joined.”\)"):
        undo(2)


def test_what_it_created_and_others_changed_stays_with_its_citations(base):
    a_spell(State.objects.get(pk="RUR"), "1970")
    a_spell(State.objects.get(pk="ERE"), "1951-12-05", "1955-12-31")
    change(Membership.objects.get(pk="rur-member-1"), "The day was found.", start="1970-02-01")
    with revising(reason="Both in one."):
        a_state("Utopia", ("1960", ""))
        organ = an_organ()
    change(organ, "It met.", composition="One each")
    steps, obstacles = told(undo(5))
    assert [step for step in steps if "organ" in step] == []
    assert obstacles == [
        "organ ORG-MOOT: it was changed in revision 6 (“It met.”)",
        "citation organ.ORG-MOOT.MINUTES: it stays as it is, with the organ ORG-MOOT",
    ]
    assert Organ.objects.get().citations.count() == 1 and not State.objects.filter(pk="UTO").exists()


def test_what_something_else_rests_on_since_is_not_deleted(base):
    a_state("Utopia")
    with revising(reason="It joined."):
        a_spell(State.objects.get(pk="UTO"), "1960")
    with pytest.raises(CannotUndo) as refused:
        undo(2)
    assert (
        "state UTO: it cannot be deleted, since the membership uto-member-1 rests on it, of revision 3 (“It joined.”)"
    ) in str(refused.value)
    assert State.objects.filter(pk="UTO").exists()


def test_a_citation_that_was_added_since_keeps_the_record(base):
    an_organ()
    with revising(reason="Found in the gazette."):
        cite(Organ.objects.get(), a_source("GAZETTE", "Gazette"))
    with pytest.raises(CannotUndo, match=r"the citation organ.ORG-MOOT.GAZETTE rests on it, of revision 3"):
        undo(2)
    assert Organ.objects.get().citations.count() == 2


def test_what_refers_to_something_that_is_gone_since_is_not_brought_back(base):
    a_spell(State.objects.get(pk="RUR"), "1970")
    with revising(reason="Deleted by mistake."):
        Membership.objects.all().delete()
    with revising(reason="There is no Ruritania."):
        State.objects.get(pk="RUR").delete()
    steps, obstacles = told(undo(3))
    assert "membership ere-member-1: brought back" in steps
    [about_spell] = [obstacle for obstacle in obstacles if obstacle.startswith("membership")]
    assert about_spell == (
        "membership rur-member-1: it cannot be brought back without the state RUR, "
        "which was deleted in revision 4 (“There is no Ruritania.”)"
    )
    assert [spell.pk for spell in Membership.objects.all()] == ["ere-member-1"]


def test_the_last_source_of_a_fact_is_not_taken_from_it(base):
    spell = Membership.objects.get()
    cite(spell, a_source("GAZETTE", "Gazette"))
    with revising(reason="The minutes say nothing of it."):
        spell.citations.get(source="MINUTES").delete()
    number = Revision.objects.get(reason="The cast takes its places.", number__gt=2).number
    with pytest.raises(CannotUndo, match=r"without a source that supports it, since others were changed in revision 4"):
        undo(number)
    assert [citation.source_id for citation in spell.citations.all()] == ["GAZETTE"]


def test_a_spell_finds_its_place_when_what_took_it_goes(base):
    state = State.objects.get(pk="ERE")
    with revising(reason="It was an observer."):
        Membership.objects.get().delete()
        a_spell(state, "1967", pk="ere-other")
    undo(2)
    assert facts() == facts(1)


def test_a_spell_whose_place_was_taken_since_is_named(base):
    with revising(reason="Deleted by mistake."):
        Membership.objects.get().delete()
    a_spell(State.objects.get(pk="ERE"), "1960", pk="ere-other")
    with pytest.raises(CannotUndo, match=r"it cannot be brought back: It certainly overlaps “ere-other”"):
        undo(2)


def test_names_that_two_records_gave_to_each_other_go_back(base):
    """Two organs that follow each other were deleted in one go: neither can be there before the other."""
    with revising(reason="Two organs."):
        first, second = an_organ("ORG-A", "Moot", end="1960-12-31"), an_organ("ORG-B", "Folkmoot", start="1961-01-01")
    with revising(reason="One after the other."):
        first.successor, second.predecessor = second, first
        first.save()
        second.save()
        affirm(first)
        affirm(second)
    before = facts()
    with revising(reason="oops"):
        first.successor = None
        first.save()
        second.delete()
        first.delete()
    undo(Revision.objects.count())
    assert facts() == before


def test_an_undo_can_be_undone(base):
    change(State.objects.get(pk="ERE"), capital="Colchis")
    undo(2)
    undo(3)
    assert facts() == facts(2)


def test_all_or_nothing(base):
    state = State.objects.get(pk="ERE")
    change(state, capital="Colchis", note="By letter.")
    change(state, capital="Aea")
    with pytest.raises(CommandError, match="Nothing was undone, since not all of revision 2 can be") as refused:
        call_command("undo", 2, all_or_nothing=True)
    assert "capital was changed in revision 3" in str(refused.value)
    assert Revision.objects.count() == 3 and State.objects.get(pk="ERE").note == "By letter."


def test_a_dry_run_says_what_would_be_done_and_does_nothing(base, capsys):
    change(State.objects.get(pk="ERE"), capital="Colchis")
    call_command("undo", 2, dry_run=True)
    assert capsys.readouterr().out == (
        "  state ERE: changed back (capital)\nNothing was written. Of revision 2, 1 record would be put back.\n"
    )
    assert Revision.objects.count() == 2 and State.objects.get(pk="ERE").capital == "Colchis"


def test_the_command_says_what_it_did(base, capsys):
    state = State.objects.get(pk="ERE")
    change(state, capital="Colchis", note="By letter.")
    change(state, "The seat moved.", capital="Aea")
    call_command("undo", 2, reason="Not this.")
    assert capsys.readouterr().out == (
        "  state ERE: changed back (note)\n"
        "Not undone:\n"
        "  state ERE: capital was changed in revision 3 (“The seat moved.”)\n"
        "Revision 4 undoes revision 2: 1 record put back.\n"
    )
    assert Revision.objects.get(number=4).reason == "Not this."


@pytest.mark.parametrize(
    "number, words",
    [
        (99, "There is no revision 99. They run from 1 to 2."),
        (0, "There is no revision 0."),
        (1, "Revision 1 is the first load of the register"),
    ],
)
def test_what_is_no_revision_to_undo_is_refused(base, number, words):
    change(State.objects.get(pk="ERE"), capital="Colchis")
    with pytest.raises(CommandError, match=words):
        call_command("undo", number)


def test_nothing_is_left_to_undo_the_second_time(base):
    change(State.objects.get(pk="ERE"), capital="Colchis")
    undo(2)
    with pytest.raises(CannotUndo, match="Nothing is left to undo of revision 2"):
        undo(2)
    assert Revision.objects.count() == 3


def test_a_reason_that_is_too_long_is_refused(base):
    change(State.objects.get(pk="ERE"), capital="Colchis")
    with pytest.raises(CannotUndo, match="The reason has 501 characters; 500 are allowed"):
        undo(2, "x" * 501)


def test_an_undo_of_a_long_reason_has_a_reason_that_fits(base):
    change(State.objects.get(pk="ERE"), "x" * 500, capital="Colchis")
    assert len(undo(2).revision.reason) == 500


def test_what_came_and_went_in_one_revision_is_left_alone(base):
    with revising(reason="To and fro."):
        a_state("Utopia").delete()
        change(State.objects.get(pk="ERE"), capital="Colchis")
    assert told(undo(2))[0] == ["state ERE: changed back (capital)"]


def test_citations_hold_again_for_what_they_were_of(base):
    """The change was not asked of the citation, so it was marked; as before, nothing is open."""
    with revising(reason="It moved its seat."):
        state = State.objects.get(pk="ERE")
        state.capital = "Colchis"
        state.save()
    assert Citation.objects.get(object_id="ERE").not_rechecked == "capital"
    undo(2)
    assert facts() == facts(1) and Citation.objects.get(object_id="ERE").not_rechecked == ""


def test_a_date_whose_source_is_gone_since_is_not_changed_back(base):
    spell = Membership.objects.get()
    with revising(reason="The gazette has the day."):
        spell.start = "1967-03-01"
        spell.save()
        cite(spell, a_source("GAZETTE", "Gazette"), field="start")
    with revising(reason="The minutes say nothing of it."):
        cite(spell, Source.objects.get(pk="GAZETTE"))
        spell.citations.get(source="MINUTES").delete()
    with pytest.raises(CannotUndo, match="The minutes say nothing of it.") as refused:
        undo(2)
    assert "membership ere-member-1: no source gives 1967 as its start any more" in str(refused.value)
    assert "citation membership.ere-member-1.GAZETTE.start: it stays as it is" in str(refused.value)
    assert Membership.objects.get().start == "1967-03-01" and spell.citations.count() == 2


def test_what_a_later_record_would_not_fit_is_named(base):
    """A post ended; it was found that it did not, and somebody held it."""
    with revising(reason="Of the moot."):
        post = a_post(end="1960-12-31")
    post = change(post, "It did not end.", end="")
    number = Revision.objects.count()
    with revising(reason="Ada Clare was reeve."):
        a_term(a_person(), post, "1965", "1966")
    with pytest.raises(CannotUndo, match=r"post post-reeve: .*term.* changed in revision .*Ada Clare was reeve"):
        undo(number)


def test_a_term_goes_with_its_person(base):
    with revising(reason="Ada Clare was reeve."):
        a_term(a_person(), a_post(), "1955")
    undo(2)
    assert facts() == facts(1)


# Whatever was done

STATES, CAPITALS, STARTS = ("ERE", "RUR"), ("", "Colchis", "Aea"), ("1951-12-05", "1960", "1967-03")
SOURCES = ("GAZETTE", "ALMANAC")
deeds = st.one_of(
    st.tuples(st.just("capital"), st.sampled_from(STATES), st.sampled_from(CAPITALS), st.booleans()),
    st.tuples(st.just("join"), st.sampled_from(STATES), st.sampled_from(STARTS)),
    st.tuples(st.just("start"), st.sampled_from(STATES), st.sampled_from(STARTS)),
    st.tuples(st.just("leave"), st.sampled_from(STATES), st.just("")),
    st.tuples(st.just("cite"), st.sampled_from(STATES), st.sampled_from(SOURCES)),
    st.tuples(st.just("uncite"), st.sampled_from(STATES), st.sampled_from(SOURCES)),
)
revisions = st.lists(st.lists(deeds, min_size=1, max_size=3), min_size=1, max_size=5)


def do(deed):
    what, key, value, *rest = deed
    is_affirmed = rest == [True]
    state = State.objects.get(pk=key)
    spell = state.memberships.first()
    if what == "capital":
        state.capital = value
        state.save()
        if is_affirmed:
            affirm(state)
    elif what == "join" and spell is None:
        a_spell(state, value, pk=f"{key.lower()}-member-1")
    elif what == "start" and spell is not None:
        spell.start = value
        spell.save()
        affirm(spell)
    elif what == "leave" and spell is not None:
        spell.delete()
    elif what == "cite" and not state.citations.filter(source=value).exists():
        cite(state, Source.objects.get(pk=value))
    elif what == "uncite":
        state.citations.filter(source=value).delete()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=revisions, which=st.integers(min_value=0, max_value=4))
def test_the_undo_of_one_of_many_revisions_gives_the_facts_of_before_wherever_nothing_else_touched_them(
    base, done, which
):
    with put_back():
        for source in SOURCES:
            a_source(source, source.capitalize())
        first = Revision.objects.count()
        for deeds_of_one in done:
            with revising(reason="Something was found."):
                for deed in deeds_of_one:
                    do(deed)
        last = Revision.objects.count()
        if last == first:
            return
        number = first + 1 + which % (last - first)
        before, after, present = facts(number - 1), facts(number), facts()
        touched = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        try:
            undoing = undo(number)
        except CannotUndo:
            undoing = None
        now = facts()
        blocked = {(obstacle.model.kind, obstacle.pk) for obstacle in undoing.obstacles} if undoing else touched
        for key in before.keys() | after.keys() | present.keys():
            if key not in touched:
                assert now.get(key) == present.get(key), "what it did not touch stays as it is"
            elif present.get(key) == after.get(key) and key not in blocked:
                assert now.get(key) == before.get(key)
        assert verify_register().faults == []
        if number == last:
            assert now == before, "the last revision can always be undone"


def test_an_exception_without_which_a_record_breaks_a_rule_stays(base):
    with revising(reason="It is older than the moot that it was under."):
        moot = an_organ()
        organ = Organ(pk="ORG-ELD", slug="elders", name_en="Elders", start="1952", parent=moot)
        organ.kind_of_organ = Organ.KindOfOrgan.SUBSIDIARY
        saved(RuleException(rule="organ-within-its-parent", record="organ:ORG-ELD", why="So it was."))
        saved(organ)
    with revising(reason="It met in Colchis."):
        organ.composition = "One each"
        organ.save()
        affirm(organ)
    with pytest.raises(CannotUndo, match="it would not fit the organ ORG-ELD, which was changed in revision 3"):
        undo(2)
    assert RuleException.objects.count() == 1
