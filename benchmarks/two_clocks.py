"""What the two clocks cost, in one run on one machine: queries under as_of, snapshots, and pages read from them.

    .venv/bin/python benchmarks/two_clocks.py [--times 100] [--rounds 15]

It works on databases of its own in a temporary directory: the real register (1x), and the same with its States, spells,
former names, their citations and their history repeated (100x: some 20,000 States and 26,700 spells). Figures are
medians; compare ratios, not seconds.
"""

import argparse
import statistics
import tempfile
import time

from register import enlarge, set_up

DAY = "2013-11-20"
PAGES = [
    "/",
    "/members/",
    "/observers/",
    "/members/australia/",
    "/organs/",
    "/organs/council/",
    "/leadership/",
    "/counts/",
]
LISTS = ["/history/", "/names/", "/instruments/", "/organs/", "/sessions/", "/statements/", "/figures/", "/attributes/"]
LISTS += ["/members/", "/observers/", "/strategy/", "/strategy/objectives/", "/sources/"]


def queries(client, address):
    """How many queries an answer costs, on every connection, once caches that outlive a request are warm."""
    from django.db import connections, reset_queries

    client.get(address)
    reset_queries()
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return sum(len(connections[alias].queries) for alias in connections.settings)


def api_lists():
    from iom_portal.api.resources import VIEWSETS

    return [f"/api/v1/{viewset.queryset.model.about.resource}/" for viewset in VIEWSETS]


def seconds(rounds, *calls):
    """Median seconds of each call, the calls taken in turn so that noise falls on all of them alike."""
    taken = [[] for _ in calls]
    for call in calls:
        call()
    for _ in range(rounds):
        for call, times in zip(calls, taken, strict=True):
            began = time.perf_counter()
            call()
            times.append(time.perf_counter() - began)
    return [statistics.median(times) for times in taken]


def build(rounds):
    """Median seconds to build the snapshot of the latest revision, and the number of its rows."""
    from iom_portal.records.history import snapshots
    from iom_portal.records.models import Register

    revision = Register.objects.get().last_revision

    def once():
        snapshots.forget_snapshots()
        snapshots.snapshot_path(revision).unlink(missing_ok=True)
        snapshots.ensure_snapshot(revision)

    rows = sum(len(list(snapshots.rows_as_of(model, revision))) for model in snapshots.routed_models())
    return seconds(rounds, once)[0], rows


def report_queries(client, size):
    addresses = LISTS + api_lists()
    from iom_portal.records.dates.validity import today

    costs = {}
    for address in addresses:
        # A page without as_of is that of today. Of another day some list may be empty, and then its prefetches go.
        day = DAY if address.startswith("/api/") else today().isoformat()
        plain, dated = queries(client, address), queries(client, f"{address}?as_of={day}")
        costs[address] = (plain, dated)
    differing = {address: pair for address, pair in costs.items() if pair[0] != pair[1]}
    print(f"as_of, {size}: {len(addresses)} lists, queries without and with it differ on {len(differing)}: {differing}")
    return costs


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="iom-bench-") as directory:
        set_up(directory)
        from django.test import Client

        client = Client(HTTP_HOST="127.0.0.1")
        once = report_queries(client, "1x")
        taken, rows = build(options.rounds)
        print(f"snapshot, 1x: {rows} rows built in {taken:.3f} s")
        print(f"{'page':<24}{'live ms':>10}{'snapshot ms':>14}{'ratio':>8}")
        for page in PAGES:
            live, past = seconds(
                options.rounds,
                lambda page=page: client.get(f"{page}?as_of={DAY}"),
                lambda page=page: client.get(f"{page}?as_of={DAY}&as_recorded=1"),
            )
            print(f"{page:<24}{live * 1000:>10.1f}{past * 1000:>14.1f}{past / live:>8.2f}")
        states, spells = enlarge(options.times)
        size = f"{options.times}x ({states} States, {spells} spells)"
        many = report_queries(client, size)
        growing = {address: (once[address], many[address]) for address in once if once[address] < many[address]}
        print(f"queries that grow from 1x to {options.times}x: {growing or 'none'}")
        taken, rows = build(1)
        print(f"snapshot, {size}: {rows} rows built in {taken:.1f} s, {taken / rows * 1e6:.1f} µs a row")


if __name__ == "__main__":
    main()
