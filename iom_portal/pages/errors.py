"""Pages for what went wrong.

Those for a missing page and a bad request keep the site around them; a broken database gets one that needs none. Under
/api/ a middleware of the API turns them into problem documents.
"""

import logging
import re
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from iom_portal.records.history.clock import BadDay, Clock, read_clock
from iom_portal.records.text import nearest
from iom_portal.records.web.error_pages import error_page
from iom_portal.records.web.views import clock_of

from .seo.sitemaps import standing_pages

logger = logging.getLogger(__name__)
UNDEFINED_STATES = {"42P01", "42703"}  # PostgreSQL: no such table, no such column
PAGES_SUGGESTED = 3  # addresses of which one may be a misspelling
SECONDS_TO_WAIT = 30  # seconds, where the database is in trouble


def _error_page_on_day(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """Return the page of a status, on the day that was asked for as far as it can be read."""
    return error_page(request, status, {"clock": _readable_clock(request), **context})


def _readable_clock(request: HttpRequest) -> Clock | None:
    """Return the clock asked for, or that of today where it cannot be read; None where the database does not answer."""
    try:
        try:
            return clock_of(request)
        except (BadDay, SuspiciousOperation):
            return read_clock("")
    except DatabaseError:
        return None


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the 404 for an address that no page has, with those much like it, and its last words to search for."""
    addresses = [reverse(name) for name in standing_pages()]
    path = request.path.rstrip("/")
    near = nearest(f"{path}/", addresses)[:PAGES_SUGGESTED]
    last_part = path.rpartition("/")[2].replace("_", " ")
    words = " ".join(re.findall(r"\w+", last_part))
    return _error_page_on_day(request, 404, near_pages=near, words=words[:80])


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the 403 for what a visitor may not see."""
    return _error_page_on_day(request, 403)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the 403 for a form without a valid token."""
    context = {"clock": _readable_clock(request), "page_title": "The form was not accepted"}
    return error_page(request, 403, context, template="403_csrf.html")


def malformed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the 400 for a request that cannot be read."""
    return _error_page_on_day(request, 400)


def method_refused(request: HttpRequest, allowed: str) -> HttpResponse:
    """Return the 405: nothing is sent to this address. allowed: the value of the header Allow."""
    response = _error_page_on_day(request, 405, allowed=allowed)
    response["Allow"] = allowed
    return response


def locked_out(request: HttpRequest, *args: object) -> HttpResponse:
    """Return the 429 after too many failed attempts to sign in."""
    wait = int(settings.AXES_COOLOFF_TIME * 3600)
    response = _error_page_on_day(request, 429, minutes=wait // 60)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page for the exception that is being handled: 503 where the database is in trouble, else 500."""
    error = sys.exc_info()[1]
    if error is not None and is_database_trouble(error):
        return database_trouble(request, error)
    return _page_without_database(request, 500)


def _page_without_database(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """Return a page that asks the database for nothing. If even the frame of the site cannot be made, a plain one."""
    try:
        response = error_page(request, status, context)
    except Exception:
        logger.exception("The page for %s cannot be made", status)
        response = render(None, "plain.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def is_database_trouble(error: BaseException) -> bool:
    """Return whether the database is at fault (locked, missing, unreachable, without its tables), not the question."""
    if isinstance(error, ProgrammingError):
        return getattr(error.__cause__, "sqlstate", None) in UNDEFINED_STATES
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError


def _trouble_in_words(error: BaseException) -> str:
    """Return what a reader is told of a database in trouble."""
    text = str(error).lower()
    if "locked" in text or "busy" in text:
        return "The register is busy being written. Try again in a moment."
    if "no such table" in text or "no such column" in text or isinstance(error, ProgrammingError):
        return "The register has not been set up: its tables are missing. Run manage.py migrate, then load_register."
    return "The database that holds the register cannot be reached or read."


def database_trouble(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Return the 503 answer. What the database said goes to the log, not to the reader."""
    logger.error("Database trouble at %s: %s", request.path, error)
    response = _page_without_database(request, 503, reason=_trouble_in_words(error))
    response["Retry-After"] = str(SECONDS_TO_WAIT)
    return response
