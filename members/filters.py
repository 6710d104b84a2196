"""What the lists of States and memberships can be narrowed by, on the pages and in the API."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple, cast

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q

from iom_portal.records.dates.partial_date import BEGINNING, FOREVER, ONE_DAY
from iom_portal.records.dates.validity import CERTAIN, POSSIBLE, today
from iom_portal.records.filtering.filter_fields import DayFilter, KeyFilter, TextFilter
from iom_portal.records.filtering.filtersets import RecordFilterSet
from iom_portal.records.models.entry import EntryQuerySet

from .models import FormerName, Membership, State
from .models.state import MEMBER
from .querysets import MembershipQuerySet, StateQuerySet


class Joining(NamedTuple):
    """What is asked of joining: that a spell which bears on a standing began after `first` and up to `last`."""

    standing: str
    first: date
    last: date


class JoinedForm(forms.Form):
    """Refuses two days of joining in the wrong order: nothing lies between them."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        after, before = self.cleaned_data.get("joined_after"), self.cleaned_data.get("joined_before")
        if after and before and before < after:
            self.add_error("joined_before", f"{before} lies before joined_after ({after}): give the later day here.")
        return self.cleaned_data


class StateFilter(RecordFilterSet):
    """States, by what they are on a day, when they joined, and by any name that they bear or bore."""

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
    def day_or_today(self) -> date:
        """The day asked for, or today."""
        return self.day or today()

    @property
    def standing(self) -> str | None:
        """The standing asked for, or None."""
        self.form.is_valid()
        return self.form.cleaned_data.get("status") or None

    @property
    def joining(self) -> Joining | None:
        """What is asked of joining, or None."""
        after: date | None = self.form.cleaned_data.get("joined_after")
        before: date | None = self.form.cleaned_data.get("joined_before")
        if not (after or before):
            return None
        first = after - ONE_DAY if after and after > BEGINNING else BEGINNING
        return Joining(self.standing or MEMBER, first, min(before or FOREVER, self.day_or_today))

    def filter_as_of(self, queryset: EntryQuerySet[Any], name: str, day: date) -> EntryQuerySet[Any]:
        """Return what is a State on the day, or may be one. A standing or a joining asked for says which."""
        return queryset if self.standing or self.joining else queryset.as_of(day)

    def filter_status(self, queryset: StateQuerySet[State], name: str, status: str) -> StateQuerySet[State]:
        """Return the States with a standing."""
        return queryset.standing(status, self.day_or_today)

    def filter_joined(self, queryset: StateQuerySet[State], name: str, day: date) -> StateQuerySet[State]:
        """Return the States of which one spell began between both days: the first of the two filters asks for both."""
        joining = self.joining
        if joining is None or (name == "joined_before" and self.form.cleaned_data.get("joined_after")):
            return queryset
        if joining.first >= joining.last:
            return queryset.none()
        return queryset.joined_between(*joining)

    def filter_search(self, queryset: EntryQuerySet[Any], name: str, words: str) -> EntryQuerySet[Any]:
        """Return the States found by any name that they bear or bore."""
        former = FormerName.objects.matching(words).filter(state=OuterRef("pk"))
        return queryset.filter(Q(pk__in=queryset.matching(words).values("pk")) | Exists(former))

    def orderable(self, names: Collection[str]) -> StateQuerySet[State]:
        rows = cast(StateQuerySet[State], super().orderable(names))
        if "since" not in names:
            return rows
        return rows.with_since(self.standing or State.Standing.EITHER, self.day_or_today)

    def certain(self, queryset: EntryQuerySet[Any]) -> EntryQuerySet[Any]:
        """Return those of the States that certainly are what was asked for: in standing or, if none, as States."""
        states = cast(StateQuerySet[State], queryset)
        if self.standing:
            states = states.certainly(self.standing, self.day_or_today)
        elif not self.joining:
            states = states.certain_on(self.day)
        if self.joining:
            states = states.certainly_joined_between(*self.joining)
        return states

    def certainly(self) -> Q:
        return Q(pk__in=self.certain(State.objects.order_by()).values("pk"))

    def certainty_of(self, state: State) -> str:
        """Return whether a State in memory certainly or only possibly is what was asked for: as `certain`."""
        if self.standing and state.certainty_as(self.standing, self.day_or_today) != CERTAIN:
            return POSSIBLE
        if self.joining is None:
            exists = CERTAIN if self.standing else state.certainty_on(self.day_or_today)
            return CERTAIN if exists == CERTAIN else POSSIBLE
        joinings = state.joinings_as(*self.joining)
        return CERTAIN if any(certainty == CERTAIN for _, certainty in joinings) else POSSIBLE


class MembershipFilter(RecordFilterSet):
    """Spells of membership."""

    state = KeyFilter("state", label="State, by slug or ISO code of three letters")
    region = TextFilter(field_name="state__region", label="UN region of the State")

    class Meta:
        model = Membership
        fields = ()

    def filter_as_of(self, queryset: EntryQuerySet[Any], name: str, day: date) -> EntryQuerySet[Any]:
        """Return the spells of a day. Where only members are asked for, no possible observer has to be ruled out."""
        spells = cast(MembershipQuerySet[Membership], queryset)
        if self.form.cleaned_data.get("status") == MEMBER:
            return spells.holding_on(day)
        return spells.as_of(day)
