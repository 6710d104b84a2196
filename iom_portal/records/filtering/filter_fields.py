"""The filters that a field can have: by its kind, one list for every kind of record.

A partial date is narrowed in two senses. `start_from` and `start_to` keep the records whose date may lie there,
`start_certainly_from` and `start_certainly_to` those whose date certainly does.
"""

import re
from datetime import date

import django_filters
from django.db import models
from django.db.models import Q
from django.forms import CharField as FormCharField
from django.forms import ValidationError

from ..dates.fields import PartialDateField
from ..dates.partial_date import PartialDate, PartialDateError, read_day
from ..history.clock import FIRST_READABLE, LAST_READABLE


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


class PeriodFormField(FormCharField):
    """Two years as YYYY-YYYY: the period from the first day of the one to the last day of the other."""

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        years = FIRST_READABLE.year, LAST_READABLE.year
        first, _, last = text.partition("-")
        if not re.fullmatch(r"\d{4}-\d{4}", text, re.ASCII) or not years[0] <= int(first) <= int(last) <= years[1]:
            raise ValidationError(
                f"“{text}” is not a period. Write its first and its last year, such as 1951-1989, "
                f"from {years[0]} to {years[1]}.",
                code="invalid",
            )
        return date(int(first), 1, 1), date(int(last), 12, 31)


class PeriodFilter(django_filters.Filter):
    field_class = PeriodFormField


class WholeNumberFormField(FormCharField):
    """A whole number in plain digits: no sign, no fraction, no digits of other scripts."""

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
            raise ValidationError(f"“{text}” is not a whole number. Write it in digits, such as 12.", code="invalid")
        return int(text)


class WholeNumberFilter(django_filters.Filter):
    field_class = WholeNumberFormField


class TrueFalseFormField(FormCharField):
    """true or false, and nothing else."""

    def to_python(self, value):
        text = super().to_python(value)
        if text not in ("", "true", "false"):
            raise ValidationError(f"“{text}” is neither true nor false.", code="invalid")
        return text == "true" if text else None


class TrueFalseFilter(django_filters.Filter):
    field_class = TrueFalseFormField


class KeyFilter(django_filters.CharFilter):
    """Another record, by its id or by its slug: `state=australia` and `state=AUS` are the same."""

    def __init__(self, field_name, slug="slug", **kwargs):
        super().__init__(field_name=field_name, **kwargs)
        self.slug = slug

    def filter(self, queryset, value):
        if not value:
            return queryset
        return queryset.filter(Q(**{self.field_name: value}) | Q(**{f"{self.field_name}__{self.slug}": value}))

    def known(self, model, value):
        """Whether a record of `model` has the id or the slug `value`."""
        return model.objects.filter(Q(pk=value) | Q(**{self.slug: value})).exists()


class PartialDateFormField(FormCharField):
    """A partial date, as its EDTF text."""

    def to_python(self, value):
        try:
            return PartialDate(super().to_python(value))
        except PartialDateError as error:
            raise ValidationError(str(error), code="invalid") from error


class PartialDateFilter(django_filters.Filter):
    """The records whose date has just this text."""

    field_class = PartialDateFormField


class KnownFilter(TrueFalseFilter):
    """Whether a text or a date is given at all."""

    def filter(self, queryset, known):
        if known is None:
            return queryset
        empty = Q(**{self.field_name: ""})
        return queryset.exclude(empty) if known else queryset.filter(empty)


class BoundFilter(DayFilter):
    """Records whose partial date lies, possibly or certainly, on this side of a day. One without a date lies nowhere.

    side: "from" or "to". certainly: whether it must.
    """

    def __init__(self, field_name, side, certainly, **kwargs):
        super().__init__(field_name=field_name, **kwargs)
        self.side, self.certainly = side, certainly

    def filter(self, queryset, day):
        if day is None:
            return queryset
        queryset = queryset.exclude(**{self.field_name: ""})
        # The bound that decides: of the date's earliest and latest day, the nearer one to the side where it must be.
        bound = "earliest" if (self.side == "from") is self.certainly else "latest"
        column = f"{self.field_name}_{bound}"
        if column in queryset.model.column_names():
            return queryset.filter(**{f"{column}__{'gte' if self.side == 'from' else 'lte'}": day})
        return queryset.filter(pk__in=[pk for pk, when in self._dates(queryset) if self._lies(when, bound, day)])

    def _dates(self, queryset):
        """(key, date) of the rows, for the few fields whose bounds have no columns."""
        return [(pk, PartialDate(text)) for pk, text in queryset.order_by().values_list("pk", self.field_name)]

    def _lies(self, when, bound, day):
        edge = getattr(when, bound)
        if edge is None:
            return not self.certainly
        return edge >= day if self.side == "from" else edge <= day


def filters_of(field):
    """(name, filter) of a field of a kind: every way in which a list can be narrowed by it."""
    name, words = field.name, str(field.verbose_name)
    said = f"{words[0].upper()}{words[1:]}"
    if isinstance(field, PartialDateField):
        yield name, PartialDateFilter(field_name=name, label=f"{said}, as just this EDTF text.")
        for side, way in (("from", "on this day or later"), ("to", "on this day or earlier")):
            yield f"{name}_{side}", BoundFilter(name, side, False, label=f"{said}: possibly {way}.")
            yield f"{name}_certainly_{side}", BoundFilter(name, side, True, label=f"{said}: certainly {way}.")
    elif field.is_relation:
        if field.related_model.has_slug():
            yield name, KeyFilter(name, slug="slug", label=f"{said}, by id or slug.")
        else:
            yield name, KeyFilter(name, slug="pk", label=f"{said}, by id.")
    elif field.choices:
        yield name, django_filters.ChoiceFilter(field_name=name, choices=field.choices, label=f"{said}.")
    elif isinstance(field, models.BooleanField):
        yield name, TrueFalseFilter(field_name=name, label=f"{said}: true or false.")
    elif isinstance(field, models.IntegerField):
        yield name, WholeNumberFilter(field_name=name, label=f"{said}, exactly.")
        yield f"{name}_min", WholeNumberFilter(field_name=name, lookup_expr="gte", label=f"{said}: this or more.")
        yield f"{name}_max", WholeNumberFilter(field_name=name, lookup_expr="lte", label=f"{said}: this or less.")
    elif isinstance(field, models.DateField):
        yield name, DayFilter(field_name=name, label=f"{said}, exactly.")
    else:
        yield name, django_filters.CharFilter(field_name=name, label=f"{said}, exactly.")
    if field.blank and isinstance(field, models.CharField | models.TextField) and not field.primary_key:
        yield f"{name}_known", KnownFilter(field_name=name, label=f"{said}: whether it is given at all.")
