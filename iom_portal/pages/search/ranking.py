"""Finding records by words: which cards of the catalogue answer a question, in what order, and what to show of each.

The database finds (modelsearch: FTS5 on SQLite, text search on PostgreSQL), this module ranks: the engines weigh words
each in its own way, and a search must not answer otherwise for the database behind it, nor for a past moment, whose
cards are made of its snapshot and looked through in memory.
"""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches

from iom_portal.records.dates.partial_date import PartialDate, PartialDateError
from iom_portal.records.history.revision_cache import cached_by_revision, register_stamp
from iom_portal.records.models import Card
from iom_portal.records.search.cards import CONTEXT, NAME, cards_then, catalogued, passages, with_passages
from iom_portal.records.templatetags.words import dated
from iom_portal.records.text import natural, placed_words, words

LONGEST = 200  # characters of a question
MOST_WORDS = 20  # of a question that are looked for
MOST = 5000  # cards that are ranked
MOST_SUGGESTED = 8
EXACT, NAMED, MENTIONED = MATCHES = ("exact", "name", "text")
TELLING = 0.15  # the share of a heading, where a kind has no names, from which on it counts as one
MUCH = 0.33  # the share of the name of a source from which on it comes before mentions elsewhere
ROOM = 170  # characters of an excerpt
SOURCES = 300  # the place of a card from which on it is of a source
ALIKE = 0.75  # how much alike two spellings must be to be offered one for the other


@dataclass(frozen=True)
class Question:
    """What is looked for: the text as it was typed, its folded words in order, and each of them once."""

    text: str
    asked: str
    words: tuple[str, ...]


def question_of(text):
    """The Question of a text. A day written 1989-11-14 is looked for as the register writes it."""
    text = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", " ", text).split())
    try:
        when = PartialDate(text)
    except PartialDateError:
        when = PartialDate()
    found = words(when.words() if when.precision in ("day", "month") else text)
    return Question(text, " ".join(found), tuple(dict.fromkeys(found))[:MOST_WORDS])


@dataclass(frozen=True)
class Found:
    """A card that answers, how (one of MATCHES), and what it is ranked by, the best first."""

    card: Card
    match: str
    rank: tuple


def find(question, clock, kind=None):
    """The Founds of all cards that answer, the best first; of one kind, if one is named.

    Where a day was asked for, what had begun by then is found; otherwise everything.
    """
    if not question.words:
        return []
    cards = _all_words(question.words, clock)
    ranked = (_found(card, question) for card in cards if kind in (None, card.kind))
    return sorted(ranked, key=lambda found: found.rank)


def _all_words(wanted, clock):
    """The cards on which all the words stand, and those named so, if the last word is not typed to its end."""
    if clock.moment:
        begun = _begun_then(clock.asked)
        return [card for card in begun if _stand_on(card, wanted) or _name(card.title.split(), wanted)]
    cards = Card.objects.begun_by(clock.asked)
    named = cards.named_with(wanted, MOST) if len(wanted[-1]) > 1 else ()
    return {card.pk: card for card in [*named, *cards.with_words(wanted, limit=MOST)]}.values()


def _begun_then(day):
    return [card for card in cards_then() if day is None or Card.begun.certainty(card, day)]


def _stand_on(card, wanted):
    return set(wanted).issubset([*card.title.split(), *card.context.split(), *card.text.split()])


def _name(name, wanted):
    """Whether all the words stand in a name (a list of words); of the last one the beginning will do."""
    *whole, last = wanted
    ends = last in name if len(last) == 1 else any(word.startswith(last) for word in name)
    return ends and all(word in name for word in whole)


def _found(card, question):
    """The Found of a card: exact names first, then names that hold the words and little else, then mere mentions.

    A source comes after what it tells of, unless the words are much of its name or symbol.
    """
    heading = words(card.heading)
    exact = question.asked in (" ".join(heading), *card.keys, *(folded for _, folded in card.names))
    share = max((_share(folded.split(), question.words) for _, folded in card.names), default=0)
    if not card.names and (of_heading := _share(heading, question.words)) >= TELLING:
        share = of_heading / 2
    turn = 1 if share else 3
    if card.place >= SOURCES:
        turn = 2 if share >= MUCH else 4
    title, context, text = set(card.title.split()), set(card.context.split()), Counter(card.text.split())
    in_title = 3 if card.names else 2
    weight = sum(in_title if word in title else 2 if word in context else 1 for word in question.words)
    often = sum(min(text[word], 3) for word in question.words)
    rank = (not exact, turn, -round(share, 3), -weight, -often, card.place, card.since_earliest, natural(card.key))
    return Found(card, EXACT if exact else NAMED if share else MENTIONED, rank)


