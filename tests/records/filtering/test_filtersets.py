"""What every list can be narrowed by: the day, and how certain it is."""

import pytest

from members.filters import MembershipFilter
from members.models import Membership
from tests.support.cast import LEFT_AND_CAME_BACK, a_state

pytestmark = pytest.mark.django_db


def narrowed(**asked):
    return set(MembershipFilter(asked, Membership.objects.all()).qs.values_list("pk", flat=True))


def test_a_day_is_narrowed_to_what_is_certain_and_to_what_is_only_possible():
    a_state("Erewhon", *LEFT_AND_CAME_BACK)
    a_state("Ruritania", ("1967", ""))
    day = "1967-06-01"
    assert narrowed(as_of=day) == {"ere-member-1", "rur-member-1"}
    assert narrowed(as_of=day, certainty="certain") == {"ere-member-1"}
    assert narrowed(as_of=day, certainty="possible") == {"rur-member-1"}


def test_without_a_day_certainty_narrows_nothing():
    a_state("Erewhon", *LEFT_AND_CAME_BACK)
    assert narrowed(certainty="possible") == narrowed() == {"ere-member-1", "ere-member-2"}
