"""The pages of the sources."""

from collections import defaultdict
from typing import Any

from django.db.models import Count

from iom_portal.records.filtering.filtersets import filterset_of
from iom_portal.records.kinds import in_order
from iom_portal.records.models import Source
from iom_portal.records.models.entry import EntryQuerySet
from iom_portal.records.web.linked_data import Node, source_node
from iom_portal.records.web.views import RegisterDetail, RegisterList

from .references import cited_records


class SourceList(RegisterList):
    """The sources, each with how often it is cited."""

    model = Source
    filterset_class = filterset_of(Source)
    title = "Sources on IOM"
    description = (
        "The documents, pages and data sets on which this unofficial register of IOM rests, each with what it supports "
        "and where it disagrees."
    )

    def get_queryset(self) -> EntryQuerySet[Any]:
        return super().get_queryset().annotate(times=Count("citations")).order_by("title", "id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kinds=Source.KindOfSource.choices, **kwargs)


class SourceDetail(RegisterDetail):
    """A source, what it supports and what it disagrees with, by kind of record."""

    model = Source
    object: Source
    stated_facts = ("object", "groups")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        citations = list(self.object.citations.select_related("content_type"))
        cited = defaultdict(list)
        for citation, record in cited_records(citations):
            cited[type(record)].append((citation, record))
        groups = [(model, sorted(cited[model], key=lambda pair: str(pair[1]))) for model in in_order(cited)]
        return super().get_context_data(groups=groups, number=len(citations), **kwargs)

    def get_title(self, context: dict[str, Any]) -> str:
        return f"{self.object.pk}: {self.object.title}"

    def get_description(self, context: dict[str, Any]) -> str:
        source = self.object
        origin = [f"{source.get_kind_of_source_display()} source {source.pk}", source.publisher, source.published]
        return f"{', '.join(filter(None, origin))}: {source.title}. What it supports in the register of IOM."

    def linked_node(self, context: dict[str, Any]) -> Node:
        return source_node(self.object)
