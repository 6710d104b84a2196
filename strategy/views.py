from django.shortcuts import get_list_or_404

from iom_portal.records.views import RegisterDetail, RegisterList

from .filters import FrameworkFilter, ObjectiveFilter
from .models import Commitment, Framework, Objective, Theme


class FrameworkList(RegisterList):
    """The strategies, with the four commitments of the day."""

    model = Framework
    shown = ("object_list", "over", "commitments")
    filterset_class = FrameworkFilter

    def get_context_data(self, **kwargs):
        commitments = Commitment.objects.as_of(self.clock.day).for_page(self.clock.day)
        return super().get_context_data(commitments=commitments, **kwargs)


class FrameworkDetail(RegisterDetail):
    model = Framework
    shown = ("object", "commitments", "objectives")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            commitments=Commitment.objects.filter(framework=self.object).for_page(None),
            objectives=Objective.objects.filter(framework=self.object).for_page(None),
            **kwargs,
        )


class ObjectiveList(RegisterList):
    """The twelve objectives, verbatim; those of a framework that had ended by the day stand below the same."""

    model = Objective
    filterset_class = ObjectiveFilter

    def get_context_data(self, **kwargs):
        return super().get_context_data(themes=Theme.objects.all(), **kwargs)


class ObjectiveDetail(RegisterDetail):
    model = Objective

    def get_object(self, queryset=None):
        return get_list_or_404(self.get_queryset(), number=self.kwargs["number"])[0]

    def get_context_data(self, **kwargs):
        beside = Objective.objects.filter(framework=self.object.framework).order_by("number")
        return super().get_context_data(beside=beside, **kwargs)
