"""The days on which anything changed, for the steps from one day to the previous and the next one that matter."""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import CharField, Q, Value

from ..dates.partial_date import BEGINNING, FOREVER
from ..kinds import kinds
from ..models.entry import Entry
from .revision_cache import cached_by_revision, register_stamp

DAY = timedelta(days=1)


def days_of_change(stamp=None):
    """Every day on which a dated fact began, ended, or became certain, sorted.

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


def _all_days():
    for model in kinds():
        if bounds := _bounds(model):
            for row in model.objects.order_by().values_list(*(column for _, column in bounds)).distinct():
                for (name, _), day in zip(bounds, row, strict=True):
                    yield day + DAY if _is_last_day(model, name) and day != FOREVER else day


def around(day, stamp=None):
    """(the last day of change before `day`, the first one after it); None where there is none."""
    days = days_of_change(stamp)
    before, after = bisect_left(days, day), bisect_right(days, day)
    return (days[before - 1] if before else None), (days[after] if after < len(days) else None)


def last_change(day, stamp=None):
    """The last day of change up to `day`, itself included, or None."""
    days = days_of_change(stamp)
    after = bisect_right(days, day)
    return days[after - 1] if after else None


class Turn(NamedTuple):
    """A date of a record on whose bound a day lies: what is true of the record may change on that day."""

    record: object
    field: str
    day: date

    @property
    def when(self):
        """The date itself, which may say less than the day."""
        return getattr(self.record, self.field)


def turns_on(day):
    """The Turns of `day`, in the order of the kinds: one query, and one for each kind that has any."""
    found = {}
    hits = [
        model.objects.filter(_touched(model, day)).order_by().values_list(Value(model.kind, CharField()), "pk")
        for model in kinds()
        if _bounds(model)
    ]
    for kind, pk in hits[0].union(*hits[1:], all=True):
        found.setdefault(kind, []).append(pk)
    return [
        Turn(record, name, day)
        for model in kinds()
        if model.kind in found
        for record in model.objects.filter(pk__in=found[model.kind]).select_related()
        for name in dict.fromkeys(
            name for name, column in _bounds(model) if getattr(record, column) == _on(model, name, day)
        )
    ]


def _is_last_day(model, name):
    """Whether a field holds a last day: the day after is then the one on which something changed."""
    return model._meta.get_field(name).is_last_day


def _on(model, name, day):
    """The day that a bound of a field has when something changes on `day`."""
    return day - DAY if _is_last_day(model, name) else day


def _touched(model, day):
    touched = Q()
    for name, column in _bounds(model):
        touched |= Q(**{column: _on(model, name, day)})
    return touched
