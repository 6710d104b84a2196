"""Sheets: the page and the PDF say the same, of one day and one revision, with sources, address and digest."""

import re
from datetime import UTC, date, datetime
from threading import Barrier, Thread, get_ident
from time import sleep

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from iom_portal.pages.citing import citation as citing
from iom_portal.pages.sheets import composing, typesetting
from iom_portal.pages.sheets.answering import answer
from iom_portal.pages.sheets.members import members_sheet
from iom_portal.records.history.clock import read_clock
from iom_portal.records.models import Register, Revision
from iom_portal.records.models.revising import revising
from members.models import Membership, State
from tests.support.cast import (
    LEFT_AND_CAME_BACK,
    a_former_name,
    a_person,
    a_post,
    a_source,
    a_spell,
    a_state,
    a_term,
    affirm,
    cite,
    the_coverage,
)
from tests.support.page_text import UNOFFICIAL, main, queries, words

from .pdf import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SHEETS = ["/sheet", "/sheet/members", "/members/australia/sheet"]
DAYS = ["1950-06-01", "1952-10-15", "1967-06-01", "1988-06-01", "2013-11-20", "2025-12-12", "2026-06-01"]
SITE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def own_sheets(settings, tmp_path):
    """Sheets kept by one test alone."""
    settings.SHEET_DIR = tmp_path / "sheets"


def the_pdf(client, address, **asked):
    response = client.get(f"{address}.pdf", asked)
    assert response.status_code == 200, response.content
    return PDF(response.content)


def texts(data):
    """Every text of a sheet's data that is there to be read."""
    for name, value in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(value, dict | list):
            yield from texts(value)
        elif value and name not in ("form", "lang", "slug"):
            yield value


def bare(text):
    """A text without spaces: lines are broken in one place on a page and in another in a PDF."""
    return re.sub(r"[\s\xad]+", "", text)


def erewhon():
    the_coverage()
    return a_state("Erewhon", *LEFT_AND_CAME_BACK)


# One set of data


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("address", SHEETS)
def test_page_and_pdf_show_every_text_of_the_same_data(client, register, address, day):
    response = client.get(f"{address}/", {"as_of": day})
    page, printed = bare(words(response)), bare(the_pdf(client, address, as_of=day).text)
    said = list(texts(response.context["sheet"]))
    assert len(said) > 8
    for text in said:
        assert bare(text) in page, text
    for text in texts(typesetting.settable(response.context["sheet"])):
        assert bare(text) in printed, text


def test_a_sheet_of_the_organization_says_what_it_was(client, register):
    text = the_pdf(client, "/sheet", as_of="2013-06-14").text
    for said in (
        "International Organization for Migration IOM",
        "Organisation internationale pour les migrations (OIM)",
        "149–154 Member States and 12 Observer States members: 149 certainly, 5 more possibly",
        "William Lacy Swing from 1 October 2008",
        "Geneva, Switzerland",
        "observer in the General Assembly",
        "Executive Committee from 30 November 1954",
        "IOM Strategy (twelve points)",
        "Constitution since 30 November 1954",
        "Adopted, not in force",
        "Elected, not yet in office",
        UNOFFICIAL,
    ):
        assert bare(said) in bare(text), said
    assert "Committee for European Migration" not in text


def test_a_sheet_of_a_state_says_every_spell_its_notes_and_who_disagrees(client, register):
    text = bare(the_pdf(client, "/members/brazil/sheet", as_of="2013-11-20").text)
    for said in (
        "A State and the International Organization for Migration (IOM)",
        "Member since 30 November 2004",
        "Founding member ended",
        "between 1 Jan 1980 and 31 Dec 1991",
        "Council Resolution 1105 of 30 Nov 2004",
        "disagrees: says “June 2012” (on: start).",
        "Codes 1951-1979 and 2005-2014.",
        "BRA, BR (ISO 3166-1), 076 (UN M49)",
        "República Federativa del Brasil",
    ):
        assert bare(said) in text, said
    early = the_pdf(client, "/members/brazil/sheet", as_of="1960-01-01").text
    assert "Intergovernmental Committee for European Migration (ICEM)" in early
    assert "Rejoined" not in early


