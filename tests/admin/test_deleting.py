"""Deleting, one or many, with the reason; and bringing back from history, with the sources."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from iom_portal.records.models import Citation, Revision, Source
from iom_portal.records.models.revising import revising
from members.models import Membership, State
from organs.models import Event, Organ
from tests.support.cast import a_former_name, a_source, a_state, an_organ, cite, saved

pytestmark = pytest.mark.django_db

ORGANS = "/admin/organs/organ/"
MOOT = f"{ORGANS}ORG-MOOT/"
REASON = "It never met."


def an_event(pk="E1", source=None, **fields):
    fields = {"title": f"Event {pk}", "description": "…", "category": "organ", "start": "1954", **fields}
    return saved(Event(pk=pk, slug=pk.lower(), **fields), source)


def last_revision():
    return Revision.objects.order_by("-number").values_list("origin", "reason", "made_by__username").first()


def select(desk, address, *entries):
    """The confirmation page for deleting `entries`, as the list of a kind asks for it."""
    from tests.support.desk import Page

    chosen = {"action": "delete_selected", "index": "0", "_selected_action": [entry.pk for entry in entries]}
    page = Page(desk.client, desk.client.post(address, chosen, follow=True))
    page.form["_selected_action"] = chosen["_selected_action"]
    return page


def test_a_record_goes_with_its_citations_and_its_reason_stays(desk):
    organ = an_organ()
    before = Revision.objects.count()
    page = desk.open(f"{MOOT}delete/").submit(reason=REASON)
    assert "was deleted successfully" in page.text
    assert Organ.objects.count() == Citation.objects.count() == 0
    assert Revision.objects.count() == before + 1 and last_revision() == ("admin", REASON, "edgar")
    gone = Organ.history.filter(id=organ.pk, history_type="-").get()
    assert gone.revision == Citation.history.filter(history_type="-").get().revision


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_nothing_is_deleted_without_a_reason(desk, reason):
    an_organ()
    before = Revision.objects.count()
    page = desk.open(f"{MOOT}delete/").submit(reason=reason)
    assert page.status == 200 and "post" in page.form and page.errors
    if len(reason) < 500:
        assert page.errors == ["Say why: a change of the register needs a reason."]
    assert Organ.objects.count() == 1 and Revision.objects.count() == before


def test_what_others_rest_on_is_protected(desk):
    state = a_state("Erewhon", ("1951-12-05", ""))
    page = desk.open(f"/admin/members/state/{state.pk}/delete/")
    assert "would require deleting the following protected related objects" in page.text
    page = desk.open(f"/admin/members/state/{state.pk}/delete/").submit(post="yes", reason=REASON)
    assert "protected related objects" in page.text and State.objects.count() == 1
    page = select(desk, "/admin/members/state/", state)
    assert "protected related objects" in page.text and "reason" not in page.form
    source = Source.objects.get()
    assert "protected related objects" in desk.open(f"/admin/records/source/{source.pk}/delete/").text


def test_many_go_in_one_revision(desk):
    first, second, third = an_event("E1"), an_event("E2"), an_event("E3")
    before = Revision.objects.count()
    page = select(desk, "/admin/organs/event/", first, second)
    assert "Delete the selected events?" in page.text
    page = page.submit(reason=REASON)
    assert "Successfully deleted 2 events." in page.text
    assert list(Event.objects.all()) == [third] and Citation.objects.count() == 1
    assert Revision.objects.count() == before + 1 and last_revision() == ("admin", REASON, "edgar")


def test_many_do_not_go_without_a_reason(desk):
    events = an_event("E1"), an_event("E2")
    before = Revision.objects.count()
    page = select(desk, "/admin/organs/event/", *events).submit(reason="")
    assert page.errors == ["Say why: a change of the register needs a reason."]
    page.form["_selected_action"] = [event.pk for event in events]
    assert Event.objects.count() == 2 and Revision.objects.count() == before
    assert "Successfully deleted 2 events." in page.submit(reason=REASON).text


def test_the_last_citation_of_a_record_is_not_deleted(desk):
    citation = an_organ().citations.get()
    before = Revision.objects.count()
    said = "Every fact needs a source that supports it. Without one: organ “ORG-MOOT”."
    page = desk.open(f"/admin/records/citation/{citation.pk}/delete/").submit(reason=REASON)
    assert page.errors == [said] and page.form["reason"] == REASON and page.messages == []
    page = select(desk, "/admin/records/citation/", citation).submit(reason=REASON)
    assert page.errors == [said] and page.messages == []
    assert Citation.objects.count() == 1 and Revision.objects.count() == before


def test_a_spell_is_deleted_in_its_row(desk):
    state = a_state("Erewhon", ("1951-12-05", "1973-12-31"), ("1985-05-24", ""))
    page = desk.open(f"/admin/members/state/{state.pk}/change/")
    assert page.submit(reason=REASON, **{"memberships-1-DELETE": "on"}).errors == []
    assert [spell.pk for spell in Membership.objects.all()] == ["ere-member-1"]
    assert last_revision() == ("admin", REASON, "edgar")
    assert Citation.history.filter(history_type="-").get().object_id == "ere-member-2"


def version(entry, number):
    """The address of the version of `entry` that was its `number`th, counted from 1."""
    versions = list(type(entry).history.filter(id=entry.pk).order_by("history_id"))
    opts = entry._meta
    return f"/admin/{opts.app_label}/{opts.model_name}/{entry.pk}/history/{versions[number - 1].pk}/"


def test_going_back_to_a_version_is_a_revision_with_its_reason(desk):
    organ = an_organ(composition="One each")
    desk.open(f"{MOOT}change/").submit(composition="Two each", reason="Article 8.")
    before = Revision.objects.count()
    page = desk.open(version(organ, 1))
    assert page.form["composition"] == "One each" and "Its sources stay as they are now." in page.text
    refused = page.submit()
    assert refused.errors == ["Say why: a change of the register needs a reason."]
    assert Revision.objects.count() == before
    page = page.submit(reason="Article 8 was never adopted.")
    assert page.errors == [] and Organ.objects.get().composition == "One each"
    assert Revision.objects.count() == before + 1
    assert last_revision() == ("admin", "Article 8 was never adopted.", "edgar")
    history = desk.open(f"{MOOT}history/").text
    assert "Article 8." in history and "Editor edgar Article 8 was never adopted. Composition" in history


def test_going_back_to_the_present_version_changes_nothing(desk):
    organ = an_organ()
    before = Revision.objects.count()
    page = desk.open(version(organ, 1)).submit(reason=REASON)
    assert page.messages == ["Nothing was changed."] and Revision.objects.count() == before


def test_going_back_is_refused_where_the_register_would_refuse_it(desk):
    state = a_state("Erewhon", ("1951-12-05", ""))
    spell = state.memberships.get()
    address = f"/admin/members/membership/{spell.pk}/change/"
    page = desk.open(address)
    page.form["records-citation-content_type-object_id-0-answer"] = "holds"
    assert page.submit(end="1973-12-31", reason="It left.").errors == []
    page = desk.open("/admin/members/membership/add/")
    page.row("records-citation-content_type-object_id", 0, source="MINUTES")
    page = page.submit(state="ERE", status="member", start="1985-05-24", reason="It came back.")
    assert page.errors == []
    before = Revision.objects.count()
    page = desk.open(version(spell, 1)).submit(reason=REASON)
    assert page.errors == ["It certainly overlaps “ere-member-2” (1985-05-24 to still running)."]
    assert Revision.objects.count() == before


def test_the_second_editor_cannot_go_back_over_a_newer_version(desk):
    organ = an_organ(composition="One each")
    page = desk.open(version(organ, 1))
    desk.open(f"{MOOT}change/").submit(composition="Two each", reason="Article 8.")
    page = page.submit(reason=REASON)
    assert any("Somebody else has changed this" in said for said in page.errors)
    assert Organ.objects.get().composition == "Two each"


def test_what_was_deleted_comes_back_with_its_sources(desk):
    organ = an_organ(composition="One each")
    cite(organ, a_source("S1", "Another source"), field="start", locator="p. 9")
    cited = list(organ.citations.values("pk", "locator", "field", "position"))
    desk.open(f"{MOOT}delete/").submit(reason=REASON)
    before = Revision.objects.count()
    assert "deleted" in desk.open(f"{MOOT}history/").text
    page = desk.open(version(organ, 1))
    assert "It was deleted." in page.text
    assert page.submit(reason="It did meet.").errors == []
    organ = Organ.objects.get()
    assert (
        organ.composition == "One each" and list(organ.citations.values("pk", "locator", "field", "position")) == cited
    )
    assert Revision.objects.count() == before + 1 and last_revision() == ("admin", "It did meet.", "edgar")
    assert [step.history_type for step in Organ.history.order_by("history_id")] == ["+", "-", "+"]


def test_what_rests_on_something_deleted_does_not_come_back_alone(desk):
    state = a_state("Erewhon")
    name = a_former_name(state, "Butleria", "1951", "1960")
    desk.open(f"/admin/members/formername/{name.pk}/delete/").submit(reason=REASON)
    desk.open("/admin/members/state/ERE/delete/").submit(reason=REASON)
    before = Revision.objects.count()
    page = desk.open(version(name, 1)).submit(reason="It did exist.")
    assert page.status == 200 and page.errors and Revision.objects.count() == before


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999999", "abc"])
def test_a_version_that_does_not_exist_is_not_found(desk, number):
    an_organ()
    assert desk.open(f"{MOOT}history/{number}/").status == 404


def test_a_revision_shows_what_it_changed(desk):
    an_organ(composition="One each")
    desk.open(f"{MOOT}change/").submit(composition="Two each", reason="Article 8.")
    desk.open(f"{MOOT}delete/").submit(reason=REASON)
    change, deletion = Revision.objects.order_by("-number")[1], Revision.objects.order_by("-number")[0]
    text = desk.open(f"/admin/records/revision/{change.pk}/change/").text
    assert "Organs: 1 ORG-MOOT changed Composition: One each → Two each" in text and "Article 8." in text
    text = desk.open(f"/admin/records/revision/{deletion.pk}/change/").text
    assert "ORG-MOOT deleted" in text and "organ.ORG-MOOT.MINUTES deleted" in text
    assert "Two each" not in text, "what was lost is told on the page of the record's versions"


def test_a_revision_costs_the_same_for_one_change_and_for_many(desk, django_assert_num_queries):
    with revising(reason="One."):
        organs = [an_organ()]
    with revising(reason="Many."):
        organs += [an_organ(f"ORG-{number}", f"Moot {number}") for number in range(30)]
    for reason, touched in (("One more.", organs[:1]), ("Many more.", organs)):
        with revising(reason=reason):
            for organ in touched:
                organ.composition = reason
                organ.save()
    *_, one, many = Revision.objects.order_by("number")
    with CaptureQueriesContext(connection) as queries:
        desk.open(f"/admin/records/revision/{one.pk}/change/")
    with django_assert_num_queries(len(queries)):
        text = desk.open(f"/admin/records/revision/{many.pk}/change/").text
    assert "Organs: 31" in text and "and 6 more" in text and text.count("→ Many more.") == 25


# Many at once, and what was changed meanwhile


def many_events(number):
    with revising(reason="A busy year."):
        source = a_source()
        return [an_event(f"E{place}", source=source) for place in range(number)]


def test_more_than_ten_are_deleted_only_where_their_number_is_typed(desk):
    events = many_events(11)
    before = Revision.objects.count()
    page = select(desk, "/admin/organs/event/", *events)
    assert "To delete 11 events, type 11" in page.text and page.form["number"] == ""
    for typed in ("", "10", "all", "-11"):
        page.form["_selected_action"] = [event.pk for event in events]
        page = page.submit(reason=REASON, number=typed)
        assert page.errors == ["Type 11, the number of what would be deleted. Nothing was deleted."]
    assert Event.objects.count() == 11 and Revision.objects.count() == before
    page.form["_selected_action"] = [event.pk for event in events]
    page = page.submit(reason=REASON, number=" 11 ")
    assert "Successfully deleted 11 events." in page.text and Event.objects.count() == 0
    assert Revision.objects.count() == before + 1


def test_ten_are_deleted_as_one_is(desk):
    events = many_events(10)
    page = select(desk, "/admin/organs/event/", *events)
    assert "number" not in page.form
    assert "Successfully deleted 10 events." in page.submit(reason=REASON).text


def test_three_clicks_do_not_leave_an_empty_list(desk):
    """As the list page does it for all of a list, and then confirms without a further look (desk.md, 1)."""
    many_events(12)
    asked = {"action": "delete_selected", "select_across": "1", "index": "0", "_selected_action": ["E1"]}
    desk.client.post("/admin/organs/event/", {**asked, "post": "yes", "reason": "oops"})
    page = select(desk, "/admin/organs/event/", *Event.objects.all())
    desk.client.post(
        "/admin/organs/event/", {**asked, "post": "yes", "reason": "oops", "opened_at": page.form["opened_at"]}
    )
    assert Event.objects.count() == 12


def change(entry, **values):
    with revising(reason="Somebody else found more."):
        entry = type(entry).objects.get(pk=entry.pk)
        for name, value in values.items():
            setattr(entry, name, value)
        entry.save()


@pytest.mark.parametrize("in_list", [True, False])
def test_what_was_changed_since_the_question_is_not_deleted(desk, in_list):
    first, second = an_event("E1"), an_event("E2")
    if in_list:
        page = select(desk, "/admin/organs/event/", first, second)
    else:
        page = desk.open("/admin/organs/event/E1/delete/")
    change(first, title="Another title")
    number = Revision.objects.count()
    page = page.submit(reason=REASON)
    assert page.errors == [
        f"Somebody has changed since you opened this page: “E1” in revision {number} (“Somebody else found more.”). "
        "Nothing was deleted. Go back, see what they say now, and ask again."
    ]
    assert page.messages == [] and page.form["reason"] == REASON
    assert Event.objects.count() == 2 and Revision.objects.count() == number
    if in_list:
        page.form["_selected_action"] = ["E1", "E2"]
    assert page.submit(reason=REASON).errors, "asked once more, it is still of then"
    again = desk.open("/admin/organs/event/E1/delete/").submit(reason=REASON)
    assert "was deleted successfully" in again.text


def test_a_citation_that_came_since_is_not_deleted_unseen(desk):
    event = an_event("E1")
    page = desk.open("/admin/organs/event/E1/delete/")
    cite(event, a_source("GAZETTE", "Gazette"))
    assert "“E1” in revision" in page.submit(reason=REASON).errors[0]
    assert Event.objects.count() == 1 and Citation.objects.count() == 2


def test_what_others_changed_meanwhile_does_not_stand_in_the_way(desk):
    event, other = an_event("E1"), an_event("E2")
    page = desk.open("/admin/organs/event/E1/delete/")
    change(other, title="Another title")
    assert "was deleted successfully" in page.submit(reason=REASON).text
    assert not Event.objects.filter(pk=event.pk).exists()


def test_what_was_deleted_since_is_named(desk):
    first, second = an_event("E1"), an_event("E2")
    page = select(desk, "/admin/organs/event/", first, second)
    with revising(reason="It never was."):
        first.delete()
    assert "“E1” in revision" in page.submit(reason=REASON).errors[0]
    assert Event.objects.count() == 1


@pytest.mark.parametrize("opened_at", ["", "yesterday", "-1"])
def test_a_deletion_that_was_not_asked_about_is_refused(desk, opened_at):
    an_event("E1")
    page = desk.open("/admin/organs/event/E1/delete/").submit(reason=REASON, opened_at=opened_at)
    assert page.errors == ["This page was not opened here. Open it anew from the list. Nothing was deleted."]
    assert Event.objects.count() == 1


def test_an_id_that_an_address_writes_otherwise_is_locked_and_compared_too(desk):
    event = an_event("E_1")
    page = desk.open("/admin/organs/event/E_5F1/delete/")
    change(event, title="Another title")
    assert "“E_1” in revision" in page.submit(reason=REASON).errors[0]
