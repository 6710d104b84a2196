"""Ready databases on SQLite: migrated and empty, or with the real register, made once and kept in `.cache/`.

A run copies them, which takes an instant; to make them takes twenty seconds. They are kept under a key of everything
that they are made of: the fixtures, the migrations, the code that migrates and loads (what the commands import, to the
last module), the settings, the installed packages, Python and SQLite. When any of it changes, they are made anew.
"""

import fcntl
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .imports import ROOT, closure, modules

CACHE = ROOT / ".cache" / "databases"
KEEP = 10  # keys whose files (8 MB) are kept, so that going to and fro between branches or Pythons makes none anew
COMMANDS = "iom_portal.records.management.commands"


def template(with_register: bool, cache: Path = CACHE) -> Path:
    """Return the path of a ready database. Made where there is none; whoever needs the same one meanwhile waits."""
    directory = cache / key()
    path = directory / ("register.sqlite3" if with_register else "empty.sqlite3")
    if not path.exists():
        source = template(False, cache) if with_register else None
        directory.mkdir(parents=True, exist_ok=True)
        with _locked(directory / "lock"):
            if not path.exists():
                _make(path, source)
    os.utime(directory)
    _forget_old(cache)
    return path


def key() -> str:
    """Return a text that changes with anything that the databases are made of."""
    digest = hashlib.sha256()
    for path in sorted(made_of()):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    digest.update(repr((sys.version, sqlite3.sqlite_version, _installed())).encode())
    return digest.hexdigest()[:16]


def made_of() -> set[Path]:
    """Return the files that decide what is in the databases."""
    starts = ["iom_portal.settings", f"{COMMANDS}.load_register"]
    starts += [name for name in modules() if name.endswith((".apps", ".models")) or ".migrations." in name]
    checks = [name for name in modules() if name.endswith(".checks")]  # they read, and import what they read of
    code = {modules()[name] for name in closure(starts, without=checks)}
    return code | set((ROOT / "fixtures").iterdir()) | {ROOT / "manage.py"}


def _installed() -> list[str]:
    """Return the packages that the portal runs on, each with the version that is installed."""
    found = []
    for line in (ROOT / "requirements.txt").read_text().splitlines():
        name = re.match(r"[\w.-]+", line)
        if name:
            with suppress(PackageNotFoundError):  # some are for other systems
                found.append(f"{name[0]} {version(name[0])}")
    return found


def _make(path: Path, source: Path | None) -> None:
    """Write a database: migrated or, from a migrated `source`, with the register loaded."""
    with tempfile.TemporaryDirectory(dir=path.parent) as directory:
        draft = Path(directory) / "register.sqlite3"
        if source is None:
            manage("migrate", VAR_DIR=directory)
        else:
            shutil.copyfile(source, draft)
            manage("load_register", VAR_DIR=directory)
        assert not draft.with_name("register.sqlite3-wal").exists(), "the database was not closed"
        draft.replace(path)


def manage(command: str, **environment: str) -> None:
    """Run a command of manage.py in a process of its own. Raises RuntimeError with what it said when it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {command} failed:\n{done.stdout}\n{done.stderr}")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _forget_old(cache: Path) -> None:
    directories = sorted(cache.iterdir(), key=lambda each: each.stat().st_mtime, reverse=True)
    for directory in directories[KEEP:]:
        shutil.rmtree(directory, ignore_errors=True)
