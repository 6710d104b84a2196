"""Answering with what was set in type: from the file kept under its identity, or made now and kept.

The identity is taken over the data (typesetting.identity), so a file never is out of date; it serves as ETag too. The
directory SHEET_DIR holds at most SHEET_BYTES. Only making costs anything worth a limit: see SHEET_RATE.
"""

import logging
from collections.abc import Callable
from math import ceil
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from rest_framework.throttling import SimpleRateThrottle

from iom_portal.records.disk_cache import BuiltOnce
from iom_portal.records.web.clients import client_address

logger = logging.getLogger(__name__)
DAY = 24 * 60 * 60


class MakingThrottle(SimpleRateThrottle):
    """How many sheets and pictures one address may have made."""

    what = "sheets"

    def get_rate(self):
        return settings.SHEET_RATE

    def get_cache_key(self, request, view):
        return f"{self.what}-made-for-{client_address(request)}"


def answer(request: HttpRequest, identity: str, media_type: str, make: Callable[[], bytes]) -> HttpResponse:
    """Return the response with what `make()` gives, which is called only where nothing is kept under `identity`.

    304 for a client that has it already; 429 for one that has had too many made.
    """
    etag = f'"{identity[:40]}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    sheets = BuiltOnce(Path(settings.SHEET_DIR), settings.SHEET_BYTES, read=Path.read_bytes)
    name = f"{identity}.{media_type.rpartition('/')[2]}"
    content = sheets.find(name)
    if content is None:
        throttle = MakingThrottle()
        if not throttle.allow_request(request, None):
            return too_many(request, throttle.wait())
        content = _made_once(sheets, name, make)
    return HttpResponse(content, content_type=media_type, headers={"ETag": etag})


def _made_once(sheets: BuiltOnce[bytes], name: str, make: Callable[[], bytes]) -> bytes:
    """Return what is kept under a name, or make it. Where it cannot be kept it is given all the same."""
    made: list[bytes] = []

    def write(draft: Path) -> None:
        made.append(make())
        draft.write_bytes(made[0])

    try:
        return sheets.get(name, write)
    except OSError as error:
        logger.warning("%s was not kept: %s", name, error)
        return made[0] if made else make()


def too_many(request, wait):
    """The page that asks a client to wait."""
    seconds = max(1, ceil(wait or 60))
    response = render(request, "pages/too_many_sheets.html", {"seconds": seconds}, status=429)
    response["Retry-After"], response["Cache-Control"] = str(seconds), "no-store"
    return response
