"""The addresses of the pages about the membership."""

from django.urls import path

from .pages import by_year, counts, feeds, regions, state_detail, state_map, states

urlpatterns = [
    path("members/", states.StateList.as_view(), name="state-list"),
    path("members/map/", state_map.StateMap.as_view(), name="state-map"),
    path("members/changes/", by_year.JoinedAndLeft.as_view(), name="joined-and-left"),
    path("members/regions/", regions.RegionList.as_view(), name="region-list"),
    path("members/regions/<slug:slug>/", regions.RegionDetail.as_view(), name="region-detail"),
    path("members/atom.xml", feeds.MembersFeed(), name="members-feed"),
    path("members/<slug:slug>/", state_detail.StateDetail.as_view(), name="state-detail"),
    path("observers/", states.ObserverList.as_view(), name="observers"),
    path("counts/", counts.CountsPage.as_view(), name="counts"),
]
