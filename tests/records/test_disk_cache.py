"""What is built once and kept on disk: whole or not at all, by one builder, and within its room."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from iom_portal.records.disk_cache import BuiltOnce

ROOT = Path(__file__).parents[2]
FOREVER = 10**9  # bytes

BUILD_SLOWLY = """
import sys, time
from pathlib import Path
from iom_portal.records.disk_cache import BuiltOnce

directory = Path(sys.argv[1])

def build(draft):
    with (directory.parent / "builds").open("a") as builds:
        builds.write("built\\n")
    draft.write_bytes(b"half")
    time.sleep(0.5)
    draft.write_bytes(b"whole")

print(BuiltOnce(directory, 10**9, read=Path.read_text).get("report", build))
"""


@pytest.fixture
def cache(tmp_path: Path) -> BuiltOnce[str]:
    return BuiltOnce(tmp_path / "kept", FOREVER, read=Path.read_text)


def writes(text: str) -> Callable[[Path], object]:
    return lambda draft: draft.write_text(text)


def fails(draft: Path) -> None:
    draft.write_text("half")
    raise RuntimeError("It cannot be made.")


def names(cache: BuiltOnce[str]) -> list[str]:
    """Every file in the directory: things, drafts and locks."""
    return sorted(path.name for path in cache.directory.iterdir())


def used_at(cache: BuiltOnce[str], name: str, seconds: int) -> None:
    os.utime(cache.directory / name, (seconds, seconds))


# Once


def test_a_thing_is_built_once_and_then_read(cache):
    assert cache.find("a") is None
    assert cache.get("a", writes("first")) == "first"
    assert cache.get("a", fails) == "first" and cache.find("a") == "first"
    assert names(cache) == ["a"]


def test_a_directory_of_files_is_built_and_found_in_the_same_way(tmp_path):
    cache = BuiltOnce(tmp_path, FOREVER, read=lambda path: sorted(file.name for file in path.iterdir()))

    def build(draft: Path) -> None:
        draft.mkdir()
        for name in ("one", "two"):
            (draft / name).write_text(name)

    assert cache.get("set", build) == ["one", "two"] and cache.find("set") == ["one", "two"]


def test_threads_that_need_the_same_one_build_it_once(cache):
    builds, together, answers = [], threading.Barrier(6), []

    def build(draft: Path) -> None:
        builds.append(draft)
        draft.write_text("whole")

    def ask() -> None:
        together.wait()
        answers.append(BuiltOnce(cache.directory, FOREVER, read=Path.read_text).get("a", build))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert answers == ["whole"] * 6 and len(builds) == 1
    assert names(cache) == ["a"]


def test_processes_that_need_the_same_one_build_it_once(cache):
    program = [sys.executable, "-c", BUILD_SLOWLY, str(cache.directory)]
    processes = [subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate(timeout=60)[0] for process in processes] == ["whole\n"] * 3
    assert (cache.directory.parent / "builds").read_text() == "built\n"
    assert names(cache) == ["report"]


def test_who_needs_another_one_does_not_wait(cache):
    begun, may_end = threading.Event(), threading.Event()

    def build(draft: Path) -> None:
        draft.write_text("half")
        begun.set()
        may_end.wait(timeout=30)
        draft.write_text("slow")

    thread = threading.Thread(target=cache.get, args=("slow", build))
    thread.start()
    assert begun.wait(timeout=30)
    assert cache.find("slow") is None and cache.get("fast", writes("fast")) == "fast"
    left = names(cache)
    may_end.set()
    thread.join(timeout=30)
    assert "slow.draft" in left, "the draft of a build under way is no leftover"
    assert cache.find("slow") == "slow"


# Whole or not at all


def test_a_build_that_fails_leaves_nothing_and_can_be_tried_again(cache):
    with pytest.raises(RuntimeError, match="cannot be made"):
        cache.get("a", fails)
    assert names(cache) == [] and cache.find("a") is None
    assert cache.get("a", writes("whole")) == "whole"


def test_a_directory_whose_build_fails_leaves_nothing(cache):
    def build(draft: Path) -> None:
        draft.mkdir()
        fails(draft / "one")

    with pytest.raises(RuntimeError):
        cache.get("set", build)
    assert names(cache) == []


def test_what_broken_off_builds_left_goes_with_the_next_build(cache):
    cache.directory.mkdir()
    (cache.directory / "gone.draft").mkdir()
    for left in ("gone.draft/file", "gone.lock", "b.lock", "a.draft"):
        (cache.directory / left).write_text("half")
    assert cache.get("a", writes("whole")) == "whole"
    assert names(cache) == ["a"]


def test_what_cannot_be_read_is_built_again(tmp_path):
    cache = BuiltOnce(tmp_path, FOREVER, read=lambda path: (path / "file").read_text())
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "other").write_text("other")

    def build(draft: Path) -> None:
        draft.mkdir()
        (draft / "file").write_text("whole")

    assert cache.find("set") is None
    assert cache.get("set", build) == "whole" and not (tmp_path / "set" / "other").exists()


# Room


def test_the_least_used_goes_first_not_the_oldest(cache):
    for number, name in enumerate("abc", start=1):
        cache.get(name, writes("x" * 100))
        used_at(cache, name, number)
    assert cache.find("a") == "x" * 100  # a use between saves it
    cache.room = 300
    cache.get("d", writes("x" * 100))
    assert names(cache) == ["a", "c", "d"]


def test_only_as_many_go_as_it_takes(cache):
    for number, name in enumerate("abcd", start=1):
        cache.get(name, writes("x" * 100))
        used_at(cache, name, number)
    cache.room = 250
    cache.evict()
    assert names(cache) == ["c", "d"]
    cache.evict()
    assert names(cache) == ["c", "d"]


def test_a_new_one_stays_even_if_it_is_larger_than_the_room(cache):
    cache.room = 50
    cache.get("a", writes("x" * 100))
    assert names(cache) == ["a"]
    cache.get("b", writes("x" * 100))
    assert names(cache) == ["b"]


def test_the_one_to_be_kept_stays_though_it_is_the_least_used(cache):
    for number, name in enumerate("ab", start=1):
        cache.get(name, writes("x" * 100))
        used_at(cache, name, number)
    cache.room = 150
    cache.evict(keep="a")
    assert names(cache) == ["a"]


def test_a_directory_takes_the_room_of_its_files(cache):
    def build(draft: Path) -> None:
        draft.mkdir()
        for name in ("one", "two"):
            (draft / name).write_text("x" * 100)

    directories = BuiltOnce(cache.directory, 250, read=lambda path: path)
    directories.get("first", build)
    directories.get("second", build)
    assert names(cache) == ["second"]


def test_of_a_directory_that_there_is_not_nothing_is_evicted(cache):
    cache.evict()
    assert not cache.directory.exists()


def test_a_place_where_nothing_can_be_kept_is_an_error(tmp_path):
    (tmp_path / "occupied").write_text("a file, not a directory")
    cache = BuiltOnce(tmp_path / "occupied", FOREVER, read=Path.read_text)
    assert cache.find("a") is None
    with pytest.raises(OSError):
        cache.get("a", writes("whole"))
