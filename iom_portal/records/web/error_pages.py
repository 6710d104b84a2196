"""The pages about what went wrong: their titles, and how they are made."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TITLES = {
    400: "This cannot be asked",
    403: "Not allowed",
    404: "Not found",
    405: "Nothing can be sent here",
    410: "Deleted",
    429: "Too many attempts",
    500: "Something went wrong",
    503: "Not available",
}


def error_page(request: HttpRequest, status: int, context: Mapping[str, Any], template: str = "") -> HttpResponse:
    """Return the page about what went wrong, with the title of its status unless `context` holds another `page_title`.

    template: the one that is rendered, if not that of the status, such as 404.html.
    """
    context = {"page_title": TITLES[status], **context}
    return render(request, template or f"{status}.html", context, status=status)
