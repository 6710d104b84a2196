"""Middleware of the pages and the API."""

from collections.abc import Callable, Iterator
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.http.response import HttpResponseBase

from iom_portal.records.history.snapshots import BadMoment, as_recorded, read_moment, streamed_as_recorded

from .errors import database_trouble, is_database_trouble, method_refused
from .revisions import RecordedRequest

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class DatabaseTroubleMiddleware:
    """Turns a database that is locked, missing, unreachable or without its tables into a clear 503."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page for a database in trouble; None leaves any other exception to Django."""
        return database_trouble(request, exception) if is_database_trouble(exception) else None


class RefusedMethodMiddleware:
    """Gives a page to whoever sends a method that an address does not take: Django's own answer is empty."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return method_refused(request, response["Allow"])
        return response


class RecordedMiddleware:
    """Answers a request with `as_recorded` from the register as it stood at that moment: view, template and body.

    A moment that cannot be shown is left in `request.bad_moment` for the pages and the API to refuse in their own way.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: RecordedRequest) -> HttpResponseBase:
        request.moment, request.bad_moment = None, ""
        moments = request.GET.getlist("as_recorded")
        if not moments or request.path_info.startswith("/admin/"):
            return self.get_response(request)
        try:
            if len(set(moments)) > 1:
                raise BadMoment("as_recorded is given more than once: ask for one moment at a time.")
            request.moment = read_moment(moments[0].strip())
        except BadMoment as error:
            request.bad_moment = str(error)
        with as_recorded(request.moment):
            response = self.get_response(request)
        if request.moment and isinstance(response, StreamingHttpResponse):
            chunks = cast("Iterator[bytes]", response.streaming_content)  # no view answers asynchronously
            response.streaming_content = streamed_as_recorded(request.moment, chunks)
        return response
