"""Citing pages and objects: four formats, an address that gives the same facts again, and a digest that shows it."""

import json
import re
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import CommandError, call_command

from iom_portal.pages.citing import citation as citing
from iom_portal.pages.citing.formats import escape_tex
from iom_portal.records.history.digests import BadDigest, canonical_facts, columns_of, digest, newest_form, read_digest
from iom_portal.records.kinds import kinds
from iom_portal.records.models.revising import revising
from members.models import Membership
from organs.models import Organ, Post
from tests.support.cast import (
    LEFT_AND_CAME_BACK,
    a_former_name,
    a_post,
    a_source,
    a_state,
    an_organ,
    cite,
    the_coverage,
)
from tests.support.page_text import main, words

from .test_every_page import ADDRESSES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_past")]

DAY = "2013-11-20"
AUSTRALIA = f"/members/australia/?as_of={DAY}"
WRONG = f"v{newest_form()}:" + "0" * 64
WITHOUT_FACTS = {"/changes/", "/changes/1/", "/changes/membership/aus-member-1/", "/cite/", "/compare/"}
WITHOUT_FACTS |= {"/about/", "/about/design/", "/about/embed/", "/about/states/", "/data/", "/search/"}
OBJECTS = [
    "states/AUS",
    "organs/executive-committee",
    "people/william-lacy-swing",
    "memberships/aus-member-1",
    "sources/S001",
]
SEEN = "The register reproduces what was cited"


@pytest.fixture
def base(register):
    return register.revision.number


@pytest.mark.once
def test_every_page_with_facts_links_to_its_citation_and_keeps_it(client, reader, base):
    for address in [*ADDRESSES, "/compare/?from=1989-12-31&to=1999-12-31", "/members/?region=Oceania&search=a"]:
        html = reader.get(f"{address}{'&' if '?' in address else '?'}as_of={DAY}").content.decode()
        link = re.search(r'href="(/cite/\?address=[^"]+)">Cite this page', html)
        assert bool(link) is (address not in WITHOUT_FACTS), address
        if not link:
            assert "states no facts of its own" in main(client.get("/cite/", {"address": address}))
            continue
        response = client.get(unescape(link[1]))
        found = response.context["found"]
        assert response.status_code == 200 and f"as_of={DAY}&as_recorded={base}" in found.address, address
        assert {name: parse_qs(urlsplit(found.address).query)[name] for name in parse_qs(urlsplit(address).query)} == (
            parse_qs(urlsplit(address).query)
        )
        again = client.get(f"{found.address}&digest={found.digest}".removeprefix("http://127.0.0.1:8000"))
        assert again.status_code == 200 and SEEN in words(again), address
        assert citing.verify(found.address, found.digest).reproduced, address


@pytest.mark.parametrize("key", OBJECTS)
@pytest.mark.parametrize("day", ["", "?as_of=1990-06-01"])
def test_an_object_of_the_api_is_cited_with_the_rows_that_it_holds(client, base, key, day):
    found = citing.cite(f"/api/v1/{key}/{day}")
    verdict = citing.verify(found.address, found.digest)
    assert verdict.reproduced and verdict.current
    held = client.get(found.address).json()
    nested = [
        row["id"]
        for name in ("memberships", "former_names", "functions", "posts", "terms")
        for row in held.get(name, ())
    ]
    assert {pk for _, pk in found.facts} == {held["id"], *nested}


