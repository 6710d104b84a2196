"""What every answer under /api/ carries, whether or not it reached a view of the API."""

from functools import lru_cache

from django.http import HttpResponse, HttpResponseNotModified
from django.middleware.gzip import GZipMiddleware
from django.urls import resolve

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


class SamePackedMiddleware(GZipMiddleware):
    """Compresses answers of the API to the same bytes each time, as their tags promise. They hold no secret."""

    max_random_bytes = 0


class PackMiddleware(GZipMiddleware):
    """Compresses pages with bytes of random length, against guessing at what they hold; answers of the API without."""

    def __init__(self, get_response):
        super().__init__(get_response)
        self.same = SamePackedMiddleware(get_response)

    def process_response(self, request, response):
        if response.has_header("Accept-Ranges"):  # a part of a file is one of its own bytes
            return response
        if request.path_info.startswith("/api/"):
            response.unpacked_bytes = len(response.content)
            return self.same.process_response(request, response)
        return super().process_response(request, response)


class ApiMiddleware:
    """Marks the answers as unofficial, answers conditional requests, lets scripts of other sites read, and turns stray
    error pages into problem documents: those that a middleware, the resolver or debug mode would write in HTML."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
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

    def reply(self, request):
        """The response, as far as it depends on who asks and how. Keys and counting are of reading the API only."""
        if request.method not in ("GET", "HEAD"):
            return self.without_reading(request) if is_known(request.path_info) else self.get_response(request)
        if not request.path_info.startswith("/api/v1/"):
            return self.get_response(request)
        key, is_good = sent_key(request)
        account = account_of(request, key)
        account.take()
        if account.wait:
            response = problem_page(request, 429, f"Try again in {account.wait} seconds.")
            response["Retry-After"] = str(account.wait)
        elif not is_good:
            response = problem_page(request, 401)
            response["WWW-Authenticate"] = 'Bearer realm="IOM reference API", error="invalid_token"'
        else:
            built = times_built()
            response = self.answer(request)
            if more := further_units(response) + SNAPSHOT_UNITS * (times_built() - built):
                account.take(more)
        if response.get("Cache-Control") != FOR_GOOD:  # what a cache keeps without asking again is not of one client
            for name, value in account.headers().items():
                response[name] = value
        return response

    def without_reading(self, request):
        """The answer to OPTIONS, or the refusal to write. It asks the database for nothing."""
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

    def answer(self, request):
        """The answer with its conditions. A page of a list is of the revision that its tag and its links are made of:
        where an editor saved meanwhile it is made again, so that no row falls between two pages."""
        conditions = Conditions.of(request)
        while True:
            if conditions and conditions.known_to(request):
                return conditions.on(request, HttpResponseNotModified())
            request.last_revision = conditions and conditions.revision
            response = self.get_response(request)
            if not getattr(response, "is_of_one_revision", False) or conditions.still_hold():
                break
            conditions = Conditions.of(request)
        return conditions.on(request, response) if conditions and response.status_code == 200 else response


class ApiViewMiddleware:
    """Calls the views of /api/v1/: the middleware further in serves pages, their forms and their users.

    That makes an answer by a fifth faster. What every answer needs of it is set here.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith("/api/v1/"):
            return self.get_response(request)
        request.resolver_match = found = view_at(request.path_info)
        response = found.func(request, *found.args, **found.kwargs)
        if getattr(response, "is_rendered", True) is False:
            response.render()
            response.headers.setdefault("Content-Type", response.accepted_media_type)  # of NDJSON without rows too
        response["Content-Security-Policy"] = POLICY
        if not response.streaming:
            response["Content-Length"] = len(response.content)
        return response


view_at = lru_cache(maxsize=5000)(resolve)


def sent_key(request):
    """(the ApiKey whose key a request bears or None, whether that is as it should be).

    The header goes no further than here, so that nothing can write it down.
    """
    authorization = request.META.pop("HTTP_AUTHORIZATION", None)
    if authorization is None:
        return None, True
    scheme, _, key = authorization.strip().partition(" ")
    found = ApiKey.objects.sent(key.strip()) if scheme.lower() == "bearer" else None
    if found is not None:
        ApiKey.objects.used(found, today())
    return found, found is not None


def further_units(response):
    """What an answer costs beyond the one unit of every request."""
    if response.status_code != 200:
        return 0
    return getattr(response, "units", 1) - 1 + getattr(response, "unpacked_bytes", 0) // UNIT_BYTES
