"""Pages of a list: {"count", "certain", "next", "previous", "results"}.

The addresses of the pages around a page name the revision at which it was read, so a walk that begins at the present
reads one state of the register to its end, whatever an editor saves meanwhile. A list to which rows come at its end
only needs no such care: a client that follows it meets the new ones.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol
from urllib.parse import urlencode

from rest_framework.pagination import BasePagination
from rest_framework.request import Request

from ..history.clock import Clock
from .parameters import BadParameters, Fault, NoSuchPage, Parameter
from .responses import RegisterResponse

DEFAULT_SIZE = 50
LARGEST_SIZE = 1000
LARGEST_NUMBER = 999_999_999
OF_ONE_PAGE = ("page", "as_recorded")  # what an address says of the place of a page in a walk

Numbers = tuple[int, int | None]  # how many rows there are, and how many of them certainly hold on the day, or None


class RowsInOrder(Protocol):
    """The rows of a list, of which pages are cut: a queryset, a list in memory, or a PreparedList."""

    def __getitem__(self, part: slice, /) -> Iterable[Any]: ...


class PagedView(Protocol):
    """What a page asks of the view that it is made for.

    grows_at_end: whether new rows come at the end of its list, so that pages need not be of one revision.
    """

    @property
    def request(self) -> Request: ...

    @property
    def values(self) -> Mapping[str, str]: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def grows_at_end(self) -> bool: ...


class RegisterPagination(BasePagination):
    """Numbered pages: `page_of` reads the one asked for, `get_paginated_response` answers with it."""

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

    def page_of(self, rows: RowsInOrder, numbers: Callable[[], Numbers], view: PagedView) -> list[Any]:
        """Return the rows of the page that a request asks for. Raises BadParameters and NoSuchPage.

        numbers: the function that tells how many rows there are.
        """
        self.view = view
        self.revision = None if view.grows_at_end else _last_revision(view.request)
        self.size = _whole_number(view.values, "page_size", DEFAULT_SIZE, LARGEST_SIZE)
        self.number = _whole_number(view.values, "page", 1, LARGEST_NUMBER)
        self.count, self.certain = numbers()
        self.last = max(1, -(-self.count // self.size))
        if self.number > self.last:
            pages = "1 page" if self.last == 1 else f"{self.last} pages"
            detail = f"There is no page {self.number}: the list has {pages} of {self.size}."
            raise NoSuchPage(detail, f"1 to {self.last}")
        first = (self.number - 1) * self.size
        return list(rows[first : first + self.size])

    def get_paginated_response(self, data: Any) -> RegisterResponse:
        """Return the answer with the objects of a page."""
        addresses = self._addresses_around()
        headers = {"Register-Count": str(self.count)}
        if addresses:
            headers["Link"] = ", ".join(f'<{address}>; rel="{relation}"' for relation, address in addresses.items())
        document = {
            "count": self.count,
            "certain": self.certain,
            "next": addresses.get("next"),
            "previous": addresses.get("prev"),
            "results": data,
        }
        response = RegisterResponse(document, headers=headers)
        response.is_of_one_revision = bool(self.revision and not self.view.clock.moment)
        return response

    def _addresses_around(self) -> dict[str, str]:
        """Return {relation: address} of the pages around this one (RFC 8288)."""
        pages: dict[str, int] = {}
        if self.number > 1:
            pages |= {"first": 1, "prev": self.number - 1}
        if self.number < self.last:
            pages |= {"next": self.number + 1, "last": self.last}
        start = f"{self._address_of_list()}page="
        return {relation: f"{start}{number}" for relation, number in pages.items()}

    def _address_of_list(self) -> str:
        """Return the address of the list at the revision that is read, up to the number of a page."""
        request, moment = self.view.request, self.view.clock.moment
        path = request.build_absolute_uri(request.path)
        left_out = OF_ONE_PAGE if path.endswith("/") else (*OF_ONE_PAGE, "format")  # an extension names the form
        parameters = {name: value for name, value in request.GET.items() if name not in left_out}
        revision = moment.name if moment else self.revision
        if revision:
            parameters["as_recorded"] = revision
        query = urlencode(parameters)
        return f"{path}?{query}&" if query else f"{path}?"

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the JSON schema of a page. schema: that of its rows."""
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


def _last_revision(request: Request) -> str | None:
    """Return the name of the register's last revision, which the middleware has read before the answer is made."""
    revision: str | None = getattr(request, "last_revision", None)
    return revision


def _whole_number(values: Mapping[str, str], name: str, default: int, largest: int) -> int:
    """Return the whole number that a parameter holds. Raises BadParameters."""
    text = values.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"0*[1-9]\d{0,9}", text, re.ASCII) or int(text) > largest:
        raise BadParameters([Fault(name, f"{name} must be a whole number from 1 to {largest}.", f"1 to {largest}")])
    return int(text)
