"""Requests that schemathesis makes of the OpenAPI document: every answer is as described, none breaks or is slow.

Three kinds: what the document refuses must be refused; what it allows must be answered as described; and what it allows
and its words ask for besides (`x-needs`, `x-also`: values that the register holds) must be taken.
"""

import time
from collections import Counter

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from iom_portal.api.schema.document import openapi
from iom_portal.records.api.parameter_examples import ABSENT
from iom_portal.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FEW, MANY = 2, 62  # cases of each kind and operation
TOTAL = 10_000
LONGEST = 5  # seconds of the processor that an answer may take, whatever else the machine does
PLAIN = {"Accept-Encoding": "identity"}
NOT_TOGETHER = [  # of two that exclude each other, or stand in an order, the second is left out
    ("fields", "omit"),
    ("from", "from_recorded"),
    ("from", "to_recorded"),
    ("from", "as_of"),
    ("joined_after", "joined_before"),
]

SCHEMA = schemathesis.openapi.from_dict(openapi())
SCHEMA.app = application
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]


@pytest.fixture(autouse=True)
def connections_stay_open(db):
    """As Django's own client of tests sees to it: the transaction of the test is that of its requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def made(examples):
    """The settings of hypothesis for so many cases: the same in every run."""
    return settings(
        max_examples=examples, phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck)
    )


def asks(case, excluded=()):
    """Asks what a case asks, and holds the answer against the document."""
    began = time.thread_time()
    response = case.call(headers=PLAIN)
    assert time.thread_time() - began < LONGEST, case.as_curl_command()
    case.validate_response(response, excluded_checks=list(excluded))
    return response.status_code


def refused(operation, seen, examples):
    @made(examples)
    @given(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def run(case):
        seen[asks(case)] += 1

    run()


def allowed(operation, seen, examples):
    @made(examples)
    @given(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def run(case):
        seen[asks(case, [positive_data_acceptance])] += 1

    run()


def sound(operation, seen, examples):
    described = openapi()["paths"][operation.path]["get"]
    parameters = {each["name"]: each for each in described["parameters"]}

    @made(examples)
    @given(operation.as_strategy(generation_mode=GenerationMode.POSITIVE), st.randoms(), st.booleans())
    def run(case, random, is_there):
        query = dict(case.query or {})
        held = sorted(name for name in query if parameters[name]["example"] != ABSENT)
        names = random.sample(held, min(len(held), random.randrange(5)))
        names += [name for name, each in parameters.items() if each.get("required") and each["in"] == "query"]
        names += described.get("x-needs", ())
        names += [needed for name in names for needed in parameters[name].get("x-needs", ())]
        for first, second in NOT_TOGETHER:
            if first in names:
                names = [name for name in names if name != second]
        case.query = {
            name: parameters[name]["example"] if "x-also" in parameters[name] or name not in query else query[name]
            for name in names
        }
        for name in case.path_parameters if is_there else ():
            case.path_parameters[name] = parameters[name]["example"]
        seen[asks(case)] += 1

    run()


KINDS = [refused, allowed, sound]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.path)
def test_some(operation, kind, register, own_past):
    kind(operation, Counter(), FEW)


@pytest.mark.long
def test_ten_thousand(register, own_past):
    seen, found = {kind.__name__: Counter() for kind in KINDS}, []
    for operation in OPERATIONS:
        for kind in KINDS:
            try:
                kind(operation, seen[kind.__name__], MANY)
            except BaseExceptionGroup as failures:
                found.append(f"{kind.__name__} {operation.path}: {failures}")
    print(seen, *found, sep="\n\n")
    assert found == []
    assert sum(sum(statuses.values()) for statuses in seen.values()) >= TOTAL, seen
    assert set().union(*seen.values()) <= {200, 400, 404} and seen["sound"][400] == 0, seen
