"""Pages of a list: {"count", "certain", "next", "previous", "results"}.

The addresses of the pages around a page name the revision at which it was read, so a walk that begins at the present
reads one state of the register to its end, whatever an editor saves meanwhile. A list to which rows come at its end
only needs no such care: a client that follows it meets the new ones.
"""

import re
from urllib.parse import urlencode

from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from iom_portal.records.api.parameters import BadParameters, Fault, NoSuchPage, Parameter

DEFAULT_SIZE = 50
LARGEST_SIZE = 1000
LARGEST_NUMBER = 999_999_999
WHERE = ("page", "as_recorded")  # what an address says of the place of a page in a walk


class RegisterPagination(BasePagination):
    """Numbered pages. `numbers`, set by the view, gives how many rows there are and, or None, certainly hold.

    A view whose list grows at its end only says so by `grows_at_end`.
    """

    numbers = None
    parameters = (
        Parameter(
            "page",
            "Which page of the list, from 1.",
            {"type": "integer", "minimum": 1, "maximum": LARGEST_NUMBER, "default": 1},
            1,
        ),
        Parameter(
            "page_size",
            "How many records a page has.",
            {"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE, "default": DEFAULT_SIZE},
            100,
        ),
    )

    def paginate_queryset(self, queryset, request, view=None):
        self.request = request
        self.revision = None if getattr(view, "grows_at_end", False) else request.last_revision
        self.size = _whole_number(view.values, "page_size", DEFAULT_SIZE, LARGEST_SIZE)
        self.number = _whole_number(view.values, "page", 1, LARGEST_NUMBER)
        self.count, self.certain = self.numbers() if self.numbers else (len(queryset), None)
        self.last = max(1, -(-self.count // self.size))
        if self.number > self.last:
            pages = "1 page" if self.last == 1 else f"{self.last} pages"
            detail = f"There is no page {self.number}: the list has {pages} of {self.size}."
            raise NoSuchPage(detail, f"1 to {self.last}")
        first = (self.number - 1) * self.size
        return list(queryset[first : first + self.size])

    def get_paginated_response(self, data):
        around = self._around()
        links = ", ".join(f'<{url}>; rel="{name}"' for name, url in around.items())
        response = Response(
            headers={"Register-Count": str(self.count), **({"Link": links} if links else {})},
            data={
                "count": self.count,
                "certain": self.certain,
                "next": around.get("next"),
                "previous": around.get("prev"),
                "results": data,
            },
        )
        response.is_of_one_revision = bool(self.revision and not self.request.moment)
        return response

    def _around(self):
        """{relation: address} of the pages around this one (RFC 8288)."""
        pages = {"first": 1, "prev": self.number - 1} if self.number > 1 else {}
        pages |= {"next": self.number + 1, "last": self.last} if self.number < self.last else {}
        revision = self.request.moment.revision if self.request.moment else self.revision
        start = self.request.build_absolute_uri(self.request.path)
        left_out = WHERE if start.endswith("/") else (*WHERE, "format")  # an extension names the form
        asked = [pair for pair in self.request.GET.items() if pair[0] not in left_out]
        query = urlencode([*asked, *([("as_recorded", revision)] if revision else [])])
        return {relation: f"{start}?{query}{'&' if query else ''}page={number}" for relation, number in pages.items()}

    def get_paginated_response_schema(self, schema):
        uri = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["count", "certain", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "minimum": 0, "description": "All rows of the list."},
                "certain": {
                    "type": ["integer", "null"],
                    "minimum": 0,
                    "description": "Under as_of, how many of them certainly hold that day; null without it.",
                },
                "next": {**uri, "description": "The address of the next page; null: there is none."},
                "previous": {**uri, "description": "The address of the page before; null: there is none."},
                "results": {**schema, "description": "The rows of this page."},
            },
        }


def _whole_number(values, name, default, largest):
    text = values.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"0*[1-9]\d{0,9}", text, re.ASCII) or int(text) > largest:
        raise BadParameters([Fault(name, f"{name} must be a whole number from 1 to {largest}.", f"1 to {largest}")])
    return int(text)
