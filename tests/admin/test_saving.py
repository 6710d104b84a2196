"""Adding and changing through the real forms of the admin: what is written, what is refused, and with which words."""

import pytest
from django.contrib.admin.models import LogEntry

from iom_portal.records.models import Citation, Revision
from members.models import FormerName, Membership, State
from organs.models import Event, Organ, Session
from tests.support.cast import LEFT_AND_CAME_BACK, a_person, a_post, a_source, a_state, a_term, an_organ, cite

pytestmark = pytest.mark.django_db

CITATIONS = "records-citation-content_type-object_id"
ADD_EVENT = "/admin/organs/event/add/"
ADD_SPELL = "/admin/members/membership/add/"
AN_EVENT = {
    "slug": "first-moot",
    "title": "First moot",
    "description": "The moot met.",
    "category": "organ",
    "start": "1954-11-30",
    "reason": "Found in the minutes.",
}
REASON = "The minutes say so."


@pytest.fixture
def minutes():
    return a_source()


def change_page(entry):
    return f"/admin/{entry._meta.app_label}/{entry._meta.model_name}/{entry.pk}/change/"


def revisions():
    return list(Revision.objects.order_by("number").values_list("number", "origin", "reason", "made_by__username"))


def test_a_record_with_its_citation_is_one_revision_with_its_reason(desk, minutes):
    before = Revision.objects.count()
    page = desk.open(ADD_EVENT).row(CITATIONS, 0, source=minutes.pk, locator="p. 3").submit(**AN_EVENT)
    assert page.errors == [] and "was added successfully" in page.text
    event = Event.objects.get()
    assert (event.pk, event.start, event.start_earliest.isoformat()) == ("event-1", "1954-11-30", "1954-11-30")
    citation = event.citations.get()
    assert (citation.pk, citation.locator) == ("event.event-1.MINUTES", "p. 3")
    assert revisions()[before:] == [(before + 1, "admin", "Found in the minutes.", "edgar")]
    made = Revision.objects.get(number=before + 1)
    assert [version.revision for version in event.history.all()] == [made]
    assert [version.revision for version in Citation.history.filter(id=citation.pk)] == [made]
    assert LogEntry.objects.get().change_message == "Found in the minutes."


def test_an_id_may_be_given_and_then_stays(desk, minutes):
    desk.open(ADD_EVENT).row(CITATIONS, 0, source=minutes.pk).submit(**AN_EVENT, id="E1954")
    page = desk.open("/admin/organs/event/E1954/change/")
    assert page.status == 200 and "id" not in page.form


@pytest.mark.parametrize(
    "typed, error",
    [
        ({"reason": " "}, "Say why: a change of the register needs a reason."),
        (
            {"start": "last spring"},
            "“last spring” is not a date that the register can read. Allowed: a day (1985-05-24)",
        ),
        ({"start": "2013-02-30"}, "“2013-02-30”: February 2013 has 28 days."),
        ({"start": "1954-11-30 in the year of our Lord"}, "is not a date that the register can read"),
        ({"start": ""}, "This field is required."),
        ({"end": "1954-11-29"}, "Its last day (1954-11-29) cannot lie before its first (1954-11-30)."),
        ({"category": ""}, "This field is required."),
        ({"id": "two words"}, "An id has only letters, digits"),
        ({f"{CITATIONS}-0-source": ""}, "Every fact needs a source that supports it."),
        ({f"{CITATIONS}-0-stance": "disagrees"}, "Every fact needs a source that supports it."),
        ({f"{CITATIONS}-0-other_value": "1955"}, "Another value belongs to a source that disagrees."),
        ({f"{CITATIONS}-0-field": "colour"}, "Select a valid choice."),
    ],
)
def test_what_is_refused_is_said_and_kept(desk, minutes, typed, error):
    before = revisions()
    page = desk.open(ADD_EVENT).row(CITATIONS, 0, source=minutes.pk)
    sent = {**AN_EVENT, **typed}
    page = page.submit(**sent)
    assert page.status == 200 and any(error in said for said in page.errors), page.errors
    assert page.form["description"] == "The moot met." and page.form["start"] == sent["start"]
    assert page.form["reason"].strip() == sent["reason"].strip()
    assert Event.objects.count() == 0 and revisions() == before


def test_the_last_citation_cannot_go(desk, minutes):
    organ = an_organ()
    before = revisions()
    page = desk.open(change_page(organ)).submit(reason=REASON, **{f"{CITATIONS}-0-DELETE": "on"})
    assert "Every fact needs a source that supports it." in page.errors
    assert organ.citations.count() == 1 and revisions() == before


def test_a_source_is_cited_once_for_the_same(desk, minutes):
    organ = an_organ()
    page = desk.open(change_page(organ)).row(CITATIONS, 1, source=minutes.pk).submit(reason=REASON)
    assert "“Minutes of the Council” is cited twice for the same." in page.errors


