"""What browsers and crawlers ask for by name: robots.txt, the OpenSearch description and the web manifest."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from ..templatetags.head import SITE_NAME

SITE_SUMMARY = (
    "An unofficial reference on the International Organization for Migration: its history, organs, members, leadership "
    "and strategy, each fact dated and sourced."
)
PAPER, ACCENT = "#fbfaf6", "#14464f"  # of site.css, in light
for_a_day = cache_control(public=True, max_age=86400)


@require_safe
@for_a_day
def robots(request: HttpRequest) -> HttpResponse:
    """Answer with where crawlers may go.

    Pages of other days and moments are open to them (shared links get their previews) and say themselves that they are
    not to be indexed, nor their links followed.
    """
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        f"Disallow: {reverse('api:root')}",
        f"Disallow: {reverse('cite')}",
        "",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap-index')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@for_a_day
def opensearch(request: HttpRequest) -> HttpResponse:
    """Answer with the description that lets a browser search the register from its address field, with suggestions."""
    context = {"name": SITE_NAME, "says": SITE_SUMMARY, "site": settings.SITE_URL}
    return render(request, "pages/opensearch.xml", context, content_type="application/opensearchdescription+xml")


@require_safe
@for_a_day
def manifest(request: HttpRequest) -> HttpResponse:
    """Answer with the web manifest: how the site stands among the apps of a telephone."""
    about = {
        "id": reverse("home"),
        "name": SITE_NAME,
        "short_name": "IOM Ref.",
        "description": SITE_SUMMARY,
        "lang": "en",
        "start_url": reverse("home"),
        "scope": reverse("home"),
        "display": "minimal-ui",  # the address and the way back stay in sight
        "background_color": PAPER,
        "theme_color": ACCENT,
        "icons": [
            {"src": static("favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
            _icon("icon-192.png", 192),
            _icon("icon-512.png", 512),
            _icon("maskable-512.png", 512, "maskable"),
        ],
    }
    return JsonResponse(about, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


def _icon(name: str, size: int, purpose: str = "any") -> dict[str, str]:
    """Return what the manifest says of a PNG icon, which is square. size: pixels."""
    return {"src": static(f"icons/{name}"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