def _share(name, wanted):
    """How much of a name (a list of words) the words asked for are; 0 if one of them does not stand in it."""
    return len(wanted) / len(name) if name and _name(name, wanted) else 0


def kinds_of(founds):
    """{kind: its Founds}, the kind with the best answer first."""
    grouped = {}
    for found in founds:
        grouped.setdefault(found.card.kind, []).append(found)
    return grouped


def searchable():
    """{kind: model} of what can be found."""
    return {model.kind: model for model in catalogued()}


# What is shown of each


@dataclass(frozen=True)
class Hit:
    """A record that was found. Its title, its line and its excerpts are lists of (text, whether it was looked for)."""

    record: object
    match: str
    title: list
    line: list
    excerpts: list  # of (label, text in parts)

    @property
    def plain_title(self):
        return _plain(self.title)

    @property
    def plain_line(self):
        return _plain(self.line)

    @property
    def plain_excerpt(self):
        """The excerpts in one text: “formerly Upper Volta · Haute-Volta”."""
        return "; ".join(" ".join(filter(None, [label, _plain(parts)])) for label, parts in self.excerpts)


def _plain(parts):
    return "".join(part for part, _ in parts)


def records_of(founds):
    """{(kind, id): record} of Founds: read kind by kind, with all that is shown of each."""
    models, records = searchable(), {}
    for kind, of_kind in kinds_of(founds).items():
        rows = with_passages(models[kind].objects.filter(pk__in=[found.card.key for found in of_kind]))
        records.update({(kind, record.pk): record for record in rows})
    return records


def hits(founds, question, records=None):
    """The Hits of Founds, in their order. records: of `records_of`, if at hand."""
    records = records_of(founds) if records is None else records
    pairs = [(found, records.get((found.card.kind, found.card.key))) for found in founds]
    return [_hit(found, record, question.words) for found, record in pairs if record is not None]


def _hit(found, record, wanted):
    heading, *others = [passage for passage in passages(record) if passage.text]
    aside = [*_beside(record), record.caption, when(record)]
    line = " · ".join(one for one in aside if one and one not in heading.text)
    missing = _missing(wanted, f"{heading.text} {line}")
    excerpts = []
    for passage in sorted(others, key=lambda passage: (passage.weight != NAME, passage.weight != CONTEXT)):
        if missing and len(still := _missing(missing, passage.text)) < len(missing):
            excerpts.append((passage.label, excerpt(passage.text, wanted)))
            missing = still
    return Hit(record, found.match, excerpt(heading.text, wanted), marked(line, wanted), excerpts)


def _beside(record):
    """What a record belongs to."""
    return [
        str(getattr(record, name)) for name in record.about.search.context if record._meta.get_field(name).many_to_one
    ]


def _missing(wanted, text):
    standing = words(text)
    return [word for word in wanted if not any(_meant(one, word, wanted) for one in standing)]


def _meant(word, asked, wanted):
    """Whether a word of a text is the one asked for: the last one may be typed in part."""
    return word == asked or (asked == wanted[-1] and len(asked) > 1 and word.startswith(asked))


def when(record):
    """The dates of a record in words, or "" where it has none of its own."""
    rule = record.on_day
    return "" if rule is None or rule.via else dated(record)


def marked(text, wanted):
    """The text in parts: [(text, whether it is one of the words asked for)]."""
    parts, done = [], 0
    for word, start, end in placed_words(text):
        if start >= done and any(_meant(word, asked, wanted) for asked in wanted):
            parts += [(text[done:start], False), (text[start:end], True)]
            done = end
    return [part for part in [*parts, (text[done:], False)] if part[0]]


