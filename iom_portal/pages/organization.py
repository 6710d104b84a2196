"""The organization on a day, gathered once for the home page and for the API's `organization` document."""

from dataclasses import dataclass, field
from datetime import date

from iom_portal.records.views import Beneath
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
        constitutional = [name for name in self.names if name.kind_of_name == OrganizationName.Kind.CONSTITUTIONAL]
        constitutional.sort(key=lambda name: (name.certainty_on(self.day) != "certain", name.start_earliest))
        return constitutional[0] if constitutional else None


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


def counts_beneath(day):
    """What lies beneath the counts of States on `day`: every spell begun by then."""
    begun = Membership.objects.begun_by(day).order_by().values_list("pk", flat=True)
    return Beneath(frozenset((Membership.kind, pk) for pk in begun), day)
