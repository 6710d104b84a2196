"""The release of the code that is running, as text that is another where answers may be made otherwise."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

ROOMS = ("iom_portal", "members", "organs", "strategy")
MAKES_ANSWERS = ("*.py", "examples.json")


def release() -> str:
    """Return the setting RELEASE where the deployment names its releases, or else a digest of the source files."""
    return settings.RELEASE or digest_of_code(settings.BASE_DIR)


@cache
def digest_of_code(directory: Path) -> str:
    """Return a digest of the source files below a checkout. A process reads them once: running code does not change."""
    digest = hashlib.sha256()
    for room in ROOMS:
        files = [path for pattern in MAKES_ANSWERS for path in (directory / room).rglob(pattern)]
        for path in sorted(files):
            digest.update(path.read_bytes())
    return digest.hexdigest()
