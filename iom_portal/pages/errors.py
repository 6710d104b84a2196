"""Pages for what went wrong. Those for a missing page and a bad request keep the site around them; a broken
database gets one that needs none. Under /api/ a middleware of the API turns them into problem documents."""

import logging
import re
import sys
from difflib import get_close_matches

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError
from django.shortcuts import render
from django.urls import reverse

from iom_portal.records.history.clock import BadDay, read_clock
from iom_portal.records.web.error_pages import error_page
from iom_portal.records.web.views import clock_of

from .seo.sitemaps import standing_pages

logger = logging.getLogger(__name__)
UNDEFINED = {"42P01", "42703"}  # PostgreSQL: no such table, no such column
ALIKE = 0.7  # how alike two addresses are, from 0 to 1, to be suggested for each other
RETRY_AFTER = 30  # seconds, where the database is in trouble


def _page(request, status, **context):
    return error_page(request, status, {"clock": _clock(request), **context})


def _clock(request):
    """The clock, as far as the request can be read and the database answers; else None."""
    try:
        try:
            return clock_of(request)
        except (BadDay, SuspiciousOperation):
            return read_clock("")
    except DatabaseError:
        return None


def not_found(request, exception=None):
    """404 for an address that no page has, with those much like it, and its last words to search for."""
    pages = [reverse(name) for name in standing_pages()]
    path = f"{request.path.rstrip('/')}/"
    words = " ".join(re.findall(r"\w+", path.rstrip("/").rpartition("/")[2].replace("_", " ")))
    return _page(request, 404, near_pages=get_close_matches(path, pages, 3, ALIKE), words=words[:80])


def refused(request, exception=None):
    return _page(request, 403)


def form_refused(request, reason=""):
    """403 for a form without a valid token."""
    context = {"clock": _clock(request), "page_title": "The form was not accepted"}
    return error_page(request, 403, context, template="403_csrf.html")


def malformed(request, exception=None):
    return _page(request, 400)


def method_refused(request, allowed):
    """405: nothing is sent to this address. allowed: the value of the header Allow."""
    response = _page(request, 405, allowed=allowed)
    response["Allow"] = allowed
    return response


def locked_out(request, *args):
    """429 after too many failed attempts to sign in."""
    wait = int(settings.AXES_COOLOFF_TIME * 3600)
    response = _page(request, 429, minutes=wait // 60)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response


def server_error(request):
    error = sys.exc_info()[1]
    if is_database_trouble(error):
        return database_trouble(request, error)
    return _without_database(request, 500)


def _without_database(request, status, **context):
    """A page that asks the database for nothing. If even the frame of the site cannot be made, a plain one."""
    try:
        response = error_page(request, status, context)
    except Exception:
        logger.exception("The page for %s cannot be made", status)
        response = render(None, "plain.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def is_database_trouble(error):
    """Whether the database is at fault (locked, missing, unreachable, without its tables), not the question."""
    if isinstance(error, ProgrammingError):
        return getattr(error.__cause__, "sqlstate", None) in UNDEFINED
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError


def _reason(error):
    text = str(error).lower()
    if "locked" in text or "busy" in text:
        return "The register is busy being written. Try again in a moment."
    if "no such table" in text or "no such column" in text or isinstance(error, ProgrammingError):
        return "The register has not been set up: its tables are missing. Run manage.py migrate, then load_register."
    return "The database that holds the register cannot be reached or read."


def database_trouble(request, error):
    """The 503 answer. What the database said goes to the log, not to the reader."""
    logger.error("Database trouble at %s: %s", request.path, error)
    response = _without_database(request, 503, reason=_reason(error))
    response["Retry-After"] = str(RETRY_AFTER)
    return response
