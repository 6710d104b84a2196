"""What a page owes its readers, judged in the browser by axe and by what axe does not ask. Troubles are lines."""

from axe_playwright_python.base import AXE_SCRIPT

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# What may differ between two looks of the same document; the other rules read the document alone.
OF_LOOKS = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]
LOOKS = {"runOnly": {"type": "rule", "values": OF_LOOKS}, "resultTypes": ["violations"]}

UNFOLD = "() => document.querySelectorAll('details').forEach(each => each.open = true)"
# Of what is listed, the first rows stand for all: axe takes as long as the page is.
SHORTEN = """() => document.querySelectorAll("tbody, main ul, main ol, dl, main svg").forEach(list => {
  [...list.children].slice(15).forEach(each => each.remove());
})"""

# What lies beyond the edge.
SIDEWAYS = """() => {
  const root = document.documentElement, width = root.clientWidth;
  if (root.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")].filter(each => each.getBoundingClientRect().right > width + 1)
    .slice(0, 5).map(each => each.outerHTML.slice(0, 120));
}"""

# The elements that lack what they owe.
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
    ...bare("[id]", each => document.getElementById(each.id) === each),
    ...bare("img", each => each.hasAttribute("alt")),
    ...bare("input:not([type=hidden]), select, textarea", each => each.labels.length || named(each)),
  ];
}"""


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


def beyond(page, width):
    """What lies beyond the edge of a window of this width."""
    page.set_viewport_size({"width": width, "height": 800})
    return [f"beyond the edge at {width} px: {each}" for each in page.evaluate(SIDEWAYS)]


def look(page, width, scheme, rules=RULES):
    """What axe finds when the page has this look."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # else colours take a tenth of a second to change
    return [f"axe at {width} px, {scheme}: {each}" for each in violations(page, rules)]
