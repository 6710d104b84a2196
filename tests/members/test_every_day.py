"""The counts of every day from 5 December 1951 to today: SQL against a naive count in Python over the CSV."""

from datetime import date, timedelta

import pytest

from members.models import State
from tests.members.test_counts import naive_counts

FOUNDED = date(1951, 12, 5)
TODAY = date(2026, 11, 23)
WARM_UP = 40


@pytest.mark.long
@pytest.mark.django_db
def test_sql_and_the_naive_count_agree_on_every_day(register):
    day = FOUNDED - timedelta(days=WARM_UP)
    while day <= TODAY:
        naive = naive_counts(day)
        assert State.objects.count_on("member", day) == naive["member"], day
        assert State.objects.count_on("observer", day) == naive["observer"], day
        day += timedelta(days=1)
