"""Sheets as the browser prints them: the page itself and nothing around it, on as much paper as is promised."""

import re

import pytest

SHEETS = [
    ("/sheet/?as_of=1967-06-01", 1),
    ("/sheet/?as_of=2025-03-18", 1),
    ("/sheet/?as_of=2026-06-01", 1),
    ("/members/spain/sheet/?as_of=2026-06-01", 1),
    ("/members/nicaragua/sheet/?as_of=2026-06-01", 1),
    ("/sheet/members/?as_of=1953-12-14", 1),
    ("/sheet/members/?as_of=2025-12-12", 2),
]


@pytest.mark.parametrize("address, pages", SHEETS)
def test_a_sheet_prints_on_the_paper_that_it_is_made_for(desk, address, pages):
    desk.goto(address)
    desk.emulate_media(media="print")
    printed = desk.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == pages
    for around in ("header.masthead", ".day-bar", "footer", "main > .sheet-links"):
        assert not desk.locator(around).is_visible(), around
    assert desk.locator(".colophon").is_visible()


def test_a_reader_goes_from_a_state_to_its_sheet_and_its_pdf(desk):
    desk.goto("/members/australia/?as_of=2013-11-20")
    desk.locator(".sheet-links").get_by_role("link", name="print").click()
    assert desk.url.endswith("/members/australia/sheet/?as_of=2013-11-20")
    href = desk.get_by_role("link", name="The same as PDF").get_attribute("href")
    answer = desk.request.get(href)
    assert answer.headers["content-type"] == "application/pdf" and answer.body().startswith(b"%PDF-")
