"""What is looked for: the words of a search, and which words of a text they mean."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from iom_portal.records.dates.partial_date import PartialDate, PartialDateError
from iom_portal.records.text import words
from iom_portal.records.text_gate import as_sought

LONGEST_QUERY = 200  # characters
MOST_WORDS = 20  # of a query that are looked for
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # they part words, whatever pasted them


@dataclass(frozen=True)
class SearchQuery:
    """What is looked for: the text as it was typed, its folded words in order, and each of them once."""

    text: str
    folded: str
    words: tuple[str, ...]


def parse_query(text: str) -> SearchQuery:
    """Return the query that a text is. A day written 1989-11-14 is looked for as the register writes it."""
    text = as_sought(_CONTROLS.sub(" ", text))
    folded_words = words(_as_register_writes(text))
    each_once = tuple(dict.fromkeys(folded_words))
    return SearchQuery(text, " ".join(folded_words), each_once[:MOST_WORDS])


def _as_register_writes(text: str) -> str:
    """Return a text that is a day or a month in words; any other text as it is."""
    try:
        when = PartialDate(text)
    except PartialDateError:
        return text
    return when.words() if when.precision in ("day", "month") else text


def is_wanted(word: str, wanted: Sequence[str]) -> bool:
    """Return whether a word of a text is one of the words of a query."""
    return any(means(word, wanted_word, wanted) for wanted_word in wanted)


def means(word: str, wanted_word: str, wanted: Sequence[str]) -> bool:
    """Return whether a word of a text is this word of a query; its last one may be typed in part.

    wanted: all words of the query.
    """
    if word == wanted_word:
        return True
    return wanted_word == wanted[-1] and len(wanted_word) > 1 and word.startswith(wanted_word)
