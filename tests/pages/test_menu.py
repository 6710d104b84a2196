"""Every page can be reached through the menu or the frame of the pages; the menu names pages that are there."""

import pytest
from django.urls import reverse

from iom_portal.pages.navigation import SECTIONS, STANDS_UNDER, section_of
from tests.support.addresses import PAGES

# What the head and the foot of every page, the page about the reference or the docs of the API lead to.
IN_NO_SECTION = {"home", "sheet", "search", "data", "about", "design", "embed"}
IN_NO_SECTION |= {name for name in PAGES if name.startswith("api:")}


@pytest.mark.parametrize("name", [name for name in PAGES if name not in IN_NO_SECTION])
def test_a_page_stands_under_one_of_the_menu(name):
    assert section_of(name), (
        f"Name “{name}” in SECTIONS of pages/navigation.py, or what it stands under in STANDS_UNDER."
    )


def test_what_the_menu_names_is_there():
    for section in SECTIONS:
        for page in section.pages:
            reverse(page.name)
    assert STANDS_UNDER.keys() <= PAGES.keys()
    assert {name for name in IN_NO_SECTION if section_of(name)} == set()
