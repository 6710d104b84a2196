"""The sitemap: a section for each kind that has pages of its own, and one for the pages that stand alone."""

from collections.abc import Callable
from datetime import datetime
from functools import cache, cached_property, partial
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from iom_portal.records.django_internals import sitemap_entries
from iom_portal.records.history.last_changed import UPDATED, moments
from iom_portal.records.kinds import kinds
from iom_portal.records.models import Register
from iom_portal.records.models.entry import Entry
from members.models import State

from ..navigation import SECTIONS

# Pages that no fact of the register makes.
OF_THE_CODE = {"compare", "about", "design", "embed", "api:docs", "api:start"}
BESIDE_THE_MENU = ("data", "about", "listed-states", "design", "embed", "api:docs", "api:start")
# Pages made for one question, for print or for a frame: not to be indexed.
NOT_LISTED = {"cite", "search", "suggest", "sheet", "members-sheet", "embed-count", "embed-leader"}


def standing_pages() -> list[str]:
    """Return the names of the pages without a record that search engines may index: home, those of the menu, more."""
    of_menu = []
    for section in SECTIONS:
        of_menu += [page.name for page in section.pages if page.name not in NOT_LISTED]
    return ["home", *of_menu, *BESIDE_THE_MENU]


class SitemapSection(Sitemap):
    """Addresses under SITE_URL, whatever the host of the request."""

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        protocol, domain = settings.SITE_URL.split("://")
        return sitemap_entries(self, int(page), protocol, domain)


class StandingPages(SitemapSection):
    """The pages without a record."""

    def items(self) -> list[str]:
        return standing_pages()

    def location(self, item: str) -> str:
        return reverse(item)

    def lastmod(self, item: str) -> datetime | None:
        return None if item in OF_THE_CODE else self.get_latest_lastmod()

    @cached_property
    def _last_made_at(self) -> datetime | None:
        return Register.objects.values_list("last_made_at", flat=True).first()

    def get_latest_lastmod(self) -> datetime | None:
        return self._last_made_at


class Regions(SitemapSection):
    """The regions and subregions of the United Nations."""

    def items(self) -> list[str]:
        slugs = []
        for region, subregions in State.objects.places():
            slugs += [slugify(name) for name in (region, *subregions)]
        return slugs

    def location(self, item: str) -> str:
        return reverse("region-detail", args=[item])


class RecordPages(SitemapSection):
    """The pages of one kind: a handful of queries, whatever their number.

    lastmod: the revision that last changed the record, what is nested in it, or a citation of them.
    """

    def __init__(self, model: type[Entry]) -> None:
        self.model = model

    @cached_property
    def _updated(self) -> dict[str, datetime]:
        """{id: when the record was last changed}."""
        return {pk: moment[UPDATED] for pk, moment in moments(self.model).items()}

    def items(self) -> list[Entry]:
        return list(self.model.objects.order_by("pk"))

    def lastmod(self, item: Entry) -> datetime | None:
        return self._updated.get(item.pk)

    def get_latest_lastmod(self) -> datetime | None:
        return max(self._updated.values(), default=None)


def kinds_with_pages() -> list[type[Entry]]:
    """Return the kinds whose records have each a page of their own: facts first, then the sources of the facts."""
    models = [model for model in kinds() if model.about.page and model.about.page.is_of_one_record]
    return sorted(models, key=lambda model: not model.owes_citation)


@cache
def sections() -> dict[str, Callable[[], SitemapSection]]:
    """Return {name in the address of a sitemap: what makes it}."""
    of_kinds = {model.about.resource: partial(RecordPages, model) for model in kinds_with_pages()}
    return {"pages": StandingPages, "regions": Regions, **of_kinds}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Answer with the sitemaps, one for each section, under SITE_URL.

    The index of django.contrib.sitemaps takes the host asked.
    """
    entries = []
    for name, make_section in sections().items():
        address = f"{settings.SITE_URL}{reverse('sitemap', args=[name])}"
        last_change = make_section().get_latest_lastmod()
        entries.append(views.SitemapIndexItem(address, last_change))  # type: ignore[arg-type] # stubs: a bool
    return TemplateResponse(request, "sitemap_index.xml", {"sitemaps": entries}, content_type="application/xml")


@require_safe
def section(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with the sitemap of one section."""
    return views.sitemap(request, sections(), name)  # type: ignore[arg-type] # Django calls what makes a section
