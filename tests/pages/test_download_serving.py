"""Files of the register: whole and in parts, made once, kept within bounds, by the page and by the nightly command."""

import io
import json
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.http import StreamingHttpResponse

from iom_portal.pages.downloads import building
from iom_portal.pages.downloads.serving import FilePart, Unsatisfiable, read_range
from iom_portal.records.models.revising import revising
from tests.support.cast import a_source, a_state, the_coverage
from tests.support.page_text import words
from tests.support.past import made_at

pytestmark = pytest.mark.django_db

JSON = "/data/iom-reference.json"
FORMS = ["sqlite3", "zip", "json"]


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.SNAPSHOT_DIR, settings.DOWNLOAD_DIR = tmp_path / "snapshots", tmp_path / "downloads"
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def story():
    """1: Erewhon a member since 1967, which may have begun on any day of it. 2: the gazette."""
    with revising(reason="As first found."):
        the_coverage()
        a_state("Erewhon", ("1967", ""))
    with revising(reason="Found."):
        a_source("GAZETTE", "Gazette")


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def made():
    return sorted(path.name for path in Path(building.settings.DOWNLOAD_DIR).iterdir() if path.is_dir())


# Whole and in parts


@pytest.mark.parametrize(
    "asked, part",
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=2-5", (2, 5)),
        ("bytes=2-", (2, 9)),
        ("bytes=2-99999999", (2, 9)),
        ("bytes=-3", (7, 9)),
        ("bytes=-30", (0, 9)),
        ("BYTES=9-9", (9, 9)),
        ("bytes=5-2", None),
        ("bytes=-", None),
        ("bytes=0-1,4-5", None),
        ("bytes=a-b", None),
        ("bytes=٣-٤", None),
        ("lines=0-1", None),
        ("bytes=1" + "0" * 30 + "-", None),
        ("", None),
    ],
)
def test_a_range_is_read(asked, part):
    assert read_range(asked, 10) == part


@pytest.mark.parametrize("asked, size", [("bytes=10-", 10), ("bytes=10-12", 10), ("bytes=-0", 10), ("bytes=-1", 0)])
def test_a_range_outside_the_file_is_refused(asked, size):
    with pytest.raises(Unsatisfiable):
        read_range(asked, size)


@pytest.mark.parametrize("extension", FORMS)
def test_parts_make_the_whole(story, client, extension):
    address = f"/data/iom-reference.{extension}"
    whole = client.get(address)
    content = body(whole)
    assert whole["Content-Length"] == str(len(content)) and whole["Accept-Ranges"] == "bytes"
    assert whole["ETag"] == f'"{sha256(content).hexdigest()}"'
    parts = b""
    while len(parts) < len(content):
        size = len(content) // 3 + 1
        headers = {"Range": f"bytes={len(parts)}-{len(parts) + size - 1}", "If-Range": whole["ETag"]}
        answer = client.get(address, headers=headers)
        assert answer.status_code == 206
        assert (
            answer["Content-Range"] == f"bytes {len(parts)}-{min(len(parts) + size, len(content)) - 1}/{len(content)}"
        )
        chunk = body(answer)
        assert answer["Content-Length"] == str(len(chunk))
        parts += chunk
    assert parts == content


def test_a_client_that_accepts_gzip_gets_the_bytes_of_the_file(story, client):
    whole = client.get(JSON, headers={"Accept-Encoding": "gzip"})
    assert not whole.has_header("Content-Encoding") and json.loads(body(whole))["about"]["revision"] == "2"
    assert not whole["ETag"].startswith("W/")


def test_conditions(story, client):
    made_at(r1=datetime(2026, 11, 28, 10, 54, 36, tzinfo=UTC))  # no other in the second of the last
    whole = client.get(JSON)
    etag, modified, content = whole["ETag"], whole["Last-Modified"], body(whole)

    def ask(**headers):
        answer = client.get(JSON, headers={name.replace("_", "-"): value for name, value in headers.items()})
        return answer.status_code, body(answer)

    assert ask(If_None_Match=etag) == (304, b"") and ask(If_Modified_Since=modified) == (304, b"")
    assert ask(If_None_Match='"other"', Range="bytes=0-4") == (206, content[:5])
    assert ask(If_None_Match=etag, Range="bytes=0-4") == (304, b"")
    assert ask(If_Match='"other"')[0] == 412
    assert ask(If_Range=etag, Range="bytes=0-4") == (206, content[:5])
    assert ask(If_Range=modified, Range="bytes=0-4") == (206, content[:5])
    for other in ('"other"', f"W/{etag}", "Thu, 01 Jan 1970 00:00:00 GMT", "nonsense"):
        assert ask(If_Range=other, Range="bytes=0-4") == (200, content), other
    assert ask(If_Range='"other"', Range="bytes=99999999-") == (200, content)