def test_a_sheet_of_members_lists_each_with_its_first_day(client, register):
    text = bare(the_pdf(client, "/sheet/members", as_of="2025-12-12").text)
    assert bare("175 Member States and 8 Observer States") in text
    assert bare("Withdrawal notified, not certainly in effect Nicaragua notified 28 February 2025") in text
    page = client.get("/sheet/members/?as_of=2025-12-12")
    rolls = [
        block["roll"]
        for band in page.context["sheet"]["bands"]
        for column in band
        for block in column
        if "roll" in block
    ]
    assert [len(roll) for roll in rolls] == [175, 8]
    assert {row["name"]: row["cell"]["text"] for row in rolls[0]}["Australia"] == "24 May 1985"
    names = [row["name"] for row in rolls[0]]
    members = main(client.get("/members/?as_of=2025-12-12"))
    assert all(name in members for name in names)


def test_a_sheet_of_members_says_what_changed_in_the_year_before(client):
    the_coverage()
    a_state("Erewhon", *LEFT_AND_CAME_BACK)
    a_former_name(a_state("Ruritania", ("1984-12-01", "")), "Old Ruritania", end="1999-12-31")
    a_state("Freedonia", ("1985", ""))
    a_state("Zubrowka", ("1960-01-01/1989-12-31", ""))
    post = a_post(pk="post-director-general", title="Director General")
    a_term(a_person("Ada Clare"), post, "1985-02-01", "1990-01-31")
    text = bare(main(client.get("/sheet/members/?as_of=1985-07-01")))
    assert bare("Changes since 1 July 1984 Joined Old Ruritania 1 December 1984 [1]") in text
    assert bare("Freedonia 1985, possibly [1]") in text and bare("Erewhon 24 May 1985 [1]") in text
    assert bare("Took office Ada Clare 1 February 1985") in text
    assert bare("Possibly also 1 change of which the day is open by more than a year") in text
    assert bare("Zubrowka between 1 Jan 1960 and 31 Dec 1989 possibly") in text


def test_what_is_only_possible_is_marked(client):
    the_coverage()
    a_state("Ruritania", ("1967", ""))
    state = the_pdf(client, "/members/ruritania/sheet", as_of="1967-06-01").text
    assert "Possibly member joined some day in 1967" in re.sub(r" +", " ", state)
    members = bare(the_pdf(client, "/sheet/members", as_of="1967-06-01").text)
    assert bare("0–1 Member State and 0 Observer States members: 1 possibly") in members
    assert bare("Ruritania 1967 possibly") in re.sub(r"\.+", "", members)


def test_before_the_foundation_and_after_the_day_verified_it_says_so(client, register):
    for address in SHEETS:
        before = bare(the_pdf(client, address, as_of="1950-06-01").text)
        assert bare("Nothing existed on 1 June 1950: the organization was established on 5 December 1951.") in before
        after = bare(the_pdf(client, address, as_of="2026-06-01").text)
        assert bare("For 1 June 2026 it is carried forward, not established.") in after
    assert "Not yet founded" in the_pdf(client, "/sheet", as_of="1950-06-01").text


# The two clocks


@pytest.mark.parametrize("address", SHEETS)
def test_both_clocks_address_and_digest_stand_on_it_and_give_it_again(client, register, address):
    live = client.get(f"{address}.pdf?as_of=2013-11-20").content
    text = PDF(live).text
    revision = Revision.objects.latest("number")
    assert f"revision {revision.number} of" in text and f"{revision.made_at:%H:%M:%S.%f} UTC" in text
    address_printed = f"{SITE}{address}/?as_of=2013-11-20&as_recorded={revision.name}"
    digest = re.search(r"v\d+:[0-9a-f]{64}", text)[0]
    assert bare(address_printed) in bare(text)
    verdict = citing.verify(address_printed, digest)
    assert (verdict.reproduced, verdict.current) == (True, True)
    again = client.get(f"{address}.pdf?as_of=2013-11-20&as_recorded={revision.number}").content
    assert again == live


