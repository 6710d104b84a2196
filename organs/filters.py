from datetime import date

from iom_portal.records.filtering.filter_fields import KeyFilter, PeriodFilter
from iom_portal.records.filtering.filtersets import RecordFilterSet
from iom_portal.records.models.entry import EntryQuerySet

from .models import Event, Term


class EventFilter(RecordFilterSet):
    period = PeriodFilter(method="filter_period", label="Only what happened, or may have, in these years: 1951-1989")

    def filter_period(self, queryset: EntryQuerySet, name: str, period: tuple[date, date] | None) -> EntryQuerySet:
        return queryset.begun_within(*period) if period else queryset

    class Meta:
        model = Event
        fields = ()


class TermFilter(RecordFilterSet):
    organ = KeyFilter("post__organ")

    class Meta:
        model = Term
        fields = ()
