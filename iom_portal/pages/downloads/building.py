"""Making the files of an edition once, and keeping them: a directory for each edition, at most DOWNLOAD_BYTES in all.

The directory is made under a file lock beside its place and renamed into it, so that it is there whole or not at all.
It holds the files and manifest.json, which says of each its size, SHA-256 and rows.
"""

import fcntl
import json
import os
import shutil
import threading
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from iom_portal.records.disk_cache import drop_least_used
from iom_portal.records.history.snapshots import as_recorded

from . import document, package, sqlite


@dataclass(frozen=True)
class Form:
    """A form in which the register can be had: the extension of its file, its media type, its name, what writes it."""

    extension: str
    media_type: str
    title: str
    write: callable

    @property
    def name(self):
        return f"iom-reference.{self.extension}"


FORMS = (
    Form("sqlite3", "application/vnd.sqlite3", "SQLite", sqlite.write),
    Form("zip", "application/zip", "CSV data package", package.write),
    Form("json", "application/json", "JSON", document.write),
)


def folder(edition):
    return Path(settings.DOWNLOAD_DIR) / edition.key


def manifest(edition):
    """The manifest of an edition that has been made, as a dict; None where it has not."""
    place = folder(edition)
    try:
        found = json.loads((place / "manifest.json").read_text())
        os.utime(place)
    except OSError:
        return None
    return found


def build(edition):
    """The manifest of an edition, which is made if it is missing. Only those who need the same one wait for it."""
    place = folder(edition)
    if (found := manifest(edition)) is not None:
        return found
    place.parent.mkdir(parents=True, exist_ok=True)
    lock = place.with_suffix(".lock")
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if (found := manifest(edition)) is None:
            found = _make(edition, place)
    dropped = drop_least_used(
        [path for path in place.parent.iterdir() if path.is_dir()], settings.DOWNLOAD_BYTES, keep=place
    )
    for path in dropped:
        path.with_suffix(".lock").unlink(missing_ok=True)
    return found


def _make(edition, place):
    draft = place.with_suffix(f".{os.getpid()}-{threading.get_ident()}.draft")
    draft.mkdir()
    try:
        with as_recorded(edition.moment):
            files = [_file(form, draft / form.name, edition) for form in FORMS]
        made = edition.about() | {"files": files}
        (draft / "manifest.json").write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n")
        draft.rename(place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return made


def _file(form, path, edition):
    rows = form.write(path, edition)
    with path.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    return {
        "name": form.name,
        "title": form.title,
        "media_type": form.media_type,
        "bytes": path.stat().st_size,
        "sha256": digest,
        "rows": rows,
        "address": f"{settings.SITE_URL}{reverse('download', args=[form.extension])}?{edition.query}",
    }
