"""Finding records by words: which cards of the catalogue answer a query, and in what order.

The database finds (see matching.py), this module ranks: the engines weigh words each in its own way, and a search must
not answer otherwise for the database behind it, nor for a past moment.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from iom_portal.records.history.clock import Clock
from iom_portal.records.models import Card
from iom_portal.records.models.entry import Entry
from iom_portal.records.search.cards import catalogued
from iom_portal.records.text import natural, words

from .matching import cards_with_all, stand_in_name
from .query import SearchQuery

EXACT, NAMED, MENTIONED = MATCHES = ("exact", "name", "text")
TELLING = 0.15  # the share of a heading, where a kind has no names, from which on it counts as one
MUCH = 0.33  # the share of the name of a source from which on it comes before mentions elsewhere
FIRST_PLACE_OF_SOURCES = 300  # the place of a card from which on it is of a source


@dataclass(frozen=True)
class RankedCard:
    """A card that answers, how (one of MATCHES), and what it is ranked by, the best first."""

    card: Card
    match: str
    rank: tuple[object, ...]


def find(query: SearchQuery, clock: Clock, kind: str | None = None) -> list[RankedCard]:
    """Return all cards that answer, the best first; of one kind, if one is named.

    Where a day was asked for, what had begun by then is found; otherwise everything.
    """
    if not query.words:
        return []
    cards = cards_with_all(query.words, clock)
    return in_order_of_rank(_ranked(card, query) for card in cards if kind in (None, card.kind))


def in_order_of_rank(ranked: Iterable[RankedCard]) -> list[RankedCard]:
    """Return the cards, the best first."""
    return sorted(ranked, key=lambda answer: answer.rank)


def _ranked(card: Card, query: SearchQuery) -> RankedCard:
    """Return a card with its rank: exact names first, then names that hold the words and little else, then mentions."""
    heading = words(card.heading)
    names = [folded for _, folded in card.names]
    is_exact = query.folded in (" ".join(heading), *card.keys, *names)
    share = _share_of_names(heading, names, query.words)
    rank = (
        not is_exact,
        _turn(card, share),
        -round(share, 3),
        -_weight(card, query.words),
        -_mentions(card, query.words),
        card.place,
        card.since_earliest,
        natural(card.key),
    )
    if is_exact:
        return RankedCard(card, EXACT, rank)
    return RankedCard(card, NAMED if share else MENTIONED, rank)


def _share_of_names(heading: Sequence[str], names: Sequence[str], wanted: Sequence[str]) -> float:
    """Return how much of a name of a record the words are, from 0 to 1: of the one of which they are most.

    Where a kind has no names, half of the share of the heading counts, if that is telling.
    """
    if names:
        return max(_share(name.split(), wanted) for name in names)
    share = _share(heading, wanted)
    return share / 2 if share >= TELLING else 0


def _share(name: Sequence[str], wanted: Sequence[str]) -> float:
    """Return how much of a name (a list of words) the words are; 0 if one of them does not stand in it."""
    return len(wanted) / len(name) if name and stand_in_name(name, wanted) else 0


def _turn(card: Card, share: float) -> int:
    """Return which cards come before which: those named so before those that mention it.

    A source comes after what it tells of, unless the words are much of its name or symbol.
    """
    if card.place >= FIRST_PLACE_OF_SOURCES:
        return 2 if share >= MUCH else 4
    return 1 if share else 3


def _weight(card: Card, wanted: Sequence[str]) -> int:
    """Return how much the places weigh in which the words stand: in a name 3, in a title or what is beside it 2."""
    title, context = set(card.title.split()), set(card.context.split())
    weight = 0
    for word in wanted:
        if word in title:
            weight += 3 if card.names else 2
        elif word in context:
            weight += 2
        else:
            weight += 1
    return weight


def _mentions(card: Card, wanted: Sequence[str]) -> int:
    """Return how often the words stand in the text of a card, each counted three times at most."""
    times = Counter(card.text.split())
    return sum(min(times[word], 3) for word in wanted)


def by_kind(ranked: Iterable[RankedCard]) -> dict[str, list[RankedCard]]:
    """Return {kind: its cards}, the kind with the best answer first."""
    grouped = defaultdict(list)
    for answer in ranked:
        grouped[answer.card.kind].append(answer)
    return dict(grouped)


def searchable() -> dict[str, type[Entry]]:
    """Return {kind: model} of what can be found."""
    return {model.kind: model for model in catalogued()}
