from django.urls import include, path, re_path
from django.views.generic import RedirectView
from rest_framework.routers import SimpleRouter

from iom_portal.records import viewsets as records
from members import viewsets as members
from organs import viewsets as organs
from strategy import viewsets as strategy

from . import docs, views
from .errors import by_extension, unknown_address

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
    records.SourceViewSet,
    records.CitationViewSet,
    records.SeedLineViewSet,
    records.CoverageViewSet,
]

router = SimpleRouter()
for viewset in VIEWSETS:
    router.register(viewset.queryset.model.resource, viewset, basename=viewset.queryset.model.resource)
router.register("revisions", records.RevisionViewSet, basename="revisions")

app_name = "api"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="api:root")),
    path("docs/", docs.DocsView.as_view(), name="docs"),
    path("docs/start/", docs.StartView.as_view(), name="start"),
    path("docs/start/iom_reference.py", docs.ClientView.as_view(), name="client"),
    path("docs/console/", docs.ConsoleView.as_view(), name="console"),
    path("docs/<slug:name>/", docs.ResourceDocsView.as_view(), name="resource-docs"),
    path(
        "v1/",
        include(
            [
                path("", views.RootView.as_view(), name="root"),
                path("organization/", views.OrganizationView.as_view(), name="organization"),
                path("counts/", views.CountsView.as_view(), name="counts"),
                path("compare/", views.CompareView.as_view(), name="compare"),
                path("search/", views.SearchView.as_view(), name="search"),
                path("cite/", views.CiteView.as_view(), name="cite"),
                path("schema/", views.SchemaView.as_view(), name="schema"),
                path("context.jsonld", views.ContextView.as_view(), name="context"),
                *router.urls,
            ]
        ),
    ),
    re_path(r"^v1/(?P<path>.+)\.(?P<extension>jsonld|json|ndjson|csv)$", by_extension, name="by-extension"),
    re_path(r"", unknown_address, name="unknown"),
]
