"""The pages of strategies and of the twelve objectives."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_list_or_404

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.dates.phrases import spell_in_words
from iom_portal.records.drawing.axis import Axis
from iom_portal.records.filtering.filtersets import filterset_of
from iom_portal.records.web.linked_data import Node
from iom_portal.records.web.views import RegisterDetail, RegisterList

from .linked_data import framework_node, objective_node
from .models import Commitment, Framework, Objective, Theme


class FrameworkList(RegisterList):
    """The strategies, all of them drawn in time, with the four commitments of the day."""

    model = Framework
    stated_facts = ("object_list", "over", "commitments")
    filterset_class = filterset_of(Framework)
    title = "Strategies of IOM"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        commitments = Commitment.objects.as_of(self.clock.day).for_page(self.clock.day)
        context = super().get_context_data(commitments=commitments, axis=Axis.of(self.clock, 100), **kwargs)
        rows = [*context["object_list"], *context["over"]]
        context["in_time"] = sorted(rows, key=lambda row: (row.start_earliest, row.start_latest))
        return context

    def get_description(self, context: dict[str, Any]) -> str:
        return (
            f"Strategies, plans and visions of IOM on {day_in_words(self.clock.day)} and before, the four commitments "
            "of its mission statement and the twelve objectives of 2007."
        )


class FrameworkDetail(RegisterDetail):
    """A strategy with its commitments and objectives, and the strategies before and after it."""

    model = Framework
    object: Framework
    stated_facts = ("object", "commitments", "objectives")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            axis=Axis.of(self.clock, 100),
            beside=Framework.objects.begun_by(self.clock.day).neighbours(self.object),
            commitments=Commitment.objects.filter(framework=self.object).for_page(None),
            objectives=Objective.objects.filter(framework=self.object).for_page(None),
            **kwargs,
        )

    def get_title(self, context: dict[str, Any]) -> str:
        return f"Strategy: {self.object.title}"

    def get_description(self, context: dict[str, Any]) -> str:
        framework = self.object
        years = spell_in_words(framework.start, framework.end)
        return f"{framework.title}, {framework.kind_of_framework} of IOM, {years}. {framework.summary}"

    def linked_node(self, context: dict[str, Any]) -> Node:
        return framework_node(self.object)


class ObjectiveList(RegisterList):
    """The twelve objectives, verbatim; those of a framework that had ended by the day stand below the same."""

    model = Objective
    filterset_class = filterset_of(Objective)
    title = "The twelve objectives of IOM"
    description = (
        "The twelve points of the IOM Strategy adopted on 7 June 2007, verbatim, each with its theme, its place in "
        "later frameworks and its sources."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(themes=Theme.objects.all(), **kwargs)


class ObjectiveDetail(RegisterDetail):
    """One objective, between the one before and the one after it among those of its framework."""

    model = Objective
    object: Objective

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Objective:
        first, *_ = get_list_or_404(self.get_queryset(), number=self.kwargs["number"])
        return first

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        every = list(Objective.objects.filter(framework=self.object.framework).order_by("number"))
        place = every.index(self.object)
        before, after = every[:place], every[place + 1 :]
        beside = [before[-1] if before else None, after[0] if after else None]
        return super().get_context_data(every=every, beside=beside, **kwargs)

    def get_title(self, context: dict[str, Any]) -> str:
        return f"Objective {self.object.number} of IOM: {self.object.short_title}"

    def get_description(self, context: dict[str, Any]) -> str:
        return f"Objective {self.object.number} of the IOM Strategy of 2007, verbatim: {self.object.text}"

    def linked_node(self, context: dict[str, Any]) -> Node:
        return objective_node(self.object)
