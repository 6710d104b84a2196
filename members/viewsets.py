from dataclasses import replace

from iom_portal.records.viewsets import RecordViewSet

from .filters import FormerNameFilter, MembershipFilter, PublishedCountFilter, StateFilter
from .models import FormerName, Membership, PublishedCount, State
from .serializers import FormerNameSerializer, MembershipSerializer, PublishedCountSerializer, StateSerializer


class StateViewSet(RecordViewSet):
    """States with their memberships and former names; under `as_of`, with their standing and name of that day.

    `status` lists the members or the observers of the day of `as_of` or, without one, of today.
    """

    queryset = State.objects.all()
    serializer_class = StateSerializer
    filterset_class = StateFilter
    orderings = {"name_en": "sort_key", "region": "region", "subregion": "subregion"}

    def read_clock(self):
        """Asking for a standing is asking for a day: today, unless another is named."""
        clock = super().read_clock()
        if "status" in self.values and clock.asked is None:
            clock = replace(clock, asked=clock.day)
            self.values["as_of"] = clock.day.isoformat()
        return clock


class MembershipViewSet(RecordViewSet):
    """Spells of a State as member or observer, many per State."""

    queryset = Membership.objects.all()
    serializer_class = MembershipSerializer
    filterset_class = MembershipFilter


class FormerNameViewSet(RecordViewSet):
    """Names that States bore before."""

    queryset = FormerName.objects.all()
    serializer_class = FormerNameSerializer
    filterset_class = FormerNameFilter


class PublishedCountViewSet(RecordViewSet):
    """Numbers of member and observer States as sources printed them."""

    queryset = PublishedCount.objects.all()
    serializer_class = PublishedCountSerializer
    filterset_class = PublishedCountFilter
