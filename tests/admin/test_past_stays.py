"""What is corrected, deleted and restored in the admin stays in the past as it was, and so do the citations of it."""

import re
from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client

from iom_portal.pages.citing import citation as citing
from iom_portal.records.history.snapshots import ensure_snapshot
from iom_portal.records.models import Revision
from members.models import Membership
from organs.models import Event
from tests.support.desk import Desk
from tests.support.page_text import main, words

from .test_deleting import select

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("own_past")]

DAY = "2013-11-20"
BACK = "/admin/members/membership/aus-member-2/"
CITATIONS = "records-citation-content_type-object_id"
OBSERVER = "/admin/members/membership/aus-observer-1/"
CITED = [
    f"/members/australia/?as_of={DAY}",
    "/members/?as_of=1985-12-31&region=Oceania",
    "/observers/?as_of=1980-01-01",
    f"/?as_of={DAY}",
    f"/counts/?as_of={DAY}",
    "/compare/?from=1980-01-01&to=1990-01-01",
    "/api/v1/states/AUS/?as_of=1985-12-31",
    "/api/v1/memberships/aus-member-2/",
    "/api/v1/organization/",
]


def last_revision():
    return Revision.objects.latest("number").number


def restored(desk, entry, reason):
    """Go back to the first version of a deleted record."""
    version = type(entry).history.filter(id=entry.pk).order_by("history_id").first()
    page = desk.open(f"/admin/members/membership/{entry.pk}/history/{version.pk}/").submit(reason=reason)
    assert page.errors == []


def corrected(desk, start, reason):
    """Change the start of the second spell, and cite the treaty list for it."""
    page = desk.open(f"{BACK}change/")
    new = int(page.form[f"{CITATIONS}-TOTAL_FORMS"])
    page.row(CITATIONS, new, source="TRB2014", field="start")
    assert page.submit(start=start, reason=reason).errors == []


def put_back(desk, reason):
    """Go back to the first version of the second spell: its citations come with it."""
    version = Membership.history.filter(id="aus-member-2").order_by("history_id").first()
    assert desk.open(f"{BACK}history/{version.pk}/").submit(reason=reason).errors == []


def reproduced(found):
    """What `manage.py verify_citation` says of a citation."""
    out = StringIO()
    call_command("verify_citation", found.address, found.digest, stdout=out)
    return out.getvalue()


@pytest.fixture
def base(register):
    return register.revision.number


def test_every_citation_is_reproduced_after_correction_deletion_and_restoration(base, desk, client):
    observer = Membership.objects.get(pk="aus-observer-1")
    steps = [
        lambda: corrected(desk, "1986-01-01", "The treaty list says 1986."),
        lambda: desk.open(f"{OBSERVER}delete/").submit(reason="No trace of it was found."),
        lambda: restored(desk, observer, "It was found after all."),
        lambda: put_back(desk, "The list was wrong."),
    ]
    cited = [[citing.cite(address) for address in CITED]]
    for step in steps:
        step()
        cited.append([citing.cite(address) for address in CITED])
    for found in (found for moment in cited for found in moment):
        assert reproduced(found).startswith(f"Reproduced: {len(found.facts)} facts, {found.both_clocks}."), found
    assert last_revision() == base + 4

    first, *between, last = ([found.digest for found in moment] for moment in cited)
    assert first == last, "what was corrected back and restored is what it was"
    assert between[0][0] != first[0] and between[0][2] == first[2], "the correction is not of an observer"
    assert between[1][2] != first[2], "the deleted spell is gone from the list of observers"
    assert "They stand today as they did." in reproduced(cited[0][0])
    assert "Some have been corrected since." in reproduced(cited[1][0])
    with pytest.raises(CommandError, match="Not reproduced"):
        call_command("verify_citation", cited[0][0].address, cited[1][0].digest)

    for found in (cited[1][0], cited[2][2]):
        page = words(client.get(f"{found.address}&digest={found.digest}"))
        assert "The register reproduces what was cited" in page
        assert "Some of them have been corrected since" in main(
            client.get("/cite/", {"address": found.address, "digest": found.digest})
        )
        answer = client.get("/api/v1/cite/", {"address": found.address, "digest": found.digest}).json()
        assert (answer["reproduced"], answer["current"]) == (True, False)


