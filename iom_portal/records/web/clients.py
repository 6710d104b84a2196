"""Who asks: the network address of the client behind a request."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address of the client, as limits and the lock-out of the admin count it.

    With NUM_PROXIES proxies in front, each of which appends the address that it was asked from, that is the entry of
    X-Forwarded-For so many places from its end. What stands before it the client itself may have written. An entry
    that is no address counts as the proxy's own.
    """
    asked_from: str = request.META.get("REMOTE_ADDR", "")
    if settings.NUM_PROXIES == 0:
        return asked_from
    header: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
    forwarded = [entry.strip() for entry in header.split(",")]
    entry = forwarded[-min(settings.NUM_PROXIES, len(forwarded))]
    try:
        return str(ip_address(entry))
    except ValueError:
        return asked_from
