import pytest
from django.core.checks import run_checks
from django.db import connection

from iom_portal.records import checks

pytestmark = pytest.mark.django_db


def test_a_plain_collation_passes_and_another_is_told_with_its_remedy(monkeypatch):
    assert [found.id for found in run_checks(databases=["default"])] == []
    monkeypatch.setattr(checks, "PLAIN", ("en_GB.UTF-8",))
    found = [(one.id, one.hint) for one in run_checks(databases=["default"])]
    if connection.vendor == "postgresql":
        assert found == [
            ("records.W001", "Create it with: createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 NAME")
        ]
    else:
        assert found == []
