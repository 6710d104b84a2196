import pytest
from django.core.cache import cache, caches

from tests.support.api import Api


@pytest.fixture
def api():
    cache.clear()
    caches["counters"].clear()
    return Api()


@pytest.fixture
def reading(reader):
    """The API of the real register, for tests that only read."""
    return Api(reader)