def test_reopening_the_address_gives_the_old_facts_and_tells_the_corrections(base, desk, client):
    found = citing.cite(CITED[0])
    corrected(desk, "1986-01-01", "The treaty list says 1986.")
    response = client.get(f"{found.address}&digest={found.digest}")
    assert "24 May 1985" in main(response) and "1 January 1986" not in main(response)
    text = words(response)
    assert "The register reproduces what was cited" in text
    assert re.search(r"\d corrections since of what this page states", text)
    assert "The treaty list says 1986." in text and "1985-05-24" in text and "1986-01-01" in text


def test_many_deleted_at_once_stay_where_they_were(base, desk, client):
    found = citing.cite(f"/history/?as_of={DAY}")
    events = list(Event.objects.order_by("start_earliest")[:5])
    select(desk, "/admin/organs/event/", *events).submit(reason="Doubtful.")
    assert Event.objects.filter(pk__in=[event.pk for event in events]).count() == 0
    assert last_revision() == base + 1
    assert "Some have been corrected since." in reproduced(found)
    text = words(client.get(found.address))
    assert all(event.title in text for event in events)
    assert "deleted in revision" in text and "Doubtful." in text


def test_the_admin_is_never_of_the_past(base, desk):
    desk.open(f"{BACK}change/").holding().submit(start="1986-01-01", reason="The treaty list says 1986.")
    page = desk.open(f"{BACK}change/", as_recorded=base)
    assert page.status == 200 and page.form["start"] == "1986-01-01"
    assert desk.open("/admin/members/membership/", as_recorded="nonsense").status == 200
    assert page.submit(note="By letter.", reason="It came by letter.").errors == []
    spell = Membership.objects.get(pk="aus-member-2")
    assert (spell.start, spell.note, last_revision()) == ("1986-01-01", "By letter.", base + 2)


def test_no_door_tells_who_the_editor_is(base, client):
    secrets = ("zenobia", "quillfeather", "hemlock")
    user = User.objects.create_user(
        "zenobia7", email="z@hemlock.example", first_name="Quillfeather", last_name="Hemlock", is_staff=True
    )
    user.groups.add(Group.objects.get(name="Editors"))
    desk = Desk(Client(), user)
    assert desk.open(f"{BACK}change/").holding().submit(start="1986-01-01", reason="By letter.").errors == []
    desk.open(f"{OBSERVER}delete/").submit(reason="No trace of it was found.")
    made = Revision.objects.get(number=base + 1)
    assert made.made_by == user and made.get_origin_display() == "Editor"
    doors = [
        "/changes/",
        f"/changes/{base + 1}/",
        f"/changes/{base + 2}/",
        "/changes/membership/aus-member-2/",
        "/changes/membership/aus-observer-1/",
        "/changes/atom.xml",
        f"/compare/?from_recorded={base}&to_recorded={base + 2}",
        f"/members/australia/?as_recorded={base}",
        "/cite/?address=/members/australia/",
        "/api/v1/revisions/",
        f"/api/v1/revisions/{base + 1}/",
        "/api/v1/revisions/?format=csv",
        f"/api/v1/compare/?from_recorded={base}&to_recorded={base + 2}",
        f"/api/v1/compare/?from_recorded={base}&to_recorded={base + 2}&format=csv",
        "/api/v1/memberships/aus-member-2/",
        "/api/v1/cite/?address=/members/australia/",
        "/api/v1/schema/",
    ]
    for door in doors:
        response = client.get(door)
        text = response.content.decode().lower()
        assert response.status_code == 200, door
        assert not [secret for secret in secrets if secret in text], door
        assert not re.search(r"made_by|history_user|username", text), door
    raw = ensure_snapshot(base + 2).read_bytes().lower()
    assert b"by letter." in raw and not [secret for secret in secrets if secret.encode() in raw]