def test_both_clocks_are_in_every_format(client, base):
    def download(name):
        response = client.get("/cite/", {"address": AUSTRALIA, "format": name})
        assert response.status_code == 200
        assert response["Content-Disposition"].startswith('attachment; filename="iom-reference-')
        return response["Content-Type"].partition(";")[0], response.content.decode()

    found = citing.cite(AUSTRALIA)
    address = f"http://127.0.0.1:8000/members/australia/?as_of={DAY}&as_recorded={base}.{found.hash[:16]}"
    recorded = f"as recorded in revision {base} of {found.made_at:%Y-%m-%d %H:%M:%S.%f} UTC with the hash {found.hash}"
    clocks = f"as of 20 November 2013, {recorded}"
    assert found.address == address

    media_type, text = download("text")
    assert media_type == "text/plain"
    assert text == f"IOM Reference (unofficial), “Australia and IOM”, {clocks}, {address} [{found.digest}]"

    media_type, bibtex = download("bibtex")
    assert media_type == "application/x-bibtex"
    entry = re.fullmatch(r"@misc\{(iomref-[0-9a-f]{8}),\n(.*)\n\}\n", bibtex, re.S)
    fields = dict(re.fullmatch(r"  (\w+) = \{(.*)\},", line).groups() for line in entry[2].splitlines())
    assert fields["title"] == "Australia and IOM" and fields["author"] == "{IOM Reference}" and fields["url"] == address
    assert (fields["year"], fields["month"]) == (f"{found.made_at:%Y}", f"{found.made_at:%m}")
    assert found.digest in fields["note"] and bibtex.count("{") == bibtex.count("}")

    media_type, ris = download("ris")
    lines = ris.split("\r\n")
    assert media_type == "application/x-research-info-systems"
    assert lines[0] == "TY  - ELEC" and lines[-2:] == ["ER  - ", ""]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])
    assert f"UR  - {address}" in lines and f"N1  - {clocks}. Digest {found.digest}" in lines

    media_type, csl = download("csl")
    [item] = json.loads(csl)
    made = found.made_at
    assert media_type == "application/vnd.citationstyles.csl+json"
    assert (item["type"], item["title"], item["URL"]) == ("webpage", "Australia and IOM", address)
    assert item["issued"] == {"date-parts": [[made.year, made.month, made.day]]}
    assert found.digest in item["note"] and item["id"] == entry[1]


def test_titles_with_signs_of_tex_are_escaped():
    assert escape_tex("R&D_1 {100 %} #2") == r"R\&D\_1 \{100 \%\} \#2"


def test_a_format_that_does_not_exist_is_refused_with_those_that_do(client, base):
    response = client.get("/cite/", {"address": AUSTRALIA, "format": "docx"})
    assert response.status_code == 400
    assert "text, bibtex, ris, csl" in main(response)


BAD_ADDRESSES = {
    "https://example.org/members/": "is not an address of this site (http://127.0.0.1:8000)",
    "//example.org/members/": "is not an address of this site",
    "http://[": "is not an address",
    "/nowhere/": "There is no page at “/nowhere/”",
    "/members/atlantis/": "There is no page at “/members/atlantis/”",
    "members": "There is no page at “members”",
    "/about/": "states no facts of its own",
    "/admin/": "states no facts of its own",
    "/compare/": "states no facts of its own",
    "/compare/?from=2013-01-01&to=2012-01-01": "does not take these parameters",
    "/members/?as_of=2013-02-30": "February 2013 has 28 days",
    "/members/?as_recorded=9999": "There is no revision 9999. Ask for a revision from 1 to",
    "/history/?category=comedy": "does not take these parameters",
    "/api/v1/states/": "is not one object",
    "/api/v1/states/ATL/": "There is no state “ATL”",
    "/api/v1/counts/": "is not one object",
    "/api/v1/revisions/1/": "is not one object",
}


@pytest.mark.parametrize("address, says", BAD_ADDRESSES.items())
def test_what_cannot_be_cited_says_why_at_every_door(client, base, address, says):
    response = client.get("/cite/", {"address": address})
    assert response.status_code == 400 and says in main(response)
    problem = client.get("/api/v1/cite/", {"address": address})
    assert problem.status_code == 400 and problem.json()["parameter"] == "address" and says in problem.json()["detail"]
    with pytest.raises(CommandError, match=re.escape(says)):
        call_command("verify_citation", address, WRONG)


