from iom_portal.records.filters import KeyFilter, RecordFilterSet

from .models import Commitment, Framework, Objective, Theme


class FrameworkFilter(RecordFilterSet):
    class Meta:
        model = Framework
        fields = ["kind_of_framework", "evidence"]


class CommitmentFilter(RecordFilterSet):
    framework = KeyFilter("framework")

    class Meta:
        model = Commitment
        fields = ["number"]


class ThemeFilter(RecordFilterSet):
    class Meta:
        model = Theme
        fields = ["name"]


class ObjectiveFilter(RecordFilterSet):
    framework = KeyFilter("framework")
    theme = KeyFilter("theme")

    class Meta:
        model = Objective
        fields = ["number"]
