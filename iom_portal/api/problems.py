"""Every error under /api/ is a problem document (RFC 9457): never HTML, in debug mode neither."""

import logging
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
from django.core.exceptions import DisallowedHost, PermissionDenied
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import APIView, set_rollback

from iom_portal.pages.errors import is_database_trouble
from iom_portal.records.api.hints import hint_at_record
from iom_portal.records.api.parameters import BadParameters, Fault, NoSuchPage
from iom_portal.records.api.viewsets import RecordViewSet
from iom_portal.records.django_internals import django_request

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
DOCS = "/api/docs/"
METHODS = ["GET", "HEAD", "OPTIONS"]
RETRY_AFTER = "30"  # seconds, where the database is in trouble


class ProblemType(NamedTuple):
    """A kind of problem: where in the docs it is explained, its title, and what it means."""

    anchor: str
    title: str
    meaning: str


# By status. The docs page lists them from here.
PROBLEMS = {
    400: ProblemType(
        "bad-parameter",
        "A parameter cannot be read",
        "A parameter is unknown, repeated, empty or malformed. “parameter” names it, “allowed” says what it may be, "
        "and “errors” lists every one that is wrong.",
    ),
    401: ProblemType(
        "bad-key",
        "The API key is not valid",
        "The header Authorization holds no key that is in use. Send it as “Authorization: Bearer …”, or leave it out: "
        "nothing needs a key.",
    ),
    403: ProblemType("refused", "The request is refused", "The server does not answer this request."),
    404: ProblemType("not-found", "There is nothing at this address", "No such resource, record, or page of a list."),
    405: ProblemType("read-only", "The API is read-only", "Only GET, HEAD and OPTIONS are answered."),
    406: ProblemType(
        "not-acceptable", "No such representation", "The Accept header asks for a form that the API does not have."
    ),
    412: ProblemType(
        "changed-meanwhile",
        "The answer is another by now",
        "A condition of the request, such as If-Match, does not hold.",
    ),
    429: ProblemType("too-many-requests", "Too many requests", "Wait as many seconds as Retry-After says, then go on."),
    500: ProblemType(
        "server-error", "Something went wrong here", "It has been logged. The same request may fail again."
    ),
    503: ProblemType(
        "unavailable",
        "The register is out of reach",
        "The database is busy or out of reach. Try again after Retry-After.",
    ),
}
OTHER = ProblemType("refused", "The request is refused", "")


def problem(status: int, path: str, detail: str = "", **members: Any) -> dict[str, Any]:
    """Return the body of a problem document. members: further ones, or others in place of the usual."""
    problem_type = PROBLEMS.get(status, OTHER)
    return {
        "type": f"{DOCS}#{problem_type.anchor}",
        "title": problem_type.title,
        "status": status,
        "detail": detail or problem_type.meaning,
        "instance": escape_uri_path(path),
        **members,
    }


def problem_page(request: HttpRequest, status: int, detail: str = "", **members: Any) -> HttpResponse:
    """Return a problem document as a plain Django response, for what never reached a view."""
    body = orjson.dumps(problem(status, request.path, detail, **members))
    response = HttpResponse(body, status=status, content_type=MEDIA_TYPE)
    if status == 503:
        response["Retry-After"] = RETRY_AFTER
    return response


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response:
    """Return the problem document for what a view raised: the exception handler of the API."""
    request = context["request"]
    answer = _answer_to(error)
    _log(error, answer.status, django_request(request))
    detail = answer.detail
    if isinstance(error, Http404):
        detail += _near_record(context.get("view"))
    set_rollback()
    body = problem(answer.status, request.path, detail, **answer.members)
    return Response(body, status=answer.status, headers=answer.headers, content_type=MEDIA_TYPE)


def _near_record(view: APIView | None) -> str:
    """Return a hint at the record that was meant, as the end of a sentence."""
    if not isinstance(view, RecordViewSet):
        return ""
    key, model = view.kwargs.get("pk", ""), view.queryset.model
    columns = ("pk", "slug") if model.has_slug() else ("pk",)
    keys: list[str] = []
    for row in model.objects.order_by("pk").values_list(*columns):
        keys += map(str, row)
    return hint_at_record(model, key, keys)


def problem_of(error: Exception, request: HttpRequest) -> HttpResponse:
    """Return the problem document for what was raised outside every view."""
    answer = _answer_to(error)
    _log(error, answer.status, request)
    return problem_page(request, answer.status, answer.detail, **answer.members)


def _log(error: Exception, status: int, request: HttpRequest) -> None:
    if status == 503:
        logger.error("Database trouble at %s: %s", request.path, error)
    if status == 500:
        logger.error("%s %s failed", request.method, request.path, exc_info=error)
        got_request_exception.send(sender=None, request=request)


class ErrorAnswer(NamedTuple):
    """What an answer says of an exception: its status and detail, further members, and headers."""

    status: int
    detail: str = ""
    members: Mapping[str, Any] = {}
    headers: Mapping[str, str] = {}


def _answer_to(error: Exception) -> ErrorAnswer:
    """Return what an answer says of an exception."""
    if isinstance(error, BadParameters | NoSuchPage):
        return _answer_to_faults(error)
    if isinstance(error, Http404):
        return ErrorAnswer(404, str(error))
    if isinstance(error, exceptions.NotFound):
        return ErrorAnswer(404)
    if isinstance(error, DisallowedHost):
        members = {"type": f"{DOCS}#{OTHER.anchor}", "title": OTHER.title}
        return ErrorAnswer(400, "The header Host names no host of this site.", members)
    if isinstance(error, PermissionDenied):
        return ErrorAnswer(403)
    if isinstance(error, exceptions.MethodNotAllowed):
        return ErrorAnswer(405, members={"allowed": METHODS})
    if isinstance(error, exceptions.NotAcceptable):
        renderers = error.available_renderers or []
        return ErrorAnswer(406, members={"allowed": [renderer.media_type for renderer in renderers]})
    if isinstance(error, exceptions.APIException):
        return ErrorAnswer(error.status_code, str(error.detail))
    if is_database_trouble(error):
        return ErrorAnswer(503, headers={"Retry-After": RETRY_AFTER})
    return ErrorAnswer(500)


def _answer_to_faults(error: BadParameters | NoSuchPage) -> ErrorAnswer:
    first = error.faults[0]
    members: dict[str, Any] = {"parameter": first.parameter, "allowed": first.allowed}
    if isinstance(error, BadParameters):
        members["errors"] = [_fault_object(fault) for fault in error.faults]
    return ErrorAnswer(error.status_code, str(error.detail), members)


def _fault_object(fault: Fault) -> dict[str, Any]:
    return {"parameter": fault.parameter, "detail": fault.detail, "allowed": fault.allowed}
