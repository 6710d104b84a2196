"""The addresses of the pages about strategies."""

from django.urls import path

from . import pages

urlpatterns = [
    path("strategy/", pages.FrameworkList.as_view(), name="framework-list"),
    path("strategy/objectives/", pages.ObjectiveList.as_view(), name="objective-list"),
    path("strategy/objectives/<int:number>/", pages.ObjectiveDetail.as_view(), name="objective-detail"),
    path("strategy/<slug:slug>/", pages.FrameworkDetail.as_view(), name="framework-detail"),
]
