from django.urls import path

from . import feeds, views

urlpatterns = [
    path("members/", views.StateList.as_view(), name="state-list"),
    path("members/map/", views.StateMap.as_view(), name="state-map"),
    path("members/changes/", views.JoinedAndLeft.as_view(), name="joined-and-left"),
    path("members/regions/", views.RegionList.as_view(), name="region-list"),
    path("members/regions/<slug:slug>/", views.RegionDetail.as_view(), name="region-detail"),
    path("members/atom.xml", feeds.MembersFeed(), name="members-feed"),
    path("members/<slug:slug>/", views.StateDetail.as_view(), name="state-detail"),
    path("observers/", views.ObserverList.as_view(), name="observers"),
    path("counts/", views.Counts.as_view(), name="counts"),
]
