"""The gate through which every text passes on its way into the register, and what is made of texts on their way out.

In: `through_gate` gives a text in one form (NFC, single blanks, nothing around it) and refuses what nobody can see or
print. Forms, files and the write path all ask it; `as_sought` gives what is looked for the same form. Out: `writable`
is asked by every writer of XML and CSV, because history may hold what was let in before there was a gate.
"""

import re
import unicodedata
from collections.abc import Iterator

# Signs that show nothing, of the property Default_Ignorable_Code_Point: zero-width and bidi controls, the soft hyphen,
# fillers, tags. Two texts that look alike would differ by them. The joiners U+200C and U+200D are judged by what stands
# beside them, and variation selectors by the ideograph that they belong to.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_SUSPECT = re.compile(f"[{_INVISIBLE}]")
_JOINERS = "\u200c\u200d"
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_BLANKS = re.compile(r"[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_BLANKS_AND_TABS = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_BLANKS_AROUND_LINE_ENDS = re.compile(" *\n *")
_NOT_SHOWN = ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")  # categories of control, half, private, unassigned, line ends
_VIRAMA = 9  # the combining class of the signs after which a joiner changes what is read
_NAMES_OF_CONTROLS = [
    "NULL",
    "START OF HEADING",
    "START OF TEXT",
    "END OF TEXT",
    "END OF TRANSMISSION",
    "ENQUIRY",
    "ACKNOWLEDGE",
    "BELL",
    "BACKSPACE",
    "CHARACTER TABULATION",
    "LINE FEED",
    "LINE TABULATION",
    "FORM FEED",
    "CARRIAGE RETURN",
    "SHIFT OUT",
    "SHIFT IN",
    "DATA LINK ESCAPE",
    "DEVICE CONTROL ONE",
    "DEVICE CONTROL TWO",
    "DEVICE CONTROL THREE",
    "DEVICE CONTROL FOUR",
    "NEGATIVE ACKNOWLEDGE",
    "SYNCHRONOUS IDLE",
    "END OF TRANSMISSION BLOCK",
    "CANCEL",
    "END OF MEDIUM",
    "SUBSTITUTE",
    "ESCAPE",
    "INFORMATION SEPARATOR FOUR",
    "INFORMATION SEPARATOR THREE",
    "INFORMATION SEPARATOR TWO",
    "INFORMATION SEPARATOR ONE",
]
_NOT_WRITABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)
REPLACEMENT = "\ufffd"

# What UTF-8 looks like that was read as Windows-1252: a sign of the first byte, and one for each byte after it.
_AFTER_FIRST = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MISREAD = re.compile(
    f"[\u00c2-\u00df][{_AFTER_FIRST}]|[\u00e0-\u00ef][{_AFTER_FIRST}]{{2}}|[\u00f0-\u00f4][{_AFTER_FIRST}]{{3}}"
)
_LIKELY = re.compile("[\u00a0-\u017f\u0370-\u06ff]")  # what two bytes stand for, where it is no chance
LONGEST_TEXT = 100_000  # characters: other programs that read CSV take a little more in a cell
CONTEXT_SHOWN = 20  # characters before a sign at fault that a message repeats


class UnfitText(ValueError):
    """A text that the gate refuses. The message names the sign by its code point and what stands before it."""


def through_gate(text: str, *, lines: bool = False, quoted: bool = False) -> str:
    """Return a text in the form in which the register holds texts. Raises UnfitText.

    It is composed (NFC); no-break and other blanks are plain ones, one at a time; nothing is around it. lines: whether
    it may have several lines, whose ends are then all “\\n”. quoted: whether it quotes a source as it stands, so that
    blanks within it stay.
    """
    text = unicodedata.normalize("NFC", text)
    if lines:
        text = _LINE_ENDS.sub("\n", text)
    if not quoted:
        blanks = _BLANKS_AND_TABS if lines else _BLANKS
        text = _BLANKS_AROUND_LINE_ENDS.sub("\n", blanks.sub(" ", text))
    text = text.strip(" \t\r\n")
    if len(text) > LONGEST_TEXT:
        raise UnfitText(f"It has {len(text):,} characters, and a text may have {LONGEST_TEXT:,}.")
    for place, sign in _unfit_signs(text, "\t\n" if lines else ""):
        raise UnfitText(_why_unfit(text, place, sign, lines))
    return text