def test_of_today_it_is_the_sheet_of_that_day(client, register, monkeypatch):
    monkeypatch.setattr("iom_portal.records.history.clock.today", lambda: date(2026, 11, 24))
    for address in SHEETS:
        assert client.get(f"{address}.pdf").content == client.get(f"{address}.pdf?as_of=2026-11-24").content


def test_as_recorded_gives_the_older_facts(client, own_past):
    state = erewhon()
    then = Register.objects.get().last_revision
    with revising(reason="A closer reading of the letter."):
        spell = Membership.objects.get(pk="ere-member-2")
        spell.start, spell.note = "1985-05-30", "By letter."
        spell.save()
        affirm(spell)
    a_state("Utopia", ("1985-05-28", ""))
    address = f"/members/{state.slug}/sheet"
    now, before = (the_pdf(client, address, as_of="1990-01-01", **asked).text for asked in ({}, {"as_recorded": then}))
    assert "since 30 May 1985" in now and "By letter." in now
    assert "since 24 May 1985" in before and "By letter." not in before
    assert f"revision {then} of" in before
    page = main(client.get(f"{address}/", {"as_of": "1990-01-01", "as_recorded": then}))
    assert "since 24 May 1985" in page
    assert "Utopia" in the_pdf(client, "/sheet/members", as_of="1990-01-01").text
    assert "Utopia" not in the_pdf(client, "/sheet/members", as_of="1990-01-01", as_recorded=then).text


def test_a_revision_made_meanwhile_has_the_sheet_composed_anew(client, own_past):
    erewhon()
    composed = []

    def compose(clock):
        composed.append(members_sheet(clock))
        if len(composed) == 1:
            a_state("Utopia", ("1985-05-28", ""))
        return composed[-1]

    sheet = composing.make_sheet(compose, read_clock("1990-01-01"))
    assert len(composed) == 2 and sheet.revision == Register.objects.get().last_revision
    assert "Utopia" in str(sheet.data()) and "Utopia" not in str(composed[0].data())


def test_two_renders_are_the_same_bytes(register, client):
    for address in SHEETS:
        data = client.get(f"{address}/?as_of=2013-11-20").context["sheet"]
        made = Revision.objects.latest("number").made_at
        first, second = (typesetting.pdf("sheet", data, made) for _ in range(2))
        assert first == second


# The PDF


@pytest.mark.parametrize("address", SHEETS)
def test_it_is_one_accessible_document_with_its_fonts(client, register, address):
    printed = the_pdf(client, address, as_of="2013-11-20")
    assert printed.fonts_without_a_file == []
    assert set(re.findall(rb"/BaseFont/[A-Z]{6}\+([A-Za-z]+)", printed.content)) == {b"LibertinusSerif"}
    for mark in (b"/Marked true", b"/Lang(en", b"<pdfuaid:part>1</pdfuaid:part>", b"/StructTreeRoot"):
        assert mark in printed.content, mark
    assert b"IOM Reference (unofficial)" in printed.content
    assert len(printed.content) < 150_000


@pytest.mark.parametrize("day", DAYS)
def test_the_organization_takes_one_page(client, register, day):
    assert len(the_pdf(client, "/sheet", as_of=day).pages) == 1


@pytest.mark.parametrize("slug", ["brazil", "spain", "nicaragua", "united-kingdom", "cote-d-ivoire", "china", "japan"])
def test_a_state_of_every_kind_takes_one_page(client, register, slug):
    assert len(the_pdf(client, f"/members/{slug}/sheet", as_of="2026-06-01").pages) == 1


def test_a_state_of_many_spells_takes_one_page(client):
    the_coverage()
    state = a_state("Erewhon")
    for year in range(1952, 1970, 2):
        spell = a_spell(state, f"{year}-01-01", f"{year}-12-31", status="member" if year % 4 else "observer")
        with revising(reason="What was found."):
            spell.note = "One of the governments that wrote a long letter about it. " * 4
            spell.save()
            cite(spell, a_source("LETTER"), stance="disagrees", field="start", other_value=f"{year}-02")
    printed = the_pdf(client, "/members/erewhon/sheet", as_of="2013-11-20")
    assert len(printed.pages) == 1
    assert printed.text.count("disagrees: says “February") == 9


COLUMNS = (48.2, 221.1, 394.0)  # where the three columns of a roll begin, in points from the left


