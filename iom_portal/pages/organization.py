"""The organization on a day, gathered once for the home page and for the API's `organization` document."""

from dataclasses import dataclass, field
from datetime import date

from iom_portal.records.dates.partial_date import ONE_DAY
from iom_portal.records.dates.validity import CERTAIN
from iom_portal.records.history.days_of_change import turns_on
from members.models import Membership, State
from organs.models import Attribute, Event, Instrument, Organ, OrganizationName, Term
from organs.querysets import HEAD
from strategy.models import Framework


@dataclass
class Organization:
    """What the organization was on `day`. Lists hold the rows that held or may have held that day."""

    day: date
    names: list[OrganizationName]
    counts: dict[str, dict[str, int]]  # {"members": {"certain", "possible"}, "observers": …}
    attributes: list[Attribute]
    organs: list[Organ]
    terms: list[Term]
    elect: list[Term]
    frameworks: list[Framework]
    pending: list[Instrument]  # adopted, not yet in force
    leaving: list[Membership]  # withdrawal notified, not certainly in effect
    latest: Event | None
    heads: list[Term] = field(init=False)

    def __post_init__(self):
        self.heads = [term for term in self.terms if term.post_id == HEAD]

    @property
    def name(self):
        """Its constitutional name that day, the most certain first; None before it existed."""
        return name_on(self.names, self.day)


def name_on(names, day):
    """The constitutional one among the names of `day`, the most certain first; None where there is none."""
    constitutional = [name for name in names if name.kind_of_name == OrganizationName.KindOfName.CONSTITUTIONAL]
    return min(constitutional, key=lambda name: (name.certainty_on(day) != CERTAIN, name.start_earliest), default=None)


def organization_on(day):
    """The Organization on `day`, in a number of queries that does not depend on the data."""

    def rows(model):
        return list(model.objects.as_of(day).for_page(day))

    return Organization(
        day=day,
        names=rows(OrganizationName),
        counts={
            "members": State.objects.count_on(Membership.Status.MEMBER, day),
            "observers": State.objects.count_on(Membership.Status.OBSERVER, day),
        },
        attributes=rows(Attribute),
        organs=rows(Organ),
        terms=rows(Term),
        elect=list(Term.objects.elect_on(day).for_page(day)),
        frameworks=rows(Framework),
        pending=list(Instrument.objects.adopted_not_in_force(day).for_page(day)),
        leaving=list(Membership.objects.leaving_on(day).for_page(day)),
        latest=Event.objects.certain_on(day).for_page(day).order_by("-start_latest", "-id").first(),
    )


TOLD = 5  # changes of a day that the home page tells


def changes_on(day):
    """What changed on a day of change, the most telling first: {"day", "before", "turns", "more"}; None for no day."""
    if day is None:
        return None
    turns = turns_on(day)
    turns = [turn for turn in turns if not turn.record.about.is_reported] or turns
    turns.sort(key=_telling)
    return {"day": day, "before": day - ONE_DAY, "turns": turns[:TOLD], "more": len(turns[TOLD:])}


def _telling(turn):
    """The sort key by which what tells most comes first."""
    place = turn.record.about.telling
    return place is None, place or 0
