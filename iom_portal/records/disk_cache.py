"""Files, and directories of files, that are kept on disk since making them again takes time."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Generic, TypeVar

LOCK, DRAFT = ".lock", ".draft"  # suffixes of what stands beside a thing while it is built

T = TypeVar("T")


class BuiltOnce(Generic[T]):
    """A directory of things that take time to make: each is built once, and the least recently used make room.

    A thing is a file, or a directory of files. Its name says all that it was made of, so that it is never out of date.
    It is built as a draft under a file lock and renamed into place, so that it is there whole or not at all, and only
    those who need the same one wait. Its time of modification is that of its last use. All processes of a machine
    share the directory, which may be deleted at any time.
    """

    def __init__(self, directory: Path, room: int, read: Callable[[Path], T]) -> None:
        """Keep things in a directory, which is made when the first is built.

        room: bytes that all may take. read: gives what `find` and `get` return of the path of a thing.
        """
        self.directory, self.room, self.read = directory, room, read

    def find(self, name: str) -> T | None:
        """Return what is kept under a name, and mark it as used; None where it is not there or cannot be read."""
        path = self.directory / name
        try:
            os.utime(path)
            return self.read(path)
        except OSError:
            return None

    def get(self, name: str, build: Callable[[Path], object]) -> T:
        """Return what is kept under a name. Where it is missing, `build` is called with the path to write it to.

        What `build` raises is passed on, and nothing is left of what it wrote. After building the least recently used
        things go, until the rest fit in the room; the new one stays, whatever it takes.
        """
        existing = self.find(name)
        if existing is not None:
            return existing
        self.directory.mkdir(parents=True, exist_ok=True)
        with self._locked(name):
            existing = self.find(name)
            if existing is not None:  # it was built while this one waited
                return existing
            self._build(name, build)
            built = self.read(self.directory / name)
        self.evict(keep=name)
        return built

    def evict(self, keep: str = "") -> None:
        """Delete the least recently used things until the rest fit in the room, and what broken-off builds left.

        keep: the name of one that stays. One that is being built or deleted at the moment is left alone.
        """
        if not self.directory.is_dir():
            return
        self._remove_leftovers()
        things = self._by_last_use()
        total = sum(size for _, size in things)
        for name, size in things:
            if total <= self.room:
                break
            if name == keep:
                continue
            with self._locked(name, wait=False) as is_locked:
                if is_locked:
                    self._remove(name)
                    total -= size

    def _build(self, name: str, build: Callable[[Path], object]) -> None:
        path, draft = self.directory / name, self.directory / f"{name}{DRAFT}"
        _delete(draft)
        try:
            build(draft)
            _delete(path)  # one that could not be read
            draft.rename(path)
        finally:
            _delete(draft)

    def _remove(self, name: str) -> None:
        """Delete a thing so that it is gone at once, a directory too. The caller holds its lock."""
        draft = self.directory / f"{name}{DRAFT}"
        try:
            (self.directory / name).rename(draft)
        except FileNotFoundError:
            return
        _delete(draft)

    def _by_last_use(self) -> list[tuple[str, int]]:
        """Return (name, bytes) of each thing, the least recently used first."""
        by_time = []
        for path in self.directory.iterdir():
            if path.suffix in (LOCK, DRAFT):
                continue
            try:
                by_time.append((path.stat().st_mtime_ns, path.name, _size(path)))
            except FileNotFoundError:  # deleted by another process
                continue
        return [(name, size) for _, name, size in sorted(by_time)]

    def _remove_leftovers(self) -> None:
        """Delete the drafts and locks of builds that were broken off. The lock of one under way is held."""
        for path in list(self.directory.iterdir()):
            if path.suffix in (LOCK, DRAFT):
                with self._locked(path.stem, wait=False) as is_locked:
                    if is_locked:
                        _delete(self.directory / f"{path.stem}{DRAFT}")

    @contextmanager
    def _locked(self, name: str, wait: bool = True) -> Iterator[bool]:
        """Hold the lock of a name, and yield whether it is held: always so, unless another has it and `wait` is off.

        The file of the lock is deleted while it is held. Whoever waited for it then holds a lock that nobody else can
        see, and asks again.
        """
        path = self.directory / f"{name}{LOCK}"
        while True:
            with path.open("w") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    yield False
                    return
                if not _is_at(file, path):
                    continue
                try:
                    yield True
                finally:
                    path.unlink(missing_ok=True)
                return


def _is_at(file: IO[str], path: Path) -> bool:
    """Return whether an open file is the one that stands at `path` now."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(file.stat().st_size for file in path.iterdir())
    return path.stat().st_size


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
