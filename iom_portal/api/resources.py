"""The resources of the API: the router of the lists, and the names of all."""

from rest_framework.routers import SimpleRouter

from iom_portal.records.api.revisions import RevisionViewSet
from iom_portal.records.api.sources import CitationViewSet, CoverageViewSet, SeedLineViewSet, SourceViewSet
from members import viewsets as members
from organs import viewsets as organs
from strategy import viewsets as strategy

VIEWSETS = [
    members.StateViewSet,
    members.MembershipViewSet,
    members.PublishedCountViewSet,
    members.FormerNameViewSet,
    organs.OrganizationNameViewSet,
    organs.InstrumentViewSet,
    organs.EventViewSet,
    organs.StatementViewSet,
    organs.FigureViewSet,
    organs.AttributeViewSet,
    organs.OrganViewSet,
    organs.OrganFunctionViewSet,
    organs.SessionViewSet,
    organs.PostViewSet,
    organs.PersonViewSet,
    organs.TermViewSet,
    strategy.FrameworkViewSet,
    strategy.CommitmentViewSet,
    strategy.ThemeViewSet,
    strategy.ObjectiveViewSet,
    SourceViewSet,
    CitationViewSet,
    SeedLineViewSet,
    CoverageViewSet,
]
DOCUMENTS = ["organization", "counts", "compare", "search", "cite"]

router = SimpleRouter()
for viewset in VIEWSETS:
    router.register(viewset.queryset.model.about.resource, viewset, basename=viewset.queryset.model.about.resource)
router.register("revisions", RevisionViewSet, basename="revisions")


def resources():
    """Return the names of the resources that are lists."""
    return [prefix for prefix, _, _ in router.registry]


def names():
    """Return the names of all resources, those of documents first."""
    return [*DOCUMENTS, *resources()]
