from iom_portal.records.filtering.filter_fields import KeyFilter, PeriodFilter
from iom_portal.records.filtering.filtersets import RecordFilterSet

from .models import (
    Attribute,
    Event,
    Figure,
    Instrument,
    Organ,
    OrganFunction,
    OrganizationName,
    Person,
    Post,
    Session,
    Statement,
    Term,
)


class OrganizationNameFilter(RecordFilterSet):
    class Meta:
        model = OrganizationName
        fields = ()


class InstrumentFilter(RecordFilterSet):
    class Meta:
        model = Instrument
        fields = ()


class EventFilter(RecordFilterSet):
    period = PeriodFilter(method="filter_period", label="Only what happened, or may have, in these years: 1951-1989")

    def filter_period(self, queryset, name, period):
        return queryset.begun_within(*period) if period else queryset

    class Meta:
        model = Event
        fields = ()


class StatementFilter(RecordFilterSet):
    class Meta:
        model = Statement
        fields = ()


class FigureFilter(RecordFilterSet):
    class Meta:
        model = Figure
        fields = ()


class AttributeFilter(RecordFilterSet):
    class Meta:
        model = Attribute
        fields = ()


class OrganFilter(RecordFilterSet):
    class Meta:
        model = Organ
        fields = ()


class OrganFunctionFilter(RecordFilterSet):
    class Meta:
        model = OrganFunction
        fields = ()


class SessionFilter(RecordFilterSet):
    class Meta:
        model = Session
        fields = ()


class PostFilter(RecordFilterSet):
    class Meta:
        model = Post
        fields = ()


class PersonFilter(RecordFilterSet):
    class Meta:
        model = Person
        fields = ()


class TermFilter(RecordFilterSet):
    organ = KeyFilter("post__organ")

    class Meta:
        model = Term
        fields = ()
