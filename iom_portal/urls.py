"""The addresses of the site, room by room, and the pages that answer when something goes wrong."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include("iom_portal.api.urls")),
    path("", include("members.urls")),
    path("", include("organs.urls")),
    path("", include("strategy.urls")),
    path("", include("iom_portal.pages.urls")),
]

handler400 = "iom_portal.pages.errors.malformed"
handler403 = "iom_portal.pages.errors.refused"
handler404 = "iom_portal.pages.errors.not_found"
handler500 = "iom_portal.pages.errors.server_error"