def test_new_citations_come_after_those_that_are_there(desk, minutes):
    organ = an_organ()
    later = [a_source(f"S{number}", f"Source {number}") for number in (1, 2)]
    page = desk.open(change_page(organ))
    page.row(CITATIONS, 1, source=later[1].pk).row(CITATIONS, 2, source=later[0].pk)
    page.row(CITATIONS, 3, source=later[0].pk, field="start", stance="disagrees", other_value="1955", locator="p. 9")
    assert page.submit(reason=REASON).errors == []
    cited = [(citation.pk, citation.position) for citation in organ.citations.order_by("position")]
    assert [pk for pk, _ in cited] == [
        "organ.ORG-MOOT.MINUTES",
        "organ.ORG-MOOT.S2",
        "organ.ORG-MOOT.S1",
        "organ.ORG-MOOT.S1.start",
    ]
    assert cited[1][1] < cited[2][1] < 1000 == cited[3][1]


def test_an_unchanged_save_makes_no_revision_and_says_so(desk, minutes):
    organ = an_organ(composition="Two lines\nof text")
    before = revisions()
    page = desk.open(change_page(organ)).submit(reason=REASON)
    assert page.messages == ["Nothing was changed."] and revisions() == before
    assert LogEntry.objects.count() == 0


def test_a_change_of_everything_on_the_page_is_one_revision(desk, minutes):
    state = a_state("Erewhon", *LEFT_AND_CAME_BACK)
    before = Revision.objects.count()
    page = desk.open(change_page(state))
    page.form["capital"] = "Nowhere"
    page.row("memberships", 1, end="1999-12-31", source=minutes.pk)
    page.row("memberships", 2, status="observer", start="2000", source=minutes.pk)
    page.row("former_names", 0, name_en="Butleria", end="1960", source=minutes.pk)
    page = page.submit(reason=REASON)
    assert page.errors == []
    assert revisions()[before:] == [(before + 1, "admin", REASON, "edgar")]
    assert [(spell.pk, spell.start, spell.end) for spell in state.memberships.all()] == [
        ("ere-member-1", "1951-12-05", "1973-12-31"),
        ("ere-member-2", "1985-05-24", "1999-12-31"),
        ("ere-observer-1", "2000", ""),
    ]
    assert Membership.objects.get(pk="ere-observer-1").citations.get().pk == "membership.ere-observer-1.MINUTES"
    assert FormerName.objects.get().citations.get().is_plain


def test_two_new_spells_at_once_get_two_ids(desk, minutes):
    state = a_state("Erewhon")
    page = desk.open(change_page(state))
    page.row("memberships", 0, status="member", start="1951-12-05", end="1973-12-31", source=minutes.pk)
    page.row("memberships", 1, status="member", start="1985-05-24", source=minutes.pk)
    assert page.submit(reason=REASON).errors == []
    assert [spell.pk for spell in state.memberships.all()] == ["ere-member-1", "ere-member-2"]


def test_one_spell_may_end_where_the_next_begins_in_one_submit(desk, minutes):
    state = a_state("Erewhon", ("1985-05-24", ""), status="observer")
    page = desk.open(change_page(state))
    page.row("memberships", 0, end="1990-06-30", source=minutes.pk)
    page.row("memberships", 1, status="member", start="1990-07-01", basis="accession", source=minutes.pk)
    assert page.submit(reason=REASON).errors == []
    assert state.memberships.count() == 2


@pytest.mark.parametrize(
    "row, error",
    [
        ({"source": ""}, "Every fact needs a source that supports it."),
        ({"start": "1973-12-31"}, "It certainly overlaps “ere-member-1” (1951-12-05 to 1973-12-31)."),
        ({"start": "2001", "end": "2000"}, "It cannot end (2000) before it begins (2001)."),
        ({"start": "soon"}, "“soon” is not a date that the register can read."),
        ({"status": "observer", "basis": "accession"}, "The basis says how a State became a member"),
        ({"status": ""}, "This field is required."),
    ],
)
def test_a_spell_that_is_refused_in_its_row_keeps_the_page(desk, minutes, row, error):
    state = a_state("Erewhon", ("1951-12-05", "1973-12-31"))
    before = revisions()
    page = desk.open(change_page(state))
    page.form["capital"] = "Nowhere"
    page.row("memberships", 1, **{"status": "member", "start": "1990", "source": minutes.pk, **row})
    page = page.submit(reason=REASON)
    assert any(error in said for said in page.errors), page.errors
    assert page.form["capital"] == "Nowhere" and page.form["reason"] == REASON
    assert page.form["memberships-1-start"] == row.get("start", "1990")
    assert revisions() == before and State.objects.get().capital == ""
    assert state.memberships.count() == 1


