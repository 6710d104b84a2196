"""The published counts of States beside the computed ones, and when a count holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from iom_portal.records.dates.partial_date import day_in_words
from members.counting import Counts, Numbers, Period
from members.models import Membership, PublishedCount

PRINTED_NUMBERS = ((Membership.Status.MEMBER, "members"), (Membership.Status.OBSERVER, "observers"))  # status, field


@dataclass
class PrintedNumber:
    """What a source printed of one status, and the range computed over every day of which it may speak."""

    published: PublishedCount
    status: str
    printed: int
    low: int
    high: int

    @property
    def computed(self) -> Numbers:
        return (self.low, self.high)

    @property
    def verdict(self) -> str:
        """One of "stale", "undated", "in range", "differs"."""
        if self.published.stale:
            return "stale"
        if not self.low <= self.printed <= self.high:
            return "differs"
        return "in range" if self.published.on else "undated"

    @property
    def mark(self) -> str:
        """The verdict as a CSS class."""
        return self.verdict.replace(" ", "-")


def printed_numbers(published_counts: Iterable[PublishedCount]) -> list[PrintedNumber]:
    """Return every number printed, in the order of the counts. One query a status, whatever the number of counts."""
    counts_of = {status: Counts.of(status) for status, _ in PRINTED_NUMBERS}
    numbers = []
    for published in published_counts:
        for status, field in PRINTED_NUMBERS:
            printed = getattr(published, field)
            if printed is not None:
                low, high = counts_of[status].between(published.on_earliest, published.on_latest)
                numbers.append(PrintedNumber(published, status, printed, low, high))
    return numbers


def periods_in_words(status: str, number: int) -> list[str]:
    """Return the times, in words, in which there were, or may have been, `number` States with a status. One query."""
    return [_period_in_words(period) for period in Counts.of(status).periods(number)]


def _period_in_words(period: Period) -> str:
    if period.exactly_from is None:
        began = day_in_words(period.possibly_from)
        ended = day_in_words(period.possibly_to) if period.possibly_to else "this day"
        return f"possibly, from {began} to {ended}, and on no day certainly"
    return f"from {_interval_in_words(period.possibly_from, period.exactly_from)} to {_end_in_words(period)}"


def _end_in_words(period: Period) -> str:
    """Return when a count that certainly held on some day no longer did."""
    if period.exactly_to is None:
        return "this day"
    if period.possibly_to is None:
        return f"{day_in_words(period.exactly_to)} or later"
    return _interval_in_words(period.exactly_to, period.possibly_to)


def _interval_in_words(first: date, last: date) -> str:
    """Return two days as an interval, in words: "1 July–31 December 2014"."""
    if first == last:
        return day_in_words(first)
    if first.year == last.year:
        without_year = day_in_words(first).rsplit(" ", 1)[0]
        return f"{without_year}–{day_in_words(last)}"
    return f"{day_in_words(first)}–{day_in_words(last)}"
