"""Our API beside Datasette on the same SQLite file: requests a second and the 99th percentile, in one run.

    .venv/bin/python benchmarks/datasette.py [--times 100] [--rounds 5] [--seconds 1.5] [--clients 4] [--workers 2]

Each question is asked of both, in turn, by as many clients over as many connections. Each is served by its own command
as it is: ours by two processes of one thread, Datasette by one process that asks the database in three threads.
Datasette (of benchmarks/datasette.txt, in an environment of its own that this script makes) has its suggested facets
switched off, which makes it faster. Neither keeps answers. Figures are medians of the rounds; compare ratios. The last
column is how many times less processor time our server takes for an answer, which other work disturbs least.

“same” asks for the same columns. “more” is our whole answer, with references by name, addresses, certainty, dates in
words, citations and their sources, beside all that Datasette's table has: every column, and States by their names; of
the count, how many States certainly and possibly were members, beside how many rows there are. With --by-hand it asks
Datasette in SQL of its user's own too, which joins citations and sources, and counts neither rows nor pages.
"""

import argparse
import http.client
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from register import ROOT, enlarge, set_up

DAY = "2013-11-20"
KEY = "aus-member-2"
OURS = "id,status,basis,evidence,note,start,end"
COLUMNS = ["id", "status", "basis", "evidence", "note"]
COLUMNS += [f"{date}{bound}" for date in ("start", "end") for bound in ("", "_earliest", "_latest")]
TABLE, ROW = "/register/members_membership.json", f"/register/members_membership/{KEY}.json"
ON_THE_DAY = [("status", "member"), ("start_earliest__lte", DAY), ("end_latest__gte", DAY)]
CITED = """
SELECT spell.*, state.name_en, (
  SELECT json_group_array(json_object('id', citation.id, 'source', source.id, 'title', source.title,
    'field', citation.field, 'locator', citation.locator, 'stance', citation.stance,
    'other_value', citation.other_value, 'evidence', citation.evidence, 'note', citation.note))
  FROM records_citation AS citation JOIN records_source AS source ON source.id = citation.source_id
  WHERE citation.content_type_id = (SELECT id FROM django_content_type WHERE model = 'membership')
    AND citation.object_id = spell.id) AS citations
FROM members_membership AS spell JOIN members_state AS state ON state.id = spell.state_id"""
COUNTED = """
SELECT count(DISTINCT state_id) AS possible, count(DISTINCT
  CASE WHEN start_latest <= :day AND end_earliest >= :day THEN state_id END) AS certain
FROM members_membership WHERE status = 'member' AND start_earliest <= :day AND end_latest >= :day"""


class Question(NamedTuple):
    """What is asked, in which form, and the address of the answer at either door."""

    name: str
    form: str
    ours: str
    theirs: str


def at(path, *pairs):
    return f"{path}?{urlencode([('_shape', 'objects'), *pairs])}"


def in_sql(sql, **values):
    return at("/register.json", ("sql", " ".join(sql.split())), *values.items())


def questions(by_hand):
    columns = [("_col", name) for name in COLUMNS]
    spells, spell, filtered = "/api/v1/memberships/", f"/api/v1/memberships/{KEY}/", f"status=member&as_of={DAY}"
    first, labels = ("_size", "50"), ("_labels", "on")
    of_the_day = [("_size", "0"), *ON_THE_DAY]
    counts = f"/api/v1/counts/?as_of={DAY}"
    yield Question("list", "same", f"{spells}?fields={OURS}", at(TABLE, first, *columns))
    yield Question("list", "more", spells, at(TABLE, first, labels))
    yield Question("filtered", "same", f"{spells}?{filtered}&fields={OURS}", at(TABLE, first, *columns, *ON_THE_DAY))
    yield Question("filtered", "more", f"{spells}?{filtered}", at(TABLE, first, labels, *ON_THE_DAY))
    yield Question("detail", "same", f"{spell}?fields={OURS}", at(ROW))
    yield Question("detail", "more", spell, at(ROW, labels))
    yield Question("count", "same", f"{spells}?{filtered}&fields=id&page_size=1", at(TABLE, *of_the_day))
    yield Question("count", "more", counts, at(TABLE, *of_the_day))
    if by_hand:
        where = "WHERE status = 'member' AND start_earliest <= :day AND end_latest >= :day"
        listed = "ORDER BY start_earliest, start_latest, spell.id LIMIT 50"
        yield Question("list", "by hand", spells, in_sql(f"{CITED} {listed}"))
        yield Question("filtered", "by hand", f"{spells}?{filtered}", in_sql(f"{CITED} {where} {listed}", day=DAY))
        yield Question("detail", "by hand", spell, in_sql(f"{CITED} WHERE spell.id = :id", id=KEY))
        yield Question("count", "by hand", counts, in_sql(COUNTED, day=DAY))


