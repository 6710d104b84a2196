"""Validation without needless queries: checks that values plainly keep, and references that are at hand."""

from datetime import date
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from iom_portal.records.models import Citation, Coverage
from iom_portal.records.models.constraints import holds_in_memory
from members.models import Membership, State
from organs.models import Post, Term
from tests.support.cast import a_state, the_coverage

pytestmark = pytest.mark.django_db

DAYS = (date(1951, 12, 5), date(1967, 1, 1), None)
VALUES = [
    (Membership, ("start_earliest", "start_latest", "end_earliest", "end_latest"), DAYS),
    (Term, ("elected_on_earliest", "elected_on_latest", "end_latest"), DAYS),
    (Citation, ("stance", "other_value"), ("supports", "disagrees", "", "1952")),
    (Coverage, ("id",), ("register", "another", None)),
    (Post, ("seats",), (0, 1, 2, None)),
]


def is_refused(check, record):
    try:
        check.validate(type(record), record)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize("model, names, values", VALUES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_check_that_is_plainly_kept_is_one_that_the_database_keeps(model, names, values):
    """Every combination of values, also those that validation has refused before it comes to the checks."""
    checks = [check for check in model._meta.constraints if isinstance(check, models.CheckConstraint)]
    kept = broken = 0
    for combination in product(values, repeat=len(names)):
        record = model(**dict(zip(names, combination, strict=True)))
        for check in checks:
            if holds_in_memory(check, record):
                check.validate(model, record)
                kept += 1
            else:
                broken += is_refused(check, record)
    assert kept and broken


def test_a_reference_at_hand_is_not_looked_up_and_another_is():
    the_coverage()
    state = a_state("Erewhon")
    spell = Membership(pk="ere-member-1", state=state, status="member", start="1967")
    with CaptureQueriesContext(connection) as queries:
        spell.full_clean()
    assert not any('FROM "members_state"' in query["sql"] for query in queries)
    for unknown in (Membership(state_id="UTO", status="member"), Membership(state=State(pk="UTO"), status="member")):
        with pytest.raises(ValidationError, match="UTO"):
            unknown.full_clean()
