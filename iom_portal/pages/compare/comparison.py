"""What changed in the organization from one day to another: the same rows for the page, the API and the CSV.

A thing began between the two days if its first day lies after the earlier and not after the later one; it ended if its
last day is the earlier one or lies after it, and before the later one. So what is true on the earlier day, with what
began and without what ended, is what is true on the later one.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from iom_portal.records.dates.partial_date import PartialDate
from iom_portal.records.history.clock import BadDay, read_clock
from iom_portal.records.history.snapshots import BadMoment, read_moment
from iom_portal.records.kinds import kinds
from iom_portal.records.models.facts import Record
from members.models import Membership, State

BEGAN, ENDED = "began", "ended"


@dataclass(frozen=True)
class Difference:
    """One thing that began or ended between two days: certainly, or possibly either before or after them."""

    group: str
    change: str
    certainty: str
    when: PartialDate
    record: Record
    verb: str


@dataclass(frozen=True)
class Comparison:
    """The two days, the counts on both, and the differences in the order of the groups and of time."""

    first: date
    last: date
    counts: dict  # {"members": (on first, on last), "observers": …}, each {"certain", "possible"}
    differences: list

    def groups(self):
        """{group: its differences}, groups without any left out."""
        found = {}
        for difference in self.differences:
            found.setdefault(difference.group, []).append(difference)
        return found


@cache
def groups():
    """Every group of a comparison, in order: [(kind, Compared)]."""
    declared = [(model, compared) for model in kinds() for compared in model.about.compared]
    return sorted(declared, key=lambda pair: pair[1].place)


class BadComparison(ValueError):
    """The two days, or the two moments, cannot be compared. `parameter` is the one at fault."""

    def __init__(self, parameter, reason):
        self.parameter = parameter
        super().__init__(reason)


def of_moments(values):
    """Whether a mapping of parameters asks for two moments, not for two days. Raises BadComparison for both at once."""
    recorded = {"from_recorded", "to_recorded"} & values.keys()
    if recorded and {"from", "to"} & values.keys():
        detail = "Compare two days (from, to) or two moments (from_recorded, to_recorded), not both at once."
        raise BadComparison(min(recorded), detail)
    return bool(recorded)


def read_days(values):
    """(first, last) of `from` and `to` in a mapping of parameters. Raises BadComparison."""
    days = []
    for name in ("from", "to"):
        try:
            clock = read_clock(values.get(name))
        except BadDay as error:
            raise BadComparison(name, str(error)) from None
        if clock.asked is None:
            raise BadComparison(name, f"{name} is missing: give two days, from=1989-12-31&to=1999-12-31.")
        days.append(clock.asked)
    if days[0] >= days[1]:
        word = "the same day as" if days[0] == days[1] else "after"
        raise BadComparison("from", f"from ({days[0]}) is {word} to ({days[1]}): give two days, the earlier one first.")
    return days


def read_moments(values):
    """The two Moments of `from_recorded` and `to_recorded` in a mapping of parameters. Raises BadComparison."""
    moments = []
    for name in ("from_recorded", "to_recorded"):
        if not values.get(name):
            raise BadComparison(name, f"{name} is missing: give two revisions, from_recorded=1&to_recorded=2.")
        try:
            moments.append(read_moment(values[name]))
        except BadMoment as error:
            raise BadComparison(name, str(error)) from None
    if moments[0].revision >= moments[1].revision:
        word = "the same as" if moments[0].revision == moments[1].revision else "after"
        detail = f"from_recorded ({moments[0]}) is {word} to_recorded ({moments[1]}): give the earlier one first."
        raise BadComparison("from_recorded", detail)
    return moments


def compare(first, last):
    """The Comparison of two days, `first` before `last`, in a number of queries that does not depend on the data."""
    states = State.objects
    counts = {
        f"{status}s": (states.count_on(status, first), states.count_on(status, last))
        for status in Membership.Status.values
    }
    return Comparison(first, last, counts, differences(first, last))


def differences(first, last, among=None):
    """The Differences between two days, of all groups or of those titled in `among`, in the order of the groups."""
    found = []
    for model, compared in groups():
        if among is None or compared.title in among:
            found += _of_group(model, compared, first, last)
    return found


def _of_group(model, compared, first, last):
    rule = compared.rule or model.on_day
    rows = compared.rows(model.objects.all())
    found = []
    for record in rows.filter(rule.began_between(first, last) | rule.ended_between(first, last)).for_page(None):
        begins, ends = rule.possible_days(record)[0], rule.certain_days(record)[1]
        if certainty := rule.beginning(record, first, last):
            found.append(_difference(compared.title, BEGAN, certainty, record, rule.since, compared.begins, begins))
        if rule.until and (certainty := rule.ending(record, first, last)):
            found.append(_difference(compared.title, ENDED, certainty, record, rule.until, compared.ends, ends))
    found.sort(key=lambda pair: (pair[1].change == ENDED, pair[0], pair[1].record.pk))
    return [difference for _, difference in found]


def _difference(group, change, certainty, record, field, verb, day):
    when = PartialDate(getattr(record, field))
    return day, Difference(group, change, certainty, when, record, verb)
