"""The days on which anything changed, for the steps from one day to the previous and the next one that matter."""

from bisect import bisect_left, bisect_right
from datetime import timedelta

from django.core.cache import cache

from .dates import BEGINNING, FOREVER
from .files import kinds
from .revisions import Register

DAY = timedelta(days=1)
LAST_DAYS = {"end", "ceased_on"}  # of these fields the day after is the one on which something changed


def read_stamp():
    """What names the register as it is read here, as text; "" where none is loaded. One query."""
    stamp = Register.objects.values_list("uuid", "last_revision").first()
    return f"{stamp[0].hex}-{stamp[1]}" if stamp else ""


def once_a_revision(name, stamp, work_out):
    """What `work_out()` gives, worked out once for each stamp and kept in the cache under `name`."""
    found = cache.get(f"{name}-{stamp}")
    if found is None:
        found = work_out()
        cache.set(f"{name}-{stamp}", found, timeout=None)
    return found


def days_of_change(stamp=None):
    """Every day on which a dated fact began, ended, or became certain: sorted. stamp: of `read_stamp`, if at hand."""
    stamp = read_stamp() if stamp is None else stamp
    if not stamp:
        return []
    return once_a_revision("days-of-change", stamp, lambda: sorted(set(_all_days()) - {BEGINNING, FOREVER}))


def _all_days():
    for model in kinds():
        columns = {field.name for field in model._meta.concrete_fields}
        bounds = [
            (name, f"{name}_{side}")
            for name in model.partial_dates()
            for side in ("earliest", "latest")
            if f"{name}_{side}" in columns
        ]
        if not bounds:
            continue
        for row in model.objects.order_by().values_list(*(column for _, column in bounds)).distinct():
            for (name, _), day in zip(bounds, row, strict=True):
                yield day + DAY if name in LAST_DAYS and day != FOREVER else day


def around(day, stamp=None):
    """(the last day of change before `day`, the first one after it); None where there is none."""
    days = days_of_change(stamp)
    before, after = bisect_left(days, day), bisect_right(days, day)
    return (days[before - 1] if before else None), (days[after] if after < len(days) else None)
