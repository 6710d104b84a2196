from django.urls import path, re_path

from . import feeds, views

urlpatterns = [
    path("history/atom.xml", feeds.HistoryFeed(), name="history-feed"),
    path("history/<slug:slug>/", views.EventDetail.as_view(), name="event-detail"),
    path("names/", views.OrganizationNameList.as_view(), name="organizationname-list"),
    path("instruments/", views.InstrumentList.as_view(), name="instrument-list"),
    re_path(r"^instruments/(?P<pk>[A-Za-z0-9._+-]+)/$", views.InstrumentDetail.as_view(), name="instrument-detail"),
    path("attributes/", views.AttributeList.as_view(), name="attribute-list"),
    path("statements/", views.StatementList.as_view(), name="statement-list"),
    path("figures/", views.FigureList.as_view(), name="figure-list"),
    path("organs/", views.OrganList.as_view(), name="organ-list"),
    path("organs/<slug:slug>/", views.OrganDetail.as_view(), name="organ-detail"),
    path("sessions/", views.SessionList.as_view(), name="session-list"),
    path("leadership/", views.Leadership.as_view(), name="leadership"),
    path("leadership/<slug:slug>/", views.PersonDetail.as_view(), name="person-detail"),
]
