"""Draw the icons that cannot be SVG from the one that is: `iom_portal/static/favicon.svg`. Run it when that changes.

It writes, and git keeps: static/icons/*.png for telephones and the web manifest, and root/favicon.ico for whoever asks
for that name without having read a page.
"""

import struct
from pathlib import Path
from typing import Any, NamedTuple

import typst
from django.conf import settings
from django.core.management.base import BaseCommand

PROJECT = Path(settings.BASE_DIR) / "iom_portal"
PAPER = "#fbfaf6"


class Icon(NamedTuple):
    """How an icon is drawn: its width in pixels, the part of it that the mark takes, the colour behind it or ""."""

    pixels: int
    part: float = 1
    background: str = ""


ICONS = {
    "icon-180.png": Icon(180, 0.7, PAPER),  # telephones put no background of their own behind it
    "icon-192.png": Icon(192),
    "icon-512.png": Icon(512),
    "maskable-512.png": Icon(512, 0.6, PAPER),  # the mark stays inside the circle that every mask leaves
}
IN_ICO = (16, 32, 48)  # pixels


def drawn(icon: Icon) -> bytes:
    """Return the mark in light colours, as the bytes of a square PNG."""
    background = f'rgb("{icon.background}")' if icon.background else "none"
    source = (
        f"#set page(width: {icon.pixels}pt, height: {icon.pixels}pt, margin: 0pt, fill: {background})\n"
        f'#place(center + horizon, image("/favicon.svg", width: {icon.pixels * icon.part}pt))'
    )
    root = PROJECT / "static"
    # Its types want the input and the root to be alike: both bytes, or both paths.
    return typst.compile(source.encode(), root=root, format="png", ppi=72)  # type: ignore[call-overload]


def ico(images: dict[int, bytes]) -> bytes:
    """Return an ICO file of square PNG images, {pixels: bytes}: a directory of 16 bytes each, then the images."""
    header = struct.pack("<HHH", 0, 1, len(images))
    directory = []
    offset = len(header) + 16 * len(images)
    for pixels, image in images.items():
        directory.append(struct.pack("<BBBBHHII", pixels, pixels, 0, 0, 1, 32, len(image), offset))
        offset += len(image)
    return b"".join([header, *directory, *images.values()])


class Command(BaseCommand):
    help = "Draw the PNG and ICO icons from static/favicon.svg."

    def handle(self, **options: Any) -> None:
        icons, root = PROJECT / "static" / "icons", PROJECT / "root"
        icons.mkdir(exist_ok=True)
        root.mkdir(exist_ok=True)
        for name, icon in ICONS.items():
            self._write(icons / name, drawn(icon))
        self._write(root / "favicon.ico", ico({pixels: drawn(Icon(pixels)) for pixels in IN_ICO}))

    def _write(self, path: Path, image: bytes) -> None:
        path.write_bytes(image)
        self.stdout.write(f"{path.relative_to(PROJECT)}: {len(image)} bytes")
