"""What names the running code: the release that a deployment states, or else a digest of the source files."""

from pathlib import Path

import pytest

from iom_portal.release import digest_of_code, release


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("iom_portal/views.py", "members/models/spell.py", "iom_portal/api/examples.json"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("before")
    return tmp_path


def digest(checkout: Path) -> str:
    digest_of_code.cache_clear()
    return digest_of_code(checkout)


@pytest.fixture(autouse=True)
def computed_anew():
    yield
    digest_of_code.cache_clear()


@pytest.mark.parametrize("name", ["iom_portal/views.py", "members/models/spell.py", "iom_portal/api/examples.json"])
def test_code_that_makes_other_answers_is_another_release(checkout, name):
    before = digest(checkout)
    assert digest(checkout) == before
    (checkout / name).write_text("after")
    assert digest(checkout) != before


def test_a_file_that_is_new_is_another_release(checkout):
    before = digest(checkout)
    (checkout / "organs").mkdir()
    (checkout / "organs" / "views.py").write_text("new")
    assert digest(checkout) != before


def test_what_makes_no_answers_does_not_matter(checkout):
    before = digest(checkout)
    (checkout / "tests").mkdir()
    for name in ("tests/test_views.py", "iom_portal/notes.md"):
        (checkout / name).write_text("new")
    assert digest(checkout) == before


def test_a_process_reads_the_files_once(checkout):
    before = digest(checkout)
    (checkout / "iom_portal" / "views.py").write_text("after")
    assert digest_of_code(checkout) == before


def test_without_the_setting_it_is_the_digest_of_this_checkout(settings):
    assert settings.RELEASE == "" and release() == digest_of_code(settings.BASE_DIR)
    settings.RELEASE = "2026-11-28.1"
    assert release() == "2026-11-28.1"
