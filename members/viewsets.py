from dataclasses import replace

from iom_portal.records.api.viewsets import RecordViewSet
from iom_portal.records.filtering.filtersets import filterset_of

from .filters import MembershipFilter, StateFilter
from .models import FormerName, Membership, PublishedCount, State
from .serializers import FormerNameSerializer, MembershipSerializer, PublishedCountSerializer, StateSerializer


class StateViewSet(RecordViewSet):
    """States with their memberships and former names; under `as_of`, with their standing and name of that day.

    `status` lists those with a standing on the day of `as_of` or, without one, of today; `joined_after` and
    `joined_before` those that became members between two days, by that day.
    """

    queryset = State.objects.all()
    serializer_class = StateSerializer
    filterset_class = StateFilter

    def read_clock(self):
        """Asking for a standing, or a joining, is asking for a day: today, unless another is named."""
        clock = super().read_clock()
        if {"status", "joined_after", "joined_before"} & self.values.keys() and clock.asked is None:
            clock = replace(clock, asked=clock.day)
            self.values["as_of"] = clock.day.isoformat()
        return clock

    def filtered(self):
        self.filterset = super().filtered()
        return self.filterset

    def context(self):
        return super().context() | {"filterset": getattr(self, "filterset", None)}


class MembershipViewSet(RecordViewSet):
    """Spells of a State as member or observer, many per State."""

    queryset = Membership.objects.all()
    serializer_class = MembershipSerializer
    filterset_class = MembershipFilter


class FormerNameViewSet(RecordViewSet):
    """Names that States bore before."""

    queryset = FormerName.objects.all()
    serializer_class = FormerNameSerializer
    filterset_class = filterset_of(FormerName)


class PublishedCountViewSet(RecordViewSet):
    """Numbers of member and observer States as sources printed them."""

    queryset = PublishedCount.objects.all()
    serializer_class = PublishedCountSerializer
    filterset_class = filterset_of(PublishedCount)
