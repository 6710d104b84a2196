"""Addresses under /api/ that no view answers: those that end in a form, and those that are not known."""

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.encoding import escape_uri_path

from iom_portal.records.api.parameters import did_you_mean

from .problems import problem_page
from .resources import names


def is_known(path: str) -> bool:
    """Return whether anything answers at an address under /api/."""
    match = _resolved(path)
    if match is not None and match.func is by_extension:
        match = _resolved(f"/api/v1/{match.kwargs['path']}/")
    return match is not None and match.func not in (by_extension, unknown_address)


def _resolved(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


def by_extension(request: HttpRequest, path: str, extension: str) -> HttpResponseBase:
    """Return the answer at an address that ends in the name of its form, such as /api/v1/states.csv."""
    match = _resolved(f"/api/v1/{path}/")
    form = request.GET.get("format")
    if match is None or match.func in (by_extension, unknown_address) or form not in (None, extension):
        return problem_page(request, 404, _near_resource(f"/api/v1/{path}/"))
    if form is None:
        query = request.META.get("QUERY_STRING", "")
        request.META["QUERY_STRING"] = f"{query}{'&' if query else ''}format={extension}"
    request.resolver_match = match
    response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    return response


def unknown_address(request: HttpRequest) -> HttpResponseBase:
    """Answer 404 for whatever no other address under /api/ matches.

    An address that only lacks its last “/” is sent there.
    """
    if not request.path.endswith("/") and request.method in ("GET", "HEAD"):
        match = _resolved(f"{request.path_info}/")
        if match is not None and match.func is not unknown_address:
            query = request.META.get("QUERY_STRING")
            address = f"{escape_uri_path(request.path)}/"
            return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    return problem_page(request, 404, _near_resource(request.path_info))


def _near_resource(path: str) -> str:
    """Return the detail that names a resource much like the one asked for, or ""."""
    name = path.removeprefix("/api/").removeprefix("v1/").partition("/")[0].partition(".")[0].lower()
    addresses = {known: f"/api/v1/{known}/" for known in names()}
    hint = did_you_mean(name, addresses, addresses)
    return f"There is no such resource.{hint}" if hint else ""
