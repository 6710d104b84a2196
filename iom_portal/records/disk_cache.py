"""Files, and directories of files, that are kept since making them again takes time: they never outgrow their room."""

import shutil


def drop_least_used(paths, room, keep=None):
    """Delete the least recently used of `paths` until the rest take no more than `room` bytes. A path is a file, or a
    directory of files.

    `keep` stays whatever it takes. Returns the paths deleted. A file that another process deletes is no error.
    """
    found, dropped = [], []
    for path in paths:
        try:
            found.append((path.stat().st_mtime, _size(path), path))
        except FileNotFoundError:
            continue
    total = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if total <= room:
            break
        if path != keep:
            _delete(path)
            dropped.append(path)
            total -= size
    return dropped


def _size(path):
    return sum(file.stat().st_size for file in path.iterdir()) if path.is_dir() else path.stat().st_size


def _delete(path):
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
