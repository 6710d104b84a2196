"""What to say when nothing was found: near spellings, words that stand nowhere, and what has some of the words."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from iom_portal.records.history.clock import Clock
from iom_portal.records.history.revision_cache import cached_by_revision, register_stamp
from iom_portal.records.kinds import kinds
from iom_portal.records.models import Card
from iom_portal.records.models.kind import Outside
from iom_portal.records.search.cards import cards_then
from iom_portal.records.text import natural, nearest, placed_words

from .matching import cards_with_all, cards_with_some, stand_on
from .query import SearchQuery, parse_query
from .ranking import MENTIONED, RankedCard, in_order_of_rank

MOST_SPELLINGS = 3
MOST_CLOSEST = 5

Vocabulary = tuple[dict[str, str], list[str], set[str]]  # {folded name: name}, words of headings and names, all words


@dataclass(frozen=True)
class Advice:
    """Where nothing has all words: spellings near to what was typed, words that stand nowhere, the closest cards."""

    spellings: list[str]
    unknown: list[str]
    closest: list[RankedCard]


def advice(query: SearchQuery, clock: Clock) -> Advice:
    """Return the advice on a query that found nothing."""
    names, title_words, known_words = _vocabulary(clock)
    unknown = [query.text[start:end] for word, start, end in placed_words(query.text) if word not in known_words]
    known = [word for word in query.words if word in known_words]
    closest = _closest(known, clock) if len(query.words) > 1 else []
    return Advice(_spellings(query, clock, names, title_words, known_words), list(dict.fromkeys(unknown)), closest)


def _spellings(
    query: SearchQuery, clock: Clock, names: dict[str, str], title_words: list[str], known_words: set[str]
) -> list[str]:
    """Return spellings near to what was typed that find something: names, and the query with its words mended."""
    if outside_of_all_kinds(query.text):
        return []
    near = {folded: names[folded] for folded in nearest(query.folded, names)}
    mended = " ".join(_mended(word, known_words, title_words) for word in query.words)
    near.setdefault(mended, mended)
    finding = [spelling for spelling in near.values() if cards_with_all(parse_query(spelling).words, clock)]
    return finding[:MOST_SPELLINGS]


def _mended(word: str, known_words: Collection[str], title_words: Sequence[str]) -> str:
    """Return a word that stands somewhere: itself, or the one of which it is a misspelling; itself where none is."""
    if word in known_words:
        return word
    alike = nearest(word, title_words)
    return alike[0] if alike else word


def outside_of_all_kinds(text: str) -> Outside | None:
    """Return what is looked for, by its exact name, and is not held on purpose; or None.

    Two letters are too many things at once to say so of them.
    """
    if len(text) <= 2:
        return None
    for model in kinds():
        outside = model.about.outside(text)
        if outside is not None:
            return outside
    return None


def _closest(wanted: Sequence[str], clock: Clock) -> list[RankedCard]:
    """Return the cards that have most of the words, the rarer ones counting for more."""
    if not wanted:
        return []
    cards = cards_with_some(wanted, clock)
    words_on_cards = []
    times: Counter[str] = Counter()
    for card in cards:
        words_on_card = {word for word in wanted if stand_on(card, [word])}
        words_on_cards.append(words_on_card)
        times.update(words_on_card)
    ranked = []
    for card, words_on_card in zip(cards, words_on_cards, strict=True):
        rarity = sum(1 / times[word] for word in words_on_card)
        ranked.append(RankedCard(card, MENTIONED, (-rarity, card.place, natural(card.key))))
    return in_order_of_rank(ranked)[:MOST_CLOSEST]


def _vocabulary(clock: Clock) -> Vocabulary:
    """Return the vocabulary of the catalogue. Kept for each revision."""
    cards = cards_then if clock.moment else Card.objects.all
    return cached_by_revision("vocabulary", register_stamp(), lambda: _gathered(cards()))


def _gathered(cards: Iterable[Card]) -> Vocabulary:
    names: dict[str, str] = {}
    title_words: set[str] = set()
    known_words: set[str] = set()
    for card in cards:
        names.update({folded: name for name, folded in card.names})
        title_words.update(card.title.split())
        known_words.update(card.title.split(), card.context.split(), card.text.split())
    return names, sorted(title_words), known_words
