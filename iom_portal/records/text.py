"""Folded text: what search and sorting compare, the same in Python, SQLite and PostgreSQL.

Folded text is stored in plain columns, because databases disagree about accents and case, and about what a word is.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
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


SHORTEST_GUESSED = 4  # a code of three letters is as near to another as to its own misspelling
LONG = 8  # from so many characters on two edits are plausible, below it one


def nearest(text: str, known: Iterable[str]) -> list[str]:
    """Return those of the known texts of which a text is plausibly a misspelling, the equally near ones; often none.

    That is: the same but for case and accents; within one edit, of a long text two, where an edit is a letter more,
    less, other or exchanged with the next; or the beginning of one. What is merely alike is not guessed at.
    """
    typed = fold(text)
    folded = {other: fold(other) for other in known}
    same = [other for other, form in folded.items() if form == typed]
    if same or len(typed) < SHORTEST_GUESSED:
        return same
    most = 2 if len(typed) >= LONG else 1
    distances = {other: edits(typed, form, most) for other, form in folded.items() if len(form) >= SHORTEST_GUESSED}
    least = min(distances.values(), default=most + 1)
    longer = [other for other, form in folded.items() if form.startswith(typed)]
    if least > most:
        return longer
    near = [other for other, distance in distances.items() if distance == least]
    return [other for other in near if other in longer] or near


def edits(text: str, other: str, most: int) -> int:
    """Return how many edits lead from one text to the other; most + 1 where they are more than `most`.

    An edit is a letter more, less or other, or two beside each other exchanged.
    """
    if abs(len(text) - len(other)) > most:
        return most + 1
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(text, 1):
        current = [row]
        for place, other_letter in enumerate(other, 1):
            cost = min(last[place] + 1, current[place - 1] + 1, last[place - 1] + (letter != other_letter))
            is_exchange = row > 1 and place > 1 and letter == other[place - 2] and text[row - 2] == other_letter
            current.append(min(cost, before_last[place - 2] + 1) if is_exchange else cost)
        if min(current) > most:
            return most + 1
        before_last, last = last, current
    return min(last[-1], most + 1)


def natural(text: str) -> list[tuple[int, str]]:
    """Return the sort key under which E9 comes before E10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text)]
