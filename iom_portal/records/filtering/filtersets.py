"""What every list can be narrowed by. One FilterSet of a kind serves its page and its API endpoint.

A kind whose fields say all that it can be narrowed by has none of its own: `filterset_of` makes it.
"""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Self

import django_filters
from django import forms
from django.db import models
from django.db.models import Count, Q, QuerySet

from ..dates.fields import PartialDateField
from ..dates.validity import CERTAIN, POSSIBLE
from ..deprecation import Deprecated
from ..kinds import kinds
from ..models import Citation, Revision
from ..models.entry import ROW, Entry, EntryQuerySet
from ..reading.prepared_queries import PreparedQuery, read_numbers
from .filter_fields import DayFilter, KeyFilter, WholeNumberFilter, filters_of


class Ordered(django_filters.FilterSet):
    """Rows in the order asked for by `ordering`: names separated by commas, “-” for descending.

    orderings: what rows can be ordered by, {name: column}. default_order: columns; without them the order of the model.
    deprecated: {name: Deprecated} of the filters that the API will give up.
    """

    orderings: dict[str, str] = {}
    default_order: tuple[str, ...] = ()
    deprecated: dict[str, Deprecated] = {}

    @classmethod
    def asking(cls, values: Mapping[str, str], queryset: QuerySet) -> Self:
        """Return the FilterSet with the filters alone that `values` names: making all takes longer than to ask."""
        narrow = cls.__new__(cls)
        narrow.base_filters = {name: one for name, one in cls.base_filters.items() if name in values}
        narrow.__init__(values, queryset)
        return narrow

    def get_form_class(self) -> type[forms.Form]:
        """Return the form that reads the values. Its class is kept: making one takes as long as reading with it."""
        return _form_class(type(self), tuple(self.filters))

    @classmethod
    def ordering_columns(cls) -> dict[str, str]:
        """Return {name: column} of all that rows can be ordered by."""
        return cls.orderings

    @classmethod
    def orders(cls) -> list[str]:
        """Return every name that `ordering` may hold, sorted."""
        names = cls.ordering_columns()
        return sorted([*names, *(f"-{name}" for name in names)])

    @classmethod
    def unknown_order(cls, text: str) -> str | None:
        """Return the first name in `text` by which the rows cannot be ordered, or None."""
        known = cls.orders()
        return next((name for name in text.split(",") if name not in known), None)

    def ordered(self, text: str = "") -> QuerySet:
        """Return the filtered rows in the order asked for, of which all names are known; the key makes it total."""
        columns_of_names = self.ordering_columns()
        names, columns = set(), []
        for order in text.split(",") if text else []:
            name = order.removeprefix("-")
            column = columns_of_names[name]
            names.add(name)
            columns.append(f"-{column}" if order.startswith("-") else column)
        columns = columns or list(self.default_order or self._meta.model._meta.ordering)
        if columns[-1] not in ("id", "-id"):
            columns.append("pk")
        return self.orderable(names).order_by(*columns)

    def orderable(self, names: Collection[str]) -> QuerySet:
        """Return the filtered rows with what the orders of these names need."""
        return self.qs


@lru_cache(maxsize=500)
def _form_class(filterset_class: type[Ordered], names: tuple[str, ...]) -> type[forms.Form]:
    narrow = filterset_class.asking(dict.fromkeys(names, ""), filterset_class._meta.model.objects.none())
    return super(Ordered, narrow).get_form_class()


