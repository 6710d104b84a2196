"""What every page costs: bytes, requests beside it, queries on the register and on one a hundred times its size, time.

    .venv/bin/python benchmarks/pages.py [--times 100] [--rounds 9]

Bytes and requests are those of a browser with an empty cache, from the production server; "wire" is all that is sent
for the page, packed, with headers. Time is the median of requests to that server, one after the other. Queries are
counted in this process, on a database of its own in a temporary directory; the larger register repeats every kind
(`--only-members`: the members' room alone). Compare ratios, not milliseconds.
"""

import argparse
import http.client
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from register import set_up
from two_clocks import queries

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.browser.measuring import cost
from tests.browser.serving import ROOT, Site
from tests.support.addresses import EMBEDS, FACES, PAGES

EVERY = [*PAGES.values(), *FACES, *EMBEDS.values()]


def queries_at_both_sizes(times, only_members):
    """({address: queries}, the same on the larger register, its size in words)."""
    with tempfile.TemporaryDirectory(prefix="iom-bench-") as directory:
        set_up(directory)
        from django.db import connection
        from django.test import Client

        from members.models import FormerName, Membership, State
        from tests.support.repeating import repeat

        client = Client(HTTP_HOST="127.0.0.1")
        addresses = [address for address in EVERY if "record" not in address]
        once = {address: queries(client, address) for address in addresses}
        repeat(times, [State, Membership, FormerName] if only_members else None)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        many = {address: queries(client, address) for address in addresses}
        return once, many, f"{State.objects.count()} States, {Membership.objects.count()} spells"


def costs(site):
    """{address: Cost}, each in a context with an empty cache."""
    from playwright.sync_api import sync_playwright

    path = subprocess.run([ROOT / ".ci" / "browser", "--installed"], capture_output=True, text=True, check=True)
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path.stdout.strip(), args=["--no-sandbox", "--disable-gpu"]
        )
        for address in EVERY:
            context = browser.new_context(base_url=site.url, viewport={"width": 390, "height": 844})
            found[address] = cost(context.new_page(), address)
            context.close()
        browser.close()
    return found


def milliseconds(site, rounds):
    """{address: median milliseconds} over one connection, the addresses taken in turn."""
    taken = {address: [] for address in EVERY}
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    for turn in range(rounds + 1):
        for address in EVERY:
            began = time.perf_counter()
            connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
            connection.getresponse().read()
            if turn:  # the first round warms up
                taken[address].append((time.perf_counter() - began) * 1000)
    return {address: statistics.median(times) for address, times in taken.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only-members", action="store_true")
    options = parser.parse_args()
    once, many, size = queries_at_both_sizes(options.times, options.only_members)
    site = Site()
    try:
        site.start()
        seen, taken = costs(site), milliseconds(site, options.rounds)
    finally:
        site.stop()
    larger = f"{options.times}x"
    print(f"1x: the register; {larger}: {size}. Bytes, requests and milliseconds at 1x.")
    print(f"{'address':<62}{'HTML kB':>9}{'wire kB':>9}{'beside':>8}{'shift':>7}{'1x':>5}{larger:>6}{'ms':>8}")
    for address in EVERY:
        each = seen[address]
        print(
            f"{address:<62}{each.html / 1000:>9.1f}{each.wire / 1000:>9.1f}{len(each.requests):>8}{len(each.shifts):>7}"
            f"{once.get(address, '-'):>5}{many.get(address, '-'):>6}{taken[address]:>8.1f}"
        )
    growing = {address: (once[address], many[address]) for address in once if once[address] != many[address]}
    html, wire = (max(getattr(each, name) for each in seen.values()) / 1000 for name in ("html", "wire"))
    print(f"most: HTML {html:.1f} kB, wire {wire:.1f} kB; median {statistics.median(taken.values()):.1f} ms")
    print(f"pages whose queries differ between 1x and {larger}: {growing or 'none'}")


if __name__ == "__main__":
    main()
