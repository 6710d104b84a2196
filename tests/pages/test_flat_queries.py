"""A page costs as many queries on a larger register."""

import pytest
from django.db import connection

from tests.support.addresses import FACES
from tests.support.page_text import counted, queries
from tests.support.repeating import repeat

from .test_every_page import ADDRESSES

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="rows are repeated past the lengths of columns"),
]
DAY = "as_of=2013-11-20"
DATED = [f"{address}?{DAY}" for address in ADDRESSES] + [
    face if "as_of" in face else f"{face}&{DAY}" for face in FACES if "record" not in face
]


@pytest.mark.long
def test_pages_cost_the_same_on_a_register_twice_the_size(client, register):
    once = {address: queries(client, address) for address in DATED}
    listed = len(client.get(f"/members/?{DAY}").content)
    repeat(2)
    twice = {address: counted(client, address) for address in DATED}
    assert {address: (once[address], twice[address]) for address in DATED if once[address] != twice[address]} == {}
    assert len(client.get(f"/members/?{DAY}").content) > 1.7 * listed
