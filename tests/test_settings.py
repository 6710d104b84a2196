"""What stops a start: values that would be unsafe in public, each named with what to set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SAFE = {"SITE_URL": "https://example.org", "SECRET_KEY": "zD8mK2vQ7xR4tW9yB3nJ6hF1gL5pS0cVaEuXoTiYrNqMwPkZjHdGfCbU"}


def start(tmp_path, **values):
    """(whether the settings are taken, what is said)"""
    environment = {"PATH": os.environ["PATH"], "ENV_FILE": str(tmp_path / "none"), "VAR_DIR": str(tmp_path), **SAFE}
    command = [sys.executable, "-c", "import iom_portal.settings as taken; print(taken.NUM_PROXIES)"]
    done = subprocess.run(command, cwd=ROOT, env=environment | values, capture_output=True, text=True)
    return done.returncode == 0, done.stderr or done.stdout


@pytest.mark.once
@pytest.mark.parametrize(
    "values, says",
    [
        ({"BEHIND_PROXY": "true"}, "NUM_PROXIES must say how many proxies stand in front"),
        ({"BEHIND_PROXY": "true", "NUM_PROXIES": "-1"}, "NUM_PROXIES must be 0 or more"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be a random text"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name the hosts"),
        ({"SITE_URL": "http://example.org"}, "SITE_URL must begin with https://"),
        ({"DATABASE_URL": "mysql://localhost/iom"}, "DATABASE_URL must begin with postgres:// or sqlite://"),
    ],
)
def test_an_unsafe_value_stops_the_start(tmp_path, values, says):
    taken, said = start(tmp_path, **values)
    assert not taken and says in said


@pytest.mark.once
@pytest.mark.parametrize("values", [{}, {"BEHIND_PROXY": "true", "NUM_PROXIES": "1"}])
def test_safe_values_are_taken(tmp_path, values):
    assert start(tmp_path, **values) == (True, f"{values.get('NUM_PROXIES', 0)}\n")
