"""Allowances: how much one client may ask for in a time, counted by all processes together.

A client is an address (of IPv6 the network of 64 bits that one line is given), or what a caller names, such as a key.
An allowance is so many units in a fixed time. A rate such as 1200/min is one allowance and, where bursts are held
down, a second one: in five seconds as much as the rate gives in ten, or 200, so that a burst leaves room for others.
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
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from .clients import client_address

logger = logging.getLogger(__name__)

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


def policies(rate: str, burst: bool = True) -> list[Policy]:
    """Return the Policies of a rate such as 1200/min. Raises BadRate.

    burst: whether bursts are held down where the rate leaves room for them.
    """
    match = RATE.fullmatch(rate)
    if not match:
        raise BadRate(f"“{rate}” is no rate: write number/sec, /min, /hour or /day, such as 1200/min.")
    quota, seconds = int(match[1]), PERIODS[match[2]]
    allowed = [Policy("client", quota, seconds)]
    burst_quota = max(BURST_AT_LEAST, ceil(quota * BURST_IS_WORTH / seconds))
    if burst and seconds > BURST_SECONDS and burst_quota < quota:
        allowed.append(Policy("burst", burst_quota, BURST_SECONDS))
    return allowed


def refuse_bad_rates(*names: str) -> None:
    """Raise ImproperlyConfigured where one of these settings holds no rate."""
    for name in names:
        try:
            policies(getattr(settings, name))
        except BadRate as error:
            raise ImproperlyConfigured(f"{name}: {error}") from None


@dataclass(frozen=True)
class Spent:
    """What a client has spent of an allowance, and in how many seconds it begins anew."""

    policy: Policy
    units: int
    seconds_left: int

    @property
    def is_over(self) -> bool:
        return self.units > self.policy.quota


class Account:
    """The allowances of one client, from which units are taken."""

    def __init__(self, client: str, rate: str, burst: bool = True) -> None:
        """Open the account of a client. Raises BadRate.

        client: a name that no other client has, nor this one for another purpose.
        """
        self.client = client
        self.policies = policies(rate, burst)
        self.spent: list[Spent] = []

    @classmethod
    def of_address(cls, request: HttpRequest, rate: str, purpose: str = "", burst: bool = True) -> "Account":
        """Return the account of the address that a request comes from.

        purpose: what is counted, if it is not the requests to the API: each is counted for itself.
        """
        address = f"address:{network_of(client_address(request))}"
        return cls(f"{purpose}:{address}" if purpose else address, rate, burst)

    def take(self, units: int = 1) -> None:
        """Take units of every policy, and remember in `spent` what that comes to.

        Times are fixed and begin for each client at another second, so that waiting clients do not all come back at
        once; what is refused does not make the wait longer.
        """
        now = time.time() + crc32(self.client.encode()) % 60
        self.spent = []
        for policy in self.policies:
            period = int(now // policy.seconds)
            counted = _count(f"{self.client}:{policy.name}:{period}", units, policy.seconds)
            self.spent.append(Spent(policy, counted, ceil(policy.seconds - now % policy.seconds)))

    @property
    def wait(self) -> int:
        """How many seconds to wait; 0: none."""
        return max((spent.seconds_left for spent in self.spent if spent.is_over), default=0)

    def headers(self) -> dict[str, str]:
        """Return the headers of the IETF's draft on rate limits.

        They are the policies, and what remains of each for how many seconds.
        """
        allowed = [f'"{policy.name}";q={policy.quota};w={policy.seconds}' for policy in self.policies]
        remaining = []
        for spent in self.spent:
            units_left = max(0, spent.policy.quota - spent.units)
            remaining.append(f'"{spent.policy.name}";r={units_left};t={spent.seconds_left}')
        return {"RateLimit-Policy": ", ".join(allowed), "RateLimit": ", ".join(remaining)}


def network_of(address: str) -> str:
    """Return what stands for one client: an address, or the network of 64 bits of an IPv6 address."""
    try:
        ipv6 = IPv6Address(address)
    except (AddressValueError, TypeError):
        return str(address or "").replace(" ", "")[:100]
    return str(ipv6.ipv4_mapped or ip_network((ipv6, 64), strict=False))


def _count(name: str, units: int, seconds: int) -> int:
    """Return the counter with the units added. A cache that fails counts nothing: reading goes on."""
    counters = caches["counters"]
    key = f"fair-use:{name}"
    try:
        try:
            return counters.incr(key, units)
        except ValueError:  # there is no such counter yet
            is_new = counters.add(key, units, seconds)
            return units if is_new else counters.incr(key, units)
    except Exception:
        logger.exception("Requests cannot be counted")
        return 0
