"""The feed of what was changed in the register."""

from collections.abc import Iterator

from iom_portal.records.history.changes import CHANGED, Change, changes_of
from iom_portal.records.history.clock import Clock
from iom_portal.records.models import Revision
from iom_portal.records.web.feeds import FeedEntry, RegisterFeed

from ..revisions import time_of

REVISIONS_IN_FEED = 30
RECORDS_NAMED = 20  # of a revision, in the text of its entry


class ChangesFeed(RegisterFeed):
    """The latest revisions, each with what it changed."""

    about = "changes of the register"
    page, feed = "changes", "changes-feed"

    def feed_entries(self, clock: Clock) -> Iterator[FeedEntry]:
        revisions = list(Revision.objects.exclude(number=None)[:REVISIONS_IN_FEED])
        changes = changes_of(revisions)
        for revision in revisions:
            made_at = time_of(revision)
            yield FeedEntry(
                key=f"revision/{revision.number}/{made_at:%Y%m%dT%H%M%S.%f}",
                title=f"Revision {revision.number}: {revision.reason}",
                text=_changes_in_words(changes[revision.pk]),
                path=revision.get_absolute_url(),
                published=made_at,
                updated=made_at,
                author=revision.get_origin_display(),
            )


def _changes_in_words(changes: list[Change]) -> str:
    """Return what a revision did to each record, and to how many more than are named."""
    named = [_change_in_words(change) for change in changes[:RECORDS_NAMED]]
    unnamed = len(changes) - len(named)
    if unnamed:
        named.append(f"and {unnamed} more")
    return "; ".join(named)


def _change_in_words(change: Change) -> str:
    """Return “event E002 changed (Title: Old → New)”; the fields only of a record that was there before and after."""
    what = f"{change.model._meta.verbose_name} {change.pk} {change.change}"
    if change.change != CHANGED or not change.fields:
        return what
    fields = ", ".join(f"{name}: {old or '–'} → {new or '–'}" for name, old, new in change.fields)
    return f"{what} ({fields})"
