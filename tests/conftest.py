"""Fixtures for every test. The environment and the database are set before this file is read: see plugin.py."""

import gc
import os
from types import SimpleNamespace

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.db import transaction
from django.test import override_settings

from tests.support.databases import Wanted, databases

# The same examples in every run, so that a failure is never luck.
hypothesis.settings.register_profile("portal", deadline=None, derandomize=True, database=None, print_blob=True)
hypothesis.settings.load_profile("portal")


@pytest.fixture(scope="session", autouse=True)
def plain_static_files():
    """Pages link static files by their plain names: collecting and hashing them would cost every run half a minute."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield


@pytest.fixture(autouse=True)
def no_snapshot_stays_open():
    """Each test begins and ends without connections to the register's past."""
    yield
    from iom_portal.records.history.snapshots import forget_snapshots

    forget_snapshots()


@pytest.fixture
def own_past(request, settings, tmp_path):
    """Snapshots and cached days of one test alone: a revision that it rolls back leaves its number to the next test.

    The real register as loaded is the same for all, so its snapshot is made once.
    """
    settings.SNAPSHOT_DIR = tmp_path / "snapshots"
    if "register" in request.fixturenames:
        first = request.getfixturevalue("first_snapshot")
        settings.SNAPSHOT_DIR.mkdir()
        os.link(first, settings.SNAPSHOT_DIR / first.name)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def standing_clock(monkeypatch):
    """What clients may spend is unspent, and its times neither end nor begin while a test counts, unless it says so.

    Its only item is the time, in seconds.
    """
    from iom_portal.records.web import allowance

    clock = [1_800_000_000.0]
    monkeypatch.setattr(allowance.time, "time", lambda: clock[0])
    caches["counters"].clear()
    return clock


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Before any fixture of the test is made, the database is the one that it asks for: see support/databases.py."""
    if (wanted := Wanted.by(item)) is not None:
        databases.use(wanted)


@pytest.fixture(scope="session")
def django_db_setup():
    """Instead of pytest-django's, which makes one database for all tests."""
    yield
    databases.close()


@pytest.fixture(scope="session")
def register(django_db_setup, django_db_blocker):
    """The real register, loaded from fixtures/. `register.revision` is the revision of its load."""
    assert databases.now.register, "Name `register` among the arguments of the test or of one of its fixtures."
    from iom_portal.records.models import Revision

    with django_db_blocker.unblock():
        return SimpleNamespace(revision=Revision.objects.get())


@pytest.fixture(scope="session")
def _reader(register):
    from tests.support.reader import Reader

    return Reader(register.revision.number)


@pytest.fixture
def reader(_reader, db):
    """A client for tests that only read the real register; see tests/support/reader.py."""
    return _reader


@pytest.fixture(scope="session")
def first_snapshot(register, django_db_blocker, tmp_path_factory):
    """The file of the real register as it was loaded."""
    from iom_portal.records.history.snapshots import ensure_snapshot

    with django_db_blocker.unblock(), override_settings(SNAPSHOT_DIR=tmp_path_factory.mktemp("first")):
        return ensure_snapshot(register.revision.number)


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """What fixtures of module scope put on it stays for those tests of the module that ask for them, each of which
    undoes its own changes only. It is cleared after the last of them."""
    assert databases.now.stage, "Name `stage` among the arguments of the test or of one of its fixtures."
    here = databases.now
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        yield
        with databases.using(here):
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


def pytest_collection_finish():
    """What is loaded by now lives as long as the run: the garbage collector need not walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
