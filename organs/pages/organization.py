"""The lists about the organization as a whole: its names and attributes, what sources say of it, and figures."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.drawing.axis import Axis
from iom_portal.records.filtering.filtersets import filterset_of
from iom_portal.records.web.views import RegisterList

from ..models import Attribute, Figure, OrganizationName, Statement

FEW = 2  # so many figures of one metric make no chart


class SpellList(RegisterList):
    """Spells of the day and those that had ended, each drawn on one axis in percent."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(axis=Axis.of(self.clock, 100), **kwargs)


class OrganizationNameList(SpellList):
    """The names of the organization, of the day and before."""

    model = OrganizationName
    filterset_class = filterset_of(OrganizationName)
    title = "Names of IOM"

    def get_description(self, context: dict[str, Any]) -> str:
        return (
            "Every name that IOM has borne, with its acronyms, its first and last day and its sources: "
            f"the name on {day_in_words(self.clock.day)} and those before it."
        )


class AttributeList(SpellList):
    """The seat, the languages, the legal personality and the status of the organization, of the day and before."""

    model = Attribute
    filterset_class = filterset_of(Attribute)
    title = "Seat and status of IOM"

    def get_description(self, context: dict[str, Any]) -> str:
        return (
            "Where IOM sits, its languages, its legal personality and its status towards the United Nations, "
            f"on {day_in_words(self.clock.day)} and before, with sources."
        )


class StatementList(RegisterList):
    """What dated sources say of the organization, by topic."""

    model = Statement
    filterset_class = filterset_of(Statement)
    title = "What sources say of IOM"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        topics = Statement.objects.order_by("topic").values_list("topic", flat=True).distinct()
        return super().get_context_data(topics=topics, **kwargs)

    def get_description(self, context: dict[str, Any]) -> str:
        return (
            f"What dated sources up to {day_in_words(self.clock.day)} say of IOM as a whole, "
            "and how each statement stands up against the register."
        )


class FigureChart(NamedTuple):
    """Figures of one metric as bars: each with its length in percent of the highest."""

    metric: str
    unit: str
    rows: list[tuple[Figure, float]]


class FigureList(RegisterList):
    """Figures by what they count: as bars where there are several, the highest as long as the column."""

    model = Figure
    filterset_class = filterset_of(Figure)
    title = "Figures of IOM by year"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        figures: list[Figure] = list(context["object_list"])
        by_metric = defaultdict(list)
        for figure in figures:
            by_metric[figure.metric, figure.unit].append(figure)
        charts = [
            _chart_of_figures(metric, unit, of_metric)
            for (metric, unit), of_metric in by_metric.items()
            if len(of_metric) > FEW
        ]
        charts.sort(key=lambda chart: len(chart.rows), reverse=True)
        return context | {
            "metrics": Figure.objects.order_by("metric").values_list("metric", flat=True).distinct(),
            "charts": charts,
            "others": [figure for figure in figures if len(by_metric[figure.metric, figure.unit]) <= FEW],
        }

    def get_description(self, context: dict[str, Any]) -> str:
        return (
            f"Persons moved, budgets, staff and offices of IOM by year up to {day_in_words(self.clock.day)}, "
            "as sources printed them, each with what it counts."
        )


def _chart_of_figures(metric: str, unit: str, figures: Sequence[Figure]) -> FigureChart:
    highest = max(figure.value for figure in figures) or 1
    return FigureChart(metric, unit, [(figure, round(100 * figure.value / highest, 1)) for figure in figures])
