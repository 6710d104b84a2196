"""Exceptions to rules, what rests on other records, and what the audit alone finds."""

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from iom_portal.records.models import Citation, RuleException, SeedLine
from iom_portal.records.models.revising import revising
from iom_portal.records.rules.judging import audit
from iom_portal.records.rules.register_rules import WhenWritten, register_rules
from members.models import Membership, PublishedCount, State
from organs.models import Event, Organ, Person, Post, Term
from tests.admin.conftest import desk, editor  # noqa: F401 - fixtures
from tests.support.cast import a_source, a_spell, a_state, affirm, an_organ, cite, saved, the_coverage
from tests.support.desk import Desk
from tests.support.rule_cases import the_cast

pytestmark = pytest.mark.django_db

CITATIONS = "records-citation-content_type-object_id"
ADD_SPELL = "/admin/members/membership/add/"
TOO_EARLY = {"id": "uto-1", "state": "UTO", "status": "member", "start": "1950", "reason": "The minutes say so."}


@pytest.fixture
def cast(db):
    the_cast()


def an_exception(rule, record, **fields):
    return saved(RuleException(rule=rule, record=record, why="The minutes say so.", **fields))


def found(rule):
    return [finding.record for finding in audit() if finding.rule == rule]


def submit_spell(desk, **values):  # noqa: F811
    page = desk.open(ADD_SPELL).row(CITATIONS, 0, source="MINUTES")
    return page.submit(**TOO_EARLY | values)


def test_a_record_with_an_exception_is_saved_and_not_found_by_the_audit(cast):
    utopia = State.objects.get(pk="UTO")
    with revising(reason="They met before it was founded."):
        an_exception("begins-after-founding", "membership:uto-1")
        saved(Membership(pk="uto-1", state=utopia, status="member", start="1950"))
    assert found("begins-after-founding") == found("exception-is-needed") == []


def test_an_exception_is_of_one_rule_and_one_record(cast):
    an_exception("begins-after-founding", "membership:uto-1")
    utopia = State.objects.get(pk="UTO")
    with pytest.raises(ValidationError, match="begins-after-founding"):
        saved(Membership(pk="uto-2", state=utopia, status="member", start="1950"))
    with pytest.raises(ValidationError, match="not-in-the-far-future"):
        saved(Membership(pk="uto-1", state=utopia, status="member", start="2150"))


def test_an_exception_owes_a_source(cast):
    with pytest.raises(ValidationError, match="Every fact needs a source"), revising(reason="Only so."):
        RuleException(rule="rows-alike", record="event:E-FIRST", why="Only so.").save()


def test_an_exception_that_is_needed_stays(cast):
    with revising(reason="They met before it was founded."):
        exception = an_exception("begins-after-founding", "membership:uto-1")
        saved(Membership(pk="uto-1", state=State.objects.get(pk="UTO"), status="member", start="1950"))
    refused = pytest.raises(ValidationError, match="membership “uto-1”.*begins-after-founding")
    with refused, revising(reason="Tidied up."):
        RuleException.objects.get(pk=exception.pk).delete()
    with pytest.raises(ValidationError, match="begins-after-founding"), revising(reason="Tidied up."):
        exception.record = "membership:uto-2"
        exception.save()


def test_the_admin_offers_an_exception_and_makes_it_with_the_record(cast, desk):  # noqa: F811
    page = submit_spell(desk)
    assert "Exception to a rule" in page.text and page.form["broken_rules"] == "begins-after-founding=membership:uto-1"
    page = page.submit(exception_why="They met before it was founded.")
    assert "An exception to a rule needs a source." in page.errors
    page = page.submit(exception_source="MINUTES")
    assert page.errors == [] and Membership.objects.get(pk="uto-1").start == "1950"
    exception = RuleException.objects.get()
    assert (exception.rule, exception.record) == ("begins-after-founding", "membership:uto-1")
    assert [citation.source_id for citation in exception.cited] == ["MINUTES"]
    versions = [exception.history.get().revision, Membership.history.get(id="uto-1").revision]
    assert versions[0] == versions[1]


