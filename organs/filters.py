"""What the lists of events and terms can be narrowed by, on the pages and in the API."""

from datetime import date
from typing import Any

from iom_portal.records.filtering.filter_fields import KeyFilter, PeriodFilter
from iom_portal.records.filtering.filtersets import RecordFilterSet
from iom_portal.records.models.entry import EntryQuerySet

from .models import Event, Term


class EventFilter(RecordFilterSet):
    """Events, also by years."""

    period = PeriodFilter(method="filter_period", label="Only what happened, or may have, in these years: 1951-1989")

    class Meta:
        model = Event
        fields = ()

    def filter_period(
        self, queryset: EntryQuerySet[Any], name: str, period: tuple[date, date] | None
    ) -> EntryQuerySet[Any]:
        """Return the events that happened, or may have, between two days; all where there are none."""
        if period is None:
            return queryset
        first, last = period
        return queryset.begun_within(first, last)


class TermFilter(RecordFilterSet):
    """Terms of office, also by organ."""

    organ = KeyFilter("post__organ")

    class Meta:
        model = Term
        fields = ()
