"""Setting data in type, as PDF or PNG, with typst: in this process, with the fonts that its package brings, from the
files in typ/. What comes out depends on what goes in alone, on every machine.

The fonts hold Latin, Greek and Cyrillic. A PDF/UA-1 may hold no sign that it cannot show, so for others stands “[…]”.
"""

import json
import re
import unicodedata
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import typst

FILES = Path(__file__).parent / "typ"
LEFT_OUT = "[…]"
AGING = 3  # typst keeps what it worked out in its last ten runs: empty ones between make that a third of the memory
_CONTROL = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_HELD = r"\x20-\x7e\xa0-\u0482\u048a-\u04ff\u1e00-\u1eff\u2010-\u2027\u2030-\u203e\u20a0-\u20bf\u2190-\u22ff"
_UNASSIGNED = "".join(chr(code) for code in range(0xA0, 0x2300) if unicodedata.category(chr(code)) == "Cn")
_NOT_HELD = re.compile(rf"(?:[^{_HELD}]|[{_UNASSIGNED}])+")


class CannotSet(RuntimeError):
    """typst did not set the data. The message is its own."""


def pdf(name, data, made_at):
    """`data` set by typ/<name>.typ as an accessible PDF (PDF/UA-1). `made_at` is the time that it bears."""
    return _set(name, data, format="pdf", pdf_standards="ua-1", timestamp=made_at.replace(microsecond=0))


def png(name, data):
    """`data` set by typ/<name>.typ as a picture of one page, one pixel a point."""
    return _set(name, data, format="png", ppi=72)


def _set(name, data, **options):
    inputs = {name: json.dumps(settable(data))}
    try:
        made = typst.compile(FILES / f"{name}.typ", root=FILES, font_paths=_fonts(), sys_inputs=inputs, **options)
        for _ in range(AGING):
            typst.compile(b"", font_paths=_fonts())
    except typst.TypstError as error:
        raise CannotSet(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise CannotSet(f"typst failed: {error}") from None  # a fault of its own, which is no Exception
    return made


@cache
def _fonts():
    """The fonts of typst's own package, read once; none of the machine's."""
    return typst.Fonts(include_system_fonts=False)


def settable(value):
    """Data in which every text holds only signs that can be set."""
    if isinstance(value, dict):
        return {name: settable(part) for name, part in value.items()}
    if isinstance(value, list):
        return [settable(part) for part in value]
    return _NOT_HELD.sub(LEFT_OUT, _CONTROL.sub(" ", value))


def identity(name, data, made_at=None):
    """A text that is the same for what comes out the same: of the data, the file that sets it, and typst's version."""
    text = json.dumps([_release(name), data, made_at and made_at.isoformat()], sort_keys=True)
    return sha256(text.encode()).hexdigest()


@cache
def _release(name):
    return [version("typst"), sha256((FILES / f"{name}.typ").read_bytes()).hexdigest()]
