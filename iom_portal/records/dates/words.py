"""Dates in words in the three languages of the organization. The months come from the framework's own catalogues."""

from dataclasses import dataclass
from functools import cache

from django.utils import translation
from django.utils.dates import MONTHS


@dataclass(frozen=True)
class Language:
    """The forms of one language for an interval, an open start, an open end, and the parts of a full day.

    joint stands between day, month and year; first is how the first of a month is written; article stands before a
    day inside an interval.
    """

    between: str
    until: str
    since: str
    joint: str = " "
    first: str = "1"
    article: str = ""


LANGUAGES = {
    "en": Language("between {} and {}", "{} or earlier", "{} or later"),
    "fr": Language("entre {} et {}", "{} ou avant", "{} ou après", first="1er", article="le "),
    "es": Language("entre {} y {}", "{} o antes", "{} o después", joint=" de ", article="el "),
}


@cache
def months(code: str, short: bool = False) -> list[str]:
    """Return the names of the months in a language, January at 1. Short ones have three letters."""
    with translation.override(code):
        names = [str(MONTHS[number]) for number in range(1, 13)]
    return ["", *(name[:3] if short else name for name in names)]


def point_in_words(point: str, code: str, inside: bool = False) -> str:
    """Return a day, a month or a year such as 1980-11 in words; `inside` means as an end of an interval."""
    language = LANGUAGES[code]
    year, *rest = point.split("-")
    words = [year]
    if rest:
        words.append(months(code, short=inside and code == "en")[int(rest[0])])
    if len(rest) > 1:
        day = int(rest[1])
        words.append(language.first if day == 1 else str(day))
    article = language.article if inside and len(rest) > 1 else ""
    return article + language.joint.join(reversed(words))
