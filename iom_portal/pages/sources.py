"""The pages of the sources."""

from collections import defaultdict

from django.db.models import Count

from iom_portal.records.filtering.filtersets import filterset_of
from iom_portal.records.models import Source
from iom_portal.records.web.views import RegisterDetail, RegisterList

from .references import by_kind, in_order


class SourceList(RegisterList):
    model = Source
    filterset_class = filterset_of(Source)

    def get_queryset(self):
        return super().get_queryset().annotate(times=Count("citations")).order_by("title", "id")

    def get_context_data(self, **kwargs):
        return super().get_context_data(kinds=Source.Kind.choices, **kwargs)


class SourceDetail(RegisterDetail):
    """A source, what it supports and what it disagrees with, by kind of record."""

    model = Source
    shown = ("object", "groups")

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
