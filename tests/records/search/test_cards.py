"""The catalogue: every record has its card, written in the revision that changes it, and only then."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from modelsearch.conf import get_app_config

from iom_portal.records.models import Card, Citation
from iom_portal.records.models.revising import revising
from iom_portal.records.search.cards import CONTEXT, NAME, card_of, catalogued, mend, passages, rebuild, with_passages
from iom_portal.records.text import placed_words, words
from members.models import FormerName, Membership, State
from organs.models import Person, Term
from tests.support.cast import a_former_name, a_person, a_post, a_spell, a_state, a_term, affirm, cite, the_coverage

pytestmark = pytest.mark.django_db


def card(record):
    return Card.objects.get(kind=record.kind, key=record.pk)


def found(*wanted):
    return {str(one) for one in Card.objects.all().with_words(wanted)}


def entries():
    return get_app_config().get_model("IndexEntry").objects.count()


def test_every_record_of_the_register_has_its_card(register):
    for model in catalogued():
        keys = set(model.objects.values_list("pk", flat=True))
        assert keys == set(Card.objects.filter(kind=model.kind).values_list("key", flat=True)), model.kind
    assert Card.objects.count() == entries()


def test_cards_kept_by_saving_are_those_made_anew(register):
    def written():
        names = [field.name for field in Card._meta.concrete_fields if field.name != "id"]
        return sorted(Card.objects.values_list(*names), key=str)

    before = written()
    assert rebuild() == len(before)
    assert written() == before
    assert Card.objects.count() == entries()


DAYS = [
    date(1951, 12, 4),
    date(1951, 12, 5),
    date(1967, 6, 1),
    date(1989, 11, 13),
    date(2013, 11, 20),
    date(2026, 6, 1),
]


@pytest.mark.parametrize("day", DAYS)
def test_cards_begin_when_their_records_do(register, day):
    for model in catalogued():
        begun = set(model.objects.begun_by(day).values_list("pk", flat=True))
        of_cards = Card.objects.filter(kind=model.kind).begun_by(day)
        assert begun == set(of_cards.values_list("key", flat=True)), model.kind


def test_every_kind_names_itself_and_what_stands_beside_it():
    for model in catalogued():
        for name in (*model.about.search.names, *model.about.search.context):
            assert model._meta.get_field(name)


def test_every_name_that_a_kind_declares_is_on_the_card(register):
    for model in catalogued():
        record = with_passages(model.objects.all()).first()
        told = list(passages(record))
        assert told[0] == (NAME, "", record.heading)
        for name in model.about.search.context:
            assert any(passage.weight == CONTEXT and passage.label == f"{name}:" for passage in told)


def test_saving_writes_the_card_and_deleting_takes_it_away():
    the_coverage()
    state = a_state("Ruritania")
    assert "ruritania" in card(state).title.split()
    assert found("ruritania") == {"state:RUR"}
    with revising(reason="Another name."):
        state.name_en = "Strelsau"
        state.save()
    assert found("strelsau") == {"state:RUR"}
    with revising(reason="It never was."):
        Citation.objects.filter(object_id=state.pk).delete()
        state.delete()
    assert found("strelsau") == set()
    assert Card.objects.count() == entries()


def test_a_save_that_is_rolled_back_leaves_no_card():
    the_coverage()
    state = a_state("Ruritania")
    before = entries()
    with pytest.raises(ValidationError), revising(reason=""):
        state.name_en = "Strelsau"
        state.save()
    with pytest.raises(ZeroDivisionError), revising(reason="A mistake."):
        a_state("Erewhon")
        1 / 0  # noqa: B018
    assert found("strelsau") == found("erewhon") == set()
    assert found("ruritania") == {"state:RUR"}
    assert entries() == before


def test_what_is_saved_inside_one_revision_is_one_writing_of_cards():
    the_coverage()
    with CaptureQueriesContext(connection) as captured, revising(reason="Many at once."):
        for letter in "ABCDEFGH":
            a_state(f"Land {letter}", iso3=f"LA{letter}")
    written = [query for query in captured if query["sql"].startswith("INSERT INTO") and "records_card" in query["sql"]]
    assert len(written) == 1  # the States and their source


def test_records_that_show_another_follow_it():
    the_coverage()
    state = a_state("Ruritania", ("1967-01-01", ""))
    former = a_former_name(state, "Old Ruri", end="1970-01-01")
    spell = Membership.objects.get()
    assert {str(card(state)), str(card(former))} <= found("old", "ruri")
    with revising(reason="Another name."):
        state.name_en = state.name_fr = state.name_es = "Strelsau"
        state.formal_en = state.formal_fr = state.formal_es = "Strelsau"
        state.save()
    assert found("strelsau") == {str(card(state)), str(card(former)), str(card(spell))}
    assert found("ruritania") == {"state:RUR"}  # its slug stays
    other = a_state("Erewhon")
    with revising(reason="It was the name of another."):
        former = FormerName.objects.get()
        former.state = other
        former.save()
        affirm(former)
    assert str(card(other)) in found("old", "ruri") and str(card(state)) not in found("old", "ruri")
    with revising(reason="Nobody bore it."):
        Citation.objects.filter(object_id=former.pk).delete()
        former.delete()
    assert found("old", "ruri") == set()


def test_a_person_begins_with_the_first_term():
    the_coverage()
    person, post = a_person("Ada Clare"), a_post()
    assert card(person).since_earliest == date.max
    term = a_term(person, post, "1960-02-03")
    assert card(person).since_earliest == date(1960, 2, 3)
    assert str(card(person)) in found("reeve")
    with revising(reason="It never was."):
        Citation.objects.filter(object_id=term.pk).delete()
        Term.objects.get().delete()
    assert card(person).since_earliest == date.max
    assert Person.objects.begun_by(date(2020, 1, 1)).count() == 0


def test_what_a_citation_says_is_found_on_its_record():
    the_coverage()
    state = a_state("Ruritania")
    spell = a_spell(state, "1967")
    saying = cite(spell, field="start", stance="disagrees", other_value="1968", note="Overheard at Hentzau.")
    assert found("hentzau") == found("1968") == {str(card(spell))}
    with revising(reason="Nobody said so."):
        saying.delete()
    assert found("hentzau") == set()


def test_dates_choices_notes_and_ids_are_found():
    the_coverage()
    state = a_state("Ruritania")
    spell = a_spell(state, "1967-03", "1973-12-31", note="Left in anger.")
    for wanted in (["march", "1967"], ["31", "december", "1973"], ["anger"], ["member", "state"], spell.pk.split("-")):
        assert str(card(spell)) in found(*wanted), wanted


def test_a_register_without_cards_or_with_old_ones_gets_them_after_a_migration(capsys):
    the_coverage()
    a_state("Ruritania")
    number = Card.objects.count()
    mend()
    assert capsys.readouterr().out == ""
    Card.objects.all().delete()
    assert found("ruritania") == set()
    mend()
    assert f"Search: {number} records indexed" in capsys.readouterr().out
    Card.objects.filter(kind="state").update(form="old", title="")
    mend(verbosity=0)
    assert found("ruritania") == {"state:RUR"}


def test_one_command_makes_the_index_anew(capsys):
    the_coverage()
    a_state("Ruritania")
    Card.objects.filter(kind="state").delete()
    call_command("index_register")
    assert capsys.readouterr().out == f"{Card.objects.count()} records indexed\n"
    assert found("ruritania") == {"state:RUR"}
    call_command("rebuild_modelsearch_index", verbosity=0)  # that of the library: the index of the cards as they are
    assert found("ruritania") == {"state:RUR"}


def test_history_and_cards_of_an_unsaved_past_stay_apart():
    the_coverage()
    state = a_state("Ruritania")
    assert not hasattr(State.history.model, "search_fields")
    assert card_of(with_passages(State.objects.all()).get()).title == card(state).title


@given(st.text(max_size=60))
def test_words_stand_where_they_are_printed(text):
    placed = list(placed_words(text))
    assert [word for word, _, _ in placed] == words(text)
    assert all(0 <= start < end <= len(text) for _, start, end in placed)
