"""Addresses under /api/ that no view answers: those that end in a form, and those that are not known."""

from django.http import HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from django.utils.encoding import escape_uri_path

from .problems import LONGEST_NEAR, did_you_mean, problem_page
from .resources import names


def is_known(path):
    """Whether anything answers at an address under /api/."""
    try:
        found = resolve(path)
        if found.func is by_extension:
            found = resolve(f"/api/v1/{found.kwargs['path']}/")
    except Resolver404:
        return False
    return found.func not in (by_extension, unknown_address)


def by_extension(request, path, extension):
    """The answer at an address that ends in the name of its form, such as /api/v1/states.csv."""
    try:
        found = resolve(f"/api/v1/{path}/")
    except Resolver404:
        return problem_page(request, 404, _near_resource(f"/api/v1/{path}/"))
    asked = request.GET.get("format")
    if found.func in (by_extension, unknown_address) or asked not in (None, extension):
        return problem_page(request, 404, _near_resource(f"/api/v1/{path}/"))
    if asked is None:
        query = request.META.get("QUERY_STRING", "")
        request.META["QUERY_STRING"] = f"{query}{'&' if query else ''}format={extension}"
    request.resolver_match = found
    return found.func(request, *found.args, **found.kwargs)


def unknown_address(request):
    """404 for whatever no other address under /api/ matches; an address that only lacks its last “/” is sent there."""
    if not request.path.endswith("/") and request.method in ("GET", "HEAD"):
        try:
            known = resolve(f"{request.path_info}/").func is not unknown_address
        except Resolver404:
            known = False
        if known:
            query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
            return HttpResponsePermanentRedirect(f"{escape_uri_path(request.path)}/{query}")
    return problem_page(request, 404, _near_resource(request.path_info))


def _near_resource(path):
    """What names a resource much like the one asked for, or nothing."""
    asked = path.removeprefix("/api/").removeprefix("v1/").partition("/")[0].lower()
    near = did_you_mean(asked[:LONGEST_NEAR], {name: f"/api/v1/{name}/" for name in names()})
    return f"There is no such resource.{near}" if near else ""
