"""What each page may cost, and what its document owes: sizes, requests, nothing that moves, nothing that overflows."""

import pytest

from tests.addresses import EVERY, PAGES, REFUSED

from .conftest import PHONE
from .measuring import SHIFTS, cost

HTML, WIRE, WIRE_OF_MAP, BESIDE = 100_000, 150_000, 250_000, 3  # bytes, bytes, bytes, requests
MAP = "state-map"  # the name of its URL

SIDEWAYS = """() => {
  const root = document.documentElement, width = root.clientWidth;
  if (root.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")].filter(each => each.getBoundingClientRect().right > width + 1)
    .slice(0, 5).map(each => each.outerHTML.slice(0, 120));
}"""

# Each of these gives the elements of a page that lack what they owe.
OWED = """() => {
  const bare = (selector, owes) => [...document.querySelectorAll(selector)].filter(each => !owes(each))
    .map(each => `${selector}: ${each.outerHTML.slice(0, 120)}`);
  const words = each => each?.textContent.trim();
  const named = each => each.getAttribute("aria-label")?.trim() || words(each.querySelector(":scope > title"))
    || each.getAttribute("aria-labelledby")?.split(" ").every(id => words(document.getElementById(id)));
  return [
    ...(document.querySelectorAll("h1").length === 1 ? [] : ["not one h1"]),
    ...bare("table", each => words(each.caption)),
    ...bare("th", each => ["col", "row", "colgroup", "rowgroup"].includes(each.scope)),
    ...bare("table", each => each.querySelector("th")),
    ...bare("svg:not(svg svg, [aria-hidden=true], [aria-hidden=true] svg)", each => each.role && named(each)),
    ...bare("img", each => each.hasAttribute("alt")),
    ...bare("input:not([type=hidden]), select, textarea", each => each.labels.length || named(each)),
  ];
}"""


@pytest.mark.parametrize("address", EVERY)
def test_a_page_keeps_to_its_budget(phone, address):
    phone.watch.expected = {REFUSED.get(address)}
    found = cost(phone, address)
    beyond = [
        *([f"{found.html} bytes of HTML"] if found.html > HTML else []),
        *([f"{found.wire} bytes in all"] if found.wire > (WIRE_OF_MAP if address == PAGES.get(MAP) else WIRE) else []),
        *(found.requests if len(found.requests) > BESIDE else []),
        *(f"moved while loading: {shift}" for shift in found.shifts),
        *(f"owes: {each}" for each in phone.evaluate(OWED)),
    ]
    for width in (390, 320):  # 1280 px at 400 % are 320
        phone.set_viewport_size({"width": width, "height": 640})
        beyond += [f"beyond the edge at {width} px: {each}" for each in phone.evaluate(SIDEWAYS)]
    assert not beyond, "\n".join([address, *beyond])


def test_a_step_in_place_moves_nothing_above_the_content(phone):
    phone.goto("/leadership/?as_of=2013-11-20")
    places = (
        "() => ['.masthead', '.day-bar', 'main'].map(each => document.querySelector(each).getBoundingClientRect().top)"
    )
    before = phone.evaluate(places)
    for step in ("#step-on", "#step-on", "#step-back"):
        with phone.expect_response(lambda response: response.request.resource_type == "xhr"):
            phone.tap(step)
        phone.wait_for_timeout(600)  # past the half second in which shifts are laid to the tap
        assert phone.evaluate(SHIFTS) == []
        assert phone.evaluate(places) == before


@pytest.mark.long
@pytest.mark.parametrize("address", EVERY)
def test_a_page_holds_at_every_width(new_page, address):
    for options in (PHONE, {"forced_colors": "active"}, {"color_scheme": "dark", "reduced_motion": "reduce"}):
        page = new_page(**options)
        page.watch.expected = {REFUSED.get(address)}
        page.goto(address)
        page.evaluate("() => document.querySelectorAll('details').forEach(each => each.open = true)")
        for width in (320, 390, 820, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(SIDEWAYS) == [], f"sideways at {width} px, everything unfolded"
