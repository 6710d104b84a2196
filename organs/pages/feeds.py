"""The history as a feed."""

from collections.abc import Iterator

from iom_portal.records.history.clock import Clock
from iom_portal.records.history.last_changed import ADDED, UPDATED, moments
from iom_portal.records.templatetags.words import happened
from iom_portal.records.web.feeds import IN_FEED, FeedEntry, RegisterFeed, sources_of

from ..models import Event


class HistoryFeed(RegisterFeed):
    """The events that the register learned of or corrected last; of one revision, those that happened last."""

    about = "history"
    page, feed = "event-list", "history-feed"

    def feed_entries(self, clock: Clock) -> Iterator[FeedEntry]:
        known = moments(Event)
        begun = Event.objects.begun_by(clock.day).order_by("-start_earliest", "-id").values_list("pk", flat=True)
        latest = sorted(begun, key=lambda pk: known[pk][UPDATED], reverse=True)[:IN_FEED]
        events = Event.objects.for_page(clock.day).in_bulk(latest)
        for pk in latest:
            event = events[pk]
            yield FeedEntry(
                key=f"event/{pk}",
                title=f"{happened(event)}: {event.title}",
                text=f"{event.description} {sources_of(event)}".strip(),
                path=event.get_absolute_url(),
                published=known[pk][ADDED],
                updated=known[pk][UPDATED],
            )