def test_two_new_spells_that_overlap_are_refused_at_the_second(desk, minutes):
    state = a_state("Erewhon")
    page = desk.open(change_page(state))
    page.row("memberships", 0, status="member", start="1951-12-05", source=minutes.pk)
    page.row("memberships", 1, status="observer", start="1960-01-01", source=minutes.pk)
    page = page.submit(reason=REASON)
    assert "It certainly overlaps “ere-member-1” (1951-12-05 to still running)." in page.errors
    assert page.messages == [] and state.memberships.count() == 0
    assert (page.form["memberships-1-start"], page.form["memberships-1-source"]) == ("1960-01-01", "MINUTES")


@pytest.mark.parametrize(
    "typed, error",
    [
        ({"start": "1960"}, "It certainly overlaps “ere-member-1” (1951-12-05 to 1973-12-31)."),
        ({"start": "1990", "end": "1989"}, "It cannot end (1989) before it begins (1990)."),
        ({"start": "1990", "state": ""}, "This field is required."),
        ({"start": "1990", "state": "XXX"}, "Select a valid choice."),
    ],
)
def test_a_spell_on_its_own_page(desk, minutes, typed, error):
    a_state("Erewhon", ("1951-12-05", "1973-12-31"))
    before = revisions()
    page = desk.open(ADD_SPELL).row(CITATIONS, 0, source=minutes.pk)
    page = page.submit(**{"state": "ERE", "status": "member", "reason": REASON, **typed})
    assert any(error in said for said in page.errors), page.errors
    assert Membership.objects.count() == 1 and revisions() == before


def test_a_start_that_was_not_found_needs_the_days_covered(desk, minutes):
    a_state("Erewhon")
    page = desk.open(ADD_SPELL).row(CITATIONS, 0, source=minutes.pk)
    page = page.submit(state="ERE", status="member", reason=REASON)
    assert page.status == 200 and page.errors and Membership.objects.count() == 0


def test_a_start_that_was_not_found_is_shown_as_such(desk, minutes, coverage):
    a_state("Erewhon")
    page = desk.open(ADD_SPELL).row(CITATIONS, 0, source=minutes.pk)
    assert page.submit(state="ERE", status="member", reason=REASON).errors == []
    assert "not found still running" in desk.open("/admin/members/membership/").text
    assert "Start: 1951-12-05 – 2025-12-12" in desk.open("/admin/members/membership/ere-member-1/change/").text


def test_a_bad_date_leaves_the_page_readable(desk, minutes):
    """The words for a session hold its date: a date that cannot be read must not reach them."""
    from tests.support.cast import saved

    session = saved(Session(organ=an_organ(), body="Moot", kind_of_session="regular", start="1954-11-30"))
    page = desk.open(change_page(session)).submit(start="soon", reason=REASON)
    assert page.status == 200 and page.form["start"] == "soon"
    assert "Moot, 30 November 1954" in page.text


def test_a_state_needs_its_code(desk, minutes):
    page = desk.open("/admin/members/state/add/").row(CITATIONS, 0, source=minutes.pk).submit(reason=REASON)
    assert "Give the ISO 3166-1 code of three letters." in page.errors and State.objects.count() == 0


def test_terms_are_edited_with_their_post_and_with_their_person(desk, minutes):
    post, ada = a_post(), a_person("Ada Clare")
    page = desk.open(change_page(post))
    page.row("terms", 0, person=ada.pk, start="1955", end="1960", source=minutes.pk)
    assert page.submit(reason=REASON).errors == []
    page = desk.open(change_page(ada))
    assert page.form["terms-0-post"] == post.pk
    page.row("terms", 1, post=post.pk, start="1958", source=minutes.pk)
    page = page.submit(reason=REASON)
    assert any("It certainly overlaps" in said for said in page.errors)
    assert ada.terms.count() == 1


def test_the_seats_of_a_post_with_terms_stay(desk):
    post = a_post()
    a_term(a_person("Ada Clare"), post, "1955", "1960")
    page = desk.open(change_page(post)).submit(seats="2", reason=REASON)
    assert "The post has terms of office: end it and open another with more seats." in page.errors


def test_the_second_of_two_editors_is_told_of_the_first(desk, minutes):
    organ = an_organ()
    first, second = desk.open(change_page(organ)), desk.open(change_page(organ))
    assert first.submit(composition="One each", reason="Article 7.").errors == []
    page = second.submit(composition="Two each", reason="Article 8.")
    assert any("Somebody else has changed this since you opened it" in said for said in page.errors)
    assert any("“Article 7.”" in said for said in page.errors)
    assert page.form["composition"] == "Two each"
    assert Organ.objects.get().composition == "One each"
    again = page.submit()
    assert Organ.objects.get().composition == "One each" and again.errors


