"""Every error under /api/ is a problem document (RFC 9457): never HTML, in debug mode neither."""

import logging
from difflib import get_close_matches

import orjson
from django.core.exceptions import DisallowedHost, PermissionDenied
from django.core.signals import got_request_exception
from django.http import Http404, HttpResponse
from django.utils.encoding import escape_uri_path
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from iom_portal.pages.errors import is_database_trouble
from iom_portal.records.django_internals import django_request

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
DOCS = "/api/docs/"
METHODS = ["GET", "HEAD", "OPTIONS"]
SHORTEST_NEAR, LONGEST_NEAR = 3, 60  # characters of a name for which one much like it is looked for
RETRY_AFTER = "30"  # seconds, where the database is in trouble

# Status: the anchor in the docs, the title, and what it means. The docs page lists them from here.
PROBLEMS = {
    400: (
        "bad-parameter",
        "A parameter cannot be read",
        "A parameter is unknown, repeated, empty or malformed. “parameter” names it, “allowed” says what it may be, "
        "and “errors” lists every one that is wrong.",
    ),
    401: (
        "bad-key",
        "The API key is not valid",
        "The header Authorization holds no key that is in use. Send it as “Authorization: Bearer …”, or leave it out: "
        "nothing needs a key.",
    ),
    403: ("refused", "The request is refused", "The server does not answer this request."),
    404: ("not-found", "There is nothing at this address", "No such resource, record, or page of a list."),
    405: ("read-only", "The API is read-only", "Only GET, HEAD and OPTIONS are answered."),
    406: ("not-acceptable", "No such representation", "The Accept header asks for a form that the API does not have."),
    412: (
        "changed-meanwhile",
        "The answer is another by now",
        "A condition of the request, such as If-Match, does not hold.",
    ),
    429: ("too-many-requests", "Too many requests", "Wait as many seconds as Retry-After says, then go on."),
    500: ("server-error", "Something went wrong here", "It has been logged. The same request may fail again."),
    503: (
        "unavailable",
        "The register is out of reach",
        "The database is busy or out of reach. Try again after Retry-After.",
    ),
}
OTHER = ("refused", "The request is refused", "")


def problem(status, path, detail="", **more):
    """The body of a problem document."""
    anchor, title, meaning = PROBLEMS.get(status, OTHER)
    return {
        "type": f"{DOCS}#{anchor}",
        "title": title,
        "status": status,
        "detail": detail or meaning,
        "instance": escape_uri_path(path),
        **more,
    }


def problem_page(request, status, detail="", **more):
    """A problem document as a plain Django response, for what never reached a view."""
    body = orjson.dumps(problem(status, request.path, detail, **more))
    response = HttpResponse(body, status=status, content_type=MEDIA_TYPE)
    if status == 503:
        response["Retry-After"] = RETRY_AFTER
    return response


def problem_response(error, context):
    """The exception handler of the API."""
    request = context["request"]
    status, detail, more, headers = _read(error)
    _log(error, status, django_request(request))
    if isinstance(error, Http404):
        detail += _near_record(context.get("view"))
    set_rollback()
    body = problem(status, request.path, detail, **more)
    return Response(body, status=status, headers=headers, content_type=MEDIA_TYPE)


def _near_record(view):
    """The id or slug of a record that is much like the one asked for, as the end of a sentence."""
    model, key = getattr(getattr(view, "queryset", None), "model", None), getattr(view, "kwargs", {}).get("pk", "")
    if model is None or not SHORTEST_NEAR <= len(key) <= LONGEST_NEAR:
        return ""
    names = ("pk", "slug") if model.has_slug() else ("pk",)
    known = {str(one).lower(): one for row in model.objects.order_by("pk").values_list(*names) for one in row}
    return did_you_mean(key.lower(), known)


def did_you_mean(text, known):
    """known: {text to compare: what to name}."""
    near = get_close_matches(text, known, 1)
    return f" Did you mean {known[near[0]]}?" if near else ""


def problem_of(error, request):
    """The problem document for what was raised outside every view."""
    status, detail, more, _ = _read(error)
    _log(error, status, request)
    return problem_page(request, status, detail, **more)


def _log(error, status, request):
    if status == 503:
        logger.error("Database trouble at %s: %s", request.path, error)
    if status == 500:
        logger.error("%s %s failed", request.method, request.path, exc_info=error)
        got_request_exception.send(sender=None, request=request)


def _read(error):
    """Of an exception: (status, detail, further members, headers)."""
    faults = getattr(error, "faults", None)
    if faults:
        first = faults[0]
        more = {"parameter": first.parameter, "allowed": first.allowed}
        if error.status_code == 400:
            more["errors"] = [
                {"parameter": fault.parameter, "detail": fault.detail, "allowed": fault.allowed} for fault in faults
            ]
        return error.status_code, str(error.detail), more, {}
    if isinstance(error, Http404 | exceptions.NotFound):
        return 404, str(error) if isinstance(error, Http404) else "", {}, {}
    if isinstance(error, DisallowedHost):
        more = {"type": f"{DOCS}#{OTHER[0]}", "title": OTHER[1]}
        return 400, "The header Host names no host of this site.", more, {}
    if isinstance(error, PermissionDenied):
        return 403, "", {}, {}
    if isinstance(error, exceptions.MethodNotAllowed):
        return 405, "", {"allowed": METHODS}, {}
    if isinstance(error, exceptions.NotAcceptable):
        renderers = error.available_renderers or []
        return 406, "", {"allowed": [renderer.media_type for renderer in renderers]}, {}
    if isinstance(error, exceptions.APIException):
        return error.status_code, str(error.detail), {}, {}
    if is_database_trouble(error):
        return 503, "", {}, {"Retry-After": RETRY_AFTER}
    return 500, "", {}, {}
