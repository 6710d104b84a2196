from iom_portal.records.filters import KeyFilter, PeriodFilter, RecordFilterSet

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
        fields = ["kind_of_name", "evidence"]


class InstrumentFilter(RecordFilterSet):
    class Meta:
        model = Instrument
        fields = ["kind_of_instrument", "evidence"]


class EventFilter(RecordFilterSet):
    period = PeriodFilter(method="filter_period", label="Only what happened, or may have, in these years: 1951-1989")

    def filter_period(self, queryset, name, period):
        return queryset.begun_within(*period) if period else queryset

    class Meta:
        model = Event
        fields = ["category", "evidence"]


class StatementFilter(RecordFilterSet):
    class Meta:
        model = Statement
        fields = ["topic"]


class FigureFilter(RecordFilterSet):
    class Meta:
        model = Figure
        fields = ["year", "metric", "unit", "evidence"]


class AttributeFilter(RecordFilterSet):
    class Meta:
        model = Attribute
        fields = ["attribute", "evidence"]


class OrganFilter(RecordFilterSet):
    parent = KeyFilter("parent")

    class Meta:
        model = Organ
        fields = ["kind_of_organ", "evidence"]


class OrganFunctionFilter(RecordFilterSet):
    organ = KeyFilter("organ")

    class Meta:
        model = OrganFunction
        fields = ["number"]


class SessionFilter(RecordFilterSet):
    organ = KeyFilter("organ")

    class Meta:
        model = Session
        fields = ["body", "number", "kind_of_session", "place", "evidence"]


class PostFilter(RecordFilterSet):
    organ = KeyFilter("organ")

    class Meta:
        model = Post
        fields = ["seats", "evidence"]


class PersonFilter(RecordFilterSet):
    class Meta:
        model = Person
        fields = ["nationality", "evidence"]


class TermFilter(RecordFilterSet):
    person = KeyFilter("person")
    organ = KeyFilter("post__organ")

    class Meta:
        model = Term
        fields = ["post", "acting", "term_no", "evidence"]
