"""A client of the API of the IOM Reference, an unofficial register of the International Organization for Migration.

One file, Python 3.11 or later, nothing beside the standard library. Keep it beside your script:

    from iom_reference import Reference

    register = Reference("http://127.0.0.1:8000")
    for spell in register.rows("memberships", as_of="2013-06-14", status="member"):
        print(spell["state"]["name"], spell["certainty"])
    print(register.count(as_of="2013-06-14"))
    then = Reference(register.site, as_of="2013-06-14", as_recorded=1)  # both clocks, for all that it is asked

What the API refuses is raised as a Problem. An answer that is still right is not sent again: it is asked for with its
ETag. Where the API asks for patience (429, 503), the client waits as long as it says.
"""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypedDict
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

Row = dict[str, Any]  # an object of the API, as /api/docs/ describes it


class PartialDate(TypedDict):
    """A date that says no more than its source: `text` is EDTF, such as 1967; null bounds are open."""

    text: str
    earliest: str | None
    latest: str | None
    words: str


class Page(TypedDict):
    """A page of a list. `certain`: under as_of, how many rows of all pages certainly hold."""

    count: int
    certain: int | None
    next: str | None
    previous: str | None
    results: list[Row]


class RowChange(TypedDict):
    """What a revision did to a row of the register's files: created, changed or deleted, and the row as it left it."""

    resource: str
    id: str
    change: str
    row: dict[str, str] | None


class Count(NamedTuple):
    """How many States certainly, and how many certainly or possibly."""

    certain: int
    possible: int


@dataclass
class Problem(Exception):
    """What the API refused, with its problem document (RFC 9457); `parameter` and `allowed` say what to mend."""

    status: int
    document: Mapping[str, Any]

    @property
    def parameter(self) -> str | None:
        return self.document.get("parameter")

    @property
    def allowed(self) -> list[str] | str | None:
        return self.document.get("allowed")

    def __str__(self) -> str:
        return f"{self.status} {self.document.get('title', '')}: {self.document.get('detail', '')}"


class Reference:
    """The register at `site`, on the day `as_of` and as recorded at `as_recorded` (a revision or a time), where given.

    patience: for how many seconds in all one question may wait for a busy API. key: an API key, which nothing needs; it
    allows more requests.
    """

    def __init__(
        self,
        site: str,
        as_of: str | None = None,
        as_recorded: str | int | None = None,
        patience: float = 120,
        key: str | None = None,
    ) -> None:
        self.site = site.rstrip("/")
        clocks = {"as_of": as_of, "as_recorded": as_recorded}
        self.clocks = {name: str(value) for name, value in clocks.items() if value is not None}
        self.patience = patience
        self.headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._kept: dict[str, tuple[str, Any]] = {}  # {address: (ETag, answer)}

    def get(self, path: str, **asked: str | int) -> Any:
        """The answer of one address: `get("states/AUS", fields="standing")`. Raises Problem."""
        return self._read(self._address(path, asked))

    def pages(self, resource: str, **asked: str | int) -> Iterator[Page]:
        """The pages of a list, each asked for once the one before has been used."""
        address: str | None = self._address(resource, {"page_size": 1000, **asked})
        while address:
            page: Page = self._read(address)
            yield page
            address = page["next"]

    def rows(self, resource: str, **asked: str | int) -> Iterator[Row]:
        """The rows of a list, however many pages it has."""
        for page in self.pages(resource, **asked):
            yield from page["results"]

    def count(self, as_of: str | None = None, status: str = "member") -> Count:
        """How many States were members, or observers, on a day; today without one."""
        found = self.get("counts", status=status, **({"as_of": as_of} if as_of else {}))
        return Count(found["certain"], found["possible"])

    def changes(self, since: int = 0) -> Iterator[tuple[int, list[RowChange]]]:
        """(revision, what it did to the rows of the register's files) of each revision after `since`, in order.

        Applied to nothing, or to the files of the revision `since`, they keep a mirror.
        """
        asked = {"since": since, "fields": "number,rows", "page_size": 100}
        address: str | None = f"{self.site}/api/v1/revisions/?{urlencode(asked)}"  # revisions have no day of their own
        while address:
            page: Page = self._read(address)
            for revision in page["results"]:
                yield revision["number"], revision["rows"]
            address = page["next"]

    def _address(self, path: str, asked: Mapping[str, str | int]) -> str:
        query = urlencode(self.clocks | {name.rstrip("_"): str(value) for name, value in asked.items()})  # from_=…
        return f"{self.site}/api/v1/{path.strip('/')}/{f'?{query}' if query else ''}"

    def _read(self, address: str) -> Any:
        waited = 0.0
        while True:
            headers = dict(self.headers)
            if address in self._kept:
                headers["If-None-Match"] = self._kept[address][0]
            try:
                with urlopen(Request(address, headers=headers), timeout=60) as answer:
                    document, etag = json.load(answer), answer.headers.get("ETag")
            except HTTPError as error:
                with error:
                    if error.code == 304:
                        return self._kept[address][1]
                    asked = error.headers.get("Retry-After", "")
                    wait = max(1, int(asked)) if error.code in (429, 503) and asked.isdecimal() else None
                    if wait is None or waited + wait > self.patience:
                        raise Problem(error.code, _document(error)) from None
                time.sleep(wait)
                waited += wait
                continue
            if etag:
                self._kept[address] = etag, document
            return document


def _document(error: HTTPError) -> Mapping[str, Any]:
    """The problem document of a refusal; of one that is not the API's own (a proxy's), what its status says."""
    try:
        document = json.load(error)
    except ValueError:
        return {"title": error.reason, "status": error.code}
    return document if isinstance(document, dict) else {"title": error.reason, "status": error.code}
