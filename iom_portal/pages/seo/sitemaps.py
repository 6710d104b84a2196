"""The sitemap: a section for each kind that has pages of its own, and one for the pages that stand alone."""

from functools import cache, cached_property, partial
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from iom_portal.records.django_internals import sitemap_entries
from iom_portal.records.history.last_changed import UPDATED, moments
from iom_portal.records.kinds import kinds
from iom_portal.records.models import Register
from members.models import State

from ..navigation import SECTIONS

OF_THE_CODE = {
    "compare",
    "about",
    "design",
    "embed",
    "api:docs",
    "api:start",
}  # pages that no fact of the register makes
BESIDE_THE_MENU = ("data", "about", "design", "embed", "api:docs", "api:start")
# Pages made for one question, for print or for a frame: not to be indexed.
LEFT_OUT = {"cite", "search", "suggest", "sheet", "members-sheet", "embed-count", "embed-leader"}


def standing_pages():
    """The names of the pages without a record that search engines may index: home, those of the menu, and some more."""
    of_menu = [page.name for section in SECTIONS for page in section.pages if page.name not in LEFT_OUT]
    return ["home", *of_menu, *BESIDE_THE_MENU]


class Section(Sitemap):
    """Addresses under SITE_URL, whatever the host of the request."""

    def get_urls(self, page: int = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        protocol, domain = settings.SITE_URL.split("://")
        return sitemap_entries(self, page, protocol, domain)


class Standing(Section):
    """The pages without a record."""

    def items(self):
        return standing_pages()

    def location(self, item):
        return reverse(item)

    def lastmod(self, item):
        return None if item in OF_THE_CODE else self.get_latest_lastmod()

    @cached_property
    def _last(self):
        return Register.objects.values_list("last_made_at", flat=True).first()

    def get_latest_lastmod(self):
        return self._last


class Regions(Section):
    """The regions and subregions of the United Nations."""

    def items(self):
        return [slugify(name) for region, subregions in State.objects.places() for name in (region, *subregions)]

    def location(self, item):
        return reverse("region-detail", args=[item])


class Records(Section):
    """The pages of one kind: a handful of queries, whatever their number. lastmod: the revision that last changed the
    record, what is nested in it, or a citation of them."""

    def __init__(self, model):
        self.model = model

    @cached_property
    def _updated(self):
        return {pk: moment[UPDATED] for pk, moment in moments(self.model).items()}

    def items(self):
        return list(self.model.objects.order_by("pk"))

    def lastmod(self, record):
        return self._updated.get(record.pk)

    def get_latest_lastmod(self):
        return max(self._updated.values(), default=None)


def kinds_with_pages():
    """The kinds whose records have each a page of their own; facts first, then the sources on which they rest."""
    found = [model for model in kinds() if model.about.page and model.about.page.is_of_one_record]
    return sorted(found, key=lambda model: not model.owes_citation)


@cache
def sections():
    """{name in the address of a sitemap: what makes it}."""
    return {
        "pages": Standing,
        "regions": Regions,
        **{model.about.resource: partial(Records, model) for model in kinds_with_pages()},
    }


@require_safe
def index(request):
    """The sitemaps, one for each section, under SITE_URL: the index of django.contrib.sitemaps takes the host asked."""
    entries = [
        views.SitemapIndexItem(f"{settings.SITE_URL}{reverse('sitemap', args=[name])}", section().get_latest_lastmod())
        for name, section in sections().items()
    ]
    return TemplateResponse(request, "sitemap_index.xml", {"sitemaps": entries}, content_type="application/xml")


@require_safe
def section(request, name):
    return views.sitemap(request, sections(), name)