def excerpt(text, wanted, room=ROOM):
    """The parts of as much of the text as there is room for, around the first word asked for."""
    if len(text) <= room:
        return marked(text, wanted)
    found = [start for word, start, _ in placed_words(text) if any(_meant(word, asked, wanted) for asked in wanted)]
    first = max(0, min((found or [0])[0] - room // 3, len(text) - room))
    first = 0 if first == 0 else text.find(" ", first) + 1
    last = len(text) if first + room >= len(text) else max(text.rfind(" ", first, first + room), first + room // 2)
    cut = f"{'… ' if first else ''}{text[first:last].strip()}{' …' if last < len(text) else ''}"
    return marked(cut, wanted)


# What to say when nothing was found


@dataclass(frozen=True)
class Advice:
    """Where nothing has all words: spellings near to what was typed, words that stand nowhere, the closest Founds."""

    spellings: list[str]
    unknown: list[str]
    closest: list


def advice(question, clock):
    """The Advice on a question that found nothing."""
    names, title_words, known = _vocabulary(clock)
    unknown = [question.text[start:end] for word, start, end in placed_words(question.text) if word not in known]
    near = {folded: names[folded] for folded in get_close_matches(question.asked, names, 3, ALIKE)}
    mended = " ".join(_mended(word, known, title_words) for word in question.words)
    near.setdefault(mended, mended)
    spellings = [one for one in near.values() if _all_words(question_of(one).words, clock)]
    some = _some_words([word for word in question.words if word in known], clock) if len(question.words) > 1 else []
    return Advice(spellings[:3], list(dict.fromkeys(unknown)), some)


def _mended(word, known, title_words):
    """A word that stands somewhere: itself, or the one most like it."""
    return word if word in known else (get_close_matches(word, title_words, 1, ALIKE) or [word])[0]


def _some_words(wanted, clock, most=5):
    """The Founds that have most of the words, the rarer ones counting for more."""
    if not wanted:
        return []
    if clock.moment:
        cards = [card for card in _begun_then(clock.asked) if any(_stand_on(card, [word]) for word in wanted)]
    else:
        cards = Card.objects.begun_by(clock.asked).with_words(wanted, "or", MOST)
    standing = [{word for word in wanted if _stand_on(card, [word])} for card in cards]
    number = Counter(word for stand in standing for word in stand)
    weighed = [
        Found(card, MENTIONED, (-sum(1 / number[word] for word in stand), card.place, natural(card.key)))
        for card, stand in zip(cards, standing, strict=True)
    ]
    return sorted(weighed, key=lambda found: found.rank)[:most]


def _vocabulary(clock):
    """({folded name: name}, words of headings and names, all words) of the catalogue. Kept for each revision."""
    cards = cards_then if clock.moment else Card.objects.all
    return cached_by_revision("vocabulary", register_stamp(), lambda: _gathered(cards()))


def _gathered(cards):
    names, title_words, known = {}, set(), set()
    for card in cards:
        names.update({folded: name for name, folded in card.names})
        title_words.update(card.title.split())
        known.update(card.title.split(), card.context.split(), card.text.split())
    return names, sorted(title_words), known


# Suggestions while typing


def suggestions(question, clock):
    """[(name, what bears it)] of names that begin with or hold what has been typed; each can be searched for."""
    if not question.words or len(question.asked) < 2:
        return []
    if clock.moment:
        cards = [card for card in _begun_then(clock.asked) if _name(card.title.split(), question.words)]
    else:
        cards = Card.objects.begun_by(clock.asked).named_with(question.words, MOST)
    found = {}
    for card in cards:
        for name, folded in card.names:
            whole = "(" in name or ";" in name or len(name) > LONGEST  # its parts are names, too
            if not whole and _name(folded.split(), question.words):
                begins = folded.startswith(question.asked)
                rank = (card.place >= SOURCES, not begins, len(folded.split()), len(folded), folded)
                found.setdefault(folded, (rank, name, _bearer(card, name)))
    return [(name, bearer) for _, name, bearer in sorted(found.values())[:MOST_SUGGESTED]]


def _bearer(card, name):
    return card.heading if name != card.heading else str(searchable()[card.kind]._meta.verbose_name)
