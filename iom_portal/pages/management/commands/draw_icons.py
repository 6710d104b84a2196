"""Draw the icons that cannot be SVG from the one that is: `iom_portal/static/favicon.svg`. Run it when that changes.

It writes, and git keeps: static/icons/*.png for telephones and the web manifest, and root/favicon.ico for whoever asks
for that name without having read a page.
"""

import struct
from pathlib import Path

import typst
from django.conf import settings
from django.core.management.base import BaseCommand

PROJECT = Path(settings.BASE_DIR) / "iom_portal"
PAPER = "#fbfaf6"
ICONS = {  # file: (pixels, part of the width that the mark takes, background or None)
    "icon-180.png": (180, 0.7, PAPER),  # telephones put no background of their own behind it
    "icon-192.png": (192, 1, None),
    "icon-512.png": (512, 1, None),
    "maskable-512.png": (512, 0.6, PAPER),  # the mark stays inside the circle that every mask leaves
}
IN_ICO = (16, 32, 48)  # pixels


def drawn(pixels, part=1, background=None):
    """The mark in light colours, as the bytes of a square PNG."""
    behind = f'rgb("{background}")' if background else "none"
    source = (
        f"#set page(width: {pixels}pt, height: {pixels}pt, margin: 0pt, fill: {behind})\n"
        f'#place(center + horizon, image("/favicon.svg", width: {pixels * part}pt))'
    )
    return typst.compile(source.encode(), root=str(PROJECT / "static"), format="png", ppi=72)


def ico(images):
    """An ICO file of square PNG images, {pixels: bytes}: a directory of 16 bytes each, then the images."""
    at, directory = 6 + 16 * len(images), []
    for pixels, image in images.items():
        directory.append(struct.pack("<BBBBHHII", pixels, pixels, 0, 0, 1, 32, len(image), at))
        at += len(image)
    return b"".join([struct.pack("<HHH", 0, 1, len(images)), *directory, *images.values()])


class Command(BaseCommand):
    help = "Draw the PNG and ICO icons from static/favicon.svg."

    def handle(self, **options):
        (PROJECT / "static" / "icons").mkdir(exist_ok=True)
        (PROJECT / "root").mkdir(exist_ok=True)
        files = {PROJECT / "static" / "icons" / name: drawn(*how) for name, how in ICONS.items()}
        files[PROJECT / "root" / "favicon.ico"] = ico({pixels: drawn(pixels) for pixels in IN_ICO})
        for path, image in files.items():
            path.write_bytes(image)
            self.stdout.write(f"{path.relative_to(PROJECT)}: {len(image)} bytes")
