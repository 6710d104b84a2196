"""Fair use: how much one client may ask for, counted in units and said in every answer (RateLimit headers).

A client is an API key, or else an address; of IPv6 the network of 64 bits that one line is given. It has two
allowances, each for a fixed time: its rate (API_RATE, for instance 1,200 a minute), and for five seconds as much as
that rate gives in ten, or 200, so that a burst leaves room for others. Every request costs one unit. A large answer
costs one more for each full UNIT_BYTES of it, and what takes long to work out costs what its view says.
"""

import logging
import re
import time
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv6Address, ip_network
from math import ceil
from zlib import crc32

from django.conf import settings
from django.core.cache import caches

from iom_portal.records.web.clients import client_address

logger = logging.getLogger(__name__)

UNIT_BYTES = 50_000  # of an answer before it is compressed
SNAPSHOT_UNITS = 20  # for the register of a past moment that had to be written out first
PERIODS = {"sec": 1, "min": 60, "hour": 3600, "day": 86_400}
RATE = re.compile(rf"([1-9][0-9]{{0,8}})/({'|'.join(PERIODS)})")
BURST_SECONDS, BURST_IS_WORTH = 5, 10  # in five seconds what the rate gives in ten,
BURST_AT_LEAST = 200  # or so many units, which keep two workers busy for less than a second


class BadRate(ValueError):
    """A rate is not written as number/sec, /min, /hour or /day."""


@dataclass(frozen=True)
class Policy:
    """An allowance: so many units in so many seconds."""

    name: str
    quota: int
    seconds: int


def policies(rate):
    """The Policies of a rate such as 1200/min. Raises BadRate."""
    found = RATE.fullmatch(rate)
    if not found:
        raise BadRate(f"“{rate}” is no rate: write number/sec, /min, /hour or /day, such as 1200/min.")
    quota, seconds = int(found[1]), PERIODS[found[2]]
    allowed = [Policy("client", quota, seconds)]
    burst = max(BURST_AT_LEAST, ceil(quota * BURST_IS_WORTH / seconds))
    if seconds > BURST_SECONDS and burst < quota:
        allowed.append(Policy("burst", burst, BURST_SECONDS))
    return allowed


@dataclass(frozen=True)
class Spent:
    """What a client has spent of an allowance, and in how many seconds it begins anew."""

    policy: Policy
    units: int
    seconds_left: int

    @property
    def is_over(self):
        return self.units > self.policy.quota


class Account:
    """The allowances of one client, from which units are taken."""

    def __init__(self, client, rate):
        self.client, self.policies = client, policies(rate)
        self.spent = []

    @classmethod
    def of(cls, request, key=None):
        """That of the client that a request comes from. key: its ApiKey, if it has sent one."""
        if key is not None:
            return cls(f"key:{key.pk}", key.rate or settings.API_KEY_RATE)
        return cls(f"address:{network_of(client_address(request))}", settings.API_RATE)

    def take(self, units=1):
        """Take units. Times are fixed and begin for each client at another second, so that waiting clients do not all
        come back at once; what is refused does not make the wait longer."""
        now = time.time() + crc32(self.client.encode()) % 60
        self.spent = [
            Spent(
                policy,
                _count(f"{self.client}:{policy.name}:{int(now // policy.seconds)}", units, policy.seconds),
                ceil(policy.seconds - now % policy.seconds),
            )
            for policy in self.policies
        ]

    @property
    def wait(self):
        """How many seconds to wait; 0: none."""
        return max((spent.seconds_left for spent in self.spent if spent.is_over), default=0)

    def headers(self):
        """The headers of the IETF's draft on rate limits: the policies, and what remains of each for how long."""
        return {
            "RateLimit-Policy": ", ".join(
                f'"{policy.name}";q={policy.quota};w={policy.seconds}' for policy in self.policies
            ),
            "RateLimit": ", ".join(
                f'"{spent.policy.name}";r={max(0, spent.policy.quota - spent.units)};t={spent.seconds_left}'
                for spent in self.spent
            ),
        }


def network_of(address):
    """What stands for one client: an address, or the network of 64 bits of an IPv6 address."""
    try:
        found = IPv6Address(address)
    except (AddressValueError, TypeError):
        return str(address or "").replace(" ", "")[:100]
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))


def _count(name, units, seconds):
    """The counter with the units added. A cache that fails counts nothing: reading goes on."""
    counters, name = caches["counters"], f"fair-use:{name}"
    try:
        try:
            return counters.incr(name, units)
        except ValueError:
            return units if counters.add(name, units, seconds) else counters.incr(name, units)
    except Exception:
        logger.exception("Requests cannot be counted")
        return 0