def test_a_part_beyond_the_end(story, client):
    size = int(client.head(JSON)["Content-Length"])
    answer = client.get(JSON, headers={"Range": f"bytes={size}-"})
    assert answer.status_code == 416 and answer["Content-Range"] == f"bytes */{size}"


def test_the_head_alone(story, client):
    whole, head = client.get(JSON), client.head(JSON, headers={"Range": "bytes=0-4"})
    body(whole)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Length", "Last-Modified", "Content-Type", "Repr-Digest", "Content-Disposition"):
        assert head[name] == whole[name]


@pytest.mark.parametrize("begun", [False, True])
def test_a_download_that_is_broken_off_leaves_no_file_open(tmp_path, begun):
    (tmp_path / "file").write_bytes(b"0123456789")
    stream = (tmp_path / "file").open("rb")
    response = StreamingHttpResponse(FilePart(stream, 2, 5))
    if begun:
        assert next(iter(response.streaming_content)) == b"2345"
    for close in response._resource_closers:  # response.close() would close the database of the tests too
        close()
    assert stream.closed


def test_other_methods_are_refused(story, client):
    assert client.post(JSON).status_code == 405 and client.delete(JSON).status_code == 405


# Made once


def test_a_set_is_made_once_and_again_with_the_same_bytes(story, client, monkeypatch):
    first = client.get("/data/manifest.json").json()
    [name] = made()
    monkeypatch.setattr(building, "_make", lambda *_: pytest.fail("made twice"))
    assert client.get("/data/manifest.json").json() == first
    client.get("/data/")
    monkeypatch.undo()
    for path in Path(building.settings.DOWNLOAD_DIR, name).iterdir():
        path.unlink()
    Path(building.settings.DOWNLOAD_DIR, name).rmdir()
    assert client.get("/data/manifest.json").json() == first


def test_each_revision_and_day_has_its_own(story, client):
    now = client.get("/data/manifest.json").json()
    then = client.get("/data/manifest.json", {"as_recorded": "1"}).json()
    day = client.get("/data/manifest.json", {"as_of": "1966-12-31"}).json()
    assert [one["revision"] for one in (now, then, day)] == ["2", "1", "2"]
    assert [one["files"][2]["rows"]["sources"] for one in (now, then, day)] == [2, 1, 2]
    assert [one["files"][2]["rows"]["memberships"] for one in (now, then, day)] == [1, 1, 0]
    assert len(made()) == 3
    with revising(reason="More."):
        a_source("LATE")
    assert client.get("/data/manifest.json").json()["revision"] == "3"
    assert client.get("/data/manifest.json", {"as_recorded": "2"}).json() == now


