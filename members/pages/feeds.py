"""Who joined, left and gave notice, as a feed."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from iom_portal.records.dates.phrases import some_day
from iom_portal.records.history.clock import Clock
from iom_portal.records.history.last_changed import ADDED, UPDATED, moments
from iom_portal.records.web.feeds import IN_FEED, FeedEntry, RegisterFeed, sources_of

from ..models import Membership


class Happening(NamedTuple):
    """What happened in a spell: the earliest day on which it can have, and the field that holds its date."""

    day: date
    spell_id: str
    field: str
    spell: Membership


class MembersFeed(RegisterFeed):
    """What happened last among members and observers: joinings, leavings and notices of withdrawal, the latest first.

    What has a day that was not found is not told.
    """

    about = "members and observers"
    page, feed = "state-list", "members-feed"

    def feed_entries(self, clock: Clock) -> Iterator[FeedEntry]:
        known = moments(Membership)
        for _, _, field, spell in _latest_happenings(clock.day):
            title, text = _in_words(field, spell)
            yield FeedEntry(
                key=f"membership/{spell.pk}/{field}",
                title=f"{spell.state} {title}",
                text=f"{text} {sources_of(spell)}".strip(),
                path=spell.get_absolute_url(),
                published=known[spell.pk][ADDED],
                updated=known[spell.pk][UPDATED],
            )


def _latest_happenings(day: date) -> list[Happening]:
    """Return what happened last up to `day`, the latest first."""
    spells = Membership.objects.for_page(day)
    happenings = []
    for field, spells_of_field in (
        ("start", spells.begun_by(day)),
        ("end", spells.ended_by(day)),
        ("notified_on", spells.notified_by(day)),
    ):
        latest = spells_of_field.exclude(**{field: ""}).order_by(f"-{field}_earliest", "-id")[:IN_FEED]
        happenings += [Happening(getattr(spell, f"{field}_earliest"), spell.pk, field, spell) for spell in latest]
    happenings.sort(key=lambda happening: (happening.day, happening.spell_id, happening.field), reverse=True)
    return happenings[:IN_FEED]


def _in_words(field: str, spell: Membership) -> tuple[str, str]:
    """Return what happened in a spell, as (the title after the name of its State, the text)."""
    if field == "notified_on":
        last_day = spell.end.words() or "not known"
        return (
            f"gave notice of withdrawal {some_day(spell.notified_on)}",
            f"Notice is not effect. Last day of membership: {last_day}.",
        )
    status = spell.get_status_display()
    if field == "end":
        return f"{spell.words.ends}: last day {spell.end.words()}", f"{status} up to that day."
    verb = "rejoined" if spell.basis == Membership.Basis.REJOINED else spell.words.begins
    return f"{verb} {some_day(spell.start)}", f"{status} from that day on."
