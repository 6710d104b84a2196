"""The resources of the API: the router of the lists, and the names of all."""

from rest_framework.routers import SimpleRouter

from iom_portal.records.api import sources
from iom_portal.records.api.revisions import RevisionViewSet
from iom_portal.records.api.serializers import EntrySerializer
from iom_portal.records.api.viewsets import VIEWSETS_BY_KIND
from iom_portal.records.models.entry import Entry
from members import api as members
from organs import api as organs
from strategy import api as strategy

VIEWSETS = [*members.RESOURCES, *organs.RESOURCES, *strategy.RESOURCES, *sources.RESOURCES]
DOCUMENTS = ["organization", "counts", "compare", "search", "cite"]

router = SimpleRouter()
for viewset in VIEWSETS:
    prefix = viewset.queryset.model.about.resource
    router.register(prefix, viewset, basename=prefix)
router.register("revisions", RevisionViewSet, basename="revisions")


def resources() -> list[str]:
    """Return the names of the resources that are lists."""
    return [prefix for prefix, _, _ in router.registry]


def names() -> list[str]:
    """Return the names of all resources, those of documents first."""
    return [*DOCUMENTS, *resources()]


def serializer_of(model: type[Entry]) -> type[EntrySerializer]:
    """Return the serializer of a kind, as its resource writes it."""
    return VIEWSETS_BY_KIND[model].serializer_class
