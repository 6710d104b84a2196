"""Folded text: what search and sorting compare, the same in Python, SQLite and PostgreSQL.

Folded text is stored in plain columns, because databases disagree about accents and case, and about what a word is.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Letters that Unicode does not decompose, and the apostrophes and dashes that sources print for the plain ones.
_PLAIN = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "’": "'", "‘": "'", "ʼ": "'", "–": "-", "—": "-"}
)
_WORD = re.compile(r"[^\W_]+")


def fold(text: object) -> str:
    """Return `text` in lower case without accents, with plain apostrophes: "Côte d’Ivoire" -> "cote d'ivoire"."""
    return single_spaced(_bare(str(text)))


def single_spaced(text: str) -> str:
    """Return `text` in one line, with single spaces."""
    return re.sub(r"\s+", " ", text).strip()


def _bare(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def words(text: object) -> list[str]:
    """Return the folded words of `text`, without an English plural s: "MC/INF/287, Rev. 1" -> mc, inf, 287, rev, 1."""
    return [_singular(word) for word in _WORD.findall(_bare(str(text)))]


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]


def placed_words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (word, start, end) for each of words(text): where in the text as it is printed it stands."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        piece = _bare_character(character)
        folded.append(piece)
        places += [place] * len(piece)
    for match in _WORD.finditer("".join(folded)):
        end = places[match.end() - 1] + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        yield _singular(match[0]), places[match.start()], end


@lru_cache(maxsize=4096)
def _bare_character(character: str) -> str:
    return _bare(character)


def natural(text: str) -> list[tuple[int, str]]:
    """Return the sort key under which E9 comes before E10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text)]
