"""Fair use of the API: how much one client may ask for, in units, said in every answer (RateLimit headers).

A client is an API key, or else an address. Its rate (API_RATE, API_KEY_RATE or the key's own, for instance 1,200 a
minute) holds bursts down: see records/web/allowance.py. Every request costs one unit. A large answer costs one more for
each full UNIT_BYTES of it, and what takes long to work out costs what its view says.
"""

from django.conf import settings
from django.http import HttpRequest

from iom_portal.records.web.allowance import Account

from .keys import ApiKey

UNIT_BYTES = 50_000  # of an answer before it is compressed
SNAPSHOT_UNITS = 20  # for the register of a past moment that had to be written out first


def account_of(request: HttpRequest, key: ApiKey | None = None) -> Account:
    """Return the account of the client that a request comes from. key: its ApiKey, if it has sent one."""
    if key is not None:
        return Account(f"key:{key.pk}", key.rate or settings.API_KEY_RATE)
    return Account.of_address(request, settings.API_RATE)
