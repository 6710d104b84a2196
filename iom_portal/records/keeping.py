"""Files that are kept because making them again takes time: a directory of them never outgrows its room."""


def drop_least_used(paths, room, keep=None):
    """Delete the least recently used of the files `paths` until the rest take no more than `room` bytes.

    `keep` stays whatever it takes. Returns the paths deleted. A file that another process deletes is no error.
    """
    found, dropped = [], []
    for path in paths:
        try:
            found.append((path.stat().st_mtime, path.stat().st_size, path))
        except FileNotFoundError:
            continue
    total = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if total <= room:
            break
        if path != keep:
            path.unlink(missing_ok=True)
            dropped.append(path)
            total -= size
    return dropped
