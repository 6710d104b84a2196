"""Names to choose from while typing a query."""

from collections.abc import Iterator

from iom_portal.records.history.clock import Clock
from iom_portal.records.models import Card

from .matching import cards_named, stand_in_name
from .query import LONGEST_QUERY, SearchQuery
from .ranking import FIRST_PLACE_OF_SOURCES, searchable

NAMES_SUGGESTED = 8


def suggestions(query: SearchQuery, clock: Clock) -> list[tuple[str, str]]:
    """Return [(name, what bears it)] of names that begin with or hold what has been typed.

    Each can be searched for.
    """
    if not query.words or len(query.folded) < 2:
        return []
    ranked: dict[str, tuple[tuple[object, ...], str, str]] = {}  # {folded name: (rank, name, what bears it)}
    for card in cards_named(query.words, clock):
        for name, folded in _single_names(card):
            if stand_in_name(folded.split(), query.words):
                is_of_source = card.place >= FIRST_PLACE_OF_SOURCES
                begins = folded.startswith(query.folded)
                rank = (is_of_source, not begins, len(folded.split()), len(folded), folded)
                ranked.setdefault(folded, (rank, name, _bearer(card, name)))
    return [(name, bearer) for _, name, bearer in sorted(ranked.values())[:NAMES_SUGGESTED]]


def _single_names(card: Card) -> Iterator[tuple[str, str]]:
    """Yield (name, folded) of the names of a card that are not made of others: their parts are names, too."""
    for name, folded in card.names:
        if "(" not in name and ";" not in name and len(name) <= LONGEST_QUERY:
            yield name, folded


def _bearer(card: Card, name: str) -> str:
    """Return the heading of a card; the name of its kind where the heading is the name itself."""
    return card.heading if name != card.heading else str(searchable()[card.kind]._meta.verbose_name)