def test_the_second_editor_is_told_of_a_changed_spell_too(desk, minutes):
    state = a_state("Erewhon", ("1951-12-05", ""))
    page = desk.open(change_page(state))
    other = desk.open("/admin/members/membership/ere-member-1/change/")
    other.form["records-citation-content_type-object_id-0-answer"] = "holds"
    assert other.submit(end="1973-12-31", reason="It left.").errors == []
    page = page.submit(**{"memberships-0-end": "1974-12-31"}, reason=REASON)
    assert any("“It left.”" in said for said in page.errors)
    assert Membership.objects.get().end == "1973-12-31"


def test_a_citation_on_its_own_page(desk, minutes):
    citation = cite(an_organ(), a_source("S1", "Another source"))
    page = desk.open(change_page(citation)).submit(field="start", locator="p. 4", reason=REASON)
    assert page.errors == []
    citation.refresh_from_db()
    assert (citation.field, citation.locator, citation.position) == ("start", "p. 4", 1000)


def test_the_last_support_cannot_turn_into_a_disagreement(desk, minutes):
    citation = an_organ().citations.get()
    before = revisions()
    page = desk.open(change_page(citation)).submit(stance="disagrees", reason=REASON)
    assert any(
        "Every fact needs a source that supports it. Without one: organ “ORG-MOOT”." in said for said in page.errors
    )
    assert page.messages == [] and revisions() == before
    assert page.form["reason"] == REASON


def test_who_may_only_look_cannot_write(client, minutes):
    from django.contrib.auth.models import Permission, User

    organ = an_organ()
    user = User.objects.create_user("vera", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(user)
    page = client.get(change_page(organ))
    assert page.status_code == 200 and b"Reason for this change" not in page.content
    assert client.post(change_page(organ), {"reason": REASON}).status_code == 403
    version = organ.history.get()
    address = f"/admin/organs/organ/{organ.pk}/history/{version.pk}/"
    assert b"Go back to this version" not in client.get(address).content
    assert client.post(address, {"reason": REASON}).status_code == 403


UNFIT = {
    "Signing\x0bceremony": "It holds U+000B (LINE TABULATION) after “Signing”, which cannot be shown: leave it out.",
    "Signing\u202eceremony": "It holds U+202E (RIGHT-TO-LEFT OVERRIDE) after “Signing”",
    "Signing\u200bceremony": "It holds U+200B (ZERO WIDTH SPACE) after “Signing”",
}


@pytest.mark.parametrize("title, words", UNFIT.items())
def test_a_text_that_cannot_be_shown_is_refused_at_its_field(desk, minutes, title, words):
    page = desk.open(ADD_EVENT).row(CITATIONS, 0, source=minutes.pk).submit(**{**AN_EVENT, "title": title})
    assert any(words in error for error in page.errors), page.errors
    assert not Event.objects.exists()


def test_so_is_one_in_a_row_of_an_inline(desk, minutes):
    page = desk.open(ADD_EVENT).row(CITATIONS, 0, source=minutes.pk, locator="p.\x073").submit(**AN_EVENT)
    assert any("U+0007 (BELL) after “p.”" in error for error in page.errors), page.errors
    assert not Event.objects.exists()


def test_so_is_a_reason(desk, minutes):
    form = {**AN_EVENT, "reason": "ctl \x02 reason"}
    page = desk.open(ADD_EVENT).row(CITATIONS, 0, source=minutes.pk).submit(**form)
    assert any("U+0002 (START OF TEXT) after “ctl ”" in error for error in page.errors), page.errors
    assert not Event.objects.exists()


def test_a_text_is_held_composed_and_with_single_blanks(desk, minutes):
    form = {**AN_EVENT, "title": "Re\u0301union\u00a0 of the moot", "description": "One.\r\n\r\nTwo\u2003three. "}
    page = desk.open(ADD_EVENT).row(CITATIONS, 0, source=minutes.pk).submit(**form, follow=True)
    assert page.errors == []
    event = Event.objects.get()
    assert (event.title, event.description) == ("Réunion of the moot", "One.\n\nTwo three.")
    page = desk.open(change_page(event)).submit(title="Re\u0301union of the moot", reason=REASON)
    assert "Nothing was changed" in page.text


def test_what_looks_decoded_wrongly_is_saved_with_a_warning(desk, minutes):
    page = (
        desk.open(ADD_EVENT)
        .row(CITATIONS, 0, source=minutes.pk, note="dâ€™Ivoire")
        .submit(**{**AN_EVENT, "title": "RÃ©union"})
    )
    assert Event.objects.get().title == "RÃ©union"
    assert any("Title: “Ã©” may be a “é” that was decoded wrongly" in message for message in page.messages)
    assert any("Note: “â€™” may be a “’” that was decoded wrongly" in message for message in page.messages)
    assert not any("may be a" in message for message in desk.open(change_page(Event.objects.get())).messages)