def rolled(printed, names):
    """The names of a sheet of members in the order in which its columns are read: page by page, from left to right."""
    found = [each for each in printed.placed if each.text.strip() in names and each.x in COLUMNS]
    return [each.text.strip() for each in sorted(found, key=lambda each: (each.page, each.x, each.y))]


@pytest.mark.parametrize("day", [*DAYS, "2016-12-31", "2019-07-01", "2022-03-15", "2026-11-28"])
def test_members_stand_in_their_order_column_by_column(client, register, day):
    data = client.get("/sheet/members/", {"as_of": day}).context["sheet"]
    printed = the_pdf(client, "/sheet/members", as_of=day)
    for roll in [block["roll"] for band in data["bands"] for column in band for block in column if "roll" in block]:
        names = [row["name"] for row in roll]
        whole = [name for name in names if len(name) < 30]  # a longer one is broken into two lines
        assert rolled(printed, set(whole)) == whole


def test_members_take_at_most_two_pages(client, register):
    pages = {day: len(the_pdf(client, "/sheet/members", as_of=day).pages) for day in DAYS}
    assert pages["1952-10-15"] == 1 and max(pages.values()) == 2


@pytest.mark.long
def test_every_state_and_the_organization_on_every_day_of_change_take_one_page(client, register):
    from iom_portal.records.history.days_of_change import days_of_change

    for slug in State.objects.values_list("slug", flat=True):
        assert len(the_pdf(client, f"/members/{slug}/sheet", as_of="2026-06-01").pages) == 1, slug
    for day in days_of_change():
        assert len(the_pdf(client, "/sheet", as_of=day.isoformat()).pages) == 1, day


def test_data_is_never_read_as_markup(client):
    hostile = '#panic("x") *b* _i_ $x^2$ @cite <label> \\ [a] = b // c <b>&amp; {{ d }} " \''
    the_coverage()
    state = a_state("Erewhon")
    a_spell(state, "1990-01-01", note=hostile)
    printed = the_pdf(client, "/members/erewhon/sheet", as_of="2013-11-20")
    assert bare(hostile) in bare(printed.text)
    assert bare(hostile) in bare(main(client.get("/members/erewhon/sheet/?as_of=2013-11-20")))


def test_signs_that_the_fonts_lack_are_left_out_of_the_pdf_alone(client):
    the_coverage()
    state = a_state("Erewhon")
    a_spell(state, "1990-01-01", note="Signed by 이성아,\tas “Елена”.")
    text = the_pdf(client, "/members/erewhon/sheet", as_of="2013-11-20").text
    assert bare("Signed by […], as “Елена”.") in bare(text) and "“[…]” stands for signs" in text
    assert "이성아" in main(client.get("/members/erewhon/sheet/?as_of=2013-11-20"))


def test_every_sign_that_is_let_through_can_be_set():
    signs = typesetting.settable([chr(code) for code in range(0x20, 0x3000) if code != 0xAD])
    through = [sign for sign in signs if sign != typesetting.OMITTED]
    assert len(through) > 1500
    empty = {**dict.fromkeys(("kicker", "aside", "notice", "unofficial"), ""), "title": "Signs"}
    empty |= {name: [] for name in ("bands", "sources", "remarks")}
    lead = [{"text": f"x{sign}x", "quiet": "", "refs": "", "lang": ""} for sign in through]
    data = {"form": "members", **empty, "lead": lead, "clocks": [{"label": "As of", "text": "a day"}]}
    assert typesetting.pdf("sheet", data, datetime(2026, 11, 23, 12, tzinfo=UTC)).startswith(b"%PDF")
    assert typesetting.settable(["\x00\x07a\u2028b\u200bc\ud7ff"]) == [" a b[…]c[…]"]


def test_a_fault_inside_typst_is_an_error_like_any_other(monkeypatch):
    class PanicException(BaseException):
        pass

    def fail(*args, **kwargs):
        raise PanicException("out of bounds")

    monkeypatch.setattr(typesetting.typst, "compile", fail)
    with pytest.raises(typesetting.CannotSet, match="out of bounds"):
        typesetting.png("picture", {})
    monkeypatch.undo()
    with pytest.raises(typesetting.CannotSet, match="dictionary does not contain key"):
        typesetting.png("picture", {})


