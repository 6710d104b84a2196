"""Loaded before the settings (`-p` in pyproject.toml): a fixed environment, and the server of the databases."""

import os
import re
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

from tests.support.postgres import PostgresServer

# What the tests rest on, whatever the machine's own environment or .env says.
ENVIRONMENT = {
    "DEBUG": "false",
    "SECRET_KEY": "zD8mK2vQ7xR4tW9yB3nJ6hF1gL5pS0cVaEuXoTiYrNqMwPkZjHdGfCbU",
    "SITE_URL": "http://127.0.0.1:8000",
    "API_RATE": "1000000/min",
    "SHEET_RATE": "1000000/min",
    "DOWNLOAD_RATE": "1000000/min",
}
EXAMPLE = Path(__file__).parents[2] / ".env.example"
EVERY_SETTING = re.findall(r"^#?([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE)
TESTS = Path(__file__).parents[1]
# Files of which every test runs on both databases.
BOTH = ("test_counts.py", "test_days_of_change.py", "test_constraints.py", "test_verifying.py", "test_databases.py")
SERVER = pytest.StashKey[PostgresServer]()


def pytest_addoption(parser):
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="database to test on; postgresql starts a server of its own",
    )
    parser.addoption("--postgres-programs", metavar="DIR", help="directory of initdb and postgres to use")
    parser.addoption("--leave-once", action="store_true", help="leave out what is marked `once`")
    parser.addoption("--share", action="store_true", help="leave out what the run on the other database has")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config):
    options = early_config.known_args_namespace
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # clean up when told to stop, as on Ctrl-C
    var = Path(tempfile.mkdtemp(prefix="iom-test-"))
    (var / "static").mkdir()
    for name in EVERY_SETTING:
        os.environ.pop(name, None)
    os.environ.update(ENVIRONMENT, VAR_DIR=str(var), ENV_FILE=str(var / "no.env"))
    early_config.add_cleanup(lambda: shutil.rmtree(var, ignore_errors=True))
    if options.database == "postgresql" and not (options.help or options.version):
        try:
            server = PostgresServer(options.postgres_programs)
            os.environ["DATABASE_URL"] = server.start()
        except (OSError, RuntimeError) as error:
            raise pytest.UsageError(f"PostgreSQL does not start: {error}") from None
        early_config.add_cleanup(server.stop)
        early_config.stash[SERVER] = server


def pytest_collection_modifyitems(config, items):
    left = []
    if config.getoption("leave_once"):
        left = [item for item in items if item.get_closest_marker("once")]
    if config.getoption("share"):
        database = "postgresql" if config.stash.get(SERVER, None) else "sqlite"
        left = [item for item in items if database not in databases_of(item)]
    if left:
        items[:] = [item for item in items if item not in set(left)]
        config.hook.pytest_deselected(items=left)


def databases_of(item):
    """On which databases a test runs in `make test`: on both where what it is about depends on the database.

    The API is asked on that of production, pages and admin on that of `make run`: what they say of rows does not depend
    on it. What takes time and cannot differ is marked `once`.
    """
    path = Path(item.path).relative_to(TESTS)
    if str(path.parent) in ("records/models", "records/reading", "records/filtering") or path.name in BOTH:
        return {"sqlite", "postgresql"}
    is_of_production = path.parts[0] == "api" or item.get_closest_marker("once")
    return {"postgresql"} if is_of_production else {"sqlite"}


def pytest_report_header(config):
    server = config.stash.get(SERVER, None)
    return f"database: PostgreSQL {server.release} from {server.programs}" if server else "database: SQLite"
