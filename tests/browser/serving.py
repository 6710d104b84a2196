"""The site as its users get it: the production server on the real register, in processes of its own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds in which a busy machine must have started or stopped the server
SECRET = "bR7vK2wQ9xM4tZ8yC3nH6jF1gD5pS0lVaEuXoTiYrNqGwPkBzJdLfWcU"  # of a site that lives as long as the tests

# A correction of the register after its load, so that it has a past that differs from what it says now.
CORRECTION = """
from iom_portal.records.models.revising import Revision, revising
from members.models import State
with revising(reason="The name of the capital, spelt out.", origin=Revision.Origin.SHELL):
    australia = State.objects.get(pk="AUS")
    australia.capital = "Canberra, Australian Capital Territory"
    australia.save()
"""


class Site:
    """A served site. `url` has no slash at its end. Trouble in preparing or starting it is raised as RuntimeError."""

    def __init__(self):
        self._directory = tempfile.TemporaryDirectory(prefix="iom-site-")
        self.directory = Path(self._directory.name)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "ENV_FILE": str(self.directory / "no.env"),
            "VAR_DIR": str(self.directory),
            "SECRET_KEY": SECRET,
            "SITE_URL": self.url,
            "API_RATE": "1000000/min",
            "SHEET_RATE": "1000000/min",
            "DOWNLOAD_RATE": "1000000/min",
        }
        self._server = None

    def start(self):
        """Migrate, load, correct, collect and serve; static files are collected while the register loads."""
        collecting = self._manage("collectstatic", "--noinput", "--ignore", "redoc", "--ignore", "admin")
        for command in (["migrate"], ["load_register"], ["shell", "--no-imports", "-c", CORRECTION]):
            self._finish(self._manage(*command))
        self._finish(collecting)
        self._server = self._manage("serve", "--port", str(self.port), "--workers", "2")
        self._wait_until_it_answers()
        return self

    def stop(self):
        if self._server and self._server.poll() is None:
            self._server.terminate()
            try:
                self._server.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(self._server.pid, signal.SIGKILL)
                self._server.wait()
        self._directory.cleanup()

    @property
    def server(self):
        """The id of the process of the server."""
        return self._server.pid

    def shell(self, code):
        """What Python code prints that is run with the settings of the site."""
        self._finish(self._manage("shell", "--no-imports", "-c", code))
        return (self.directory / "shell.log").read_text()

    def errors(self):
        """What the server wrote on standard error about requests that failed."""
        log = (self.directory / "serve.log").read_text(errors="replace")
        return log[max(0, log.index("Traceback") - 500) :] if "Traceback" in log else ""

    def _manage(self, *arguments):
        log = (self.directory / f"{arguments[0]}.log").open("wb")
        with log:
            return subprocess.Popen(
                [sys.executable, "manage.py", *arguments],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _finish(self, process):
        if process.wait():
            raise RuntimeError(f"{' '.join(process.args[1:4])} failed:\n{self._logs()}")

    def _wait_until_it_answers(self):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._server.poll() is None:
            try:
                with urlopen(f"{self.url}/healthz", timeout=PATIENCE) as answer:
                    if answer.status == 200:
                        return
            except (URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(f"The site does not answer:\n{self._logs()}")

    def _logs(self):
        return "\n".join(path.read_text(errors="replace")[-2000:] for path in sorted(self.directory.glob("*.log")))
