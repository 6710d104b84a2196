"""What is shown of the records that were found: their titles, what is beside them, and where the words stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from iom_portal.records.models.entry import Entry
from iom_portal.records.search.cards import CONTEXT, NAME, passages, with_passages
from iom_portal.records.text import placed_words, words

from .query import SearchQuery, is_wanted, means
from .ranking import RankedCard, by_kind, searchable

LONGEST_EXCERPT = 170  # characters

TextParts = list[tuple[str, bool]]  # a text in parts: (part, whether it is a word that was looked for)
Records = dict[tuple[str, str], Entry]  # {(kind, id): record}


@dataclass(frozen=True)
class Hit:
    """A record that was found: how (one of ranking.MATCHES), its title, a line beside it, and its excerpts."""

    record: Entry
    match: str
    title: TextParts
    line: TextParts
    excerpts: list[tuple[str, TextParts]]  # with a label, "" where the excerpt needs none

    @property
    def plain_title(self) -> str:
        return _joined_parts(self.title)

    @property
    def plain_line(self) -> str:
        return _joined_parts(self.line)

    @property
    def plain_excerpt(self) -> str:
        """The excerpts in one text: “formerly Upper Volta; Haute-Volta”."""
        texts = []
        for label, parts in self.excerpts:
            text = _joined_parts(parts)
            texts.append(f"{label} {text}" if label else text)
        return "; ".join(texts)


def _joined_parts(parts: TextParts) -> str:
    return "".join(part for part, _ in parts)


def records_of(ranked: Iterable[RankedCard]) -> Records:
    """Return the records of cards, with all that is shown of each: read kind by kind."""
    models = searchable()
    records: Records = {}
    for kind, of_kind in by_kind(ranked).items():
        keys = [answer.card.key for answer in of_kind]
        for record in with_passages(models[kind].objects.filter(pk__in=keys)):
            records[kind, record.pk] = record
    return records


def hits(ranked: Sequence[RankedCard], query: SearchQuery, records: Records | None = None) -> list[Hit]:
    """Return what is shown of cards, in their order. records: of `records_of`, if at hand."""
    if records is None:
        records = records_of(ranked)
    shown_records = []
    for answer in ranked:
        record = records.get((answer.card.kind, answer.card.key))
        if record is not None:
            shown_records.append(_hit(record, answer.match, query.words))
    return shown_records


def _hit(record: Entry, match: str, wanted: Sequence[str]) -> Hit:
    """Return what is shown of a record: excerpts only for words that neither the title nor the line shows."""
    heading, *others = [passage for passage in passages(record) if passage.text]
    line = _line_beside(record, heading.text)
    missing = _missing(wanted, f"{heading.text} {line}")
    excerpts = []
    for passage in sorted(others, key=lambda passage: (passage.weight != NAME, passage.weight != CONTEXT)):
        still_missing = _missing(missing, passage.text)
        if len(still_missing) < len(missing):
            excerpts.append((passage.label, excerpt(passage.text, wanted)))
            missing = still_missing
    return Hit(record, match, excerpt(heading.text, wanted), in_parts(line, wanted), excerpts)


def _line_beside(record: Entry, heading: str) -> str:
    """Return what a record belongs to, its caption and its dates, as far as the heading does not say them."""
    pieces = [*_owners(record), record.caption, record.dates_in_words()]
    return " · ".join(piece for piece in pieces if piece and piece not in heading)


def _owners(record: Entry) -> list[str]:
    """Return the names of the records that a record belongs to."""
    search = record.about.search
    owners = []
    for name in search.context if search else ():
        if record._meta.get_field(name).many_to_one:
            owners.append(str(getattr(record, name)))
    return owners


def _missing(wanted: Sequence[str], text: str) -> list[str]:
    """Return the words that do not stand in a text."""
    words_of_text = words(text)
    missing = []
    for word in wanted:
        if not any(means(other, word, wanted) for other in words_of_text):
            missing.append(word)
    return missing


def in_parts(text: str, wanted: Sequence[str]) -> TextParts:
    """Return a text in parts, of which those are marked that are words looked for."""
    parts: TextParts = []
    done = 0
    for word, start, end in placed_words(text):
        if start >= done and is_wanted(word, wanted):
            parts += [(text[done:start], False), (text[start:end], True)]
            done = end
    parts.append((text[done:], False))
    return [(part, is_marked) for part, is_marked in parts if part]


def excerpt(text: str, wanted: Sequence[str], room: int = LONGEST_EXCERPT) -> TextParts:
    """Return as much of the text as there is room for, around the first word looked for, in parts.

    room: characters.
    """
    if len(text) <= room:
        return in_parts(text, wanted)
    places = [start for word, start, _ in placed_words(text) if is_wanted(word, wanted)]
    place = places[0] if places else 0
    first = max(0, min(place - room // 3, len(text) - room))
    if first:
        first = text.find(" ", first) + 1  # the beginning of a word
    last = len(text)
    if first + room < last:
        last = max(text.rfind(" ", first, first + room), first + room // 2)  # the end of a word
    before = "… " if first else ""
    after = " …" if last < len(text) else ""
    return in_parts(f"{before}{text[first:last].strip()}{after}", wanted)
