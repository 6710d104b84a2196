"""Conditional requests: what names an answer before it is made, so that a client that has it is told so by one query.

An answer follows from the release of the code, the register's revision, the present day and what was asked. So its
ETag is a digest of these, and only an answer with status 200 gets one: a request that brings it back asked soundly.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import cast
from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, parse_etags

from iom_portal.records.dates.validity import today
from iom_portal.records.models.revision import Register
from iom_portal.release import release

PACKED = "-gzip"  # ends the tag of a compressed answer, whose bytes are others
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"  # kept, and asked for each time with its tag


@dataclass(frozen=True)
class Conditions:
    """What names the answer to a request: its tag without quotes, when it was last another, and whether for good.

    revision: the last one of the register, read before the answer is made.
    """

    revision: int
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
        uuid, revision, made_at = stamp
        names_day = bool(request.GET.get("as_of"))
        present_day = None if names_day else today()
        return cls(
            revision=revision,
            tag=_tag(request, uuid, revision, present_day),
            modified=made_at if present_day is None else max(made_at, datetime.combine(present_day, time.min, UTC)),
            for_good=names_day and request.GET.get("as_recorded", "").isdecimal(),
        )

    def still_hold(self) -> bool:
        """Return whether no revision came since. One query."""
        stamp = Register.objects.stamp()
        return stamp is not None and stamp[1] == self.revision

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
        seconds = int(self.modified.timestamp())
        named = get_conditional_response(request, response["ETag"], seconds, cast(HttpResponse, response))
        return cast(HttpResponse, named)  # as it was given one


def _tag(request: HttpRequest, uuid: UUID, revision: int, present_day: date | None) -> str:
    """Return the tag of an answer. present_day: None where the request names a day."""
    accept = request.META.get("HTTP_ACCEPT", "")
    parts = (release(), uuid.hex, revision, present_day, request.build_absolute_uri(), accept)
    text = "\n".join(str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:40]
