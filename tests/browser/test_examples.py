"""The programs of docs/examples/, run as their readers run them: on the served site, each in its own language.

What they print is what the page that shows them says. A language that is not installed is left out.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections import Counter
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from urllib.request import urlopen

import pytest

from iom_portal.api.docs.getting_started import CLIENT, EXAMPLES, LANGUAGES, QUESTIONS, SITE

RUN = {"curl.sh": "sh", "python.py": sys.executable, "r.R": "Rscript", "javascript.mjs": "node"}
NEEDS = RUN | {"curl.sh": "curl"}
FILES = [(question.name, file) for question in QUESTIONS for file in LANGUAGES]


@pytest.fixture(scope="module")
def start(site):
    """The page, as its text."""
    with urlopen(f"{site.url}/api/docs/start/") as answer:
        return answer.read().decode()


def run(site, name, file, *arguments):
    if shutil.which(NEEDS[file]) is None:
        pytest.skip(f"{NEEDS[file]} is not installed")
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "IOM_REFERENCE": site.url}
    command = [RUN[file], EXAMPLES / name / file, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)


def printed(*asked):
    done = run(*asked)
    assert done.returncode == 0, done.stderr
    return done.stdout


def answer_on(page, name):
    return unescape(re.search(rf'<pre id="{name}-answer">(.*?)</pre>', page, re.S)[1]) + "\n"


@pytest.mark.parametrize("name, file", FILES)
def test_a_program_prints_the_answer_of_the_page(site, start, name, file):
    assert printed(site, name, file) == answer_on(start, name)


@pytest.mark.parametrize("file", LANGUAGES)
def test_a_program_asks_what_it_is_told(site, file):
    assert printed(site, "members_on_a_day", file, "1951-12-04") == (
        "0 States were certainly members on 1951-12-04.\n0 more may have been:\n"
    )
    assert printed(site, "what_is_new", file, "1").endswith(" (rows: 3): The name of the capital, spelt out.\n")


@pytest.mark.parametrize("name", [question.name for question in QUESTIONS])
def test_a_refusal_is_no_empty_answer(site, name):
    """In a shell it might become one: the status of a pipe is that of its end."""
    done = run(site, name, "curl.sh", "xyz", "abc")
    assert done.returncode and done.stdout == "" and "error: 400" in done.stderr


@pytest.mark.parametrize("name, file", FILES)
def test_the_page_shows_the_programs_with_its_own_address(site, start, name, file):
    text = (EXAMPLES / name / file).read_text()
    assert text.count(SITE) == 1
    assert text.replace(SITE, site.url) in unescape(start)


def test_every_program_is_shown():
    shown = {EXAMPLES / name / file for name, file in FILES} | {CLIENT}
    assert {path for path in EXAMPLES.rglob("*.*") if path.suffix != ".pyc"} == shown


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_the_links_of_a_question_answer(site, question):
    for address in (question.address, question.page):
        with urlopen(site.url + address) as answer:
            assert answer.status == 200


# The client in Python


@pytest.fixture(scope="module")
def client(site, tmp_path_factory):
    """The module, as the site offers it."""
    path = tmp_path_factory.mktemp("client") / "iom_reference.py"
    with urlopen(f"{site.url}/api/docs/start/iom_reference.py") as answer:
        assert answer.headers["Content-Type"] == "text/x-python; charset=utf-8"
        path.write_bytes(answer.read())
    spec = spec_from_file_location("iom_reference", path)
    module = sys.modules["iom_reference"] = module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["iom_reference"]


def test_the_client_follows_a_list_page_by_page(site, client):
    register = client.Reference(site.url)
    pages = list(register.pages("memberships", as_of="2013-06-14", status="member", page_size=60, fields="id"))
    assert [len(page["results"]) for page in pages] == [60, 60, 34]
    assert (pages[0]["count"], pages[0]["certain"]) == (154, 149)
    assert register.count("2013-06-14") == client.Count(149, 154)
    rows = register.rows("memberships", as_of="2013-06-14", status="member", fields="id")
    assert list(rows) == [row for page in pages for row in page["results"]]


def test_the_client_keeps_both_clocks(site, client):
    then = client.Reference(site.url, as_of="1985-05-24", as_recorded=1)
    assert then.get("states/AUS", fields="capital,standing") == {
        "capital": "Canberra",
        "standing": [{"status": "member", "certainty": "certain"}],
    }
    assert client.Reference(site.url).get("states/AUS", fields="capital")["capital"] != "Canberra"
    assert [number for number, _ in then.changes()] == [1, 2]


def test_the_client_keeps_a_mirror(site, client):
    mirror = {}
    for _, changes in client.Reference(site.url).changes():
        for change in changes:
            mirror[change["resource"], change["id"]] = change["row"]
    assert mirror["states", "AUS"]["capital"] == "Canberra, Australian Capital Territory"
    with urlopen(f"{site.url}/data/manifest.json") as answer:
        told = next(file["rows"] for file in json.load(answer)["files"] if file["name"] == "iom-reference.zip")
    held = Counter(resource.replace("-", "_") for resource, _ in mirror)
    assert held == {kind: rows for kind, rows in told.items() if kind != "revisions"}


def test_the_client_raises_what_the_api_refuses(site, client):
    with pytest.raises(
        client.Problem, match="400 A parameter cannot be read: There is no parameter “colour”"
    ) as raised:
        client.Reference(site.url).get("states", colour="red")
    assert raised.value.status == 400 and raised.value.parameter == "colour" and "region" in raised.value.allowed
    with pytest.raises(client.Problem, match="404"):
        client.Reference(site.url).get("states/atlantis")


def test_the_client_is_not_sent_again_what_it_has(site, client, monkeypatch):
    register, sent = client.Reference(site.url), []

    def watched(request, timeout):
        sent.append(request.get_header("If-none-match"))
        return urlopen(request, timeout=timeout)

    monkeypatch.setattr(client, "urlopen", watched)
    first, again = register.get("states/AUS"), register.get("states/AUS")
    assert first is again  # the site said no more than 304
    assert sent[0] is None and sent[1].startswith('"')


class Busy(BaseHTTPRequestHandler):
    """Refuses each request as often as its path says, then answers."""

    refused = 0

    def do_GET(self):
        if Busy.refused < int(self.path.strip("/").rpartition("/")[2]):
            Busy.refused += 1
            self.send_response(429)
            self.send_header("Retry-After", "50")
            self.end_headers()
            self.wfile.write(b"<h1>Busy</h1>")
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

    def log_message(self, *arguments):
        pass


def test_the_client_waits_as_long_as_it_is_told_and_no_longer_than_it_may(client, monkeypatch):
    waits = []
    monkeypatch.setattr(client.time, "sleep", waits.append)
    with HTTPServer(("127.0.0.1", 0), Busy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        register = client.Reference(f"http://127.0.0.1:{server.server_port}")
        assert register.get("2") == {} and waits == [50, 50]
        Busy.refused = 0
        with pytest.raises(client.Problem, match="429 Too Many Requests"):
            register.get("3")
        assert waits == [50] * 4
        server.shutdown()