class RecordFilterSet(Ordered):
    """Base of the FilterSets. `as_of` keeps the rows that are true on that day, certainly or possibly.

    covered: the fields that have no filter of their own name, because a declared one serves in their place.
    """

    covered: tuple[str, ...] = ()
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
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """Return the filters that are declared, and those of every other field that an editor can fill."""
        filters = super().get_filters()
        if cls._meta.model is not None:
            for field in cls._meta.model._meta.concrete_fields:
                if (field.editable or field.primary_key) and field.name not in cls.covered:
                    for name, narrowing in filters_of(field):
                        filters.setdefault(name, narrowing)
        return filters

    @classmethod
    def ordering_columns(cls) -> dict[str, str]:
        """Return {name of an order: its column}.

        They are the key, the fields that put a kind in an order (dates by their earliest day, numbers, choices and
        references), and what the FilterSet adds.
        """
        model, columns = cls._meta.model, {"id": "id"}
        for field in model._meta.concrete_fields:
            if not field.editable:
                continue
            if isinstance(field, PartialDateField):
                if f"{field.name}_earliest" in model.column_names():
                    columns[field.name] = f"{field.name}_earliest"
            elif field.is_relation or field.choices or isinstance(field, models.IntegerField | models.DateField):
                columns[field.name] = field.attname
        return columns | cls.orderings

    @property
    def same_for_all_days(self) -> bool:
        """Whether the SQL is the same, but for the day itself, whatever day is asked for."""
        return True

    @property
    def day(self) -> date | None:
        """The day asked for, or None. A parameter beside it that cannot be read does not take it away."""
        self.form.is_valid()  # cleans the form once; what it could read is in cleaned_data
        return getattr(self.form, "cleaned_data", {}).get("as_of")

    def filter_as_of(self, queryset: EntryQuerySet, name: str, day: date) -> EntryQuerySet:
        return queryset.as_of(day)

    def filter_certainty(self, queryset: EntryQuerySet, name: str, certainty: str) -> EntryQuerySet:
        if self.day is None:
            return queryset
        certain = self.certain(queryset)
        return certain if certainty == CERTAIN else queryset.exclude(pk__in=certain.values("pk"))

    def filter_search(self, queryset: EntryQuerySet, name: str, words: str) -> EntryQuerySet:
        return queryset.matching(words)

    def certain(self, queryset: EntryQuerySet) -> EntryQuerySet:
        """Return of the rows in `queryset`, those that are certain on the day asked for."""
        return queryset.certain_on(self.day)

    def certainly(self) -> Q | None:
        """Return the condition of `certain`, to count by; None: all rows are."""
        rule = self._meta.model.on_day
        return rule.certainly(self.day) if rule else None

    def totals(self) -> EntryQuerySet:
        """Return the queryset of one row: how many rows there are and, under a day, how many certainly hold on it."""
        numbers = {"every": Count(ROW)}
        if self.day is not None:
            numbers["certain"] = Count(ROW, filter=self.certainly())
        return self.qs.totals(**numbers)

    def numbers(self) -> tuple[int, int | None]:
        """Return what `totals` finds, with None where no day is asked for."""
        return read_numbers(PreparedQuery(self.totals))


@cache
def filterset_of(model: type[Entry]) -> type[RecordFilterSet]:
    """Return the FilterSet of a kind that has none of its own: its fields say all that it can be narrowed by.

    It is made once, so that the pages and the API ask with the same class. A kind with a filter of its own has a class
    in the filters.py of its room (or here, below).
    """
    meta = type("Meta", (), {"model": model, "fields": ()})
    return type(f"{model.__name__}Filter", (RecordFilterSet,), {"Meta": meta, "__module__": __name__})


def cited_kinds() -> list[tuple[str, str]]:
    """Return the kinds of records that sources are cited for, as choices."""
    return sorted((model.kind, str(model._meta.verbose_name)) for model in kinds() if model.owes_citation)


class CitationFilter(RecordFilterSet):
    source = KeyFilter("source", label="Source, by id or slug")
    kind = django_filters.ChoiceFilter(
        field_name="content_type__model", label="Kind of the record that is cited", choices=cited_kinds
    )
    record = django_filters.CharFilter(field_name="object_id", label="Id of the record that is cited")
    covered = ("content_type", "object_id")
    default_order = ("id",)  # that of the model follows the numbers of content types, which differ by database

    class Meta:
        model = Citation
        fields = ()


class RevisionFilter(Ordered):
    """Revisions have no day of their own in the register, so they take no `as_of`."""

    orderings = {"number": "number", "made_at": "number"}

    since = WholeNumberFilter(field_name="number", lookup_expr="gt", label="Only revisions after this number")
    number = WholeNumberFilter(label="Its number, exactly.")
    made_from = DayFilter(field_name="made_at", lookup_expr="date__gte", label="Made on this day (UTC) or later.")
    made_to = DayFilter(field_name="made_at", lookup_expr="date__lte", label="Made on this day (UTC) or earlier.")

    class Meta:
        model = Revision
        fields = ["origin"]

    def numbers(self) -> tuple[int, None]:
        return self.qs.count(), None

    def ordered(self, text: str = "") -> QuerySet:
        """What came after a revision is listed from the earliest on, so that a list that grows can be followed."""
        follows = self.form.is_valid() and self.form.cleaned_data.get("since") is not None
        return super().ordered(text or ("number" if follows else ""))
