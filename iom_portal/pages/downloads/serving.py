"""Sending a file, or the part of it that is asked for, with what a client needs to go on after an interruption.

One range of bytes is answered (RFC 9110, 14); several at once are answered by the whole file, which is allowed. The
ETag is the SHA-256 of the file, so a part never joins one of another file.
"""

import re
from base64 import b64encode

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe

CHUNK = 256 * 1024
FOR_GOOD = "public, max-age=31536000, immutable, no-transform"
ASK_AGAIN = "public, no-cache, no-transform"
READABLE = "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, Last-Modified, Repr-Digest"
_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


class Unsatisfiable(ValueError):
    """The range lies outside the file."""


def read_range(text, size):
    """(first, last) byte of a Range header, both included; None: the whole file answers it. Raises Unsatisfiable."""
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


def send(request, path, *, name, media_type, digest, modified, for_good):
    """The response with a file: 200, 206, 304, 412 or 416.

    name: what it is called once it is saved. digest: its SHA-256 in hexadecimal. modified: seconds since 1970.
    for_good: the address will never give another file.
    """
    etag = f'"{digest}"'
    headers = {
        "ETag": etag,
        "Last-Modified": http_date(modified),
        "Cache-Control": FOR_GOOD if for_good else ASK_AGAIN,
        "Accept-Ranges": "bytes",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": READABLE,
        "X-Robots-Tag": "noindex",
    }
    refused = get_conditional_response(request, etag, modified)
    if refused is not None:
        for header, value in headers.items():
            refused[header] = value
        return refused
    try:
        stream = path.open("rb")
    except FileNotFoundError:  # made room for others meanwhile
        return HttpResponse("Ask again.\n", status=503, content_type="text/plain", headers={"Retry-After": "1"})
    size = path.stat().st_size
    asked = request.headers.get("Range", "") if request.method == "GET" and _same(request, etag, modified) else ""
    try:
        part = read_range(asked, size)
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
    return StreamingHttpResponse(Part(stream, first, last), status=status, content_type=media_type, headers=headers)


def _same(request, etag, modified):
    """Whether If-Range lets the part be sent: the client's own part is of this very file."""
    condition = request.headers.get("If-Range", "")
    if not condition:
        return True
    return condition == etag if condition.endswith('"') else parse_http_date_safe(condition) == modified


class Part:
    """The bytes of an open file from `first` to `last`, in chunks. The response closes it, begun or not."""

    def __init__(self, stream, first, last):
        self.stream, self.first, self.last = stream, first, last
        self.close = stream.close

    def __iter__(self):
        self.stream.seek(self.first)
        left = self.last - self.first + 1
        while left and (chunk := self.stream.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
