"""What an answer costs: the same number of queries for one row and for many, stated for every list and object."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from .kinds import EVERY_LIST, KINDS

# (list, object): the register's stamp, coverage, count, rows, then what each row brings along: its citations with their
# sources, and for some kinds the rows within. A list asks for the stamp once more at its end.
COSTS = {
    "states": (10, 8),  # memberships and former names, each with citations
    "organs": (10, 8),  # functions and posts, each with citations
    "people": (10, 8),  # terms with citations and sources
    "sources": (6, 4),  # what they are cited for
    "citations": (5, 3),
    "seed-lines": (5, 3),
    "coverage": (5, 3),
    "revisions": (len(KINDS) + 6, len(KINDS) + 4),  # one over every history, and one for each kind: all were touched
}
PLAIN = (6, 4)


def cost(api, path, **parameters):
    with CaptureQueriesContext(connection) as queries:
        answer = api(path, **parameters)
    return len(queries), answer


@pytest.mark.django_db
@pytest.mark.parametrize("resource", EVERY_LIST)
def test_a_list_costs_the_same_for_one_row_and_for_many(resource, register, api):
    api(f"{resource}/", page_size="1000")
    few, _ = cost(api, f"{resource}/", page_size="1")
    many, page = cost(api, f"{resource}/", page_size="1000")
    assert len(page["results"]) == min(page["count"], 1000)
    assert few <= many == COSTS.get(resource, PLAIN)[0]
    if resource != "revisions":
        dated, _ = cost(api, f"{resource}/", page_size="1000", as_of="2013-06-14")
        assert dated <= many + 2  # of States, their standing and their names that day


@pytest.mark.django_db
@pytest.mark.parametrize("resource", EVERY_LIST)
def test_an_object_costs_no_more_than_its_list(resource, register, api):
    for row in api(f"{resource}/", page_size="5")["results"]:
        found, _ = cost(api, row["url"].removeprefix("http://testserver/api/v1/"))
        assert found <= COSTS.get(resource, PLAIN)[1]


@pytest.mark.django_db
def test_documents(register, api):
    api("organization/")
    now, _ = cost(api, "organization/", as_of="2025-12-12")
    then, _ = cost(api, "organization/", as_of="1960-01-01")
    assert then <= now <= 35
    assert cost(api, "counts/", as_of="2013-06-14")[0] == 3  # the stamp, the coverage, the counts
    assert cost(api, "schema/")[0] == 2
    assert cost(api, "")[0] == 3  # its stamp, the coverage, the register
