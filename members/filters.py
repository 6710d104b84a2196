import django_filters
from django.db.models import Exists, OuterRef, Q

from iom_portal.records.filters import KeyFilter, RecordFilterSet
from iom_portal.records.temporal import today

from .models import FormerName, Membership, PublishedCount, State


class StateFilter(RecordFilterSet):
    status = django_filters.ChoiceFilter(
        choices=Membership.Status, method="filter_status", label="Standing on the day of as_of, or today"
    )

    class Meta:
        model = State
        fields = ["region", "subregion", "iso2", "m49"]

    def filter_status(self, queryset, name, status):
        return queryset.standing(status, self.day or today())

    def filter_search(self, queryset, name, words):
        """States found by any name that they bear or bore."""
        former = FormerName.objects.matching(words).filter(state=OuterRef("pk"))
        return queryset.filter(Q(pk__in=queryset.matching(words).values("pk")) | Exists(former))

    def certain(self, queryset):
        status = self.form.cleaned_data.get("status")
        return queryset.certainly(status, self.day) if status else queryset


class FormerNameFilter(RecordFilterSet):
    state = KeyFilter("state")

    class Meta:
        model = FormerName
        fields = ["evidence"]


class MembershipFilter(RecordFilterSet):
    state = KeyFilter("state", label="State, by slug or ISO code of three letters")
    region = django_filters.CharFilter(field_name="state__region", label="UN region of the State")

    class Meta:
        model = Membership
        fields = ["status", "basis", "evidence"]


class PublishedCountFilter(RecordFilterSet):
    class Meta:
        model = PublishedCount
        fields = ["members", "observers", "stale"]
