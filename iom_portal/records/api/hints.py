"""Hints at what a request may have meant."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

LONGEST_COMPARED = 60  # characters of a text for which one much like it is looked for


def did_you_mean(text: str, known: Iterable[str], names: Mapping[str, str] | None = None) -> str:
    """Return a hint at the one of the known texts that a text is much like, as the end of a message; "" for none.

    names: {known text: what the hint names in its place}.
    """
    matches = get_close_matches(text, known, 1)
    if not matches:
        return ""
    name = matches[0] if names is None else names[matches[0]]
    return f" Did you mean {name}?"
