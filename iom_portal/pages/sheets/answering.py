"""Answering with what was set in type: from the file kept under its identity, or made now and kept.

The identity is taken over the data (typesetting.identity), so a file never is out of date; it serves as ETag too. The
directory SHEET_DIR holds at most SHEET_BYTES. Only making costs anything worth a limit: see SHEET_RATE.
"""

import logging
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from iom_portal.records.disk_cache import BuiltOnce
from iom_portal.records.web.allowance import Account
from iom_portal.records.web.error_pages import error_page

logger = logging.getLogger(__name__)
SECONDS_OF_A_DAY = 24 * 60 * 60


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
        account = Account.of_address(request, settings.SHEET_RATE, purpose="sheets", burst=False)
        account.take()
        if account.wait:
            return too_many(request, account.wait)
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


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """Return the page that asks a client to wait for so many seconds."""
    context = {"seconds": seconds, "page_title": "A moment, please"}
    response = error_page(request, 429, context, template="pages/too_many_sheets.html")
    response["Retry-After"], response["Cache-Control"] = str(seconds), "no-store"
    return response