def test_a_wrong_digest_is_told_at_every_door(client, base, capsys):
    found = citing.cite(AUSTRALIA)
    asked = {"address": found.address, "digest": WRONG}
    text = main(client.get("/cite/", asked))
    assert "The register does not reproduce this digest" in text and found.digest in text
    answer = client.get("/api/v1/cite/", asked).json()
    assert (answer["reproduced"], answer["current"], answer["digest"]) == (False, False, found.digest)
    with pytest.raises(CommandError, match=f"Not reproduced: .* is {found.digest}") as refusal:
        call_command("verify_citation", found.address, WRONG)
    assert refusal.value.returncode == 1
    page = words(client.get("/members/australia/", {"as_of": DAY, "as_recorded": base, "digest": WRONG}))
    assert "The facts on this page are not those cited." in page
    other_day = words(client.get("/members/australia/", {"as_of": "2013-11-21", "digest": found.digest}))
    assert "The facts on this page are not those cited." in other_day


@pytest.mark.parametrize("text", ["abc", "v1:abc", "v99:" + "0" * 64, "v1:" + "A" * 64, "0" * 64, "v1:" + "0" * 65])
def test_a_malformed_digest_is_refused_at_every_door(client, base, text):
    says = f"is not a digest of this register. One is v{newest_form()}: and 64 digits from 0 to 9 and a to f."
    for response in (
        client.get("/cite/", {"address": AUSTRALIA, "digest": text}),
        client.get("/members/australia/", {"digest": text}),
    ):
        assert response.status_code == 400 and says in main(response)
    problem = client.get("/api/v1/cite/", {"address": AUSTRALIA, "digest": text})
    assert problem.status_code == 400 and problem.json()["parameter"] == "digest" and says in problem.json()["detail"]
    with pytest.raises(CommandError, match=re.escape(says)):
        call_command("verify_citation", AUSTRALIA, text)
    with pytest.raises(BadDigest):
        read_digest(text)


def erewhon():
    """A State with two spells and a former name, a source for each, and one that disagrees."""
    with revising(reason="The cast takes its places."):
        the_coverage()
        state = a_state("Erewhon", *LEFT_AND_CAME_BACK)
        a_former_name(state, "Nowhere", end="1960")
        cite(state.memberships.first(), a_source("GAZETTE"), field="start", stance="disagrees", other_value="1952")
    return state


def test_the_digest_of_given_facts_never_changes():
    """Pinned: if this fails, digests cited in print no longer verify. Add a form; do not change this text."""
    state = erewhon()
    facts = canonical_facts([state, *state.memberships.all(), *state.former_names.all()], 1)
    assert facts["membership", "ere-member-1"] == [
        "membership",
        "ere-member-1",
        {"state": "ERE", "status": "member", "start": "1951-12-05", "end": "1973-12-31", "sources": "MINUTES"},
        [
            [
                "membership.ere-member-1.GAZETTE.start",
                {
                    "record": "membership:ere-member-1",
                    "source": "GAZETTE",
                    "field": "start",
                    "stance": "disagrees",
                    "other_value": "1952",
                },
            ]
        ],
    ]
    assert digest(facts, date(2013, 11, 20), 1) == "v1:fe89358948c431f88e5daacb2fd4a2bdfcb4aaa53becdcc55112be755e41f6f7"


def test_the_digest_does_not_follow_the_order_of_rows_but_their_values_and_the_day():
    state = erewhon()
    entries = [state, *state.memberships.all(), *state.former_names.all()]
    day = date(2013, 11, 20)
    first = digest(canonical_facts(entries), day)
    assert digest(canonical_facts([*reversed(entries), *entries]), day) == first
    assert digest(canonical_facts(entries), date(2013, 11, 21)) != first
    assert digest(canonical_facts(entries[:-1]), day) != first
    entries[1].note = "By letter."
    assert digest(canonical_facts(entries), day) != first


def test_the_title_and_the_digest_of_a_page_do_not_follow_its_template(client, settings, tmp_path):
    erewhon()
    before = citing.cite("/members/erewhon/?as_of=1990-01-01")
    (tmp_path / "members").mkdir()
    (tmp_path / "members/state_detail.html").write_text(
        '<meta name="citation_title" content="Another title">{{ object.capital }}'
    )
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]
    assert "Another title" in client.get("/members/erewhon/?as_of=1990-01-01").content.decode()
    after = citing.cite("/members/erewhon/?as_of=1990-01-01")
    assert before.title == after.title == "Erewhon and IOM"
    assert after.digest == before.digest


