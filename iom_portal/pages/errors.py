"""Pages for what went wrong. Those for a missing page and a bad request keep the site around them; a broken
database gets one that needs none. Under /api/ a middleware of the API turns them into problem documents."""

import logging
import sys

from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError
from django.shortcuts import render
from django.views.defaults import server_error as plain_server_error

from iom_portal.records.clocks import BadDay, read_clock
from iom_portal.records.views import clock_of

logger = logging.getLogger(__name__)
UNDEFINED = {"42P01", "42703"}  # PostgreSQL: no such table, no such column


def _page(request, template, status):
    return render(request, template, {"clock": _clock(request)}, status=status)


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
    return _page(request, "404.html", 404)


def refused(request, exception=None):
    return _page(request, "403.html", 403)


def malformed(request, exception=None):
    return _page(request, "400.html", 400)


def server_error(request):
    error = sys.exc_info()[1]
    if is_database_trouble(error):
        return database_trouble(request, error)
    return plain_server_error(request)


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
    response = render(request, "503.html", {"reason": _reason(error)}, status=503)
    response["Retry-After"] = "30"
    response["Cache-Control"] = "no-store"
    return response
