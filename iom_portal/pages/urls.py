from django.urls import path

from . import views

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("sources/", views.SourceList.as_view(), name="source-list"),
    path("sources/<slug:slug>/", views.SourceDetail.as_view(), name="source-detail"),
    path("evidence/", views.Evidence.as_view(), name="evidence"),
    path("changes/", views.RevisionList.as_view(), name="changes"),
    path("changes/<int:number>/", views.RevisionDetail.as_view(), name="revision"),
    path("compare/", views.Compare.as_view(), name="compare"),
    path("cite/", views.Cite.as_view(), name="cite"),
    path("search/", views.Search.as_view(), name="search"),
    path("about/", views.About.as_view(), name="about"),
    path("about/seed/", views.Seed.as_view(), name="seed"),
    path("healthz", views.healthz, name="healthz"),
]
