"""Every order that a list documents, on the real register."""

import pytest

from .kinds import EVERY_LIST

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("resource", EVERY_LIST)
def test_every_documented_order_works_both_ways(resource, reading):
    orders = [
        name for name in reading.problem(400, f"{resource}/", ordering="x")["allowed"] if not name.startswith("-")
    ]
    assert orders
    for name in orders:
        up, down = (reading(f"{resource}/", ordering=order, page_size="4") for order in (name, f"-{name}"))
        assert up["count"] == down["count"]
        assert len({row["id"] for row in up["results"]}) == min(4, up["count"])


def test_dates_are_ordered_by_their_earliest_day(reading):
    up, down = reading.ids("terms/", ordering="start"), reading.ids("terms/", ordering="-start")
    assert sorted(up) == sorted(down)
    days = [row["start"]["earliest"] for row in reading("terms/", ordering="start", page_size="1000")["results"]]
    assert days == sorted(days)