# Answers


def test_the_answer_has_a_name_for_its_file_and_an_etag(client, register):
    response = client.get("/members/australia/sheet.pdf?as_of=2013-11-20")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="iom-reference-australia-2013-11-20.pdf"'
    assert response["Cache-Control"] == "public, max-age=0" and response["X-Robots-Tag"] == "noindex"
    again = client.get("/members/australia/sheet.pdf?as_of=2013-11-20", headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/members/australia/sheet.pdf?as_of=2013-11-21", headers={"if-none-match": response["ETag"]})
    assert other.status_code == 200
    names = [client.get(f"{address}.pdf?as_of=2013-11-20")["Content-Disposition"] for address in SHEETS[:2]]
    assert "iom-reference-organization-2013-11-20.pdf" in names[0] and "iom-reference-members-2013" in names[1]
    name = Revision.objects.get(number=1).name
    permanent = client.get(f"/sheet.pdf?as_of=2013-11-20&as_recorded={name}")
    assert permanent["Cache-Control"] == "public, max-age=2592000"


def test_a_sheet_is_set_once_and_again_when_its_facts_change(client, own_past, monkeypatch):
    state, calls = erewhon(), []
    monkeypatch.setattr(typesetting, "pdf", lambda *args: calls.append(args) or b"%PDF-made")
    address = f"/members/{state.slug}/sheet.pdf?as_of=2013-11-20"
    for _ in range(3):
        assert client.get(address).content == b"%PDF-made"
    assert len(calls) == 1
    with revising(reason="A closer reading."):
        spell = Membership.objects.get(pk="ere-member-2")
        spell.note = "By letter."
        spell.save()
    client.get(address)
    assert len(calls) == 2


def test_what_is_kept_stays_within_its_room_and_the_least_used_goes(client, settings, monkeypatch):
    state = erewhon()
    settings.SHEET_BYTES = 2500
    monkeypatch.setattr(typesetting, "pdf", lambda *args: b"%PDF-" + b"x" * 995)
    for day in ("2001-01-01", "2002-01-01", "2003-01-01", "2004-01-01"):
        assert client.get(f"/members/{state.slug}/sheet.pdf?as_of={day}").status_code == 200
    kept = list(settings.SHEET_DIR.iterdir())
    assert len(kept) == 2 and all(path.suffix == ".pdf" for path in kept)


def test_a_sheet_that_cannot_be_kept_is_given_all_the_same(client, settings, tmp_path, caplog):
    state = erewhon()
    (tmp_path / "occupied").write_text("a file, not a directory")
    settings.SHEET_DIR = tmp_path / "occupied"
    assert len(the_pdf(client, f"/members/{state.slug}/sheet", as_of="2013-11-20").pages) == 1
    assert "was not kept" in caplog.text


def test_whoever_has_too_many_made_is_asked_to_wait(client, settings, own_past, standing_clock, monkeypatch):
    state = erewhon()
    settings.SHEET_RATE = "2/min"
    monkeypatch.setattr(typesetting, "pdf", lambda *args: b"%PDF-made")
    address = f"/members/{state.slug}/sheet.pdf?as_of="
    assert [client.get(f"{address}{year}-01-01").status_code for year in (2001, 2002, 2003)] == [200, 200, 429]
    refused = client.get(f"{address}2003-01-01")
    assert 1 <= int(refused["Retry-After"]) <= 60 and refused["Cache-Control"] == "no-store"
    assert "A moment, please" in main(refused) and "Content-Disposition" not in refused
    assert client.get(f"{address}2001-01-01").status_code == 200  # it is there already
    assert client.get(f"{address}2003-01-01", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get(f"{address}2004-01-01").status_code == 429
    standing_clock[0] += int(refused["Retry-After"])
    assert client.get(f"{address}2004-01-01").status_code == 200


def test_what_sheets_take_is_not_taken_from_downloads_or_the_api(client, settings, own_past, standing_clock):
    erewhon()
    settings.SHEET_RATE = settings.DOWNLOAD_RATE = "1/min"
    settings.API_RATE = "10/min"
    assert [client.get(f"/sheet.pdf?as_of={year}-01-01").status_code for year in (2001, 2002)] == [200, 429]
    assert client.get("/api/v1/")["RateLimit"].startswith('"client";r=9;')
    assert client.get("/data/manifest.json").status_code == 200


def test_a_sheet_is_set_once_for_all_who_ask_for_it_at_the_same_time():
    together, calls, answers = Barrier(2), [], []

    def make():
        calls.append(get_ident())
        sleep(0.3)
        return b"%PDF-made"

    def ask():
        together.wait(timeout=30)
        answers.append(answer(RequestFactory().get("/sheet.pdf"), "0" * 64, "application/pdf", make).content)

    threads = [Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert answers == [b"%PDF-made"] * 2 and len(calls) == 1


@pytest.mark.parametrize("address", ["/sheet", "/sheet/members", "/members/erewhon/sheet"])
def test_bad_days_and_moments_are_refused_as_on_every_page(client, address):
    erewhon()
    for suffix in ("/", ".pdf"):
        assert client.get(f"{address}{suffix}?as_of=2013-02-30").status_code == 400
        assert client.get(f"{address}{suffix}?as_recorded=9999").status_code == 400
    assert client.post(f"{address}.pdf").status_code == 405


def test_there_is_no_sheet_of_what_is_not_there(client, db):
    assert client.get("/sheet.pdf").status_code == 404  # of a register that was not loaded
    assert "has not been loaded" in words(client.get("/sheet/"))
    the_coverage()
    for suffix in ("/", ".pdf"):
        assert client.get(f"/members/utopia/sheet{suffix}").status_code == 404


@pytest.mark.parametrize(
    "page, sheet",
    [
        ("/", "/sheet"),
        ("/members/", "/sheet/members"),
        ("/observers/", "/sheet/members"),
        ("/members/australia/", "/members/australia/sheet"),
    ],
)
def test_pages_lead_to_their_sheet_and_keep_both_clocks(client, register, page, sheet):
    html = client.get(f"{page}?as_of=2013-11-20&as_recorded=1").content.decode()
    for suffix in ("/", ".pdf"):
        assert f'href="{sheet}{suffix}?as_of=2013-11-20&amp;as_recorded=1"' in html
    assert f'href="{sheet}.pdf?as_of=2013-11-20"' in client.get(f"{sheet}/?as_of=2013-11-20").content.decode()


# What it costs


def the_cast(letter):
    member = a_state(f"Erewhon {letter}", *LEFT_AND_CAME_BACK, iso3=f"EX{letter}")
    a_former_name(member, f"Old Erewhon {letter}", end="1990-12-31")
    observer = a_state(f"Utopia {letter}", ("1960-01-01", ""), status="observer", iso3=f"UX{letter}")
    joiner = a_state(f"Ruritania {letter}", ("1985-06-01", ""), iso3=f"RX{letter}")
    for state in (member, observer, joiner):
        cite(state.memberships.first(), a_source("LETTER"), stance="disagrees", field="start", other_value="1950")
    return member


@pytest.mark.parametrize("address", ["/sheet", "/sheet/members", "/members/erewhon-a/sheet"])
def test_query_cost_is_the_same_for_one_and_for_many(client, db, address):
    the_coverage()
    member = the_cast("A")
    one = queries(client, f"{address}/?as_of=1985-07-01"), queries(client, f"{address}.pdf?as_of=1985-07-01")
    for letter in "BCD":
        the_cast(letter)
    a_spell(member, "1975-01-01", "1975-12-31", status="observer")
    a_former_name(member, "Older Erewhon", end="1960-12-31")
    assert (queries(client, f"{address}/?as_of=1985-07-01"), queries(client, f"{address}.pdf?as_of=1985-07-01")) == one


def test_a_digest_looks_up_the_kind_of_a_citation_once(client, register):
    state = State.objects.filter(slug="australia").for_page(None).get()
    citations = state.memberships.all()[0].cited
    assert citations[0].is_plain in (True, False)
    with CaptureQueriesContext(connection) as captured:
        assert all(isinstance(citation.is_plain, bool) for citation in citations)
    assert len(captured) == 0
