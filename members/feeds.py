"""Who joined, left and gave notice, as a feed."""

from iom_portal.records.dates.phrases import some_day
from iom_portal.records.history.last_changed import ADDED, UPDATED, moments
from iom_portal.records.web.feeds import IN_FEED, FeedEntry, RegisterFeed, sources_of

from .models import Membership


class MembersFeed(RegisterFeed):
    """What happened last among members and observers: joinings, leavings and notices of withdrawal, the latest first.

    What has a day that was not found is not told.
    """

    about = "members and observers"
    page, feed = "state-list", "members-feed"

    def feed_entries(self, clock):
        rows = Membership.objects.for_page(clock.day)
        known = moments(Membership)
        told = [
            (getattr(spell, f"{field}_earliest"), spell.pk, field, spell)
            for field, happened in (
                ("start", rows.begun_by(clock.day)),
                ("end", rows.ended_by(clock.day)),
                ("notified_on", rows.notified_by(clock.day)),
            )
            for spell in happened.exclude(**{field: ""}).order_by(f"-{field}_earliest", "-id")[:IN_FEED]
        ]
        for _, _, field, spell in sorted(told, key=lambda each: each[:3], reverse=True)[:IN_FEED]:
            title, text = WORDS[field](spell)
            yield FeedEntry(
                key=f"membership/{spell.pk}/{field}",
                title=f"{spell.state} {title}",
                text=f"{text} {sources_of(spell)}".strip(),
                path=spell.get_absolute_url(),
                published=known[spell.pk][ADDED],
                updated=known[spell.pk][UPDATED],
            )


def _joined(spell):
    verb = "rejoined" if spell.basis == Membership.Basis.REJOINED else spell.words.begins
    return f"{verb} {some_day(spell.start)}", f"{spell.get_status_display()} from that day on."


def _left(spell):
    return f"{spell.words.ends}: last day {spell.end.words()}", f"{spell.get_status_display()} up to that day."


def _gave_notice(spell):
    last = f"Last day of membership: {spell.end.words() or 'not known'}."
    return f"gave notice of withdrawal {some_day(spell.notified_on)}", f"Notice is not effect. {last}"


WORDS = {"start": _joined, "end": _left, "notified_on": _gave_notice}
