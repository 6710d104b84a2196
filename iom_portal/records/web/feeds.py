"""Atom feeds: what they all carry, so that a feed of a room says only what it tells."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpResponseNotAllowed
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from ..history.clock import BadDay
from ..templatetags.records import keep_day
from .views import bad_request, clock_of

IN_FEED = 50  # entries
FRESH_FOR = 600  # seconds


@dataclass(frozen=True)
class Told:
    """One entry. key: what it is about, for good, such as “event/E002”; path: the page on which it stands."""

    key: str
    title: str
    text: str
    path: str
    published: datetime  # when the register first held it
    updated: datetime  # when it last changed
    author: str = "IOM Reference (unofficial)"


def sources_of(record):
    """The sources that support a record, in words. Of many records, bring them `with_citations`."""
    supporting = [citation for citation in record.cited if citation.stance == "supports"]
    titles = dict.fromkeys(citation.source.title for citation in supporting)
    return f"Source{'s' * (len(titles) > 1)}: {'; '.join(titles)}." if titles else ""


class RegisterFeed(Feed):
    """A feed of Tolds, which holds on both clocks. about: what it tells; page, feed: the names of their addresses."""

    feed_type = Atom1Feed
    about = ""
    page = feed = ""
    author_name = "IOM Reference"
    feed_copyright = item_copyright = settings.DISCLAIMER

    def tell(self, clock):
        """The Tolds for a Clock, the latest first."""
        raise NotImplementedError

    def __call__(self, request, *args, **kwargs):
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if trouble := getattr(request, "bad_moment", ""):
            return bad_request(request, [("as_recorded", trouble, ())])
        try:
            response = super().__call__(request, *args, **kwargs)
        except BadDay as error:
            return bad_request(request, [("as_of", str(error), ())], " ".join(request.GET.getlist("as_of")))
        patch_cache_control(response, public=True, max_age=FRESH_FOR)
        return response

    def get_object(self, request):
        return clock_of(request)

    def title(self):
        return f"IOM Reference (unofficial): {self.about}"

    def subtitle(self):
        return settings.DISCLAIMER

    def link(self, clock):
        return f"{settings.SITE_URL}{keep_day({'clock': clock}, reverse(self.page))}"

    def feed_url(self, clock):
        query = urlencode(clock.parameters)
        return f"{settings.SITE_URL}{reverse(self.feed)}{f'?{query}' if query else ''}"

    def feed_guid(self, clock):
        return self.feed_url(clock)

    def items(self, clock):
        return [(told, f"{settings.SITE_URL}{keep_day({'clock': clock}, told.path)}") for told in self.tell(clock)]

    def item_title(self, item):
        return item[0].title

    def item_description(self, item):
        return escape(item[0].text)  # Atom feeds of Django give it as HTML

    def item_link(self, item):
        return item[1]

    def item_guid(self, item):
        """A tag URI (RFC 4151): it stays when a page gets another address."""
        return f"tag:{settings.SITE_HOST},2026:{item[0].key}"

    def item_author_name(self, item):
        return item[0].author

    def item_pubdate(self, item):
        return item[0].published

    def item_updateddate(self, item):
        return item[0].updated