def test_what_the_manifest_says_is_so(story, client):
    found = client.get("/data/manifest.json", {"as_of": "1967-06-01"}).json()
    assert found["as_of"] == "1967-06-01" and "Unofficial" in found["unofficial"] and found["rights"]
    listed = client.get("/data/SHA256SUMS", {"as_of": "1967-06-01"}).content.decode()
    sums = {line.split("  ")[1]: line.split("  ")[0] for line in listed.splitlines()}
    for file in found["files"]:
        answer = client.get(file["address"].removeprefix("http://127.0.0.1:8000"))
        content = body(answer)
        assert (len(content), sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
        assert "immutable" in answer["Cache-Control"] and answer["Content-Type"] == file["media_type"]
        name = f"iom-reference-r2-1967-06-01.{file['name'].rpartition('.')[2]}"
        assert name in answer["Content-Disposition"] and sums[name] == file["sha256"]
    assert found["files"][1]["rows"]["memberships"] == 1
    with zipfile.ZipFile(io.BytesIO(body(client.get("/data/iom-reference.zip?as_of=1967-06-01")))) as package:
        assert b"membership,ere-member-1,possible" in package.read("certainty.csv")


def test_they_never_outgrow_their_room(story, client, settings):
    client.head(JSON)
    [first] = made()
    size = sum(path.stat().st_size for path in Path(settings.DOWNLOAD_DIR, first).iterdir())
    settings.DOWNLOAD_BYTES = int(size * 1.5)
    client.head(JSON, {"as_recorded": "1"})
    assert made() != [first] and len(made()) == 1
    assert {path.suffix for path in Path(settings.DOWNLOAD_DIR).iterdir() if path.is_file()} <= {".lock"}


def test_a_set_that_cannot_be_made_leaves_nothing_behind(story, client, monkeypatch):
    def fail(path, edition):
        path.write_bytes(b"half")
        raise OSError("No space left on device")

    monkeypatch.setattr(building, "FORMS", (building.Form("json", "application/json", "JSON", fail),))
    with pytest.raises(OSError):
        client.get(JSON)
    assert made() == []


def test_who_has_too_many_made_is_asked_to_wait(story, client, settings, standing_clock):
    settings.DOWNLOAD_RATE = "2/min"
    for day in ("1967-06-01", "1967-06-02"):
        assert client.head(JSON, {"as_of": day}).status_code == 200
    refused = client.head(JSON, {"as_of": "1967-06-03"})
    assert refused.status_code == 429 and 1 <= int(refused["Retry-After"]) <= 60
    assert client.head(JSON, {"as_of": "1967-06-01"}).status_code == 200
    page = client.get("/data/")
    assert page.status_code == 200 and "Made when it is first asked for" in words(page)
    standing_clock[0] += int(refused["Retry-After"])
    assert client.head(JSON, {"as_of": "1967-06-03"}).status_code == 200


# The page and the command


def test_the_page_shows_what_there_is_and_how_to_cite_it(story, client):
    page = client.get("/data/")
    found = client.get("/data/manifest.json").json()
    html, text = page.content.decode(), words(page)
    assert client.get("/api/v1/").json()["data"] == "http://testserver/data/manifest.json"
    for file in found["files"]:
        assert file["sha256"] in text and f"{file['bytes']:,} bytes" in text
        assert f"/data/{file['name']}?as_recorded=2" in html
    assert found["citation"] in text and found["rights"] in text and "Not affiliated with or endorsed" in text
    assert '<a href="/data/">Data</a>' in html


def test_the_page_of_a_day_makes_nothing_by_itself(story, client):
    page = client.get("/data/", {"as_of": "1967-06-01"})
    assert "Made when it is first asked for" in words(page) and "1 June 1967" in words(page)
    assert not Path(building.settings.DOWNLOAD_DIR).exists()
    client.head(JSON, {"as_of": "1967-06-01"})
    assert "Made when it is first asked for" not in words(client.get("/data/", {"as_of": "1967-06-01"}))


@pytest.mark.parametrize("address", ["/data/", JSON, "/data/manifest.json", "/data/SHA256SUMS"])
def test_clocks_that_cannot_be_read_are_refused(story, client, address):
    assert client.get(address, {"as_of": "1967"}).status_code == 400
    assert client.get(address, {"as_recorded": "7"}).status_code == 400


def test_of_an_empty_register_there_is_nothing(client):
    assert "There is nothing to download yet" in words(client.get("/data/"))
    for address in (JSON, "/data/manifest.json", "/data/SHA256SUMS"):
        assert client.get(address).status_code == 404
    with pytest.raises(CommandError, match="has not been loaded"):
        call_command("build_downloads")


def test_the_command_makes_what_is_missing(story, client, capsys):
    call_command("build_downloads")
    first = capsys.readouterr().out
    call_command("build_downloads")
    second = capsys.readouterr().out
    assert first.splitlines()[:3] == second.splitlines()[:3] and len(made()) == 1
    assert "of all days, were made." in first and "were there already" in second
    call_command("build_downloads", as_of="1967-06-01", as_recorded="1")
    assert "revision 1, as of 1 June 1967, were made" in capsys.readouterr().out and len(made()) == 2
    for wrong in ({"as_of": "1967"}, {"as_recorded": "7"}):
        with pytest.raises(CommandError):
            call_command("build_downloads", **wrong)
