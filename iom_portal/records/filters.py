"""What every list can be narrowed by. One FilterSet of a kind serves its page and its API endpoint."""

import re
from datetime import date

import django_filters
from django.db import models
from django.db.models import Q
from django.forms import CharField as FormCharField
from django.forms import ValidationError

from .clocks import FIRST_READABLE, LAST_READABLE
from .dates import PartialDateError, read_day
from .fields import PartialDateField
from .files import kinds
from .models import Citation, Coverage, Revision, SeedLine, Source
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


class Ordered(django_filters.FilterSet):
    """Rows in the order asked for by `ordering`: names separated by commas, “-” for descending.

    orderings: what rows can be ordered by, {name: column}. default_order: columns; without them the order of the model.
    """

    orderings: dict[str, str] = {}
    default_order: tuple[str, ...] = ()

    @classmethod
    def ordering_columns(cls):
        return cls.orderings

    @classmethod
    def orders(cls):
        """Every name that `ordering` may hold, sorted."""
        names = cls.ordering_columns()
        return sorted([*names, *(f"-{name}" for name in names)])

    @classmethod
    def unknown_order(cls, text):
        """The first name in `text` by which the rows cannot be ordered, or None."""
        known = cls.orders()
        return next((name for name in text.split(",") if name not in known), None)

    def ordered(self, text=""):
        """The filtered rows in the order asked for, of which all names are known; the key makes it total."""
        names = [(name.removeprefix("-"), name.startswith("-")) for name in text.split(",")] if text else []
        columns = [f"{'-' * down}{self.ordering_columns()[name]}" for name, down in names] or self.default_order
        rows = self.orderable({name for name, _ in names})
        return rows.order_by(*(columns or self._meta.model._meta.ordering), "pk")

    def orderable(self, names):
        """The filtered rows with what the orders of these names need."""
        return self.qs


class RecordFilterSet(Ordered):
    """Base of the FilterSets. `as_of` keeps the rows that are true on that day, certainly or possibly."""

    FILTER_DEFAULTS = {
        **django_filters.FilterSet.FILTER_DEFAULTS,
        models.IntegerField: {"filter_class": WholeNumberFilter},
        models.PositiveSmallIntegerField: {"filter_class": WholeNumberFilter},
        models.BooleanField: {"filter_class": TrueFalseFilter},
    }

    as_of = DayFilter(method="filter_as_of", label="Day, as YYYY-MM-DD: what held or may have held on it")
    certainty = django_filters.ChoiceFilter(
        choices=[(CERTAIN, "certain"), (POSSIBLE, "only possible")],
        method="filter_certainty",
        label="With as_of: only what is certain, or only what is merely possible",
    )
    search = django_filters.CharFilter(
        method="filter_search", label="Words that all occur in it, without regard to accents and case"
    )

    @classmethod
    def ordering_columns(cls):
        """The key, and the fields that put a kind in an order: dates by their earliest day, numbers, choices and
        references; and what the FilterSet adds."""
        columns, fields = {"id": "id"}, cls._meta.model._meta.concrete_fields
        names = {field.name for field in fields}
        for field in fields:
            if not field.editable:
                continue
            if isinstance(field, PartialDateField):
                if f"{field.name}_earliest" in names:
                    columns[field.name] = f"{field.name}_earliest"
            elif field.is_relation or field.choices or isinstance(field, models.IntegerField | models.DateField):
                columns[field.name] = field.attname
        return columns | cls.orderings

    @property
    def day(self):
        """The day asked for, or None. A parameter beside it that cannot be read does not take it away."""
        self.form.is_valid()  # cleans the form once; what it could read is in cleaned_data
        return getattr(self.form, "cleaned_data", {}).get("as_of")

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


class SourceFilter(RecordFilterSet):
    class Meta:
        model = Source
        fields = ["kind_of_source", "publisher"]


def cited_kinds():
    """The kinds of records that sources are cited for, as choices."""
    return sorted((model.kind, str(model._meta.verbose_name)) for model in kinds() if model.owes_citation)


class CitationFilter(RecordFilterSet):
    source = KeyFilter("source", label="Source, by id or slug")
    kind = django_filters.ChoiceFilter(
        field_name="content_type__model", label="Kind of the record that is cited", choices=cited_kinds
    )
    record = django_filters.CharFilter(field_name="object_id", label="Id of the record that is cited")
    default_order = ("id",)  # that of the model follows the numbers of content types, which differ by database

    class Meta:
        model = Citation
        fields = ["field", "stance", "evidence"]


class CoverageFilter(RecordFilterSet):
    class Meta:
        model = Coverage
        fields = []


class SeedLineFilter(RecordFilterSet):
    class Meta:
        model = SeedLine
        fields = ["number"]


class RevisionFilter(Ordered):
    """Revisions have no day of their own in the register, so they take no `as_of`."""

    orderings = {"number": "number", "made_at": "number"}

    since = WholeNumberFilter(field_name="number", lookup_expr="gt", label="Only revisions after this number")

    class Meta:
        model = Revision
        fields = ["origin"]

    def ordered(self, text=""):
        """What came after a revision is listed from the earliest on, so that a list that grows can be followed."""
        follows = self.form.is_valid() and self.form.cleaned_data["since"] is not None
        return super().ordered(text or ("number" if follows else ""))
