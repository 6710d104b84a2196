"""The days on which something changed, for the steps from one day to the previous and the next one that matter.

A change is what happened to the organization: what sources report and count is none, and neither is the first or the
last day of a year of which no more is known than the year. docs/decisions/0033-edges-of-a-year-are-no-changes.md.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import CharField, Q, Value

from ..dates.fields import PartialDateField
from ..dates.partial_date import FOREVER, ONE_DAY, PartialDate, day_in_words
from ..dates.phrases import time_of
from ..kinds import kinds
from ..models.entry import Entry
from .revision_cache import cached_by_revision, register_stamp

LONGEST = timedelta(days=366)  # a date that leaves more days open than a year has tells of no step
_DAY_OR_LATER = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}/\.\.")


class Step(NamedTuple):
    """A day to step to, and the finest date of what changed then.

    The day is that date itself, or the day after a last one; of a month, a year or an interval it is the first day.
    """

    day: date
    when: PartialDate

    @property
    def words(self) -> str:
        """When it was, with its precision: "24 May 1985", "in 1965", "between 13 Oct 1952 and 16 Apr 1953"."""
        return day_in_words(self.day) if self.when.is_exact else time_of(self.when)


class Turn(NamedTuple):
    """A date of a record to which one steps on a day."""

    record: Entry
    field: str
    day: date

    @property
    def when(self) -> PartialDate:
        """The date itself, which may say less than the day."""
        when: PartialDate = getattr(self.record, self.field)
        return when


def step_day(when: PartialDate, is_last_day: bool = False) -> date | None:
    """Return the day to which one steps for a date; None for one that is not known, or leaves more than a year open.

    Of one that is a day “or later” it is that day. is_last_day: whether something changed on the day after it.
    """
    if when.earliest is None or (when.latest and when.latest - when.earliest >= LONGEST):
        return None
    names_a_day = when.is_exact or _DAY_OR_LATER.fullmatch(when)
    return when.earliest + ONE_DAY if names_a_day and is_last_day else when.earliest


def steps_of_change(stamp: str | None = None) -> list[Step]:
    """Return the Step of every day on which something changed, sorted, each day once.

    stamp: of `register_stamp`, if at hand.
    """
    stamp = register_stamp() if stamp is None else stamp
    return cached_by_revision("steps-of-change", stamp, _read_steps) if stamp else []


def days_of_change(stamp: str | None = None) -> list[date]:
    """Return the days of `steps_of_change`."""
    return [step.day for step in steps_of_change(stamp)]


def around(day: date, stamp: str | None = None) -> tuple[Step | None, Step | None]:
    """Return (the last step before `day`, the first one after it); None where there is none."""
    steps = steps_of_change(stamp)
    before, after = bisect_left(steps, day, key=_day_of), bisect_right(steps, day, key=_day_of)
    return (steps[before - 1] if before else None), (steps[after] if after < len(steps) else None)


def last_change(day: date, stamp: str | None = None) -> Step | None:
    """Return the last step up to `day`, itself included, or None."""
    steps = steps_of_change(stamp)
    after = bisect_right(steps, day, key=_day_of)
    return steps[after - 1] if after else None


def turns_on(day: date) -> list[Turn]:
    """Return the Turns of `day`, in the order of the kinds: one query, and one for each kind that has any."""
    stepping = [model for model in kinds() if _fields_of_change(model)]
    queries = [
        model.objects.filter(_may_turn(model, day)).order_by().values_list(Value(model.kind, CharField()), "pk")
        for model in stepping
    ]
    turning = defaultdict(list)
    for kind, pk in queries[0].union(*queries[1:], all=True):
        turning[kind].append(pk)
    turns = []
    for model in stepping:
        if model.kind in turning:
            for record in model.objects.filter(pk__in=turning[model.kind]).select_related():
                turns += [Turn(record, name, day) for name in _turning_fields(record, day)]
    return turns


def _day_of(step: Step) -> date:
    return step.day


def _read_steps() -> list[Step]:
    """Return the steps of the register as it is: one query for each kind."""
    finest: dict[date, PartialDate] = {}
    for day, when in _all_dates():
        known = finest.get(day)
        if known is None or _days_left_open(when) < _days_left_open(known):
            finest[day] = when
    return [Step(day, finest[day]) for day in sorted(finest)]


def _all_dates() -> Iterator[tuple[date, PartialDate]]:
    """Yield (day to step to, date) of every date of a change."""
    for model in kinds():
        names = _fields_of_change(model)
        if not names:
            continue
        for row in model.objects.order_by().values_list(*names).distinct():
            for name, when in zip(names, row, strict=True):
                day = step_day(when, _is_last_day(model, name))
                if day is not None:
                    yield day, when


def _days_left_open(when: PartialDate) -> timedelta:
    first, last = when.bounds
    return last - first


def _fields_of_change(model: type[Entry]) -> list[str]:
    """Return the dates of a kind of which each is a change: those that have columns of bounds; none of what reports."""
    if model.about.is_reported or not model.about.steps:
        return []
    return [name for name in model.partial_dates() if f"{name}_earliest" in model.column_names()]


def _turning_fields(record: Entry, day: date) -> list[str]:
    """Return the dates of a record to which one steps on `day`."""
    model = type(record)
    names = _fields_of_change(model)
    return [name for name in names if step_day(getattr(record, name), _is_last_day(model, name)) == day]


def _is_last_day(model: type[Entry], name: str) -> bool:
    """Return whether a field holds a last day: the day after is then the one on which something changed."""
    field = model._meta.get_field(name)
    return isinstance(field, PartialDateField) and field.is_last_day


def _may_turn(model: type[Entry], day: date) -> Q:
    """Return the Q for the rows of which a date may be a step on `day`: its first day is that, or the eve of it."""
    rows = Q()
    for name in _fields_of_change(model):
        rows |= Q(**{f"{name}_earliest": day})
        if _is_last_day(model, name) and day != FOREVER:
            rows |= Q(**{f"{name}_earliest": day - ONE_DAY})
    return rows
