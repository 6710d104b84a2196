"""Every page as a browser has it: what it costs, what it owes its readers, what axe finds, and that nothing moves."""

import pytest

from tests.support.addresses import EVERY, PAGES, REFUSED

from .conftest import DESK, PHONE
from .judging import LOOKS, OWED, SHORTEN, UNFOLD, beyond, look, violations
from .measuring import SHIFTS, cost

HTML, WIRE, BESIDE = 20_000, 150_000, 3  # bytes of the page as it is sent, bytes in all, requests beside it
HTML_OF_MAP, WIRE_OF_MAP = 30_000, 250_000
MAP = PAGES["state-map"]
QUICK = {*PAGES.values(), *REFUSED}  # the other faces of pages are asked for by `make test-full`


FACES_TOO = [address if address in QUICK else pytest.param(address, marks=pytest.mark.long) for address in EVERY]


@pytest.mark.parametrize("address", FACES_TOO)
def test_a_page_keeps_to_its_budget_and_owes_nothing(phone, address):
    phone.watch.expected = {REFUSED.get(address)}
    found = cost(phone, address)
    html, wire = (HTML_OF_MAP, WIRE_OF_MAP) if address == MAP else (HTML, WIRE)
    troubles = [
        *([f"{found.html} bytes of HTML, compressed"] if found.html > html else []),
        *([f"{found.wire} bytes in all"] if found.wire > wire else []),
        *([f"beside the page: {', '.join(found.requests)}"] if len(found.requests) > BESIDE else []),
        *(f"moved while loading: {each}" for each in found.shifts),
        *(f"owes: {each}" for each in phone.evaluate(OWED)),
        *beyond(phone, 320),  # 1280 px at 400 %
        *beyond(phone, 390),
    ]
    phone.evaluate(SHORTEN)
    troubles += look(phone, 390, "light") + look(phone, 1440, "dark", LOOKS)
    assert not troubles, "\n".join([address, *troubles])


def test_a_step_in_place_moves_nothing_above_the_content(phone):
    phone.goto("/leadership/?as_of=2013-11-20")
    places = "() => ['.masthead', '.day-bar', 'main'].map(each => document.querySelector(each).offsetTop)"
    before = phone.evaluate(places)
    for step in ("#step-on", "#step-on", "#step-back"):
        with phone.expect_response(lambda response: response.request.resource_type == "xhr"):
            phone.tap(step)
        phone.wait_for_timeout(600)  # past the half second in which shifts are laid to the tap
        assert phone.evaluate(SHIFTS) == []
        assert phone.evaluate(places) == before


def test_axe_finds_what_is_wrong(phone):
    phone.goto("/about/")
    phone.evaluate("""() => {
      const paragraph = document.querySelector("main p"), image = document.createElement("img");
      image.src = document.querySelector("link[rel~=icon]").href;
      paragraph.append(image);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("main p { color: #ccc !important; background: #fff }");
      document.adoptedStyleSheets.push(sheet);
    }""")
    assert {line.partition(":")[0] for line in violations(phone)} == {"image-alt", "color-contrast"}


# (how the page is looked at, the widths at which axe tries it); forced colours are the reader's own, not for axe
SIGHTS = {
    "phone": (PHONE, [390]),
    "desk": (DESK, [820, 1440]),
    "forced colours": ({**DESK, "forced_colors": "active"}, []),
}


@pytest.mark.long
@pytest.mark.parametrize("address", EVERY)
@pytest.mark.parametrize("sight", SIGHTS)
def test_a_page_holds_in_every_look(new_page, sight, address):
    options, widths = SIGHTS[sight]
    page = new_page(**options)
    page.watch.expected = {REFUSED.get(address)}
    page.goto(address)
    page.evaluate(UNFOLD)
    troubles = [each for width in (320, 390, 820, 1440) for each in beyond(page, width)]
    for width in widths:
        troubles += look(page, width, "light") + look(page, width, "dark")
    assert not troubles, "\n".join([address, *troubles])
