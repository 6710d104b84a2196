"""What no client library would send, on the wire to the production server: a problem document, or no body at all."""

import socket

import pytest

COVERAGE, CLOSE = b"/api/v1/coverage/", b"Connection: close\r\n"


def send(site, head):
    """(status, {header: value}, body) of what the server answers to these bytes."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=120) as connection:
        connection.sendall(head)
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    first, *lines = answer.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return int(first.split()[1]), headers, answer.partition(b"\r\n\r\n")[2]


def request(site, target=COVERAGE, method=b"GET", headers=b"", host=b""):
    host = host or f"127.0.0.1:{site.port}".encode()
    return send(site, b"%s %s HTTP/1.1\r\nHost: %s\r\n%s%s\r\n" % (method, target, host, CLOSE, headers))


REFUSED = {
    "a search of 60 kB": (400, {"target": COVERAGE + b"?search=" + b"a" * 60_000}),
    "an address of 100 kB": (414, {"target": COVERAGE + b"?search=" + b"a" * 100_000}),
    "a path of 50 kB": (404, {"target": b"/api/v1/states/" + b"a" * 50_000 + b"/"}),
    "a null": (400, {"target": COVERAGE + b"\0"}),
    "a null, encoded": (404, {"target": b"/api/v1/states/%00/"}),
    "bytes of latin-1": (400, {"target": COVERAGE + b"?search=\xe9"}),
    "bytes of latin-1, encoded": (400, {"target": COVERAGE + b"?search=%E9"}),
    "a surrogate": (400, {"target": COVERAGE + b"?search=%ED%A0%80"}),
    "a broken escape": (404, {"target": b"/api/v1/states/%zz/"}),
    "another host": (400, {"host": b"evil.example"}),
    "a host that is none": (400, {"host": b"ev il"}),
    "TRACE": (405, {"method": b"TRACE"}),
    "BREW": (405, {"method": b"BREW"}),
    "500 headers": (431, {"headers": b"".join(b"X-%d: a\r\n" % number for number in range(500))}),
    "a form that is none": (406, {"headers": b"Accept: ;;;q=zz,,\xff\r\n"}),
    "dots": (404, {"target": b"/api/v1/../../admin/"}),
}


@pytest.mark.parametrize("status, what", REFUSED.values(), ids=REFUSED)
def test_it_is_refused_by_a_problem_or_without_a_body(site, status, what):
    found, headers, body = request(site, **what)
    assert found == status
    assert body == b"" or headers["content-type"] == "application/problem+json", body[:200]


def test_head_and_options_have_no_body(site):
    get = request(site)[1]
    status, headers, body = request(site, method=b"HEAD")
    assert (status, body) == (200, b"") and headers["content-type"] == get["content-type"]
    assert headers["etag"] == get["etag"] and headers["content-length"] == get["content-length"]
    status, headers, body = request(site, method=b"OPTIONS")
    assert (status, body) == (204, b"") and headers["allow"] == "GET, HEAD, OPTIONS"
    assert not {"content-type", "transfer-encoding"} & headers.keys()
