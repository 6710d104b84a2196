"""Lists whose queries are written once: those of a FilterSet that differ in their day alone."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet

from ..reading.prepared_queries import PreparedQuery, read_numbers
from .filtersets import RecordFilterSet


class Selection(NamedTuple):
    """Which rows a FilterSet finds, but for their day. values: of its other filters, {name: value} as sorted pairs."""

    filterset_class: type[RecordFilterSet]
    values: tuple[tuple[str, str], ...]
    is_dated: bool

    def filterset_on(self, *day: date) -> RecordFilterSet:
        """Return the FilterSet of the rows on `day`, or of those without a day."""
        values = dict(self.values)
        if day:
            values["as_of"] = day[0].isoformat()
        return self.filterset_class.for_values(values, self.filterset_class._meta.model.objects.all())

    @property
    def places(self) -> list[type]:
        """The types of the values with which its queries are asked: that of a day, or none."""
        return [date] if self.is_dated else []


class PreparedList:
    """The rows that a FilterSet finds, as tuples of the columns `lookups`.

    For a FilterSet that is `same_for_all_days`: the queries of one day serve every day.
    """

    def __init__(self, filterset: RecordFilterSet, ordering: str, lookups: Sequence[str]) -> None:
        values = {name: value for name, value in filterset.data.items() if name in filterset.base_filters}
        day = filterset.day if values.pop("as_of", None) else None
        self.day = [day] if day else []  # what the queries are asked with
        self.selection = Selection(type(filterset), tuple(sorted(values.items())), bool(day))
        self.ordering, self.lookups = ordering, tuple(lookups)

    def __getitem__(self, part: slice) -> list[tuple[Any, ...]]:
        return _rows_query(self.selection, self.ordering, self.lookups, part.start, part.stop)(*self.day)

    def numbers(self) -> tuple[int, int | None]:
        """Return (how many rows there are, how many of them certainly hold on the day or, without one, None)."""
        return read_numbers(_numbers_query(self.selection), *self.day)


@lru_cache(maxsize=500)
def _rows_query(
    selection: Selection, ordering: str, lookups: tuple[str, ...], start: int | None, stop: int | None
) -> PreparedQuery:
    def rows(*day: date) -> QuerySet[Any, Any]:
        return selection.filterset_on(*day).ordered(ordering).as_tuples(lookups)[start:stop]

    return PreparedQuery(rows, *selection.places)


@lru_cache(maxsize=500)
def _numbers_query(selection: Selection) -> PreparedQuery:
    def numbers(*day: date) -> QuerySet[Any, Any]:
        return selection.filterset_on(*day).totals()

    return PreparedQuery(numbers, *selection.places)
