"""What every list can be narrowed by. One FilterSet of a kind serves its page and its API endpoint.

A kind whose fields say all that it can be narrowed by has none of its own: `filterset_of` makes it.
"""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any, Self, cast

import django_filters
from django import forms
from django.db import models
from django.db.models import Aggregate, Count, Q, QuerySet

from ..dates.fields import PartialDateField
from ..dates.validity import CERTAIN, POSSIBLE, Rule
from ..deprecation import Deprecated
from ..kinds import kinds
from ..models import Citation, Revision
from ..models.entry import ROW, Entry, EntryQuerySet
from ..reading.prepared_queries import PreparedQuery, read_numbers
from .filter_fields import DayFilter, KeyFilter, TextFilter, WholeNumberFilter, filters_of


class OrderedFilterSet(django_filters.FilterSet):
    """A FilterSet whose rows come in the order asked for by `ordering`: names separated by commas, “-” for descending.

    orderings: what rows can be ordered by, {name: column}. default_order: columns; without them the order of the model.
    deprecated: {name: Deprecated} of the filters that the API will give up.
    """

    base_filters: dict[str, django_filters.Filter]
    orderings: dict[str, str] = {}
    default_order: tuple[str, ...] = ()
    deprecated: dict[str, Deprecated] = {}

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        queryset: QuerySet[Any] | None = None,
        *,
        names: Collection[str] | None = None,
        **kwargs: Any,
    ) -> None:
        """names: those of the filters that it has; without them, it has all."""
        if names is not None:
            self.base_filters = {name: made for name, made in self.base_filters.items() if name in names}
        super().__init__(data, queryset, **kwargs)

    @classmethod
    def for_values(cls, values: Mapping[str, str], queryset: QuerySet[Any]) -> Self:
        """Return the FilterSet with the filters alone that `values` names: making all takes longer than to ask."""
        return cls(values, queryset, names=values.keys())

    def get_form_class(self) -> type[forms.Form]:
        """Return the form that reads the values. Its class is kept: making one takes as long as reading with it."""
        return self._form_class(tuple(self.filters))

    @classmethod
    @lru_cache(maxsize=500)
    def _form_class(cls, names: tuple[str, ...]) -> type[forms.Form]:
        """Make the form of the filters of these names."""
        filterset = cls.for_values(dict.fromkeys(names, ""), cls._meta.model.objects.none())
        return cast("type[forms.Form]", super(OrderedFilterSet, filterset).get_form_class())

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

    def ordered(self, text: str = "") -> QuerySet[Any]:
        """Return the filtered rows in the order asked for, of which all names are known; the key makes it total."""
        column_of_name = self.ordering_columns()
        orders = text.split(",") if text else []
        names = {order.removeprefix("-") for order in orders}
        columns = []
        for order in orders:
            column = column_of_name[order.removeprefix("-")]
            columns.append(f"-{column}" if order.startswith("-") else column)
        if not columns:
            columns = list(self.default_order or self._meta.model._meta.ordering)
        if columns[-1] not in ("id", "-id"):
            columns.append("pk")
        return self.orderable(names).order_by(*columns)

    def orderable(self, names: Collection[str]) -> QuerySet[Any]:
        """Return the filtered rows with what the orders of these names need."""
        rows: QuerySet[Any] = self.qs
        return rows


class RecordFilterSet(OrderedFilterSet):
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
    search = TextFilter(method="filter_search", label="Words that all occur in it, without regard to accents and case")

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """Return the filters that are declared, and those of every other field that an editor can fill."""
        filters: dict[str, django_filters.Filter] = super().get_filters()
        if cls._meta.model is None:
            return filters
        for field in cls._meta.model._meta.concrete_fields:
            if (field.editable or field.primary_key) and field.name not in cls.covered:
                for name, field_filter in filters_of(field):
                    filters.setdefault(name, field_filter)
        return filters

    @classmethod
    def ordering_columns(cls) -> dict[str, str]:
        """Return {name of an order: its column}.

        They are the key, the fields that put a kind in an order (dates by their earliest day, numbers, choices and
        references), and what the FilterSet adds.
        """
        model = cls._meta.model
        columns = {"id": "id"}
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
        day: date | None = getattr(self.form, "cleaned_data", {}).get("as_of")
        return day

    def ordered(self, text: str = "") -> EntryQuerySet[Any]:
        return cast("EntryQuerySet[Any]", super().ordered(text))

    def filter_as_of(self, queryset: EntryQuerySet[Any], name: str, day: date) -> EntryQuerySet[Any]:
        """Return the rows of a day."""
        return queryset.as_of(day)

    def filter_certainty(self, queryset: EntryQuerySet[Any], name: str, certainty: str) -> EntryQuerySet[Any]:
        """Return the rows that are certain on the day asked for, or those that are not; without a day, all."""
        if self.day is None:
            return queryset
        certain = self.certain(queryset)
        return certain if certainty == CERTAIN else queryset.exclude(pk__in=certain.values("pk"))

    def filter_search(self, queryset: EntryQuerySet[Any], name: str, words: str) -> EntryQuerySet[Any]:
        """Return the rows in which all of the words occur."""
        return queryset.matching(words)

    def certain(self, queryset: EntryQuerySet[Any]) -> EntryQuerySet[Any]:
        """Return those of the rows in `queryset` that are certain on the day asked for."""
        return queryset.certain_on(self.day)

    def certainly(self) -> Q | None:
        """Return the condition of `certain`, to count by; None: all rows are."""
        rule: Rule | None = self._meta.model.on_day
        return None if rule is None or self.day is None else rule.certainly(self.day)

    def totals(self) -> QuerySet[Any]:
        """Return the queryset of one row: how many rows there are and, under a day, how many certainly hold on it."""
        numbers: dict[str, Aggregate] = {"every": Count(ROW)}
        if self.day is not None:
            numbers["certain"] = Count(ROW, filter=self.certainly())
        rows: EntryQuerySet[Any] = self.qs
        return rows.totals(**numbers)

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
    """Citations, by their source and by the record that they are about."""

    source = KeyFilter("source", label="Source, by id or slug")
    kind = django_filters.ChoiceFilter(
        field_name="content_type__model", label="Kind of the record that is cited", choices=cited_kinds
    )
    record = TextFilter(field_name="object_id", label="Id of the record that is cited")
    covered = ("content_type", "object_id")
    default_order = ("id",)  # that of the model follows the numbers of content types, which differ by database

    class Meta:
        model = Citation
        fields = ()


class RevisionFilter(OrderedFilterSet):
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
        """Return how many revisions there are; none of them is more certain than another."""
        return self.qs.count(), None

    def ordered(self, text: str = "") -> QuerySet[Any]:
        """Return the revisions in the order asked for.

        What came after a revision is listed from the earliest on, so that a list that grows can be followed.
        """
        follows_revision = self.form.is_valid() and self.form.cleaned_data.get("since") is not None
        if follows_revision and not text:
            text = "number"
        return super().ordered(text)
