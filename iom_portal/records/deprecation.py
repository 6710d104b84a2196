"""What the API will give up, announced while it still works: in headers, in the schema and in the docs.

`Deprecation` (RFC 9745) says since when something should not be used any more, `Sunset` (RFC 8594) when it stops
working, and `Link` where both are explained. The policy behind the dates is in docs/api.md.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.http import HttpResponseBase
from django.utils.http import http_date

from .dates.partial_date import PartialDate

POLICY = "/api/docs/#versions"


@dataclass(frozen=True)
class Deprecated:
    """That a parameter, or a resource, should not be used any more.

    since: the day from which on. sunset: the day on which it stops working; None: not settled. instead: what serves in
    its place, as a sentence. link: where it is explained.
    """

    since: date
    sunset: date | None = None
    instead: str = ""
    link: str = POLICY

    def __str__(self) -> str:
        sentences = [f"Deprecated since {_day_in_words(self.since)}."]
        if self.sunset:
            sentences.append(f"It stops working on {_day_in_words(self.sunset)}.")
        if self.instead:
            sentences.append(self.instead)
        return " ".join(sentences)


def announce(response: HttpResponseBase, deprecated: Collection[Deprecated]) -> None:
    """Put on a response what is deprecated of that which it answers: the earliest of their dates, and every link."""
    if not deprecated:
        return
    since = min(each.since for each in deprecated)
    response["Deprecation"] = f"@{_start_of_day(since)}"
    sunsets = [each.sunset for each in deprecated if each.sunset]
    if sunsets:
        response["Sunset"] = http_date(_start_of_day(min(sunsets)))
    links = [response["Link"]] if response.has_header("Link") else []
    for each in dict.fromkeys(deprecated):
        links.append(f'<{each.link}>; rel="deprecation"')
        if each.sunset:
            links.append(f'<{each.link}>; rel="sunset"')
    response["Link"] = ", ".join(dict.fromkeys(links))


def _start_of_day(day: date) -> int:
    """Return when a day begins in UTC, in seconds since 1970."""
    return int(datetime.combine(day, time.min, UTC).timestamp())


def _day_in_words(day: date) -> str:
    return PartialDate(day.isoformat()).words("en")
