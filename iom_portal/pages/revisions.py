"""The moment and the revision of the register that a page, a citation or a set of files is of."""

from datetime import datetime
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.http import HttpRequest

from iom_portal.records.history.snapshots import Moment
from iom_portal.records.models import Revision


class RecordedRequest(HttpRequest):
    """A request with the moment at which the register is read for it, as RecordedMiddleware leaves it.

    bad_moment: why the moment asked for cannot be shown, or "".
    """

    moment: Moment | None
    bad_moment: str


class MadeRevision(NamedTuple):
    """A revision that has been made: its number, when, and its hash."""

    number: int
    made_at: datetime
    hash: str


def revision_at(moment: Moment | None) -> MadeRevision | None:
    """Return the revision of a moment, or without one the last; None where none has been made yet. One query."""
    made = Revision.objects.using(DEFAULT_DB_ALIAS).exclude(number=None).order_by("-number")
    if moment:
        made = made.filter(number=moment.revision)
    revision = made.first()
    if revision is None or revision.number is None:
        return None
    return MadeRevision(revision.number, time_of(revision), revision.hash)


def time_of(revision: Revision) -> datetime:
    """Return when a revision was made. One under way has neither a time nor a number, and no page shows it."""
    if revision.made_at is None:
        raise LookupError("The revision is under way.")
    return revision.made_at
