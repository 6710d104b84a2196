"""The card by which a record is found."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db import models
from modelsearch import index
from modelsearch.query import PlainText
from modelsearch.queryset import SearchableQuerySetMixin

from ..dates.validity import Rule


class CardQuerySet(SearchableQuerySetMixin, models.QuerySet["Card"]):
    def begun_by(self, day: date | None) -> Self:
        """Return the cards of what had begun, certainly or possibly, by `day`; all of them without a day."""
        return self if day is None else self.filter(Card.begun.possibly(day))

    def with_words(self, wanted: Iterable[str], operator: str = "and", limit: int | None = None) -> "list[Card]":
        """Return the cards on which all (or, with "or", any) of the folded words stand."""
        return list(self._in_order().search(_plain(wanted, operator), order_by_relevance=False)[:limit])

    def named_with(self, wanted: Iterable[str], limit: int | None = None) -> "list[Card]":
        """Return the cards whose heading or names hold all of the folded words; of the last the beginning will do."""
        return list(self._in_order().autocomplete(_plain(wanted), order_by_relevance=False)[:limit])

    def _in_order(self) -> Self:
        return self.order_by("place", "id")


def _plain(wanted: Iterable[str], operator: str = "and") -> PlainText:
    return PlainText(" ".join(wanted), operator=operator)


class Card(index.Indexed, models.Model):
    """What a record is found by. `key` is its id; `title`, `context` and `text` hold folded words, each once weaker.

    names: [[a name as it is printed, its folded words], …]. keys: folded ids and slugs that mean this record.
    place: its turn among equals: what has a name, then what has none, then sources. form: of the card; one of an older
    form is written anew when the database is migrated.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    form = models.CharField(max_length=8)
    place = models.PositiveSmallIntegerField()
    heading = models.TextField()
    names = models.JSONField()
    keys = models.JSONField()
    title = models.TextField()
    context = models.TextField()
    text = models.TextField()
    since_earliest = models.DateField()
    since_latest = models.DateField()

    begun = Rule("since", None)
    search_auto_update = False  # `refresh` writes cards and their index together
    search_fields = [
        index.SearchField("title"),
        index.SearchField("context"),
        index.SearchField("text"),
        index.AutocompleteField("title"),
        index.FilterField("id"),
        index.FilterField("place"),
        index.FilterField("since_earliest"),
    ]

    objects = CardQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_card_for_a_record")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"
