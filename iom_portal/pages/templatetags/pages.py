"""The navigation of the site: its sections, their pages, and which of them the reader is on."""

from django import template

from iom_portal.records.templatetags.records import address

register = template.Library()

SECTIONS = [
    (
        "History",
        [
            ("event-list", "Events"),
            ("organizationname-list", "Names"),
            ("instrument-list", "Instruments"),
            ("attribute-list", "Seat and status"),
            ("statement-list", "Statements"),
            ("figure-list", "Figures"),
        ],
    ),
    ("Organs", [("organ-list", "Organs"), ("session-list", "Sessions")]),
    ("Leadership", [("leadership", "Leadership")]),
    ("Members", [("state-list", "Member States"), ("observers", "Observer States"), ("counts", "Counts")]),
    ("Strategy", [("framework-list", "Strategies"), ("objective-list", "Twelve objectives")]),
    ("Compare", [("compare", "Compare")]),
    (
        "Evidence",
        [
            ("evidence", "Evidence"),
            ("source-list", "Sources"),
            ("changes", "Changes"),
            ("cite", "Cite"),
            ("seed", "The first page"),
        ],
    ),
]
PAGE_OF = {  # pages that stand under another than <kind>-list
    "person-detail": "leadership",
    "revision": "changes",
    "versions": "changes",
}


@register.inclusion_tag("includes/navigation.html", takes_context=True)
def navigation(context):
    """The sections, and below them the pages of the one that the reader is in."""
    match = getattr(context.get("request"), "resolver_match", None)
    name = match.url_name if match else ""
    page = PAGE_OF.get(name, (name or "").replace("-detail", "-list"))
    sections, inside = [], []
    for title, pages in SECTIONS:
        here = any(page == other for other, _ in pages)
        sections.append((title, address(pages[0][0]), here))
        if here and len(pages) > 1:
            inside = [(text, address(other), other == page, other == name) for other, text in pages]
    return {"sections": sections, "inside": inside, "clock": context.get("clock")}
