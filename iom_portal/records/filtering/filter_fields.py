"""The filters that a field can have: by its kind, one list for every kind of record.

A partial date is narrowed in two senses. `start_from` and `start_to` keep the records whose date may lie there,
`start_certainly_from` and `start_certainly_to` those whose date certainly does.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, cast
from unicodedata import category

import django_filters
from django.db import models
from django.db.models import Q, QuerySet
from django.forms import CharField as FormCharField
from django.forms import ValidationError

from ..dates.fields import PartialDateField
from ..dates.partial_date import PartialDate, read_day
from ..dates.validity import Days
from ..history.clock import FIRST_READABLE, LAST_READABLE
from ..models.entry import Entry, EntryQuerySet
from ..text_gate import as_sought, code_point


class SoughtTextFormField(FormCharField):
    """A text that is looked for, in the form in which the register holds texts: decomposed letters find composed ones.

    A control character is refused; what else the register refuses is left out. A text of nothing else is refused too,
    lest it find every record.
    """

    def to_python(self, value: object) -> str:
        text = super().to_python(value) or ""
        for sign in text:
            if category(sign) == "Cc" and not sign.isspace():
                raise ValidationError(f"It holds a control character: {code_point(sign)}.", code="invalid")
        sought = as_sought(text)
        if text and not sought:
            raise ValidationError("It holds no sign that can be looked for.", code="invalid")
        return sought


class TextFilter(django_filters.CharFilter):
    """The records with just this text."""

    field_class = SoughtTextFormField


class ParsedFormField(FormCharField):
    """A text of one form, and nothing else. An empty one is no value."""

    def to_python(self, value: object) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return self.parse(text)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def parse(self, text: str) -> object:
        """Return the value of a text that is not empty. Raises ValueError, whose message says what is allowed."""
        raise NotImplementedError


class DayFormField(ParsedFormField):
    """A day written YYYY-MM-DD."""

    def parse(self, text: str) -> date:
        return read_day(text)


class DayFilter(django_filters.Filter):
    """The records that have to do with a day."""

    field_class = DayFormField


class PeriodFormField(ParsedFormField):
    """Two years as YYYY-YYYY: the period from the first day of the one to the last day of the other."""

    def parse(self, text: str) -> Days:
        earliest, latest = FIRST_READABLE.year, LAST_READABLE.year
        years = re.fullmatch(r"(\d{4})-(\d{4})", text, re.ASCII)
        if not years or not earliest <= int(years[1]) <= int(years[2]) <= latest:
            raise ValueError(
                f"“{text}” is not a period. Write its first and its last year, such as 1951-1989, "
                f"from {earliest} to {latest}."
            )
        return date(int(years[1]), 1, 1), date(int(years[2]), 12, 31)


class PeriodFilter(django_filters.Filter):
    """The records that have to do with a period."""

    field_class = PeriodFormField


class WholeNumberFormField(ParsedFormField):
    """A whole number in plain digits: no sign, no fraction, no digits of other scripts."""

    def parse(self, text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
            raise ValueError(f"“{text}” is not a whole number. Write it in digits, such as 12.")
        return int(text)


class WholeNumberFilter(django_filters.Filter):
    """The records with a number, or with one that is no less, or no more."""

    field_class = WholeNumberFormField


class TrueFalseFormField(ParsedFormField):
    """true or false."""

    def parse(self, text: str) -> bool:
        if text not in ("true", "false"):
            raise ValueError(f"“{text}” is neither true nor false.")
        return text == "true"


class TrueFalseFilter(django_filters.Filter):
    """The records of which something is true, or false."""

    field_class = TrueFalseFormField


class PartialDateFormField(ParsedFormField):
    """A partial date, as its EDTF text."""

    def parse(self, text: str) -> PartialDate:
        return PartialDate(text)


class PartialDateFilter(django_filters.Filter):
    """The records whose date has just this text."""

    field_class = PartialDateFormField


class KeyFilter(TextFilter):
    """The records that refer to another one, by its id or by its slug: `state=australia` is `state=AUS`."""

    def __init__(self, field_name: str, slug: str = "slug", **kwargs: Any) -> None:
        """slug: the field that may name the other record beside its id; "pk": none."""
        super().__init__(field_name=field_name, **kwargs)
        self.slug = slug

    def filter(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return queryset
        return queryset.filter(Q(**{self.field_name: value}) | Q(**{f"{self.field_name}__{self.slug}": value}))

    def names_record(self, model: type[Entry], value: str) -> bool:
        """Return whether a record of `model` has the id or the slug `value`. One query."""
        return model.objects.filter(Q(pk=value) | Q(**{self.slug: value})).exists()


class KnownFilter(TrueFalseFilter):
    """The records in which a text or a date is given at all, or in which it is not."""

    def filter(self, queryset: QuerySet[Any], is_known: bool | None) -> QuerySet[Any]:
        if is_known is None:
            return queryset
        empty = Q(**{self.field_name: ""})
        return queryset.exclude(empty) if is_known else queryset.filter(empty)


class BoundFilter(DayFilter):
    """The records whose partial date lies, possibly or certainly, on one side of a day. Without a date it lies nowhere.

    side: "from" or "to". certainly: whether it must.
    """

    def __init__(self, field_name: str, side: str, certainly: bool, **kwargs: Any) -> None:
        super().__init__(field_name=field_name, **kwargs)
        self.side, self.certainly = side, certainly

    def filter(self, queryset: EntryQuerySet[Any], day: date | None) -> EntryQuerySet[Any]:
        if day is None:
            return queryset
        queryset = queryset.exclude(**{self.field_name: ""})
        # The bound that decides: of the date's earliest and latest day, the nearer one to the side where it must be.
        bound = "earliest" if (self.side == "from") is self.certainly else "latest"
        column = f"{self.field_name}_{bound}"
        if column in queryset.model.column_names():
            comparison = "gte" if self.side == "from" else "lte"
            return queryset.filter(**{f"{column}__{comparison}": day})
        return queryset.filter(pk__in=self._keys_on_side(queryset, bound, day))

    def _keys_on_side(self, queryset: EntryQuerySet[Any], bound: str, day: date) -> list[str]:
        """Return the keys of the rows whose date lies there, for the few fields whose bounds have no columns."""
        keys = []
        for pk, text in queryset.order_by().values_list("pk", self.field_name):
            if self._is_on_side(getattr(PartialDate(text), bound), day):
                keys.append(pk)
        return keys

    def _is_on_side(self, edge: date | None, day: date) -> bool:
        if edge is None:
            return not self.certainly
        return edge >= day if self.side == "from" else edge <= day


def filters_of(field: "models.Field[Any, Any]") -> Iterator[tuple[str, django_filters.Filter]]:
    """Yield (name, filter) of every way in which a list can be narrowed by a field of a kind."""
    yield from _filters_of_value(field)
    if field.blank and isinstance(field, models.CharField | models.TextField) and not field.primary_key:
        label = f"{_title(field)}: whether it is given at all."
        yield f"{field.name}_known", KnownFilter(field_name=field.name, label=label)


def _title(field: "models.Field[Any, Any]") -> str:
    words = str(field.verbose_name)
    return f"{words[0].upper()}{words[1:]}"


def _filters_of_value(field: "models.Field[Any, Any]") -> Iterator[tuple[str, django_filters.Filter]]:
    name, title = field.name, _title(field)
    if isinstance(field, PartialDateField):
        yield name, PartialDateFilter(field_name=name, label=f"{title}, as just this EDTF text.")
        for side, where in (("from", "on this day or later"), ("to", "on this day or earlier")):
            yield f"{name}_{side}", BoundFilter(name, side, False, label=f"{title}: possibly {where}.")
            yield f"{name}_certainly_{side}", BoundFilter(name, side, True, label=f"{title}: certainly {where}.")
    elif isinstance(field, models.ForeignKey):
        if cast("type[Entry]", field.related_model).has_slug():
            yield name, KeyFilter(name, slug="slug", label=f"{title}, by id or slug.")
        else:
            yield name, KeyFilter(name, slug="pk", label=f"{title}, by id.")
    elif field.choices:
        yield name, django_filters.ChoiceFilter(field_name=name, choices=field.choices, label=f"{title}.")
    elif isinstance(field, models.BooleanField):
        yield name, TrueFalseFilter(field_name=name, label=f"{title}: true or false.")
    elif isinstance(field, models.IntegerField):
        yield name, WholeNumberFilter(field_name=name, label=f"{title}, exactly.")
        yield f"{name}_min", WholeNumberFilter(field_name=name, lookup_expr="gte", label=f"{title}: this or more.")
        yield f"{name}_max", WholeNumberFilter(field_name=name, lookup_expr="lte", label=f"{title}: this or less.")
    elif isinstance(field, models.DateField):
        yield name, DayFilter(field_name=name, label=f"{title}, exactly.")
    else:
        yield name, TextFilter(field_name=name, label=f"{title}, exactly.")
