from collections import defaultdict

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.drawing.axis import Axis
from iom_portal.records.filtering.filtersets import filterset_of
from iom_portal.records.web.views import RegisterList

from ..models import (
    Attribute,
    Figure,
    OrganizationName,
    Statement,
)


class SpellList(RegisterList):
    """Spells of the day and those that had ended, each drawn on one axis in percent."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(axis=Axis.of(self.clock, 100), **kwargs)


class OrganizationNameList(SpellList):
    model = OrganizationName
    filterset_class = filterset_of(OrganizationName)
    title = "Names of IOM"

    def get_description(self, context: dict) -> str:
        return (
            "Every name that IOM has borne, with its acronyms, its first and last day and its sources: "
            f"the name on {day_in_words(self.clock.day)} and those before it."
        )


class AttributeList(SpellList):
    model = Attribute
    filterset_class = filterset_of(Attribute)
    title = "Seat and status of IOM"

    def get_description(self, context: dict) -> str:
        return (
            "Where IOM sits, its languages, its legal personality and its status towards the United Nations, "
            f"on {day_in_words(self.clock.day)} and before, with sources."
        )


class StatementList(RegisterList):
    model = Statement
    filterset_class = filterset_of(Statement)
    title = "What sources say of IOM"

    def get_context_data(self, **kwargs):
        topics = Statement.objects.order_by("topic").values_list("topic", flat=True).distinct()
        return super().get_context_data(topics=topics, **kwargs)

    def get_description(self, context: dict) -> str:
        return (
            f"What dated sources up to {day_in_words(self.clock.day)} say of IOM as a whole, "
            "and how each statement stands up against the register."
        )


class FigureList(RegisterList):
    """Figures by what they count: as bars where there are several, the highest as long as the column."""

    model = Figure
    filterset_class = filterset_of(Figure)
    title = "Figures of IOM by year"
    few = 2  # figures of one metric that make no chart

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        metrics = Figure.objects.order_by("metric").values_list("metric", flat=True).distinct()
        groups = defaultdict(list)
        for figure in context["object_list"]:
            groups[figure.metric, figure.unit].append(figure)
        charts = {key: rows for key, rows in groups.items() if len(rows) > self.few}
        charts = sorted(charts.items(), key=lambda chart: -len(chart[1]))
        return context | {
            "metrics": metrics,
            "charts": [(metric, unit, lengths(rows)) for (metric, unit), rows in charts],
            "others": [
                figure for figure in context["object_list"] if len(groups[figure.metric, figure.unit]) <= self.few
            ],
        }

    def get_description(self, context: dict) -> str:
        return (
            f"Persons moved, budgets, staff and offices of IOM by year up to {day_in_words(self.clock.day)}, "
            "as sources printed them, each with what it counts."
        )


def lengths(figures):
    """[(figure, length in percent of the highest)]."""
    highest = max(figure.value for figure in figures) or 1
    return [(figure, round(100 * figure.value / highest, 1)) for figure in figures]
