"""A burst of one client leaves the others their turn: real requests, many at once, to the server with two workers."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from statistics import median

import pytest

HEAVY, BURST, AT_ONCE = "/api/v1/states/?page_size=1000", 300, 30
LIGHT = ["/api/v1/states/AUS/", "/members/australia/", "/api/v1/counts/?as_of=2013-06-14"]
ISSUE = """
from iom_portal.api.fair_use.keys import ApiKey
for rate in ("1200/min", "100000/day"):
    key = ApiKey(name="A burst", contact="ada@example.org", rate=rate)
    print(key.take_key())
    key.save()
"""


@pytest.fixture(scope="module")
def keys(site):
    """A key with the limits that an address has on a public site, on that of the tests an address has none; and one to
    count by."""
    return [f"Bearer {key}" for key in site.shell(ISSUE).split()[-2:]]


def ask(site, path, **headers):
    """(status, seconds) of a request on a connection of its own."""
    answer, seconds = asked(site, path, **headers)
    return answer.status, seconds


def asked(site, path, **headers):
    began, connection = time.perf_counter(), HTTPConnection("127.0.0.1", site.port, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer, time.perf_counter() - began


def in_turn(site, until):
    """What a client meets who asks for one thing after the other."""
    met = []
    while not until(met):
        met.append(ask(site, LIGHT[len(met) % len(LIGHT)]))
    return met


def test_while_one_client_sends_a_burst_the_others_are_answered(site, keys):
    ask(site, HEAVY)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = [pool.submit(ask, site, HEAVY, Authorization=keys[0]) for _ in range(BURST)]
        during = in_turn(site, lambda met: len(met) >= 9 and all(one.done() for one in sent))
    burst = [one.result() for one in sent]
    served = [seconds for status, seconds in burst if status == 200]
    assert {status for status, _ in during} == {200}
    assert {status for status, _ in burst} == {200, 429} and len(served) < BURST / 4
    assert median(seconds for _, seconds in during) < median(served), "no turn behind the whole burst"


def test_both_workers_count_together(site, keys):
    def one(_):
        return asked(site, "/api/v1/coverage/register/", Authorization=keys[1])[0]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(80)))
    left = sorted(int(re.match(r'"client";r=(\d+)', answer.headers["RateLimit"])[1]) for answer in answers)
    assert left == list(range(100_000 - 80, 100_000))
