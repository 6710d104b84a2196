from django.shortcuts import get_list_or_404

from iom_portal.records.drawing.axis import Axis
from iom_portal.records.filtering.filtersets import filterset_of
from iom_portal.records.web.views import RegisterDetail, RegisterList

from .models import Commitment, Framework, Objective, Theme


class FrameworkList(RegisterList):
    """The strategies, all of them drawn in time, with the four commitments of the day."""

    model = Framework
    shown = ("object_list", "over", "commitments")
    filterset_class = filterset_of(Framework)

    def get_context_data(self, **kwargs):
        commitments = Commitment.objects.as_of(self.clock.day).for_page(self.clock.day)
        context = super().get_context_data(commitments=commitments, axis=Axis.of(self.clock, 100), **kwargs)
        rows = [*context["object_list"], *context["over"]]
        context["in_time"] = sorted(rows, key=lambda row: (row.start_earliest, row.start_latest))
        return context


class FrameworkDetail(RegisterDetail):
    """A strategy with its commitments and objectives, and the strategies before and after it."""

    model = Framework
    shown = ("object", "commitments", "objectives")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            axis=Axis.of(self.clock, 100),
            beside=Framework.objects.begun_by(self.clock.day).neighbours(self.object),
            commitments=Commitment.objects.filter(framework=self.object).for_page(None),
            objectives=Objective.objects.filter(framework=self.object).for_page(None),
            **kwargs,
        )


class ObjectiveList(RegisterList):
    """The twelve objectives, verbatim; those of a framework that had ended by the day stand below the same."""

    model = Objective
    filterset_class = filterset_of(Objective)

    def get_context_data(self, **kwargs):
        return super().get_context_data(themes=Theme.objects.all(), **kwargs)


class ObjectiveDetail(RegisterDetail):
    """One objective, between the one before and the one after it among those of its framework."""

    model = Objective

    def get_object(self, queryset=None):
        return get_list_or_404(self.get_queryset(), number=self.kwargs["number"])[0]

    def get_context_data(self, **kwargs):
        every = list(Objective.objects.filter(framework=self.object.framework).order_by("number"))
        place = every.index(self.object)
        beside = [every[place - 1] if place else None, every[place + 1] if place + 1 < len(every) else None]
        return super().get_context_data(every=every, beside=beside, **kwargs)
