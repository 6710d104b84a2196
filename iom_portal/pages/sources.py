"""The pages of the sources."""

from collections import defaultdict

from django.db.models import Count

from iom_portal.records.filtering.filtersets import filterset_of
from iom_portal.records.models import Source
from iom_portal.records.web.linked_data import Node, source_node
from iom_portal.records.web.views import RegisterDetail, RegisterList

from .references import by_kind, in_order


class SourceList(RegisterList):
    model = Source
    filterset_class = filterset_of(Source)
    title = "Sources on IOM"
    description = (
        "The documents, pages and data sets on which this unofficial register of IOM rests, each with what it supports "
        "and where it disagrees."
    )

    def get_queryset(self):
        return super().get_queryset().annotate(times=Count("citations")).order_by("title", "id")

    def get_context_data(self, **kwargs):
        return super().get_context_data(kinds=Source.KindOfSource.choices, **kwargs)


class SourceDetail(RegisterDetail):
    """A source, what it supports and what it disagrees with, by kind of record."""

    model = Source
    stated_facts = ("object", "groups")

    def get_context_data(self, **kwargs):
        cited = defaultdict(list)
        citations = list(self.object.citations.select_related("content_type"))
        models = {citation.pk: citation.content_type.model_class() for citation in citations}
        records = by_kind((models[citation.pk], citation.object_id) for citation in citations)
        for citation in citations:
            key = (models[citation.pk], citation.object_id)
            if key in records:
                cited[key[0]].append((citation, records[key]))
        groups = [(model, sorted(cited[model], key=lambda pair: str(pair[1]))) for model in in_order(cited)]
        return super().get_context_data(groups=groups, number=len(citations), **kwargs)

    def get_title(self, context: dict) -> str:
        return f"{self.object.pk}: {self.object.title}"

    def get_description(self, context: dict) -> str:
        source = self.object
        origin = [f"{source.get_kind_of_source_display()} source {source.pk}", source.publisher, source.published]
        return f"{', '.join(filter(None, origin))}: {source.title}. What it supports in the register of IOM."

    def linked_node(self, context: dict) -> Node:
        return source_node(self.object)
