"""The days on which anything changed, for the steps from one day to the previous and the next one that matter."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import CharField, Q, Value

from ..dates.fields import PartialDateField
from ..dates.partial_date import BEGINNING, FOREVER, ONE_DAY, PartialDate
from ..kinds import kinds
from ..models.entry import Entry
from .revision_cache import cached_by_revision, register_stamp


def days_of_change(stamp: str | None = None) -> list[date]:
    """Return every day on which a dated fact began, ended, or became certain, sorted.

    stamp: of `register_stamp`, if at hand.
    """
    stamp = register_stamp() if stamp is None else stamp
    if not stamp:
        return []
    return cached_by_revision("days-of-change", stamp, lambda: sorted(set(_all_days()) - {BEGINNING, FOREVER}))


def _bounds(model: type[Entry]) -> list[tuple[str, str]]:
    """Return [(date field, the column of one of its bounds)] of a kind."""
    bounds = [(name, f"{name}_{side}") for name in model.partial_dates() for side in ("earliest", "latest")]
    return [(name, column) for name, column in bounds if column in model.column_names()]


def _all_days() -> Iterator[date]:
    for model in kinds():
        bounds = _bounds(model)
        if not bounds:
            continue
        for row in model.objects.order_by().values_list(*(column for _, column in bounds)).distinct():
            for (name, _), day in zip(bounds, row, strict=True):
                yield day + ONE_DAY if _is_last_day(model, name) and day != FOREVER else day


def around(day: date, stamp: str | None = None) -> tuple[date | None, date | None]:
    """Return (the last day of change before `day`, the first one after it); None where there is none."""
    days = days_of_change(stamp)
    before, after = bisect_left(days, day), bisect_right(days, day)
    return (days[before - 1] if before else None), (days[after] if after < len(days) else None)


def last_change(day: date, stamp: str | None = None) -> date | None:
    """Return the last day of change up to `day`, itself included, or None."""
    days = days_of_change(stamp)
    after = bisect_right(days, day)
    return days[after - 1] if after else None


class Turn(NamedTuple):
    """A date of a record on whose bound a day lies: what is true of the record may change on that day."""

    record: Entry
    field: str
    day: date

    @property
    def when(self) -> PartialDate:
        """The date itself, which may say less than the day."""
        when: PartialDate = getattr(self.record, self.field)
        return when


def turns_on(day: date) -> list[Turn]:
    """Return the Turns of `day`, in the order of the kinds: one query, and one for each kind that has any."""
    dated = [model for model in kinds() if _bounds(model)]
    queries = [
        model.objects.filter(_touched(model, day)).order_by().values_list(Value(model.kind, CharField()), "pk")
        for model in dated
    ]
    turned = defaultdict(list)
    for kind, pk in queries[0].union(*queries[1:], all=True):
        turned[kind].append(pk)
    turns = []
    for model in dated:
        if model.kind in turned:
            for record in model.objects.filter(pk__in=turned[model.kind]).select_related():
                turns += [Turn(record, name, day) for name in _turned_fields(record, day)]
    return turns


def _turned_fields(record: Entry, day: date) -> list[str]:
    """Return the dates of a record on whose bound `day` lies, each once."""
    model = type(record)
    return [*{name: None for name, bound in _bounds(model) if getattr(record, bound) == _on(model, name, day)}]


def _is_last_day(model: type[Entry], name: str) -> bool:
    """Return whether a field holds a last day: the day after is then the one on which something changed."""
    field = model._meta.get_field(name)
    return isinstance(field, PartialDateField) and field.is_last_day


def _on(model: type[Entry], name: str, day: date) -> date:
    """Return the day that a bound of a field has when something changes on `day`."""
    return day - ONE_DAY if _is_last_day(model, name) else day


def _touched(model: type[Entry], day: date) -> Q:
    touched = Q()
    for name, column in _bounds(model):
        touched |= Q(**{column: _on(model, name, day)})
    return touched
