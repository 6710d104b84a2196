"""The history as a feed."""

from iom_portal.records.history.last_changed import ADDED, UPDATED, moments
from iom_portal.records.templatetags.words import happened
from iom_portal.records.web.feeds import IN_FEED, FeedEntry, RegisterFeed, sources_of

from .models import Event


class HistoryFeed(RegisterFeed):
    """The events that the register learned of or corrected last; of one revision, those that happened last."""

    about = "history"
    page, feed = "event-list", "history-feed"

    def feed_entries(self, clock):
        known = moments(Event)
        begun = Event.objects.begun_by(clock.day).order_by("-start_earliest", "-id").values_list("pk", flat=True)
        latest = sorted(begun, key=lambda pk: known[pk][UPDATED], reverse=True)[:IN_FEED]
        events = Event.objects.for_page(clock.day).in_bulk(latest)
        for event in map(events.get, latest):
            yield FeedEntry(
                key=f"event/{event.pk}",
                title=f"{happened(event)}: {event.title}",
                text=f"{event.description} {sources_of(event)}".strip(),
                path=event.get_absolute_url(),
                published=known[event.pk][ADDED],
                updated=known[event.pk][UPDATED],
            )
