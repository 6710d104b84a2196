"""What every list can be narrowed by. One FilterSet of a kind serves its page and its API endpoint."""

import django_filters
from django.db.models import Q
from django.forms import CharField as FormCharField
from django.forms import ValidationError

from .dates import PartialDateError, read_day
from .temporal import CERTAIN, POSSIBLE


class DayFormField(FormCharField):
    """A day written YYYY-MM-DD, and nothing else."""

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        try:
            return read_day(text)
        except PartialDateError as error:
            raise ValidationError(str(error), code="invalid") from error


class DayFilter(django_filters.Filter):
    field_class = DayFormField


class KeyFilter(django_filters.CharFilter):
    """Another record, by its id or by its slug: `state=australia` and `state=AUS` are the same."""

    def __init__(self, field_name, slug="slug", **kwargs):
        super().__init__(field_name=field_name, **kwargs)
        self.slug = slug

    def filter(self, queryset, value):
        if not value:
            return queryset
        return queryset.filter(Q(**{self.field_name: value}) | Q(**{f"{self.field_name}__{self.slug}": value}))


class RecordFilterSet(django_filters.FilterSet):
    """Base of the FilterSets. `as_of` keeps the rows that are true on that day, certainly or possibly."""

    as_of = DayFilter(method="filter_as_of", label="Day, as YYYY-MM-DD: what held or may have held on it")
    certainty = django_filters.ChoiceFilter(
        choices=[(CERTAIN, "certain"), (POSSIBLE, "only possible")],
        method="filter_certainty",
        label="With as_of: only what is certain, or only what is merely possible",
    )
    search = django_filters.CharFilter(
        method="filter_search", label="Words that all occur in it, without regard to accents and case"
    )

    @property
    def day(self):
        """The day asked for, or None."""
        return self.form.cleaned_data.get("as_of") if self.form.is_valid() else None

    def filter_as_of(self, queryset, name, day):
        return queryset.as_of(day)

    def filter_certainty(self, queryset, name, certainty):
        if self.day is None:
            return queryset
        certain = self.certain(queryset)
        return certain if certainty == CERTAIN else queryset.exclude(pk__in=certain.values("pk"))

    def filter_search(self, queryset, name, words):
        return queryset.matching(words)

    def certain(self, queryset):
        """Of the rows in `queryset`, those that are certain on the day asked for."""
        return queryset.certain_on(self.day)
