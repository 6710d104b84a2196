"""What changed in the organization from one day to another: the same rows for the page, the API and the CSV.

A thing began between the two days if its first day lies after the earlier and not after the later one; it ended if its
last day is the earlier one or lies after it, and before the later one. So what is true on the earlier day, with what
began and without what ended, is what is true on the later one.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from iom_portal.records.dates.partial_date import PartialDate
from iom_portal.records.history.clock import BadDay, read_clock
from iom_portal.records.history.snapshots import BadMoment, Moment, read_moment
from iom_portal.records.kinds import kinds
from iom_portal.records.models.entry import Entry
from iom_portal.records.models.facts import Record
from iom_portal.records.models.kind import Compared
from members.models import Membership, State

CountOnDay = dict[str, int]  # {"certain", "possible"}

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
    counts: dict[str, tuple[CountOnDay, CountOnDay]]  # {"members": (on first, on last), "observers": …}
    differences: list[Difference]

    def groups(self) -> dict[str, list[Difference]]:
        """Return {group: its differences}, groups without any left out."""
        by_group = defaultdict(list)
        for difference in self.differences:
            by_group[difference.group].append(difference)
        return dict(by_group)


@cache
def groups() -> list[tuple[type[Entry], Compared]]:
    """Return every group of a comparison, in order, with its kind."""
    declared = []
    for model in kinds():
        declared += [(model, compared) for compared in model.about.compared]
    return sorted(declared, key=lambda pair: pair[1].place)


class BadComparison(ValueError):
    """The two days, or the two moments, cannot be compared. `parameter` is the one at fault."""

    def __init__(self, parameter: str, reason: str) -> None:
        self.parameter = parameter
        super().__init__(reason)


def of_moments(parameters: Mapping[str, str]) -> bool:
    """Return whether two moments are asked for, not two days. Raises BadComparison for both at once."""
    recorded = {"from_recorded", "to_recorded"} & parameters.keys()
    if recorded and {"from", "to"} & parameters.keys():
        reason = "Compare two days (from, to) or two moments (from_recorded, to_recorded), not both at once."
        raise BadComparison(min(recorded), reason)
    return bool(recorded)


def read_days(parameters: Mapping[str, str]) -> tuple[date, date]:
    """Return the days of `from` and `to`, the first before the last. Raises BadComparison."""
    first, last = _read_day(parameters, "from"), _read_day(parameters, "to")
    if first >= last:
        relation = "the same day as" if first == last else "after"
        raise BadComparison("from", f"from ({first}) is {relation} to ({last}): give two days, the earlier one first.")
    return first, last


def _read_day(parameters: Mapping[str, str], name: str) -> date:
    try:
        day = read_clock(parameters.get(name)).asked
    except BadDay as error:
        raise BadComparison(name, str(error)) from None
    if day is None:
        raise BadComparison(name, f"{name} is missing: give two days, from=1989-12-31&to=1999-12-31.")
    return day


def read_moments(parameters: Mapping[str, str]) -> tuple[Moment, Moment]:
    """Return the moments of `from_recorded` and `to_recorded`, the first before the last. Raises BadComparison."""
    first, last = _read_moment(parameters, "from_recorded"), _read_moment(parameters, "to_recorded")
    if first.revision >= last.revision:
        relation = "the same as" if first.revision == last.revision else "after"
        reason = f"from_recorded ({first}) is {relation} to_recorded ({last}): give the earlier one first."
        raise BadComparison("from_recorded", reason)
    return first, last


def _read_moment(parameters: Mapping[str, str], name: str) -> Moment:
    if not parameters.get(name):
        raise BadComparison(name, f"{name} is missing: give two revisions, from_recorded=1&to_recorded=2.")
    try:
        return read_moment(parameters[name])
    except BadMoment as error:
        raise BadComparison(name, str(error)) from None


def compare(first: date, last: date) -> Comparison:
    """Return the comparison of two days, `first` before `last`.

    The number of queries does not depend on the data.
    """
    counts = {}
    for status in Membership.Status.values:
        counts[f"{status}s"] = (State.objects.count_on(status, first), State.objects.count_on(status, last))
    return Comparison(first, last, counts, differences(first, last))


def differences(first: date, last: date, among: Collection[str] | None = None) -> list[Difference]:
    """Return the differences between two days, in the order of the groups. One query a group, and those for sources.

    among: the titles of the groups; None for all of them.
    """
    all_differences = []
    for model, compared in groups():
        if among is None or compared.title in among:
            all_differences += _differences_of_group(model, compared, first, last)
    return all_differences


def _differences_of_group(model: type[Entry], compared: Compared, first: date, last: date) -> list[Difference]:
    """Return what began in a group, in the order of time, and then what ended."""
    rule = compared.rule or model.on_day
    if rule is None:
        raise LookupError(f"A {model.kind} bears no dates: nothing of it begins or ends.")
    began: list[tuple[date, Difference]] = []
    ended: list[tuple[date, Difference]] = []
    touched = rule.began_between(first, last) | rule.ended_between(first, last)
    for record in compared.rows(model.objects.filter(touched).for_page(None)):
        beginning = rule.beginning(record, first, last)
        if beginning:
            when = PartialDate(getattr(record, rule.since))
            difference = Difference(compared.title, BEGAN, beginning, when, record, compared.begins)
            began.append((rule.possible_days(record)[0], difference))
        ending = rule.ending(record, first, last) if rule.until else None
        if rule.until and ending:
            when = PartialDate(getattr(record, rule.until))
            difference = Difference(compared.title, ENDED, ending, when, record, compared.ends)
            ended.append((rule.certain_days(record)[1], difference))
    return [*_in_order_of_time(began), *_in_order_of_time(ended)]


def _in_order_of_time(dated: list[tuple[date, Difference]]) -> list[Difference]:
    """Return the differences by their days, and those of one day by the ids of their records."""
    in_order = sorted(dated, key=lambda pair: (pair[0], pair[1].record.pk))
    return [difference for _, difference in in_order]
