from collections.abc import Collection
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q

from iom_portal.records.dates.partial_date import BEGINNING, FOREVER, ONE_DAY
from iom_portal.records.dates.validity import CERTAIN, POSSIBLE, today
from iom_portal.records.filtering.filter_fields import DayFilter, KeyFilter
from iom_portal.records.filtering.filtersets import RecordFilterSet

from .models import FormerName, Membership, State
from .querysets import MembershipQuerySet, StateQuerySet


class JoinedForm(forms.Form):
    """Refuses two days of joining in the wrong order: nothing lies between them."""

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        after, before = values.get("joined_after"), values.get("joined_before")
        if after and before and before < after:
            self.add_error("joined_before", f"{before} lies before joined_after ({after}): give the later day here.")
        return values


class StateFilter(RecordFilterSet):
    status = django_filters.ChoiceFilter(
        choices=State.Standing.choices,
        method="filter_status",
        label="Standing on the day of as_of, or today. “either” is member or observer; of the former only those are "
        "listed that certainly left",
    )
    joined_after = DayFilter(
        method="filter_joined",
        label="Became a member (with status=observer or former-observer an observer; with either or neither the one or "
        "the other) on this day or later, certainly or possibly, and by the day of as_of, or today",
    )
    joined_before = DayFilter(
        method="filter_joined",
        label="Became a member, as for joined_after, on this day or earlier, certainly or possibly",
    )
    orderings = {"name_en": "sort_key", "region": "region", "subregion": "subregion", "since": "since"}

    class Meta:
        model = State
        form = JoinedForm
        fields = ()

    @property
    def same_for_all_days(self) -> bool:
        return self.joining is None  # days of joining are compared with it

    @property
    def standing(self) -> str | None:
        """The standing asked for, or None."""
        self.form.is_valid()
        return self.form.cleaned_data.get("status") or None

    @property
    def joining(self) -> tuple[str, date, date] | None:
        """(standing, first, last): what is asked of joining, after `first` and up to `last`; None if nothing is."""
        values = self.form.cleaned_data
        after, before = values.get("joined_after"), values.get("joined_before")
        if not (after or before):
            return None
        first = after - ONE_DAY if after and after > BEGINNING else BEGINNING
        return self.standing or State.Standing.MEMBER, first, min(before or FOREVER, self.day or today())

    def filter_status(self, queryset: StateQuerySet, name: str, status: str) -> StateQuerySet:
        return queryset.standing(status, self.day or today())

    def filter_joined(self, queryset: StateQuerySet, name: str, day: date) -> StateQuerySet:
        """Both days bear on one spell: the first of the two filters asks for both."""
        status, first, last = self.joining
        if name == "joined_before" and self.form.cleaned_data.get("joined_after"):
            return queryset
        return queryset.joined_between(status, first, last) if first < last else queryset.none()

    def filter_search(self, queryset: StateQuerySet, name: str, words: str) -> StateQuerySet:
        """Return the States found by any name that they bear or bore."""
        former = FormerName.objects.matching(words).filter(state=OuterRef("pk"))
        return queryset.filter(Q(pk__in=queryset.matching(words).values("pk")) | Exists(former))

    def orderable(self, names: Collection[str]) -> StateQuerySet:
        rows = super().orderable(names)
        if "since" not in names:
            return rows
        return rows.with_since(self.standing or State.Standing.EITHER, self.day or today())

    def certain(self, queryset: StateQuerySet) -> StateQuerySet:
        if self.standing:
            queryset = queryset.certainly(self.standing, self.day)
        return queryset.certainly_joined_between(*self.joining) if self.joining else queryset

    def certainly(self) -> Q:
        return Q(pk__in=self.certain(State.objects.order_by()).values("pk"))

    def certainty_of(self, state: State) -> str:
        """Return whether a State in memory certainly or only possibly is what was asked for: as `certain`."""
        if self.standing and state.certainty_as(self.standing, self.day) != CERTAIN:
            return POSSIBLE
        if self.joining is None:
            return CERTAIN
        joined = {certainty for _, certainty in state.joinings_as(*self.joining)}
        return CERTAIN if CERTAIN in joined else POSSIBLE


class MembershipFilter(RecordFilterSet):
    state = KeyFilter("state", label="State, by slug or ISO code of three letters")
    region = django_filters.CharFilter(field_name="state__region", label="UN region of the State")

    class Meta:
        model = Membership
        fields = ()

    def filter_as_of(self, queryset: MembershipQuerySet, name: str, day: date) -> MembershipQuerySet:
        """Return the spells of a day. Where only members are asked for, no possible observer has to be ruled out."""
        members = self.form.cleaned_data.get("status") == Membership.Status.MEMBER
        return queryset.holding_on(day) if members else queryset.as_of(day)
