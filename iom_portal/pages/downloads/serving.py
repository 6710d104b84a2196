"""Sending a file, or the part of it that is asked for, with what a client needs to go on after an interruption.

One range of bytes is answered (RFC 9110, 14); several at once are answered by the whole file, which is allowed. The
ETag is the SHA-256 of the file, so a part never joins one of another file. A date knows whole seconds alone: where two
revisions were made in one, it is not believed.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe

from iom_portal.records.models.revision import revisions_within

DATES_ASKED_ABOUT = {"HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE"}
CHUNK = 256 * 1024  # bytes
CACHE_FOR_GOOD = "public, max-age=31536000, immutable, no-transform"
CACHE_AND_ASK = "public, no-cache, no-transform"
READABLE_HEADERS = "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, Last-Modified, Repr-Digest"
_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


class Unsatisfiable(ValueError):
    """The range lies outside the file."""


def read_range(text: str, size: int) -> tuple[int, int] | None:
    """Return the (first, last) byte of a Range header, both included; None: the whole file answers it.

    size: that of the file, in bytes. Raises Unsatisfiable.
    """
    match = _RANGE.fullmatch(text)
    if not match or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        if int(last) == 0 or size == 0:
            raise Unsatisfiable
        return max(0, size - int(last)), size - 1
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    return int(first), min(int(last or size), size - 1)


def send(
    request: HttpRequest, path: Path, *, name: str, media_type: str, digest: str, modified: datetime, for_good: bool
) -> HttpResponseBase:
    """Return the response with a file: 200, 206, 304, 412 or 416; 503 where it is gone meanwhile.

    name: what it is called once it is saved. digest: its SHA-256 in hexadecimal. modified: when its revision was made.
    for_good: the address will never give another file.
    """
    etag = f'"{digest}"'
    second = _second_of_its_own(request, modified)
    headers = {
        "ETag": etag,
        "Last-Modified": http_date(modified.timestamp()),
        "Cache-Control": CACHE_FOR_GOOD if for_good else CACHE_AND_ASK,
        "Accept-Ranges": "bytes",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": READABLE_HEADERS,
        "X-Robots-Tag": "noindex",
    }
    unchanged_or_refused = get_conditional_response(request, etag, second)
    if unchanged_or_refused is not None:
        for header, value in headers.items():
            unchanged_or_refused[header] = value
        return unchanged_or_refused
    try:
        stream = path.open("rb")
    except FileNotFoundError:  # made room for others meanwhile
        return HttpResponse("Ask again.\n", status=503, content_type="text/plain", headers={"Retry-After": "1"})
    size = path.stat().st_size
    try:
        part = read_range(_range_header(request, etag, second), size)
    except Unsatisfiable:
        stream.close()
        headers["Content-Range"] = f"bytes */{size}"
        return HttpResponse(f"The file has {size} bytes.\n", status=416, content_type="text/plain", headers=headers)
    first, last = part or (0, size - 1)
    headers["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(digest)).decode()}:"
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    headers["Content-Length"] = str(last - first + 1)
    if part:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    status = 206 if part else 200
    if request.method == "HEAD":
        stream.close()
        return HttpResponse(status=status, content_type=media_type, headers=headers)
    chunks = FilePart(stream, first, last)
    return StreamingHttpResponse(chunks, status=status, content_type=media_type, headers=headers)


def _second_of_its_own(request: HttpRequest, modified: datetime) -> int | None:
    """Return the second of a revision, since 1970; None where others were made in it: its date tells nothing then.

    One query, where a date is asked about.
    """
    second = modified.replace(microsecond=0)
    is_asked = bool(DATES_ASKED_ABOUT & request.META.keys())
    if is_asked and revisions_within(second, second + timedelta(seconds=1)) > 1:
        return None
    return int(second.timestamp())


def _range_header(request: HttpRequest, etag: str, modified: int | None) -> str:
    """Return the Range header of a request; "" where the whole file is to be sent all the same."""
    if request.method != "GET" or not _has_part_of_this_file(request, etag, modified):
        return ""
    return request.headers.get("Range", "")


def _has_part_of_this_file(request: HttpRequest, etag: str, modified: int | None) -> bool:
    """Return whether If-Range lets a part be sent: the client's own part is of this very file."""
    condition = request.headers.get("If-Range", "")
    if not condition:
        return True
    if condition.endswith('"'):
        return condition == etag
    return modified is not None and parse_http_date_safe(condition) == modified


class FilePart:
    """The bytes of an open file from `first` to `last`, in chunks. The response closes it, begun or not."""

    def __init__(self, stream: IO[bytes], first: int, last: int) -> None:
        self.stream, self.first, self.last = stream, first, last

    def close(self) -> None:
        self.stream.close()

    def __iter__(self) -> Iterator[bytes]:
        self.stream.seek(self.first)
        left = self.last - self.first + 1
        while left and (chunk := self.stream.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