class Measured(NamedTuple):
    rate: float  # requests a second
    slowest: float  # milliseconds within which 99 of 100 were answered
    worked: float  # milliseconds of processor time of the server for each


class Server(NamedTuple):
    port: int
    process: int

    def worked(self):
        """The seconds of processor time that its processes have taken so far."""
        of_group = [stat.split() for stat in map(_stat, Path("/proc").glob("[0-9]*/stat")) if stat]
        own = [stat for stat in of_group if str(self.process) in (stat[-1], stat[2])]
        return sum(int(ticks) for stat in own for ticks in stat[11:13]) / os.sysconf("SC_CLK_TCK")


def _stat(path):
    """The fields of a process after its name, and its number at the end; "" where it has ended."""
    try:
        return f"{path.read_text().rpartition(')')[2]} {path.parent.name}"
    except OSError:
        return ""


def measure(server, address, seconds, clients):
    """What one server does with one question for a while."""
    until, taken, worked = time.perf_counter() + seconds, [], server.worked()

    def ask():
        connection, own = http.client.HTTPConnection("127.0.0.1", server.port), []
        while (began := time.perf_counter()) < until:
            connection.request("GET", address)
            response = connection.getresponse()
            response.read()
            assert response.status == 200, (address, response.status)
            own.append(time.perf_counter() - began)
        taken.extend(own)

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate, slowest = len(taken) / (time.perf_counter() - began), statistics.quantiles(taken, n=100)[98]
    return Measured(rate, slowest * 1000, (server.worked() - worked) / len(taken) * 1000)


def median(measured):
    return Measured(*(statistics.median(values) for values in zip(*measured, strict=True)))


@contextmanager
def serving(command, environment=None):
    """A Server of this command on a free port, in a group of processes of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [*command, "--port", str(port)], env=environment, stdout=subprocess.DEVNULL, process_group=0
    )
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 0.1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield Server(port, server.pid)
    finally:
        server.terminate()
        server.wait()


def install():
    """The program of Datasette, in an environment of its own, made if it is not there."""
    home = ROOT / "var" / "benchmarks" / "datasette"
    program, wanted = home / "bin" / "datasette", ROOT / "benchmarks" / "datasette.txt"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        subprocess.run([home / "bin" / "pip", "install", "--quiet", "--requirement", wanted], check=True)
    return program


@contextmanager
def both(directory, workers):
    """(our Server, that of Datasette), both serving the database in `directory`."""
    database = Path(directory) / "register.sqlite3"
    names = Path(directory) / "metadata.json"
    names.write_text(
        json.dumps({"databases": {"register": {"tables": {"members_state": {"label_column": "name_en"}}}}})
    )
    own = {"DEBUG": "false", "SECRET_KEY": secrets.token_urlsafe(64), "SITE_URL": "http://127.0.0.1:8000"}
    ours = [sys.executable, str(ROOT / "manage.py"), "serve", "--workers", str(workers)]
    theirs = [install(), "serve", database, "--metadata", names, "--setting", "suggest_facets", "off"]
    theirs += ["--setting", "sql_time_limit_ms", "10000"]
    with serving(ours, os.environ | own) as here, serving(theirs) as there:
        yield here, there


def compare(directory, options):
    """{question: (ours, that of Datasette)}, the two servers taken in turn."""
    found = {}
    with both(directory, options.workers) as servers:
        for question in questions(options.by_hand):
            if options.only and options.only not in (question.name, question.form):
                continue
            rounds = [[], []]
            for turn in range(options.rounds + 1):
                for server, address, own in zip(servers, question[2:], rounds, strict=True):
                    measured = measure(server, address, options.seconds if turn else 0.3, options.clients)
                    own.extend([measured] if turn else [])  # the first turn warms up
            found[question] = tuple(map(median, rounds))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.5)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2, help="processes of our server")
    parser.add_argument("--by-hand", action="store_true", help="ask Datasette in SQL too")
    parser.add_argument("--only", help="a question or a form alone")
    options = parser.parse_args()
    print("| size | question | form | ours/s | Datasette/s | ratio | ours p99 ms | Datasette p99 ms | ratio of work |")
    print("|---|---|---|--:|--:|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory(prefix="iom-bench-") as directory:
        set_up(directory)
        for times in dict.fromkeys((1, options.times)):
            if times > 1:
                enlarge(times)
            for (name, form, *_), (ours, theirs) in compare(directory, options).items():
                print(
                    f"| {times}x | {name} | {form} | {ours.rate:.0f} | {theirs.rate:.0f} "
                    f"| {ours.rate / theirs.rate:.2f} | {ours.slowest:.1f} | {theirs.slowest:.1f} "
                    f"| {theirs.worked / ours.worked:.2f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
