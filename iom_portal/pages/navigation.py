"""The menu of the site: its sections, the pages of each, and under which of them every other page stands."""

from typing import NamedTuple


class MenuPage(NamedTuple):
    """A page that the menu names: the name of its address, and what the menu calls it."""

    name: str
    title: str


class MenuSection(NamedTuple):
    """A section of the menu. Its first page is the one to which its title leads."""

    title: str
    pages: tuple[MenuPage, ...]


SECTIONS = (
    MenuSection(
        "History",
        (
            MenuPage("event-list", "Timeline"),
            MenuPage("organizationname-list", "Names"),
            MenuPage("instrument-list", "Instruments"),
            MenuPage("attribute-list", "Seat and status"),
            MenuPage("statement-list", "Statements"),
            MenuPage("figure-list", "Figures"),
        ),
    ),
    MenuSection("Organs", (MenuPage("organ-list", "Organs"), MenuPage("session-list", "Sessions"))),
    MenuSection("Leadership", (MenuPage("leadership", "Leadership"),)),
    MenuSection(
        "Members",
        (
            MenuPage("state-list", "Member States"),
            MenuPage("observers", "Observer States"),
            MenuPage("region-list", "Regions"),
            MenuPage("joined-and-left", "Joined and left"),
            MenuPage("state-map", "Map"),
            MenuPage("counts", "Counts"),
        ),
    ),
    MenuSection(
        "Strategy", (MenuPage("framework-list", "Strategies"), MenuPage("objective-list", "Twelve objectives"))
    ),
    MenuSection("Compare", (MenuPage("compare", "Compare"),)),
    MenuSection(
        "Evidence",
        (
            MenuPage("evidence", "Evidence"),
            MenuPage("source-list", "Sources"),
            MenuPage("rule-list", "Rules"),
            MenuPage("changes", "Changes"),
            MenuPage("cite", "Cite"),
            MenuPage("seed", "The first page"),
        ),
    ),
)
STANDS_UNDER = {  # pages that stand under another than <kind>-list
    "listed-states": "state-list",
    "person-detail": "leadership",
    "revision": "changes",
    "versions": "changes",
    "sheet": "home",
    "members-sheet": "state-list",
    "state-sheet": "state-list",
}


def page_over(name: str) -> str:
    """Return the page of the menu under which the address of this name stands."""
    return STANDS_UNDER.get(name, name.replace("-detail", "-list"))


def section_of(name: str) -> str:
    """Return the title of the section in which the address of this name stands, or ""."""
    page = page_over(name)
    for section in SECTIONS:
        if any(menu_page.name == page for menu_page in section.pages):
            return section.title
    return ""
