from django.urls import include, path, re_path

from . import changes, embeds, finding, search, sitemaps, views

urlpatterns = [
    path("", include("iom_portal.pages.sheets.urls")),
    path("", include("iom_portal.pages.downloads.urls")),
    path("", views.Home.as_view(), name="home"),
    path("history/", views.History.as_view(), name="event-list"),
    path("sources/", views.SourceList.as_view(), name="source-list"),
    path("sources/<slug:slug>/", views.SourceDetail.as_view(), name="source-detail"),
    path("evidence/", views.EvidencePage.as_view(), name="evidence"),
    path("changes/", changes.RevisionList.as_view(), name="changes"),
    path("changes/atom.xml", changes.ChangesFeed(), name="changes-feed"),
    path("changes/<int:number>/", changes.RevisionDetail.as_view(), name="revision"),
    re_path(r"^changes/(?P<kind>[a-z]+)/(?P<pk>[A-Za-z0-9._+-]+)/$", changes.Versions.as_view(), name="versions"),
    path("compare/", views.Compare.as_view(), name="compare"),
    path("cite/", views.Cite.as_view(), name="cite"),
    path("search/", search.Search.as_view(), name="search"),
    path("search/suggest/", search.Suggest.as_view(), name="suggest"),
    path("about/", views.About.as_view(), name="about"),
    path("about/embed/", embeds.EmbedGuide.as_view(), name="embed"),
    path("embed/count/", embeds.CountEmbed.as_view(), name="embed-count"),
    path("embed/leader/", embeds.LeaderEmbed.as_view(), name="embed-leader"),
    path("about/design/", views.Design.as_view(), name="design"),
    path("about/seed/", views.Seed.as_view(), name="seed"),
    path("robots.txt", finding.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap-index"),
    path("sitemap-<slug:name>.xml", sitemaps.section, name="sitemap"),
    path("opensearch.xml", finding.opensearch, name="opensearch"),
    path("manifest.webmanifest", finding.manifest, name="manifest"),
    path("healthz", views.healthz, name="healthz"),
]
