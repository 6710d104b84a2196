"""The addresses of the pages about the organization."""

from django.urls import path, re_path

from .pages import events, feeds, instruments, leadership, organization, organs

urlpatterns = [
    path("history/atom.xml", feeds.HistoryFeed(), name="history-feed"),
    path("history/<slug:slug>/", events.EventDetail.as_view(), name="event-detail"),
    path("names/", organization.OrganizationNameList.as_view(), name="organizationname-list"),
    path("instruments/", instruments.InstrumentList.as_view(), name="instrument-list"),
    re_path(
        r"^instruments/(?P<pk>[A-Za-z0-9._+-]+)/$", instruments.InstrumentDetail.as_view(), name="instrument-detail"
    ),
    path("attributes/", organization.AttributeList.as_view(), name="attribute-list"),
    path("statements/", organization.StatementList.as_view(), name="statement-list"),
    path("figures/", organization.FigureList.as_view(), name="figure-list"),
    path("organs/", organs.OrganList.as_view(), name="organ-list"),
    path("organs/<slug:slug>/", organs.OrganDetail.as_view(), name="organ-detail"),
    path("sessions/", organs.SessionList.as_view(), name="session-list"),
    path("leadership/", leadership.Leadership.as_view(), name="leadership"),
    path("leadership/<slug:slug>/", leadership.PersonDetail.as_view(), name="person-detail"),
]
