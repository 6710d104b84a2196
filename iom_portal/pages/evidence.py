"""Every published count beside the one that the register computes for the same day or interval."""

from dataclasses import dataclass

from members.counting import Counts
from members.models import Membership, PublishedCount

STATUSES = ((Membership.Status.MEMBER, "members"), (Membership.Status.OBSERVER, "observers"))


@dataclass
class Line:
    """What a source printed of one status, and the range computed over every day of which it may speak."""

    published: PublishedCount
    status: str
    printed: int
    low: int
    high: int

    @property
    def computed(self):
        return (self.low, self.high)

    @property
    def verdict(self):
        """One of "stale", "undated", "in range", "differs"."""
        if self.published.stale:
            return "stale"
        if not self.low <= self.printed <= self.high:
            return "differs"
        return "in range" if self.published.on else "undated"

    @property
    def mark(self):
        """The verdict as a CSS class."""
        return self.verdict.replace(" ", "-")


def lines(published_counts):
    """One Line for each number printed. Costs one query a status, whatever the number of counts."""
    computed = {status: Counts.of(status) for status, _ in STATUSES}
    found = []
    for published in published_counts:
        for status, field in STATUSES:
            if (printed := getattr(published, field)) is not None:
                low, high = computed[status].between(published.on_earliest, published.on_latest)
                found.append(Line(published, status, printed, low, high))
    return found
