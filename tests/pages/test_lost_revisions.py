"""A database was put back to an earlier state, and a number came again: nothing that was made of the lost revision is
given for the new one, and a citation of it is told that it is lost."""

import re

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from iom_portal.pages.citing.citation import cite, verify
from iom_portal.records.models import Revision
from iom_portal.records.models.revising import revising
from members.models import State
from tests.support.cast import a_state, the_coverage
from tests.support.page_text import words
from tests.support.past import made_at, put_back

pytestmark = pytest.mark.django_db

PAGE = "/members/erewhon/?as_of=2013-11-20"
FILES = ("/data/iom-reference.json", "/data/manifest.json", "/data/SHA256SUMS", "/members/erewhon/sheet.pdf")


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.SNAPSHOT_DIR, settings.DOWNLOAD_DIR = tmp_path / "snapshots", tmp_path / "downloads"
    settings.SHEET_DIR = tmp_path / "sheets"
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def erewhon():
    """Revision 1: Erewhon a member since 1967."""
    with revising(reason="As first found."):
        the_coverage()
        return a_state("Erewhon", ("1967", ""))


def seat_moves_to(capital):
    with revising(reason="It moved its seat."):
        state = State.objects.get()
        state.capital = capital
        state.save()


def body(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_pages_files_and_sheets_are_of_the_revision_that_has_the_number_now(client, erewhon):
    """In production-like use it was the lost one, for good (faults.md, 6)."""
    page = f"{PAGE}&as_recorded=2"
    with put_back():
        seat_moves_to("Colchis")
        assert "Colchis" in words(client.get(page))
        lost = {address: body(client.get(f"{address}?as_recorded=2")) for address in FILES}
    seat_moves_to("Aea")
    text = words(client.get(page))
    assert "Aea" in text and "Colchis" not in text
    for address in FILES:
        now = client.get(f"{address}?as_recorded=2")
        assert body(now) != lost[address], address
        assert b"Colchis" not in body(client.get(f"{address}?as_recorded=2"))


@pytest.mark.parametrize("address", FILES)
def test_only_a_name_that_never_comes_again_is_kept_for_good(client, erewhon, address):
    name = Revision.objects.get().name
    by_number = client.get(address, {"as_of": "2013-11-20", "as_recorded": "1"})
    by_name = client.get(address, {"as_of": "2013-11-20", "as_recorded": name})
    kept = re.compile(r"immutable|max-age=2592000")
    assert not kept.search(by_number.get("Cache-Control", ""))
    assert kept.search(by_name.get("Cache-Control", "")) or "SUMS" in address


@pytest.fixture
def lost_citation(client, erewhon):
    """A citation of revision 2, which is lost; another revision 2 is there in its place."""
    with put_back():
        seat_moves_to("Colchis")
        found = cite(f"{PAGE}&as_recorded=2")
        assert verify(found.address, found.digest).reproduced
    seat_moves_to("Aea")
    return found


def test_a_citation_names_its_revision_by_its_hash(client, erewhon):
    found = cite(PAGE)
    revision = Revision.objects.get()
    assert found.address.endswith(f"?as_of=2013-11-20&as_recorded={revision.name}")
    assert found.hash == revision.hash and f"with the hash {revision.hash}" in found.both_clocks
    page = words(client.get("/cite/", {"address": PAGE}))
    assert revision.hash in page
    answer = client.get("/api/v1/cite/", {"address": PAGE}).json()
    assert (answer["hash"], answer["lost"]) == (revision.hash, None) and revision.hash in answer["text"]


def test_a_citation_of_a_lost_revision_is_told_so_by_the_command(lost_citation):
    with pytest.raises(CommandError, match="^Lost: There is no revision 2") as refused:
        call_command("verify_citation", lost_citation.address, lost_citation.digest)
    assert "The one that was asked for is lost" in str(refused.value)
    assert "The facts at its address do not stand now as they were cited." in str(refused.value)


def test_a_citation_of_a_lost_revision_is_told_so_by_the_page(client, lost_citation):
    page = client.get("/cite/", {"address": lost_citation.address, "digest": lost_citation.digest})
    text = words(page)
    assert page.status_code == 200
    assert "The revision that was cited is not in this register, or not any more." in text
    assert "The register reproduces" not in text and "are others now" in text
    refused = client.get("/cite/", {"address": lost_citation.address})
    assert refused.status_code == 400 and "is lost" in words(refused)
    opened = client.get(lost_citation.address.removeprefix("http://127.0.0.1:8000"))
    assert opened.status_code == 400 and "is lost" in words(opened)


def test_a_citation_of_a_lost_revision_is_told_so_by_the_api(client, lost_citation):
    asked = {"address": lost_citation.address, "digest": lost_citation.digest}
    answer = client.get("/api/v1/cite/", asked).json()
    assert (answer["lost"], answer["reproduced"], answer["current"]) == (True, False, False)
    assert answer["revision"] == 2 and answer["digest"] != lost_citation.digest
    refused = client.get("/api/v1/cite/", {"address": lost_citation.address})
    assert refused.status_code == 400 and "is lost" in str(refused.json())


def test_the_facts_of_a_lost_revision_may_stand_all_the_same(client, erewhon):
    with put_back():
        seat_moves_to("Colchis")
        found = cite(PAGE)
    seat_moves_to("Colchis")
    verdict = verify(found.address, found.digest)
    assert (bool(verdict.lost), verdict.reproduced, verdict.current) == (True, False, True)
    page = words(client.get("/cite/", {"address": found.address, "digest": found.digest}))
    assert "stand now as they were cited" in page


def test_a_number_that_has_not_come_again_is_lost_too(erewhon):
    with put_back():
        seat_moves_to("Colchis")
        found = cite(PAGE)
    assert "There is no revision 2" in verify(found.address, found.digest).lost


def test_a_page_that_is_not_there_any_more_says_both(erewhon):
    with put_back():
        a_state("Utopia", ("1960", ""))
        found = cite("/members/utopia/?as_of=2013-11-20")
    with pytest.raises(CommandError, match=r"There is no revision 2.*There is no page at “/members/utopia/”"):
        call_command("verify_citation", found.address, found.digest)


def test_an_address_of_before_with_the_number_alone_stays_valid(erewhon):
    seat_moves_to("Colchis")
    found = cite(f"{PAGE}&as_recorded=1")
    old = found.address.replace(f"as_recorded={Revision.objects.get(number=1).name}", "as_recorded=1")
    assert old.endswith("as_recorded=1") and verify(old, found.digest).reproduced


def test_the_head_of_the_chain_stands_on_changes_and_in_files(client, erewhon):
    seat_moves_to("Colchis")
    first, second = Revision.objects.order_by("number")
    changes = words(client.get("/changes/"))
    assert second.hash in changes and first.hash not in changes
    assert first.hash in words(client.get("/changes/", {"as_recorded": "1"}))
    for revision in (first, second):
        assert revision.hash in words(client.get(f"/changes/{revision.number}/"))
        assert client.get(f"/api/v1/revisions/{revision.number}/").json()["hash"] == revision.hash
    assert client.get("/api/v1/").json()["register"]["hash"] == second.hash
    document = client.get("/data/iom-reference.json")
    assert second.hash in body(document).decode()
    assert client.get("/data/manifest.json").json()["hash"] == second.hash
    assert second.hash in words(client.get("/data/"))


def test_a_file_s_date_does_not_hide_a_later_revision_of_the_same_second(client, erewhon):
    second = Revision.objects.get().made_at.replace(microsecond=0)
    made_at(r1=second.replace(microsecond=100))
    address = "/data/iom-reference.json"
    before = client.get(address)
    assert client.get(address, headers={"If-Modified-Since": before["Last-Modified"]}).status_code == 304
    seat_moves_to("Colchis")
    made_at(r2=second.replace(microsecond=900_000))
    after = client.get(address, headers={"If-Modified-Since": before["Last-Modified"]})
    assert after.status_code == 200 and after["Last-Modified"] == before["Last-Modified"]
    part = client.get(address, headers={"Range": "bytes=0-9", "If-Range": before["Last-Modified"]})
    assert part.status_code == 200, "the part that the client has may be of another file"
    assert client.get(address, headers={"Range": "bytes=0-9", "If-Range": after["ETag"]}).status_code == 206
    assert client.get(address, headers={"If-None-Match": after["ETag"]}).status_code == 304