# Each form, as a SHA-256 of what the kinds declare under its number. Digests in print are verified under the form of
# their number, so a line of this list is never edited once it was released; a new form adds a line.
FORMS = {
    1: "10ef7e5e86721c267aad9c3afe9a3f2e97106a75bb41cdfeba61527681ee8b9a",
    2: "302828baf664611db7ac245548720fee8f34b3def8a78476d2d3a122e2fdb028",
}


@pytest.mark.parametrize("number", range(1, newest_form() + 1))
def test_a_form_is_what_it_was_when_it_was_published(number):
    declared = [[model.kind, model.about.digest_forms.get(number)] for model in kinds()]
    columns = sorted([kind, names] for kind, names in declared if names)
    found = sha256(json.dumps(columns).encode()).hexdigest()
    assert number in FORMS, f"Form {number} is new. Keep it in FORMS of this file as {found!r}."
    assert found == FORMS[number], f"Form {number} is published. Leave it as it was, and add form {newest_form() + 1}."


def the_motto(monkeypatch, **forms):
    """Organs as if `composition` had been added after form 1 was published."""
    before = {1: Organ.about.digest_forms[1].replace(" composition", "")}
    monkeypatch.setattr(Organ, "about", replace(Organ.about, digest_forms=before | forms.get("forms", {})))
    newest_form.cache_clear()
    columns_of.cache_clear()


@pytest.fixture
def own_forms():
    yield
    newest_form.cache_clear()
    columns_of.cache_clear()


def test_a_new_form_holds_what_the_old_one_does_not_and_the_old_one_still_verifies(monkeypatch, own_forms):
    the_coverage()
    organ, day = an_organ(composition="All States."), date(2013, 11, 20)
    number = newest_form() + 1
    the_motto(monkeypatch)
    old = digest(canonical_facts([organ], 1), day, 1)
    the_motto(monkeypatch, forms={number: Organ.about.digest_forms[1] + " composition"})
    new = digest(canonical_facts([organ]), day)
    with revising(reason="Corrected."):
        organ.composition = "Some States."
        organ.save()
    assert digest(canonical_facts([organ]), day) != new
    assert digest(canonical_facts([organ], 1), day, 1) == old
    assert (read_digest(old)[0], read_digest(new)[0]) == (1, number)


def test_a_kind_that_is_younger_than_a_form_is_not_in_it(monkeypatch, own_forms):
    the_coverage()
    organ = an_organ()
    post = a_post(organ)
    monkeypatch.setattr(Post, "about", replace(Post.about, digest_forms={2: Post.about.digest_forms[1]}))
    newest_form.cache_clear()
    columns_of.cache_clear()
    assert canonical_facts([organ, post], 1).keys() == {("organ", organ.pk)}
    assert canonical_facts([organ, post]).keys() == {("organ", organ.pk), ("post", post.pk)}


def test_a_kind_without_a_form_can_be_cited_and_no_change_of_it_goes_unseen(client, monkeypatch, own_forms):
    the_coverage()
    organ = an_organ()
    monkeypatch.setattr(Organ, "about", replace(Organ.about, digest_forms={}))
    columns_of.cache_clear()
    assert client.get("/cite/", {"address": "/organs/moot/"}).status_code == 200
    before = citing.cite("/organs/moot/?as_of=2013-11-20").digest
    with revising(reason="Corrected."):
        organ.composition = "All States."
        organ.save()
    assert citing.cite("/organs/moot/?as_of=2013-11-20").digest != before


def test_citing_the_past_leaves_the_present_as_it_is(client, base):
    with revising(reason="Corrected."):
        spell = Membership.objects.get(pk="aus-member-2")
        spell.note = "By letter."
        spell.save()
    then = citing.cite(f"{AUSTRALIA}&as_recorded={base}")
    assert Membership.objects.get(pk="aus-member-2").note == "By letter."
    now = citing.cite(AUSTRALIA)
    assert (then.revision, now.revision) == (base, base + 1) and now.digest != then.digest
    inside = client.get("/cite/", {"address": AUSTRALIA, "as_recorded": base})
    assert inside.context["found"].digest == now.digest
