"""What the API will give up, announced while it still works: in headers, in the schema and in the docs.

`Deprecation` (RFC 9745) says since when something should not be used any more, `Sunset` (RFC 8594) when it stops
working, and `Link` where both are explained. The policy behind the dates is in docs/api.md.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

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

    def __str__(self):
        until = f" It stops working on {_words(self.sunset)}." if self.sunset else ""
        return f"Deprecated since {_words(self.since)}.{until}{f' {self.instead}' if self.instead else ''}"


def announce(response, deprecated):
    """Put on a response what is deprecated of that which it answers: the earliest of their dates, and every link."""
    if not deprecated:
        return
    response["Deprecation"] = f"@{_moment(min(each.since for each in deprecated))}"
    sunsets = [each.sunset for each in deprecated if each.sunset]
    if sunsets:
        response["Sunset"] = http_date(_moment(min(sunsets)))
    links = [response["Link"]] if response.has_header("Link") else []
    for each in dict.fromkeys(deprecated):
        links += [f'<{each.link}>; rel="{relation}"' for relation in ("deprecation", "sunset")[: 1 + bool(each.sunset)]]
    response["Link"] = ", ".join(dict.fromkeys(links))


def _moment(day):
    return int(datetime.combine(day, time.min, UTC).timestamp())


def _words(day):
    return PartialDate(day.isoformat()).words("en")