def test_the_admin_offers_none_to_a_rule_without_exceptions(cast, desk):  # noqa: F811
    page = submit_spell(desk, id="ere-MEMBER-1", start="1960")
    assert "Exception to a rule" not in page.text and "id-borne-once" in " ".join(page.errors)


def test_the_admin_offers_none_to_who_may_not_override(cast):
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.add(
        *Permission.objects.filter(codename__in=["add_membership", "add_citation", "view_source", "view_state"])
    )
    page = submit_spell(Desk(Client(), clerk))
    assert "begins-after-founding" in " ".join(page.errors) and "Exception to a rule" not in page.text
    page = page.submit(
        broken_rules="begins-after-founding=membership:uto-1", exception_why="So.", exception_source="MINUTES"
    )
    assert not RuleException.objects.exists() and not Membership.objects.filter(pk="uto-1").exists()


# What rests on other records


@pytest.mark.parametrize(
    ("model", "pk", "change", "rule"),
    [
        (Post, "post-reeve", {"end": "1955"}, "term-within-its-post"),
        (Organ, "ORG-MOOT", {"end": "1955"}, "part-within-its-organ"),
        (Person, "person-ada-clare", {"died": "1959"}, "term-within-a-life"),
        (State, "ERE", {"iso2": "XX"}, "nationality-of-a-state"),
    ],
)
def test_a_change_of_what_a_record_rests_on_is_refused(cast, model, pk, change, rule):
    with revising(reason="Where she was from."):
        person = Person.objects.get(pk="person-late")
        person.nationality = State.objects.get(pk="ERE").iso2
        person.save()
    record = model.objects.get(pk=pk)
    for name, value in change.items():
        setattr(record, name, value)
    with pytest.raises(ValidationError, match=rule), revising(reason="A slip of the pen."):
        record.save()
        affirm(record)


def test_a_later_day_of_founding_is_refused_while_something_is_older(cast):
    with pytest.raises(ValidationError, match="begins-after-founding"):
        the_coverage(established_on=Membership.objects.get(pk="ere-member-1").start_earliest.replace(year=1960))


def test_a_body_of_the_united_nations_may_be_older(cast):
    an_organ("ORG-UN", "Assembly", "1945-10-24", kind_of_organ=Organ.KindOfOrgan.UN_BODY)
    saved(Event(slug="conference", title="Conference", description="They met.", category="founding", start="1938"))


def test_a_chain_of_organs_that_comes_back_is_a_circle(cast):
    with pytest.raises(ValidationError, match="organs-in-no-circle"), revising(reason="A slip of the pen."):
        first = an_organ("ORG-A", "A", "1960")
        second = an_organ("ORG-B", "B", "1960", predecessor=first)
        third = an_organ("ORG-C", "C", "1960", predecessor=second)
        first.predecessor = third
        first.save()


def test_what_was_deleted_comes_back_under_its_id(cast, desk):  # noqa: F811
    version = Event.history.filter(id="E-OLD").first()
    page = desk.open(f"/admin/organs/event/E-OLD/history/{version.history_id}/")
    page = page.submit(title="Old, and known again", reason="It did happen.")
    assert page.errors == [] and Event.objects.get(pk="E-OLD").title == "Old, and known again"


def test_what_was_deleted_comes_back_in_the_shell_as_it_was(cast):
    version = Event.history.filter(id="E-OLD").first()
    with revising(reason="It did happen."):
        saved(version.instance)
    assert Event.objects.get(pk="E-OLD").title == "Old"


# What the audit alone finds


def written_past_the_rules(model, pk, **values):
    QuerySet(model).filter(pk=pk).update(**values)


