"""No page is forgotten: each name of a URL has a sample in addresses.py, or is said to be no page."""

import pytest
from django.urls import URLResolver, get_resolver, resolve

from tests.support.addresses import EMBEDS, FACES, PAGES, REFUSED, is_page


def urls(resolver=None, prefix=""):
    """(name with its namespace, route) of every URL."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from urls(pattern, prefix + (f"{pattern.namespace}:" if pattern.namespace else ""))
        else:
            yield f"{prefix}{pattern.name}", str(pattern.pattern)


def test_every_page_has_a_sample_address():
    assert {name for name, route in urls() if is_page(name, route)} == PAGES.keys()


@pytest.mark.parametrize("name, address", [*PAGES.items(), *EMBEDS.items()])
def test_a_sample_address_is_of_its_page(name, address):
    assert resolve(address.partition("?")[0]).view_name == name


def test_faces_are_of_pages_that_have_a_sample():
    for face in [*FACES, *(address for address in REFUSED if address != "/nothing/")]:
        assert resolve(face.partition("?")[0]).view_name in PAGES
