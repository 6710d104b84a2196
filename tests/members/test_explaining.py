"""Every count is explained by lines that add up to it."""

from datetime import date

import pytest

from members.explaining import explain
from tests.members.test_counts import DAYS
from tests.support.cast import LEFT_AND_CAME_BACK, a_spell, a_state

pytestmark = pytest.mark.django_db


def told(status, day):
    return [(line.change, line.spell.state_id, line.certain, line.possible) for line in explain(status, day).lines]


def test_a_count_is_told_from_its_founding():
    a_state("Erewhon", *LEFT_AND_CAME_BACK)
    a_spell(a_state("Ruritania"), "1967", basis="accession")
    assert told("member", date(1967, 6, 1)) == [("joined", "ERE", 1, 1), ("joined", "RUR", 1, 2)]
    assert told("member", date(1990, 1, 1)) == [
        ("joined", "ERE", 1, 1),
        ("joined", "RUR", 2, 2),
        ("left", "ERE", 1, 1),
        ("joined", "ERE", 2, 2),
    ]


def test_what_may_have_ended_leaves_the_possible_number():
    a_state("Ruritania", ("1967", "2025-12-31/.."))
    assert told("member", date(2026, 6, 1)) == [("joined", "RUR", 1, 1), ("left", "RUR", 0, 1)]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("status", ["member", "observer"])
def test_the_lines_add_up_to_the_count(register, status, day):
    found = explain(status, date.fromisoformat(day))
    last = found.lines[-1] if found.lines else None
    for number in ("certain", "possible"):
        assert (getattr(last, number) if last else 0) - found.counted_once[number] == found.count[number]
        assert found.counted_once[number] >= 0
    if status == "member":
        assert found.counted_once == {"certain": 0, "possible": 0}
