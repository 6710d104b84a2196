"""The addresses of the pages."""

from django.urls import include, path, re_path

from . import embeds, rules, sources
from .about import views as about
from .changes import views as changes
from .changes.feed import ChangesFeed
from .citing.views import Cite
from .compare.views import Compare
from .evidence.views import EvidencePage
from .health import healthz
from .home import Home
from .search.views import SearchPage, Suggest
from .seo import sitemaps, well_known
from .timeline.views import Timeline

urlpatterns = [
    path("", include("iom_portal.pages.sheets.urls")),
    path("", include("iom_portal.pages.downloads.urls")),
    path("", Home.as_view(), name="home"),
    path("history/", Timeline.as_view(), name="event-list"),
    path("sources/", sources.SourceList.as_view(), name="source-list"),
    path("sources/<slug:slug>/", sources.SourceDetail.as_view(), name="source-detail"),
    path("rules/", rules.RuleList.as_view(), name="rule-list"),
    path("evidence/", EvidencePage.as_view(), name="evidence"),
    path("changes/", changes.RevisionList.as_view(), name="changes"),
    path("changes/atom.xml", ChangesFeed(), name="changes-feed"),
    path("changes/<int:number>/", changes.RevisionDetail.as_view(), name="revision"),
    re_path(r"^changes/(?P<kind>[a-z]+)/(?P<pk>[A-Za-z0-9._+-]+)/$", changes.Versions.as_view(), name="versions"),
    path("compare/", Compare.as_view(), name="compare"),
    path("cite/", Cite.as_view(), name="cite"),
    path("search/", SearchPage.as_view(), name="search"),
    path("search/suggest/", Suggest.as_view(), name="suggest"),
    path("about/", about.About.as_view(), name="about"),
    path("about/embed/", embeds.EmbedGuide.as_view(), name="embed"),
    path("embed/count/", embeds.CountEmbed.as_view(), name="embed-count"),
    path("embed/leader/", embeds.LeaderEmbed.as_view(), name="embed-leader"),
    path("about/design/", about.Design.as_view(), name="design"),
    path("about/states/", about.ListedStates.as_view(), name="listed-states"),
    path("about/seed/", about.Seed.as_view(), name="seed"),
    path("robots.txt", well_known.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap-index"),
    path("sitemap-<slug:name>.xml", sitemaps.section, name="sitemap"),
    path("opensearch.xml", well_known.opensearch, name="opensearch"),
    path("manifest.webmanifest", well_known.manifest, name="manifest"),
    path("healthz", healthz, name="healthz"),
]
