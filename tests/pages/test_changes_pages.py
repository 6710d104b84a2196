"""What was changed in the register: list, revisions field by field, versions of a record, and the Atom feed."""

import re
from xml.etree import ElementTree

import pytest
from django.conf import settings

from iom_portal.records.models import Revision, Source
from iom_portal.records.models.revising import revising
from tests.support.cast import a_spell, a_state, affirm, the_coverage
from tests.support.page_text import MOST_SENT, main, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_past")]

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def first():
    """Revision `first`: Erewhon. Then its spell is corrected, then deleted, then Utopia comes with a spell."""
    with revising(reason="As first found."):
        the_coverage()
        state = a_state("Erewhon", ("1967", ""))
    number = Revision.objects.latest("number").number
    spell = state.memberships.get()
    with revising(reason="The treaty list says 1985 & not “1967”."):
        spell.start = "1985-05-24"
        spell.save()
        affirm(spell)
    with revising(reason="No trace of it was found."):
        spell.delete()
    with revising(reason="Found on a map."):
        a_spell(a_state("Utopia"), "1990", "1995")
    return number


def told(text):
    """The words of a page with their signs taken off, so that only what is said counts."""
    return re.sub(r"[:→]", "", text)


def test_every_revision_is_listed_the_latest_first_with_its_reason(client, first):
    text = main(client.get("/changes/"))
    reasons = [
        "Found on a map.",
        "No trace of it was found.",
        "The treaty list says 1985 & not “1967”.",
        "As first found.",
    ]
    places = [text.index(reason) for reason in reasons]
    assert places == sorted(places)
    assert text.count("Maintainer") >= 4


def test_a_revision_tells_what_it_changed_field_by_field(client, first):
    text = told(main(client.get(f"/changes/{first + 1}/")))
    assert "Erewhon as member" in text and "membership ere-member-1 changed" in text
    assert re.search(r"Start 1967 1985-05-24", text)
    assert "State ERE" not in text, "what did not differ is not told"


def test_a_revision_tells_what_a_deletion_took(client, first):
    text = told(main(client.get(f"/changes/{first + 2}/")))
    assert "membership ere-member-1 deleted" in text and "Start 1985-05-24" in text and "State ERE" in text
    assert "citation membership.ere-member-1.MINUTES deleted" in text


def test_a_revision_tells_what_came(client, first):
    text = main(client.get(f"/changes/{first + 3}/"))
    assert "state UTO created" in text and "membership uto-member-1 created" in text
    assert client.get(f"/changes/{first + 4}/").status_code == 404
    assert f"Revision {first + 2}" in text and f"Revision {first + 4}" not in text


def test_the_versions_of_a_deleted_record_stay(client, first):
    text = told(main(client.get("/changes/membership/ere-member-1/")))
    assert "Versions of Erewhon as member (1985-05-24 to now)" in text
    assert "It is deleted; its past stays." in text
    assert re.search(
        r"deleted.*No trace of it was found\..*changed.*Start 1967 1985-05-24.*added.*As first found\.", text
    )
    assert "Its citations" in text
    assert "The record as it stands" in main(client.get("/changes/membership/uto-member-1/"))


@pytest.mark.parametrize(
    "address", ["/changes/membership/nobody/", "/changes/potato/ERE/", "/changes/revision/1/", "/changes/state/%00/"]
)
def test_what_never_was_has_no_versions(client, first, address):
    assert client.get(address).status_code == 404


def test_the_feed_is_well_formed_and_unofficial(client, first):
    response = client.get("/changes/atom.xml")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    assert "unofficial" in feed.findtext(f"{ATOM}title")
    assert feed.findtext(f"{ATOM}subtitle") == settings.DISCLAIMER
    assert feed.findtext(f"{ATOM}id") and feed.findtext(f"{ATOM}updated")
    entries = feed.findall(f"{ATOM}entry")
    titles = [entry.findtext(f"{ATOM}title") for entry in entries]
    assert titles[:4] == [
        f"Revision {first + 3}: Found on a map.",
        f"Revision {first + 2}: No trace of it was found.",
        f"Revision {first + 1}: The treaty list says 1985 & not “1967”.",
        f"Revision {first}: As first found.",
    ]
    correction = entries[2]
    assert "membership ere-member-1 changed (Start: 1967 → 1985-05-24)" in correction.findtext(f"{ATOM}summary")
    assert correction.findtext(f"{ATOM}author/{ATOM}name") == "Maintainer"
    link = correction.find(f"{ATOM}link").get("href")
    assert link.endswith(f"/changes/{first + 1}/")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)


def test_the_feed_of_a_moment_ends_there(client, first):
    feed = ElementTree.fromstring(client.get("/changes/atom.xml", {"as_recorded": first + 1}).content)
    assert f"Revision {first + 1}:" in feed.find(f"{ATOM}entry").findtext(f"{ATOM}title")


def test_the_page_names_the_feed_and_the_api(client, first):
    html = client.get("/changes/").content.decode()
    assert 'href="/changes/atom.xml"' in html and 'href="/api/v1/revisions/"' in html


def test_the_feed_refuses_a_moment_that_cannot_be_shown(reader):
    assert reader.get("/changes/atom.xml", {"as_recorded": "yesterday"}).status_code == 400


def test_links_between_two_moments_lead_to_revisions_that_exist(register, client):
    with revising(reason="A closer look."):
        source = Source.objects.get(pk="S001")
        source.note = "Looked at again."
        source.save()
    first = register.revision.number
    asked = {"from_recorded": first, "to_recorded": first + 1, "as_recorded": first}
    html = client.get("/compare/", asked).content.decode()
    assert f'href="/changes/{first + 1}/"' in html
    assert client.get(f"/changes/{first + 1}/").status_code == 200


def test_a_large_revision_lists_some_of_each_kind_and_the_rest_on_pages_of_their_own(client, register):
    number = register.revision.number
    response = client.get(f"/changes/{number}/")
    html = response.content.decode()
    assert sent(response) < MOST_SENT
    assert f'<a href="/changes/{number}/?kind=state">All 197</a>' in html
    states = client.get(f"/changes/{number}/", {"kind": "state"}).content.decode()
    assert states.count("<li><strong>") == 197 and "organ ORG-COUNCIL" not in states
    kept = client.get(f"/changes/{number}/", {"kind": "citation", "page": "2", "as_of": "2013-11-20"}).content.decode()
    assert "Page 2 of" in kept
    assert f'href="/changes/{number}/?as_of=2013-11-20&amp;kind=citation&amp;page=3"' in kept


def test_a_kind_that_a_revision_did_not_touch_is_refused_with_those_it_did(client, first):
    answer = client.get(f"/changes/{first + 3}/", {"kind": "organ"})
    assert answer.status_code == 400
    assert "membership" in main(answer)
