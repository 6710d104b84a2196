"""A burst of one client leaves the others their turn: real requests, many at once, to the server with two workers."""

import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from statistics import median

import pytest

HEAVY, BURST, AT_ONCE = "/api/v1/states/?page_size=1000", 300, 30
LIGHT = ["/api/v1/states/AUS/", "/members/australia/", "/api/v1/counts/?as_of=2013-06-14"]
ISSUE = """
from iom_portal.api.models import ApiKey
key = ApiKey(name="A burst", contact="ada@example.org", rate="1200/min")
print(key.take_key())
key.save()
"""


@pytest.fixture(scope="module")
def key(site):
    """A key with the limits that an address has on a public site; on that of the tests an address has none."""
    return site.shell(ISSUE).split()[-1]


def ask(site, path, **headers):
    """(status, seconds) of a request on a connection of its own."""
    began, connection = time.perf_counter(), HTTPConnection("127.0.0.1", site.port, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, time.perf_counter() - began


def in_turn(site, until):
    """What a client meets who asks for one thing after the other."""
    met = []
    while not until(met):
        met.append(ask(site, LIGHT[len(met) % len(LIGHT)]))
    return met


def test_while_one_client_sends_a_burst_the_others_are_answered(site, key):
    ask(site, HEAVY)
    quiet = in_turn(site, lambda met: len(met) == 30)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = [pool.submit(ask, site, HEAVY, Authorization=f"Bearer {key}") for _ in range(BURST)]
        during = in_turn(site, lambda met: len(met) >= 9 and all(one.done() for one in sent))
    burst = [one.result() for one in sent]
    served = [seconds for status, seconds in burst if status == 200]
    assert {status for status, _ in quiet + during} == {200}
    assert {status for status, _ in burst} == {200, 429} and len(served) < BURST / 4
    assert median(seconds for _, seconds in during) < min(median(served), 10 * median(seconds for _, seconds in quiet))
