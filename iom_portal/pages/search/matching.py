"""Which cards of the catalogue have the words of a query on them.

The database finds (modelsearch: FTS5 on SQLite, text search on PostgreSQL). The cards of a past moment are made of its
snapshot and looked through in memory, by the same rules.
"""

from collections.abc import Collection, Sequence
from datetime import date

from iom_portal.records.history.clock import Clock
from iom_portal.records.models import Card
from iom_portal.records.search.cards import cards_then

MOST_CARDS = 5000  # that are read and ranked


def cards_with_all(wanted: Sequence[str], clock: Clock) -> list[Card]:
    """Return the cards on which all the words stand, and those named so, if the last word is not typed to its end."""
    if clock.moment:
        cards = cards_begun_then(clock.asked)
        return [card for card in cards if stand_on(card, wanted) or stand_in_name(card.title.split(), wanted)]
    begun = Card.objects.begun_by(clock.asked)
    named = begun.named_with(wanted, MOST_CARDS) if len(wanted[-1]) > 1 else []
    cards_by_key = {card.pk: card for card in [*named, *begun.with_words(wanted, limit=MOST_CARDS)]}
    return list(cards_by_key.values())


def cards_with_some(wanted: Sequence[str], clock: Clock) -> list[Card]:
    """Return the cards on which at least one of the words stands."""
    if not clock.moment:
        return Card.objects.begun_by(clock.asked).with_words(wanted, "or", MOST_CARDS)
    cards = []
    for card in cards_begun_then(clock.asked):
        if any(stand_on(card, [word]) for word in wanted):
            cards.append(card)
    return cards


def cards_named(wanted: Sequence[str], clock: Clock) -> list[Card]:
    """Return the cards whose heading or names hold all the words; of the last one the beginning will do."""
    if clock.moment:
        return [card for card in cards_begun_then(clock.asked) if stand_in_name(card.title.split(), wanted)]
    return Card.objects.begun_by(clock.asked).named_with(wanted, MOST_CARDS)


def cards_begun_then(day: date | None) -> list[Card]:
    """Return the cards, at the moment that is read, of what had begun by a day; all of them without one."""
    return [card for card in cards_then() if day is None or Card.begun.certainty(card, day)]


def stand_on(card: Card, wanted: Collection[str]) -> bool:
    """Return whether all the words stand on a card."""
    return set(wanted).issubset([*card.title.split(), *card.context.split(), *card.text.split()])


def stand_in_name(name: Sequence[str], wanted: Sequence[str]) -> bool:
    """Return whether all the words stand in a name (a list of words); of the last one the beginning will do."""
    *whole, last = wanted
    if not all(word in name for word in whole):
        return False
    if len(last) == 1:
        return last in name
    return any(word.startswith(last) for word in name)
