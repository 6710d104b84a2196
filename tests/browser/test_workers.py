"""Without a browser: the death of a worker is survived by the site."""

import os
import signal
import time
from pathlib import Path

from .serving import PATIENCE
from .test_burst import ask


def worker_ids(site):
    """The ids of the processes that answer: those that the server has started and that live."""
    return [int(child) for child in Path(f"/proc/{site.server}/task/{site.server}/children").read_text().split()]


def test_a_worker_that_is_killed_is_replaced(site):
    before = worker_ids(site)
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    until = time.monotonic() + PATIENCE
    while len(set(worker_ids(site)) - {before[0]}) < 2 and time.monotonic() < until:
        time.sleep(0.1)
    after = worker_ids(site)
    assert len(after) == 2 and before[1] in after
    while time.monotonic() < until:
        try:
            if {ask(site, "/healthz")[0] for _ in range(10)} == {200}:
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the site does not answer any more")
