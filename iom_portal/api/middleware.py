"""What every answer under /api/ carries, whether or not it reached a view of the API."""

from collections.abc import Callable
from functools import lru_cache

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import resolve
from rest_framework.response import Response

from iom_portal.records.api.responses import RegisterResponse
from iom_portal.records.dates.validity import today
from iom_portal.records.history.snapshots import times_built

from .conditional import FOR_GOOD, Conditions
from .fair_use.account import SNAPSHOT_UNITS, UNIT_BYTES, account_of
from .fair_use.keys import ApiKey
from .fallbacks import is_known
from .problems import MEDIA_TYPE, METHODS, problem_of, problem_page

READABLE = (
    "Register-As-Of, Register-Recorded, Register-Verified-To, Register-Notice, Register-Status, Register-Count, "
    "RateLimit, RateLimit-Policy, Retry-After, ETag, Last-Modified, Link, Content-Language, Allow, WWW-Authenticate, "
    "Deprecation, Sunset"
)
SENT = "Accept, Authorization, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since"
POLICY = "default-src 'none'; frame-ancestors 'none'"  # an answer is data: shown in a browser, it may load nothing


GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ApiRequest(HttpRequest):
    """A request of the API.

    last_revision: the name of that of the register, as read before the answer is made; None: none is loaded.
    """

    last_revision: str | None


class SamePackedMiddleware(GZipMiddleware):
    """Compresses answers of the API to the same bytes each time, as their tags promise. They hold no secret."""

    max_random_bytes = 0


class PackMiddleware(GZipMiddleware):
    """Compresses pages with bytes of random length, against guessing at what they hold; answers of the API without."""

    def __init__(self, get_response: GetResponse) -> None:
        super().__init__(get_response)
        self.same = SamePackedMiddleware(get_response)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.has_header("Accept-Ranges"):  # a part of a file is one of its own bytes
            return response
        if not request.path_info.startswith("/api/"):
            return super().process_response(request, response)
        if isinstance(response, RegisterResponse):
            response.unpacked_bytes = len(response.content)
        return self.same.process_response(request, response)


class ApiMiddleware:
    """What every answer under /api/ needs, whoever makes it.

    It marks the answers as unofficial, answers conditional requests, lets scripts of other sites read, and turns stray
    error pages into problem documents: those that a middleware, the resolver or debug mode would write in HTML.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: ApiRequest) -> HttpResponseBase:
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        try:
            request.get_host()
            response = self.reply(request)
        except Exception as error:
            response = problem_of(error, request)
        if response.status_code >= 400 and response.get("Content-Type") != MEDIA_TYPE:
            response = problem_page(request, response.status_code)
        if response.status_code >= 400 and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        response["Register-Status"] = "unofficial"
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = READABLE
        return response

    def reply(self, request: ApiRequest) -> HttpResponseBase:
        """Return the response, as far as it depends on who asks and how.

        Keys and counting are of reading the API only.
        """
        if request.method not in ("GET", "HEAD"):
            return self.without_reading(request) if is_known(request.path_info) else self.get_response(request)
        if not request.path_info.startswith("/api/v1/"):
            return self.get_response(request)
        key, is_good = sent_key(request)
        account = account_of(request, key)
        account.take()
        response: HttpResponseBase
        if account.wait:
            response = problem_page(request, 429, f"Try again in {account.wait} seconds.")
            response["Retry-After"] = str(account.wait)
        elif not is_good:
            response = problem_page(request, 401)
            response["WWW-Authenticate"] = 'Bearer realm="IOM reference API", error="invalid_token"'
        else:
            snapshots_before = times_built()
            response = self.answer(request)
            snapshots = times_built() - snapshots_before
            units = further_units(response) + SNAPSHOT_UNITS * snapshots
            if units:
                account.take(units)
        if response.get("Cache-Control") != FOR_GOOD:  # what a cache keeps without asking again is not of one client
            for name, value in account.headers().items():
                response[name] = value
        return response

    def without_reading(self, request: ApiRequest) -> HttpResponseBase:
        """Return the answer to OPTIONS, or the refusal to write. It asks the database for nothing."""
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
            del response["Content-Type"]  # of a body that there is not
            response["Access-Control-Allow-Methods"] = ", ".join(METHODS)
            response["Access-Control-Allow-Headers"] = SENT
            response["Access-Control-Max-Age"] = "86400"
        else:
            response = problem_page(request, 405, allowed=METHODS)
        response["Allow"] = ", ".join(METHODS)
        return response

    def answer(self, request: ApiRequest) -> HttpResponseBase:
        """Return the answer with its conditions.

        A page of a list is of the revision that its tag and its links are made of: where an editor saved meanwhile it
        is made again, so that no row falls between two pages.
        """
        while True:
            conditions = Conditions.of(request)
            if conditions is None:
                request.last_revision = None
                return self.get_response(request)
            if conditions.known_to(request):
                return conditions.on(request, HttpResponseNotModified())
            request.last_revision = conditions.stamp.name
            response = self.get_response(request)
            is_of_one_revision = isinstance(response, RegisterResponse) and response.is_of_one_revision
            if not is_of_one_revision or conditions.still_hold():
                break
        return conditions.on(request, response) if response.status_code == 200 else response


class ApiViewMiddleware:
    """Calls the views of /api/v1/: the middleware further in serves pages, their forms and their users.

    That makes an answer by a fifth faster. What every answer needs of it is set here.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith("/api/v1/"):
            return self.get_response(request)
        match = view_at(request.path_info)
        request.resolver_match = match
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        if isinstance(response, Response) and not response.is_rendered:
            response.render()
            response.headers.setdefault("Content-Type", response.accepted_media_type)  # of NDJSON without rows too
        response["Content-Security-Policy"] = POLICY
        if not response.streaming:
            response["Content-Length"] = str(len(response.content))
        return response


view_at = lru_cache(maxsize=5000)(resolve)


def sent_key(request: HttpRequest) -> tuple[ApiKey | None, bool]:
    """Return (the ApiKey whose key a request bears or None, whether that is as it should be).

    The header goes no further than here, so that nothing can write it down.
    """
    authorization = request.META.pop("HTTP_AUTHORIZATION", None)
    if authorization is None:
        return None, True
    scheme, _, key = authorization.strip().partition(" ")
    api_key = ApiKey.objects.sent(key.strip()) if scheme.lower() == "bearer" else None
    if api_key is None:
        return None, False
    ApiKey.objects.used(api_key, today())
    return api_key, True


def further_units(response: HttpResponseBase) -> int:
    """Return what an answer costs beyond the one unit of every request."""
    if response.status_code != 200 or not isinstance(response, RegisterResponse):
        return 0
    return response.units - 1 + response.unpacked_bytes // UNIT_BYTES
