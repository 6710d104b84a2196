"""Which client a request comes from: the same answer for limits and for the lock-out."""

import pytest
from axes.helpers import get_client_ip_address
from django.test import RequestFactory

from iom_portal.records.web.allowance import Account
from iom_portal.records.web.clients import client_address

PROXY = "10.0.0.1"


@pytest.mark.parametrize(
    "proxies, forwarded, client",
    [
        (0, None, PROXY),
        (0, "203.0.113.9", PROXY),  # nobody is believed
        (1, None, PROXY),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),  # the first the client wrote itself
        (2, "198.51.100.7, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "203.0.113.9"),
        (1, "2001:db8::9", "2001:db8::9"),
        (1, "nonsense", PROXY),
        (1, "", PROXY),
    ],
)
def test_the_client_is_the_one_whom_the_outermost_proxy_saw(settings, proxies, forwarded, client):
    settings.NUM_PROXIES = proxies
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    request = RequestFactory().get("/", REMOTE_ADDR=PROXY, headers=headers)
    assert client_address(request) == client
    assert get_client_ip_address(request) == client
    counted = client if ":" not in client else "2001:db8::/64"
    assert Account.of_address(request, "10/min").client == f"address:{counted}"
    assert Account.of_address(request, "10/min", purpose="sheets").client == f"sheets:address:{counted}"
