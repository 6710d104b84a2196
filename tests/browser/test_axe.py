"""axe finds nothing on any page: WCAG 2.0 to 2.2 A and AA, and its best practices."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.addresses import EVERY, REFUSED

from .conftest import DESK, PHONE

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# What may differ between two looks of the same document; the other rules read the document alone.
OF_LOOKS = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]
LOOKS = {"runOnly": {"type": "rule", "values": OF_LOOKS}, "resultTypes": ["violations"]}


# Of what is listed, the first rows stand for all: axe takes as long as the page is.
SHORTEN = """() => document.querySelectorAll("tbody, main ul, main ol, dl, main svg").forEach(list => {
  [...list.children].slice(15).forEach(each => each.remove());
})"""


def violations(page, rules=RULES):
    """What axe finds on the page as it looks now: one line for each element."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("rules => axe.run(rules)", rules)["violations"]
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary'].splitlines()[-1].strip()}"
        for violation in found
        for node in violation["nodes"]
    ]


def look(page, scheme, sizes):
    """Give the open page another look, in words."""
    page.set_viewport_size(sizes["viewport"])
    page.emulate_media(color_scheme=scheme)
    return f"{sizes['viewport']['width']} px, {scheme}"


@pytest.mark.parametrize("address", EVERY)
def test_axe_finds_nothing(phone, address):
    phone.watch.expected = {REFUSED.get(address)}
    phone.goto(address)
    phone.evaluate(SHORTEN)
    found = {"390 px, light": violations(phone)}
    found[look(phone, "dark", DESK)] = violations(phone, LOOKS)
    assert not any(found.values()), readable(address, found)


@pytest.mark.long
@pytest.mark.parametrize("address", EVERY)
def test_axe_finds_nothing_in_any_look(desk, address):
    desk.watch.expected = {REFUSED.get(address)}
    desk.goto(address)
    desk.evaluate("() => document.querySelectorAll('details').forEach(each => each.open = true)")
    found = {}
    for scheme in ("light", "dark"):
        for sizes in (DESK, {"viewport": {"width": 820, "height": 1180}}, PHONE):
            found[look(desk, scheme, sizes)] = violations(desk)
    assert not any(found.values()), readable(address, found)


def test_axe_finds_what_is_wrong(phone, site):
    phone.goto("/about/")
    phone.evaluate("""() => {
      const paragraph = document.querySelector("main p"), image = document.createElement("img");
      image.src = document.querySelector("link[rel~=icon]").href;
      paragraph.append(image);
      paragraph.setAttribute("class", "wrong");
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(".wrong { color: #ccc; background: #fff }");
      document.adoptedStyleSheets.push(sheet);
    }""")
    rules = {line.partition(":")[0] for line in violations(phone)}
    assert rules == {"image-alt", "color-contrast"}


def readable(address, found):
    return "\n".join([address, *(f"  {look}: {line}" for look, lines in found.items() for line in lines)])
