"""What every answer under /api/ carries, whether or not it reached a view of the API."""

from django.http import HttpResponseNotModified
from django.middleware.gzip import GZipMiddleware
from django.urls import resolve

from .conditional import Conditions
from .errors import MEDIA_TYPE, problem_page

READABLE = (
    "Register-As-Of, Register-Recorded, Register-Verified-To, Register-Notice, Register-Status, Retry-After, "
    "Register-Count, RateLimit, RateLimit-Policy, ETag, Last-Modified, Link, Content-Language, "
    "Deprecation, Sunset"
)


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
        response = self.answer(request)
        if response.status_code >= 400 and response.get("Content-Type") != MEDIA_TYPE:
            response = problem_page(request, response.status_code)
        if response.status_code >= 400 and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        response["Register-Status"] = "unofficial"
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = READABLE
        if request.method == "OPTIONS":
            response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response["Access-Control-Allow-Headers"] = "Accept"
            response["Access-Control-Max-Age"] = "86400"
        return response

    def answer(self, request):
        """The answer with its conditions. A page of a list is of the revision that its tag and its links are made of:
        where an editor saved meanwhile it is made again, so that no row falls between two pages."""
        readable = request.method in ("GET", "HEAD") and request.path_info.startswith("/api/v1/")
        conditions = Conditions.of(request) if readable else None
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
        request.get_host()  # refuses a host that is not ours
        request.resolver_match = found = resolve(request.path_info)
        response = found.func(request, *found.args, **found.kwargs)
        if getattr(response, "is_rendered", True) is False:
            response.render()
        response["Content-Security-Policy"] = POLICY
        if not response.streaming:
            response["Content-Length"] = len(response.content)
        return response
