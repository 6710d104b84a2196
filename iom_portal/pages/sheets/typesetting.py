"""Setting data in type, as PDF or PNG, with typst: in this process, with the fonts that its package brings.

What comes out depends on what goes in and on the files in typ/ alone, on every machine. The fonts hold Latin, Greek and
Cyrillic. A PDF/UA-1 may hold no sign that it cannot show, so for others stands “[…]”.
"""

import json
import re
import unicodedata
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import typst

SheetData = dict[str, Any]  # texts, and dicts and lists of them
Value = TypeVar("Value", str, list[Any], dict[str, Any])

FILES = Path(__file__).parent / "typ"
OMITTED = "[…]"
EMPTY_RUNS = 3  # typst keeps what it worked out in its last ten runs: with empty ones between, a third of the memory
_CONTROLS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_IN_FONTS = r"\x20-\x7e\xa0-\u0482\u048a-\u04ff\u1e00-\u1eff\u2010-\u2027\u2030-\u203e\u20a0-\u20bf\u2190-\u22ff"
_UNASSIGNED = "".join(chr(code) for code in range(0xA0, 0x2300) if unicodedata.category(chr(code)) == "Cn")
_NOT_IN_FONTS = re.compile(rf"(?:[^{_IN_FONTS}]|[{_UNASSIGNED}])+")


class CannotSet(RuntimeError):
    """typst did not set the data. The message is its own."""


def pdf(name: str, data: SheetData, made_at: datetime) -> bytes:
    """Return `data` set by typ/<name>.typ as an accessible PDF (PDF/UA-1). made_at: the time that it bears."""
    return _typeset(name, data, format="pdf", pdf_standards="ua-1", timestamp=made_at.replace(microsecond=0))


def png(name: str, data: SheetData) -> bytes:
    """Return `data` set by typ/<name>.typ as a picture of one page, one pixel a point."""
    return _typeset(name, data, format="png", ppi=72)


def _typeset(name: str, data: SheetData, **options: Any) -> bytes:
    """Return what typst makes of the data. Raises CannotSet."""
    inputs = {name: json.dumps(settable(data))}
    try:
        made: bytes = typst.compile(
            FILES / f"{name}.typ", root=FILES, font_paths=_fonts(), sys_inputs=inputs, **options
        )
        for _ in range(EMPTY_RUNS):
            typst.compile(b"", font_paths=_fonts())
    except typst.TypstError as error:
        raise CannotSet(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise CannotSet(f"typst failed: {error}") from None  # a fault of its own, which is no Exception
    return made


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts of typst's own package, read once; none of the machine's."""
    return typst.Fonts(include_system_fonts=False)


def settable(value: Value) -> Value:
    """Return data in which every text holds only signs that can be set."""
    if isinstance(value, dict):
        return {name: settable(part) for name, part in value.items()}
    if isinstance(value, list):
        return [settable(part) for part in value]
    return _NOT_IN_FONTS.sub(OMITTED, _CONTROLS.sub(" ", value))


def identity(name: str, data: SheetData, made_at: datetime | None = None) -> str:
    """Return a text that is the same for what comes out the same.

    It is made of the data, of the file that sets it, and of typst's version.
    """
    text = json.dumps([_release_of(name), data, made_at.isoformat() if made_at else None], sort_keys=True)
    return sha256(text.encode()).hexdigest()


@cache
def _release_of(name: str) -> list[str]:
    """Return the version of typst, and the digest of the file that sets the data."""
    return [version("typst"), sha256((FILES / f"{name}.typ").read_bytes()).hexdigest()]
