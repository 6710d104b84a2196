"""The addresses under /api/."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView

from .docs import views as docs
from .documents.cite import CiteView
from .documents.compare import CompareView
from .documents.counts import CountsView
from .documents.organization import OrganizationView
from .documents.root import RootView
from .documents.search import SearchView
from .fallbacks import by_extension, unknown_address
from .forms.context import ContextView
from .resources import router
from .schema.views import SchemaView

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
                path("", RootView.as_view(), name="root"),
                path("organization/", OrganizationView.as_view(), name="organization"),
                path("counts/", CountsView.as_view(), name="counts"),
                path("compare/", CompareView.as_view(), name="compare"),
                path("search/", SearchView.as_view(), name="search"),
                path("cite/", CiteView.as_view(), name="cite"),
                path("schema/", SchemaView.as_view(), name="schema"),
                path("context.jsonld", ContextView.as_view(), name="context"),
                *router.urls,
            ]
        ),
    ),
    re_path(r"^v1/(?P<path>.+)\.(?P<extension>jsonld|json|ndjson|csv)$", by_extension, name="by-extension"),
    re_path(r"", unknown_address, name="unknown"),
]
