"""Conditional requests: what names an answer before it is made, so that a client that has it is told so by one query.

An answer follows from the release of the code, the register's revision, the present day and what was asked. So its
ETag is a digest of these, and only an answer with status 200 gets one: a request that brings it back asked soundly.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.db import DatabaseError
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
    def of(cls, request):
        """The Conditions of a request, at the price of one query; None where no register is loaded or reached."""
        try:
            stamp = Register.objects.stamp()
        except DatabaseError:
            return None
        if stamp is None:
            return None
        uuid, revision, made_at = stamp
        asked = request.GET
        day = None if asked.get("as_of") else today()
        parts = (
            release(),
            uuid.hex,
            revision,
            day,
            request.build_absolute_uri(),
            request.META.get("HTTP_ACCEPT", ""),
        )
        midnight = datetime.combine(day, time.min, UTC) if day else made_at
        return cls(
            revision=revision,
            tag=hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:40],
            modified=max(made_at, midnight),
            for_good=bool(asked.get("as_of")) and asked.get("as_recorded", "").isdecimal(),
        )

    def still_hold(self):
        """Whether no revision came since. One query."""
        stamp = Register.objects.stamp()
        return stamp is not None and stamp[1] == self.revision

    def known_to(self, request):
        """Whether the client names the answer as one that it has."""
        tags = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
        return any(tag.removeprefix("W/").strip('"').removesuffix(PACKED) == self.tag for tag in tags)

    def on(self, request, response):
        """The response with what names it; or, where its conditions ask for that, 304 or 412 in its place."""
        packed = PACKED if response.get("Content-Encoding") == "gzip" else ""
        response["ETag"] = f'"{self.tag}{packed}"'
        response["Last-Modified"] = http_date(self.modified.timestamp())
        response["Cache-Control"] = FOR_GOOD if self.for_good else ASK_AGAIN
        patch_vary_headers(response, ["Accept", "Accept-Encoding"])
        return get_conditional_response(request, response["ETag"], int(self.modified.timestamp()), response)
