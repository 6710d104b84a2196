from django.urls import path

from . import views

urlpatterns = [
    path("strategy/", views.FrameworkList.as_view(), name="framework-list"),
    path("strategy/objectives/", views.ObjectiveList.as_view(), name="objective-list"),
    path("strategy/objectives/<int:number>/", views.ObjectiveDetail.as_view(), name="objective-detail"),
    path("strategy/<slug:slug>/", views.FrameworkDetail.as_view(), name="framework-detail"),
]
