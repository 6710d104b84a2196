"""The times of revisions as they are printed: in full, so that each, given as `as_recorded`, is that revision."""

from datetime import UTC, datetime

from .partial_date import day_in_words


def time_text(at: datetime) -> str:
    """Return a time for programs: “2026-11-28T10:54:37.392605Z”."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def time_in_words(at: datetime) -> str:
    """Return a time for readers: “28 November 2026, 10:54:37.392605 UTC”."""
    utc = at.astimezone(UTC)
    return f"{day_in_words(utc)}, {utc:%H:%M:%S.%f} UTC"
