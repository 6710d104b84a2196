from iom_portal.records.filtering.filtersets import RecordFilterSet

from .models import Commitment, Framework, Objective, Theme


class FrameworkFilter(RecordFilterSet):
    class Meta:
        model = Framework
        fields = ()


class CommitmentFilter(RecordFilterSet):
    class Meta:
        model = Commitment
        fields = ()


class ThemeFilter(RecordFilterSet):
    class Meta:
        model = Theme
        fields = ()


class ObjectiveFilter(RecordFilterSet):
    class Meta:
        model = Objective
        fields = ()