def test_the_audit_finds_what_was_written_past_the_write_path(cast):
    spell = a_spell(State.objects.get(pk="UTO"), "1960", "1961", pk="uto-1")
    a_spell(State.objects.get(pk="UTO"), "1962", "", pk="uto-2")
    written_past_the_rules(Membership, "uto-1", start="1955")
    assert found("bounds-of-its-dates") == ["membership:uto-1"]
    written_past_the_rules(Membership, "uto-1", end_earliest="1970-01-01", end_latest="1970-01-01")
    assert found("spells-apart") == ["membership:uto-2"]
    written_past_the_rules(Citation, f"membership.{spell.pk}.MINUTES", stance="disagrees")
    assert found("fact-has-a-source") == ["membership:uto-1"]
    with revising(reason="Never cited."):
        a_source("UNUSED", "Unused")
    assert found("source-is-cited") == ["source:UNUSED"]
    citation = cite(Event.objects.get(pk="E-FIRST"), a_source("UNUSED"))
    written_past_the_rules(Citation, citation.pk, object_id="E-NONE")
    assert found("citation-of-a-record") == [f"citation:{citation.pk}"]
    with revising(reason="Quoted."):
        SeedLine(pk="line-1", number=1, text="Moot").save()
        SeedLine(pk="line-2", number=2, text="Moot", represented_in="event:E-NONE").save()
    assert found("line-has-its-place") == ["seedline:line-1", "seedline:line-2"]


def test_the_audit_compares_counts_with_what_was_printed(cast):
    saved(PublishedCount(pk="count-1", on="1960-01-01", members=7, observers=2))
    assert found("members-as-printed") == found("observers-as-printed") == ["publishedcount:count-1"]
    written_past_the_rules(Term, "term-1", start="1930", start_earliest="1930-01-01", start_latest="1930-12-31")
    assert {"term:term-1"} <= set(found("begins-after-founding")) & set(found("term-within-its-post"))


def test_ids_and_slugs_that_were_given_twice_are_found(cast):
    QuerySet(Event).filter(pk="E-FIRST").update(slug="old")
    assert found("slug-borne-once") == ["event:E-FIRST"]
    version = Event.history.filter(id="E-FIRST").first()
    version.pk, version.id = None, "e-first"
    version.save_base(raw=True, force_insert=True)
    assert found("id-borne-once") == ["event:E-FIRST"]


# The page


def test_every_rule_is_listed_and_explained(cast, client):
    an_exception("rows-alike", "event:E-FIRST", note="Noted.")
    page = client.get("/rules/").content.decode()
    for rule in register_rules():
        assert f'id="{rule.name}"' in page
        assert rule.sentence.endswith(".") and rule.reason.endswith("."), rule.name
        assert rule.when_written in WhenWritten
    assert 'id="exception-1"' in page and "The minutes say so." in page and "First" in page


IDS = st.sampled_from(["E1", "e1", "E2", "e2", "e-3"])
STEPS = st.lists(st.tuples(st.sampled_from(["add", "delete", "add again"]), IDS), max_size=8)


class NoIdIsGivenTwice(TestCase):
    """Whatever is added and deleted, an id means one record, and no two ids differ by capitals alone."""

    @settings(max_examples=25, deadline=None)
    @given(STEPS)
    def test_whatever_is_added_and_deleted(self, steps):
        meant = {}
        for number, (step, pk) in enumerate(steps):
            title = meant.get(pk, f"Event {number}") if step == "add again" else f"Event {number}"
            fields = {"slug": f"slug-{pk}-{title[6:]}", "title": title, "description": "It met.", "category": "organ"}
            try:
                with revising(reason="A step."):
                    if step == "delete":
                        for event in Event.objects.filter(pk=pk):
                            event.delete()
                    else:
                        saved(Event(pk=pk, start="1955", **fields))
                        meant.setdefault(pk, title)
            except ValidationError:
                continue
        titles = {}
        for pk, title in Event.history.values_list("id", "title"):
            titles.setdefault(pk.lower(), set()).add((pk, title))
        assert all(len(borne) == 1 for borne in titles.values())


def test_a_state_in_the_list_twice_is_two_states_of_one_name(cast):
    with pytest.raises(ValidationError, match="the name of ERE as well"):
        state = a_state("Gondour")
        state.name_fr = "EREWHON"
        with revising(reason="A slip of the pen."):
            state.save()
