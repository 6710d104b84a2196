"""Conditional requests: what names an answer before it is made, so that a client that has it is told so by one query.

An answer follows from the release of the code, the register's revision, the present day and what was asked. So its
ETag is a digest of these, and only an answer with status 200 gets one: a request that brings it back asked soundly.
The revision is named by its hash, since its number comes again where a database is put back to an earlier state.

Last-Modified is the weak way: it knows whole seconds alone. Where a second holds two changes of an answer, its date
tells nothing of which one the client has, so no answer is held to be unmodified by it.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import cast

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, parse_etags

from iom_portal.records.chain import Stamp
from iom_portal.records.dates.validity import today
from iom_portal.records.history.snapshots import is_named_for_good
from iom_portal.records.models.revision import Register, revisions_within
from iom_portal.release import release

PACKED = "-gzip"  # ends the tag of a compressed answer, whose bytes are others
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"  # kept, and asked for each time with its tag
DATES_ASKED_ABOUT = {"HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE"}


@dataclass(frozen=True)
class Conditions:
    """What names the answer to a request: its tag without quotes, when it was last another, and whether for good.

    stamp: that of the register, read before the answer is made.
    """

    stamp: Stamp
    tag: str
    modified: datetime
    for_good: bool

    @classmethod
    def of(cls, request: HttpRequest) -> "Conditions | None":
        """Return the Conditions of a request; None where no register is loaded or reached. One query."""
        try:
            stamp = Register.objects.stamp()
        except DatabaseError:
            return None
        if stamp is None:
            return None
        names_day = bool(request.GET.get("as_of"))
        present_day = None if names_day else today()
        return cls(
            stamp=stamp,
            tag=_tag(request, stamp, present_day),
            modified=stamp.made_at if present_day is None else max(stamp.made_at, _midnight(present_day)),
            for_good=names_day and is_named_for_good(request.GET.get("as_recorded", "")),
        )

    def still_hold(self) -> bool:
        """Return whether no revision came since. One query."""
        stamp = Register.objects.stamp()
        return stamp == self.stamp

    def known_to(self, request: HttpRequest) -> bool:
        """Return whether the client names the answer as one that it has."""
        for tag in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", "")):
            if tag.removeprefix("W/").strip('"').removesuffix(PACKED) == self.tag:
                return True
        return False

    def on(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Return the response with what names it; or, where its conditions ask for that, 304 or 412 in its place."""
        packed = PACKED if response.get("Content-Encoding") == "gzip" else ""
        response["ETag"] = f'"{self.tag}{packed}"'
        response["Last-Modified"] = http_date(self.modified.timestamp())
        response["Cache-Control"] = FOR_GOOD if self.for_good else ASK_AGAIN
        patch_vary_headers(response, ["Accept", "Accept-Encoding"])
        seconds = None if self._shares_its_second(request) else int(self.modified.timestamp())
        named = get_conditional_response(request, response["ETag"], seconds, cast(HttpResponse, response))
        return cast(HttpResponse, named)  # as it was given one

    def _shares_its_second(self, request: HttpRequest) -> bool:
        """Return whether the date of the answer may be that of another too. One query, where a date is asked about."""
        if not DATES_ASKED_ABOUT & request.META.keys():
            return False
        second = self.modified.replace(microsecond=0)
        changes = revisions_within(second, second + timedelta(seconds=1))
        begins_a_day = second.time() == time.min
        return changes + begins_a_day > 1


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _tag(request: HttpRequest, stamp: Stamp, present_day: date | None) -> str:
    """Return the tag of an answer. present_day: None where the request names a day."""
    accept = request.META.get("HTTP_ACCEPT", "")
    parts = (release(), stamp.uuid.hex, stamp.name, present_day, request.build_absolute_uri(), accept)
    text = "\n".join(str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:40]
