"""What browsers and crawlers ask for by name: robots.txt, the OpenSearch description and the web manifest."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

NAME = "IOM Reference"
SAYS = (
    "An unofficial reference on the International Organization for Migration: its history, organs, members, leadership "
    "and strategy, each fact dated and sourced."
)
PAPER, ACCENT = "#fbfaf6", "#14464f"  # of site.css, in light
for_a_day = cache_control(public=True, max_age=86400)


@require_safe
@for_a_day
def robots(request):
    """Where crawlers may go. Pages of other days and moments are open to them (shared links get their previews) and
    say themselves that they are not to be indexed, nor their links followed."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in (reverse("admin:index"), reverse("api:root"), reverse("cite"))),
        "",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap-index')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@for_a_day
def opensearch(request):
    """Lets a browser search the register from its address field, with suggestions."""
    context = {"name": NAME, "says": SAYS, "site": settings.SITE_URL}
    return render(request, "pages/opensearch.xml", context, content_type="application/opensearchdescription+xml")


@require_safe
@for_a_day
def manifest(request):
    """The web manifest: how the site stands among the apps of a telephone."""

    def icon(name, size, purpose="any"):
        return {"src": static(f"icons/{name}"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}

    about = {
        "id": reverse("home"),
        "name": NAME,
        "short_name": "IOM Ref.",
        "description": SAYS,
        "lang": "en",
        "start_url": reverse("home"),
        "scope": reverse("home"),
        "display": "minimal-ui",  # the address and the way back stay in sight
        "background_color": PAPER,
        "theme_color": ACCENT,
        "icons": [
            {"src": static("favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
            icon("icon-192.png", 192),
            icon("icon-512.png", 512),
            icon("maskable-512.png", 512, "maskable"),
        ],
    }
    return JsonResponse(about, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