def as_sought(text: str) -> str:
    """Return a text that is looked for in the form in which the register would hold it: what it refuses is left out."""
    text = _LINE_ENDS.sub(" ", unicodedata.normalize("NFC", text)).replace("\n", " ")
    unfit_places = {place for place, _ in _unfit_signs(text, "\t")}
    if unfit_places:
        shown = "".join(sign for place, sign in enumerate(text) if place not in unfit_places)
        text = unicodedata.normalize("NFC", shown)
    return _BLANKS_AND_TABS.sub(" ", text).strip()


def writable(text: str) -> str:
    """Return a text that XML 1.0 can hold, and a line of CSV: “\ufffd” stands for each sign that they cannot.

    For writers only: what the database holds may be older than the gate.
    """
    return _NOT_WRITABLE.sub(REPLACEMENT, text.replace("\r\n", "\n").replace("\r", "\n"))


def misread_parts(text: str) -> list[str]:
    """Return why parts of a text look as if it had been decoded wrongly, each in words: “Ã©” in place of “é”."""
    if text.isascii():
        return []
    parts = []
    if REPLACEMENT in text:
        parts.append(f"“{REPLACEMENT}” (U+FFFD) stands for signs that were lost")
    for match in _MISREAD.finditer(text):
        meant = _decoded_again(match[0])
        if meant and (len(match[0]) > 2 or _LIKELY.match(meant)):
            parts.append(f"“{match[0]}” may be a “{meant}” that was decoded wrongly")
    return list(dict.fromkeys(parts))


def code_point(sign: str) -> str:
    """Return the code point of a character and its name: “U+0007 (BELL)”."""
    number = ord(sign)
    if number < len(_NAMES_OF_CONTROLS):
        name = _NAMES_OF_CONTROLS[number]
    elif number == 0x7F:
        name = "DELETE"
    else:
        name = unicodedata.name(sign, "") or _kind_of_nameless(sign)
    return f"U+{number:04X} ({name})"


def _kind_of_nameless(sign: str) -> str:
    """Return what a character is that has no name."""
    category = unicodedata.category(sign)
    if category == "Cc":
        return "a control character"
    if category == "Cs":
        return "half of a surrogate pair"
    if category == "Co":
        return "for private use"
    return "not assigned"


def _unfit_signs(text: str, allowed: str) -> Iterator[tuple[int, str]]:
    """Yield (place, character) of what the register cannot hold. allowed: the control characters that may stand."""
    if text.isprintable() and not _SUSPECT.search(text):
        return
    for place, sign in enumerate(text):
        if sign in allowed:
            continue
        if sign in _JOINERS:
            if not _is_needed(text, place):
                yield place, sign
        elif _VARIATION_SELECTORS.match(sign):
            if place == 0 or unicodedata.category(text[place - 1]) != "Lo":
                yield place, sign
        elif _SUSPECT.match(sign) or unicodedata.category(sign) in _NOT_SHOWN:
            yield place, sign


def _is_needed(text: str, place: int) -> bool:
    """Return whether the joiner at a place changes how the letters beside it are written.

    It does after a virama, as in Indic scripts, and between two letters of Arabic or Syriac (RFC 5892, A.1 and A.2).
    """
    before, after = text[:place][-1:], text[place + 1 :][:1]
    if not before or not after:
        return False
    if unicodedata.combining(before) == _VIRAMA:
        return True
    return unicodedata.bidirectional(before) in ("AL", "NSM") and unicodedata.bidirectional(after) == "AL"


def _why_unfit(text: str, place: int, sign: str, lines: bool) -> str:
    """Return why a text with this character at this place is refused, and what to do."""
    before = text[max(0, place - CONTEXT_SHOWN) : place]
    where = f"after “{before}”" if before else "at its beginning"
    if sign in "\t\r\n\u2028\u2029" and not lines:
        return f"It holds {code_point(sign)} {where}: write it in one line, with blanks."
    return f"It holds {code_point(sign)} {where}, which cannot be shown: leave it out."


def _decoded_again(text: str) -> str:
    """Return what the bytes mean in UTF-8 of which a text is the reading in Windows-1252; "" for nothing."""
    raw = bytearray()
    for sign in text:
        try:
            raw += sign.encode("cp1252")
        except UnicodeEncodeError:
            if ord(sign) > 0xFF:
                return ""
            raw.append(ord(sign))  # one of the five bytes that Windows-1252 leaves undefined
    try:
        meant = raw.decode()
    except UnicodeDecodeError:
        return ""
    return meant if unicodedata.category(meant[0]) not in ("Cc", "Cn", "Co") else ""
