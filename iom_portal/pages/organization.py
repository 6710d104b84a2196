"""The organization on a day, gathered once for the home page and for the API's `organization` document."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from iom_portal.records.dates.validity import CERTAIN
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

    def __post_init__(self) -> None:
        self.heads = [term for term in self.terms if term.post_id == HEAD]

    @property
    def name(self) -> OrganizationName | None:
        """Its constitutional name that day, the most certain first; None before it existed."""
        return constitutional_name(self.names, self.day)


def constitutional_name(names: Iterable[OrganizationName], day: date) -> OrganizationName | None:
    """Return the constitutional one among the names of `day`, the most certain first; None where there is none."""
    constitutional = [name for name in names if name.kind_of_name == OrganizationName.KindOfName.CONSTITUTIONAL]
    return min(constitutional, key=lambda name: (name.certainty_on(day) != CERTAIN, name.start_earliest), default=None)


def organization_on(day: date) -> Organization:
    """Return the organization on `day`, in a number of queries that does not depend on the data."""
    return Organization(
        day=day,
        names=list(OrganizationName.objects.as_of(day).for_page(day)),
        counts={
            "members": State.objects.count_on(Membership.Status.MEMBER, day),
            "observers": State.objects.count_on(Membership.Status.OBSERVER, day),
        },
        attributes=list(Attribute.objects.as_of(day).for_page(day)),
        organs=list(Organ.objects.as_of(day).for_page(day)),
        terms=list(Term.objects.as_of(day).for_page(day)),
        elect=list(Term.objects.elect_on(day).for_page(day)),
        frameworks=list(Framework.objects.as_of(day).for_page(day)),
        pending=list(Instrument.objects.adopted_not_in_force(day).for_page(day)),
        leaving=list(Membership.objects.leaving_on(day).for_page(day)),
        latest=Event.objects.certain_on(day).for_page(day).order_by("-start_latest", "-id").first(),
    )
