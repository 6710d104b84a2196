"""Folded text: what search and sorting compare, the same in Python, SQLite and PostgreSQL.

Folded text is stored in plain columns, because databases disagree about accents and case.
"""

import re
import unicodedata

# Letters that Unicode does not decompose, and the apostrophes and dashes that sources print for the plain ones.
_PLAIN = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "’": "'", "‘": "'", "ʼ": "'", "–": "-", "—": "-"}
)


def fold(text):
    """`text` in lower case without accents, with plain apostrophes and spaces: "Côte d’Ivoire" -> "cote d'ivoire"."""
    decomposed = unicodedata.normalize("NFKD", str(text).casefold().translate(_PLAIN))
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return re.sub(r"\s+", " ", bare).strip()
