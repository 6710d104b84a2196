import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q

from iom_portal.records.dates.partial_date import BEGINNING, FOREVER, ONE_DAY
from iom_portal.records.dates.validity import CERTAIN, POSSIBLE, today
from iom_portal.records.filtering.filter_fields import DayFilter, KeyFilter
from iom_portal.records.filtering.filtersets import RecordFilterSet

from .models import FormerName, Membership, PublishedCount, State


class JoinedForm(forms.Form):
    """Refuses two days of joining in the wrong order: nothing lies between them."""

    def clean(self):
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
    def same_for_all_days(self):
        return self.joining is None  # days of joining are compared with it

    @property
    def standing(self):
        """The standing asked for, or None."""
        self.form.is_valid()
        return self.form.cleaned_data.get("status") or None

    @property
    def joining(self):
        """(standing, first, last): what is asked of joining, after `first` and up to `last`; None if nothing is."""
        values = self.form.cleaned_data
        after, before = values.get("joined_after"), values.get("joined_before")
        if not (after or before):
            return None
        first = after - ONE_DAY if after and after > BEGINNING else BEGINNING
        return self.standing or State.Standing.MEMBER, first, min(before or FOREVER, self.day or today())

    def filter_status(self, queryset, name, status):
        return queryset.standing(status, self.day or today())

    def filter_joined(self, queryset, name, day):
        """Both days bear on one spell: the first of the two filters asks for both."""
        status, first, last = self.joining
        if name == "joined_before" and self.form.cleaned_data.get("joined_after"):
            return queryset
        return queryset.joined_between(status, first, last) if first < last else queryset.none()

    def filter_search(self, queryset, name, words):
        """States found by any name that they bear or bore."""
        former = FormerName.objects.matching(words).filter(state=OuterRef("pk"))
        return queryset.filter(Q(pk__in=queryset.matching(words).values("pk")) | Exists(former))

    def orderable(self, names):
        rows = super().orderable(names)
        return (
            rows.with_since(self.standing or State.Standing.EITHER, self.day or today()) if "since" in names else rows
        )

    def certain(self, queryset):
        if self.standing:
            queryset = queryset.certainly(self.standing, self.day)
        return queryset.certainly_joined_between(*self.joining) if self.joining else queryset

    def certainly(self):
        return Q(pk__in=self.certain(State.objects.order_by()).values("pk"))

    def certainty_of(self, state):
        """Whether a State in memory certainly or only possibly is what was asked for: as `certain`."""
        standing = state.certainty_as(self.standing, self.day) if self.standing else CERTAIN
        joined = {certainty for _, certainty in state.joinings_as(*self.joining)} if self.joining else {CERTAIN}
        return CERTAIN if standing == CERTAIN and CERTAIN in joined else POSSIBLE


class FormerNameFilter(RecordFilterSet):
    class Meta:
        model = FormerName
        fields = ()


class MembershipFilter(RecordFilterSet):
    state = KeyFilter("state", label="State, by slug or ISO code of three letters")
    region = django_filters.CharFilter(field_name="state__region", label="UN region of the State")

    class Meta:
        model = Membership
        fields = ()

    def filter_as_of(self, queryset, name, day):
        """Where only members are asked for, no possible observer has to be ruled out."""
        members = self.form.cleaned_data.get("status") == Membership.Status.MEMBER
        return queryset.holding_on(day) if members else queryset.as_of(day)


class PublishedCountFilter(RecordFilterSet):
    class Meta:
        model = PublishedCount
        fields = ()
