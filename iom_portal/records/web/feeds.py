"""Atom feeds: what they all carry, so that a feed of a room says only what it tells."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from ..history.clock import BadDay, Clock
from ..models.facts import Record
from ..page_address import with_parameters
from ..text_gate import writable
from .views import bad_request, clock_of

IN_FEED = 50  # entries
FRESH_FOR = 600  # seconds


@dataclass(frozen=True)
class FeedEntry:
    """One entry. key: what it is about, for good, such as “event/E002”; path: the page on which it stands."""

    key: str
    title: str
    text: str
    path: str
    published: datetime  # when the register first held it
    updated: datetime  # when it last changed
    author: str = "IOM Reference (unofficial)"


class FeedItem(NamedTuple):
    """An entry with the full address of its page, which keeps the clocks of the feed."""

    entry: FeedEntry
    address: str


def sources_of(record: Record) -> str:
    """Return the sources that support a record, in words. Of many records, bring them `with_citations`."""
    supporting = [citation for citation in record.cited if citation.stance == "supports"]
    titles = list(dict.fromkeys(citation.source.title for citation in supporting))
    if not titles:
        return ""
    label = "Source" if len(titles) == 1 else "Sources"
    return f"{label}: {'; '.join(titles)}."


class AtomOfRegister(Atom1Feed):
    """Writes Atom. Texts of entries are made writable: one sign that XML cannot hold would make the feed fail."""

    def add_item(self, *texts: Any, **more_texts: Any) -> None:
        writable_texts = {name: _writable(value) for name, value in more_texts.items()}
        super().add_item(*[_writable(value) for value in texts], **writable_texts)


def _writable(value: Any) -> Any:
    return writable(value) if isinstance(value, str) else value


class RegisterFeed(Feed):
    """A feed of entries, which holds on both clocks. about: what it tells; page, feed: the names of their addresses."""

    feed_type = AtomOfRegister
    about = ""
    page = feed = ""
    author_name = "IOM Reference"
    feed_copyright = item_copyright = settings.DISCLAIMER

    def feed_entries(self, clock: Clock) -> Iterable[FeedEntry]:
        """Return the Tolds for a Clock, the latest first."""
        raise NotImplementedError

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        bad_moment = getattr(request, "bad_moment", "")
        if bad_moment:
            return bad_request(request, [("as_recorded", bad_moment, ())])
        try:
            response = super().__call__(request, *args, **kwargs)
        except BadDay as error:
            return bad_request(request, [("as_of", str(error), ())], " ".join(request.GET.getlist("as_of")))
        patch_cache_control(response, public=True, max_age=FRESH_FOR)
        return response

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Clock:
        return clock_of(request)

    def title(self, clock: Clock) -> str:
        return f"IOM Reference (unofficial): {self.about}"

    def subtitle(self, clock: Clock) -> str:
        return settings.DISCLAIMER

    def link(self, clock: Clock) -> str:
        return f"{settings.SITE_URL}{with_parameters(reverse(self.page), clock.parameters)}"

    def feed_url(self, clock: Clock) -> str:
        query = urlencode(clock.parameters)
        address = f"{settings.SITE_URL}{reverse(self.feed)}"
        return f"{address}?{query}" if query else address

    def feed_guid(self, clock: Clock) -> str:
        return self.feed_url(clock)

    def items(self, clock: Clock) -> list[FeedItem]:
        return [
            FeedItem(entry, f"{settings.SITE_URL}{with_parameters(entry.path, clock.parameters)}")
            for entry in self.feed_entries(clock)
        ]

    def item_title(self, item: FeedItem) -> str:
        return item.entry.title

    def item_description(self, item: FeedItem) -> str:
        return escape(item.entry.text)  # Atom feeds of Django give it as HTML

    def item_link(self, item: FeedItem) -> str:
        return item.address

    def item_guid(self, item: FeedItem) -> str:
        """Return a tag URI (RFC 4151): it stays when a page gets another address."""
        return f"tag:{settings.SITE_HOST},2026:{item.entry.key}"

    def item_author_name(self, item: FeedItem) -> str:
        return item.entry.author

    def item_pubdate(self, item: FeedItem) -> datetime:
        return item.entry.published

    def item_updateddate(self, item: FeedItem) -> datetime:
        return item.entry.updated
