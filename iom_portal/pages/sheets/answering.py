"""Answering with what was set in type: from the file kept under its identity, or made now and kept.

The identity is taken over the data (typesetting.identity), so a file never is out of date; it serves as ETag too. The
directory SHEET_DIR holds at most SHEET_BYTES. Only making costs anything worth a limit: see SHEET_RATE.
"""

import logging
import os
import threading
from contextlib import suppress
from math import ceil
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from rest_framework.throttling import SimpleRateThrottle

from iom_portal.records.disk_cache import drop_least_used
from iom_portal.records.web.clients import client_address
from iom_portal.records.web.error_pages import error_page

logger = logging.getLogger(__name__)
SECONDS_OF_A_DAY = 24 * 60 * 60


class MakingThrottle(SimpleRateThrottle):
    """How many sheets and pictures one address may have made."""

    what = "sheets"

    def get_rate(self):
        return settings.SHEET_RATE

    def get_cache_key(self, request, view):
        return f"{self.what}-made-for-{client_address(request)}"


def answer(request, identity, media_type, make):
    """The response with what `make()` gives, which is called only where nothing is kept under `identity`.

    304 for a client that has it already; 429 for one that has had too many made.
    """
    etag = f'"{identity[:40]}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    path = Path(settings.SHEET_DIR) / f"{identity}.{media_type.rpartition('/')[2]}"
    content = _kept(path)
    if content is None:
        throttle = MakingThrottle()
        if not throttle.allow_request(request, None):
            return too_many(request, throttle.wait())
        content = make()
        _keep(path, content)
    return HttpResponse(content, content_type=media_type, headers={"ETag": etag})


def too_many(request, wait):
    """The page that asks a client to wait."""
    seconds = max(1, ceil(wait or 60))
    context = {"seconds": seconds, "page_title": "A moment, please"}
    response = error_page(request, 429, context, template="pages/too_many_sheets.html")
    response["Retry-After"], response["Cache-Control"] = str(seconds), "no-store"
    return response


def _kept(path):
    try:
        content = path.read_bytes()
        os.utime(path)
    except OSError:  # it is not there, or cannot be read
        return None
    return content


def _keep(path, content):
    """Write a file at once, by an atomic rename. Where that fails the answer is given all the same."""
    draft = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.draft")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.rename(path)
        drop_least_used(path.parent.iterdir(), settings.SHEET_BYTES, keep=path)
    except OSError as error:
        logger.warning("%s was not kept: %s", path.name, error)
        with suppress(OSError):
            draft.unlink()
