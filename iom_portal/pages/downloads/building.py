"""Making the files of an edition once, and keeping them: a directory for each edition, at most DOWNLOAD_BYTES in all.

It holds the files and manifest.json, which says of each its size, SHA-256 and rows. How it is made and kept:
records/disk_cache.py.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from iom_portal.records.disk_cache import BuiltOnce
from iom_portal.records.history.snapshots import as_recorded

from .document import write_document
from .editions import Edition
from .package import write_package
from .sqlite import write_sqlite

EditionManifest = dict[str, Any]


@dataclass(frozen=True)
class Form:
    """A form in which the register can be had: the extension of its file, its media type, its name, what writes it."""

    extension: str
    media_type: str
    title: str
    write: Callable[[Path, Edition], dict[str, int]]

    @property
    def name(self) -> str:
        return f"iom-reference.{self.extension}"


FORMS = (
    Form("sqlite3", "application/vnd.sqlite3", "SQLite", write_sqlite),
    Form("zip", "application/zip", "CSV data package", write_package),
    Form("json", "application/json", "JSON", write_document),
)


def _editions() -> BuiltOnce[EditionManifest]:
    """Return the directory of the editions that have been made."""
    return BuiltOnce(Path(settings.DOWNLOAD_DIR), settings.DOWNLOAD_BYTES, read=_read_manifest)


def _read_manifest(directory: Path) -> EditionManifest:
    return json.loads((directory / "manifest.json").read_text())


def folder(edition: Edition) -> Path:
    """Return the directory that holds the files of an edition, once they are made."""
    return Path(settings.DOWNLOAD_DIR) / edition.key


def find_manifest(edition: Edition) -> EditionManifest | None:
    """Return the manifest of an edition that has been made; None where it has not."""
    return _editions().find(edition.key)


def build(edition: Edition) -> EditionManifest:
    """Return the manifest of an edition, which is made if it is missing."""
    return _editions().get(edition.key, lambda draft: _make(edition, draft))


def _make(edition: Edition, directory: Path) -> None:
    """Write the files of an edition and their manifest to a directory that there is not yet."""
    directory.mkdir()
    with as_recorded(edition.moment):
        files = [_write_file(form, directory / form.name, edition) for form in FORMS]
    made: EditionManifest = {**edition.about(), "files": files}
    (directory / "manifest.json").write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n")


def _write_file(form: Form, path: Path, edition: Edition) -> dict[str, Any]:
    """Write a file of an edition. Return what the manifest says of it."""
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
