"""What people come for, done on a phone: by taps and by keys alone, with JavaScript and without."""

import re

from playwright.sync_api import expect

FINDS = {
    "haute volta": "Burkina Faso",
    "cote d'ivoire": "Côte d’Ivoire",
    "Birmanie": "Myanmar",
    "MC/INF/287": "IOM Strategy (twelve points)",
    "PICMME": "Provisional Intergovernmental Committee for the Movement of Migrants from Europe (PICMME)",
}
UNOFFICIAL = "Not affiliated with or endorsed by the International Organization for Migration"


def pages_of(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def in_office(reader):
    """The row of whoever is marked as in office, the head of the organization first."""
    return reader.main.locator("tbody tr").filter(has=reader.page.get_by_text("in office", exact=True)).first


def test_the_members_on_the_day_of_a_vote_printed(reader):
    reader.open("/")
    reader.asks_for("2013-06-14")
    reader.follows("Members")
    reader.sees("149–154 members on 14 June 2013", "Afghanistan", "Zimbabwe")
    rows = reader.main.locator("table").first.locator("tbody tr")
    assert rows.count() == 154

    paper = reader.page
    paper.emulate_media(media="print")
    for gone in ("nav", "form", "button", ".skip"):
        assert not paper.locator(gone).locator("visible=true").count(), gone
    assert all(row.is_visible() for row in rows.all()[::10])
    expect(paper.locator("body")).to_contain_text(UNOFFICIAL)
    expect(paper.locator(".day-bar")).to_contain_text("As of 14 June 2013")
    assert 3 <= pages_of(paper.pdf(format="A4")) <= 9


def test_a_state_that_left_and_came_back(reader):
    reader.open("/members/?as_of=1975-06-14")
    reader.does_not_see("Australia since")
    reader.fills_in("Name or former name", "australia")
    reader.presses("Narrow", reader.main)
    reader.follows("Australia", reader.main)
    reader.sees("On 14 June 1975: Neither member nor observer", "5 December 1951", "31 December 1973")
    reader.does_not_see("24 May 1985")
    reader.asks_for("1985-05-24")
    reader.sees("On 24 May 1985: Member since 24 May 1985", "31 December 1973", "1977", "Rejoined")


def test_who_led_on_a_day(reader):
    reader.open("/")
    reader.follows("Leadership")
    reader.asks_for("2008-09-30")
    expect(in_office(reader)).to_contain_text("Brunson McKinley")
    reader.sees("Elected, not yet in office", "elected 18 June 2008")
    reader.asks_for("2008-10-01")
    expect(in_office(reader)).to_contain_text("William Lacy Swing")
    reader.does_not_see("Elected, not yet in office")


def test_what_changed_between_two_days(reader):
    reader.open("/")
    reader.follows("Compare")
    reader.fills_in("From", "1989-12-31")
    reader.fills_in("to", "1990-12-31")
    reader.presses("Compare days")
    reader.sees("From 31 December 1989 to 31 December 1990")
    expect(reader.row("Members")).to_contain_text(re.compile(r"35\s+38"))
    reader.sees("Canada joined 23 May 1990", "Bangladesh joined 27 November 1990")
    reader.follows("Canada")
    reader.sees("23 May 1990")


def test_from_a_fact_to_its_source_in_two_taps(reader):
    reader.open("/members/?as_of=2013-06-14")
    reader.follows(re.compile("source"), reader.row("Australia"))
    reader.follows(re.compile("^Tractatenblad 2014, 67"), reader.row("Since 24 May 1985"))
    assert reader.taps == 2
    reader.sees("Tractatenblad 2014, 67: Statuut van de Internationale Organisatie voor Migratie", "Australia")

    for page in ("/?as_of=2013-06-14", "/leadership/?as_of=2013-06-14"):
        reader.open(page)
        swing = in_office(reader) if "leadership" in page else reader.main
        reader.unfolds("5 sources", swing)
        reader.follows("Ambassadeur William Lacy Swing", swing)
        assert reader.taps == 2
        reader.sees("Ambassadeur William Lacy Swing")


def test_a_step_keeps_the_page_and_changes_the_address(reader):
    reader.open("/leadership/?as_of=2013-10-01")
    reader.page.evaluate("() => { window.stayed = true }")
    reader.follows(re.compile("^Next"))
    later = reader.address
    assert re.fullmatch(r"/leadership/\?as_of=2013-1\d-\d\d", later)
    assert reader.page.evaluate("() => window.stayed === true") == reader.scripts  # in place, or as a page of its own
    reader.sees("Those who had taken office by")
    reader.follows(re.compile("^Previous"))
    reader.page.go_back()
    expect(reader.page).to_have_url(re.compile(re.escape(later)))
    expect(reader.page.locator("#as-of")).to_have_value(later[-10:])


def test_cite_a_page_and_find_it_reproduced(reader):
    reader.open("/members/australia/?as_of=2013-11-20")
    reader.follows("Cite this page")
    address = reader.main.locator(".address a").first
    digest = reader.main.locator("dd code").first.inner_text()
    assert "as_recorded=" in address.inner_text()
    assert "as_of=2013-11-20" in address.inner_text()
    reader.fills_in("Address of a page or an object of the API", address.inner_text())
    reader.fills_in("Digest to verify, if any", digest)
    reader.presses("Cite or verify")
    reader.sees("The register reproduces what was cited.", "The facts stand today as they did.")
    reader.follows(address.inner_text())
    reader.sees("Australia")
    expect(reader.page.locator(".recorded")).to_contain_text("The register as recorded")


def test_the_register_as_recorded_before_a_correction_and_back(reader):
    reader.open("/members/australia/?as_recorded=1")
    reader.sees("Canberra")
    reader.does_not_see("Australian Capital Territory")
    recorded = reader.page.locator(".recorded")
    expect(recorded).to_contain_text("3 corrections since")
    reader.unfolds("3 corrections", recorded)
    expect(recorded).to_contain_text("The name of the capital, spelt out.")
    reader.follows("Read it as it is now")
    assert reader.address == "/members/australia/"
    reader.sees("Canberra, Australian Capital Territory")
    expect(recorded).to_have_count(0)


def test_narrow_and_sort_the_members(reader):
    reader.open("/members/?as_of=2013-06-14")
    reader.chooses("UN region", "Oceania")
    reader.unfolds("More", reader.main)
    reader.fills_in("Joined from", "2000-01-01")
    reader.fills_in("to", "2011-12-31")
    reader.presses("Narrow", reader.main)
    for asked in ("region=Oceania", "joined_after=2000-01-01", "joined_before=2011-12-31", "as_of=2013-06-14"):
        assert asked in reader.address
    rows = reader.main.locator("table").first.locator("tbody tr")
    expect(rows.first).to_contain_text("Micronesia")
    for elsewhere in ("Australia", "Zimbabwe"):
        expect(rows.filter(has_text=elsewhere)).to_have_count(0)
    reader.follows("Since", reader.main)
    expect(reader.main.get_by_role("columnheader", name="Since")).to_have_attribute("aria-sort", "ascending")
    for asked in ("region=Oceania", "as_of=2013-06-14"):
        assert asked in reader.address
    expect(rows.first).not_to_contain_text("Micronesia")
    reader.follows("Show all", reader.main)
    expect(rows.filter(has_text="Zimbabwe")).to_have_count(1)


def test_search(reader):
    reader.open("/strategy/")
    for words, first in FINDS.items():
        reader.fills_in("Search", words, reader.page.locator("header"))
        reader.presses("Search")
        best = reader.main.locator("li").first
        expect(best.get_by_role("link")).to_have_text(first)
    reader.follows(first, best)
    reader.sees("5 December 1951")


def test_a_sheet_of_a_state_on_paper(reader):
    reader.open("/members/australia/?as_of=1975-06-14")
    reader.follows("print", reader.main)
    paper = reader.page
    expect(paper.locator("body")).to_contain_text("14 June 1975")
    expect(paper.locator("body")).to_contain_text("Unofficial")
    paper.emulate_media(media="print")
    assert pages_of(paper.pdf(format="A4")) <= 2
    paper.emulate_media(media="screen")
    document = paper.request.get(f"{reader.address.partition('?')[0].rstrip('/')}.pdf?as_of=1975-06-14")
    assert document.headers["content-type"] == "application/pdf"
    assert document.body().startswith(b"%PDF")


def test_the_count_in_the_page_of_another(reader):
    reader.open("/about/embed/?as_of=2013-06-14")
    reader.sees("/embed/count/?as_of=2013-06-14")
    reader.open("/embed/count/?as_of=2013-06-14")
    expect(reader.page.locator("body")).to_contain_text("149–154")
    expect(reader.page.locator("body")).to_contain_text("14 June 2013")
