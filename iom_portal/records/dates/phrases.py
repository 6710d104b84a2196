"""Dates of a record in words, as sentences need them: when something happened, from when to when something held."""

from datetime import date

from .partial_date import FOREVER, MONTHS, PartialDate


def some_day(when: PartialDate) -> str:
    """Return a partial date as the time of a happening: "on 24 May 1985", "some day in 1967"."""
    if when.is_exact:
        return f"on {when.words()}"
    if when.precision != "interval":
        return f"some day in {when.words()}"
    return when.words() if ".." in when else f"some day {when.words()}"


def time_of(when: PartialDate) -> str:
    """Return a partial date as the heading of what happened then: "24 May 1985", "in 1967", "between … and …"."""
    return f"in {when.words()}" if when.precision in ("month", "year") else when.words()


def edge(when: PartialDate) -> str:
    """Return a partial date as an end of a time: "1967", "some day between 13 Oct 1952 and 16 Apr 1953"."""
    words = when.words()
    return f"some day {words}" if words.startswith("between") else words


def spell_in_words(start: PartialDate, end: PartialDate) -> str:
    """Return from when to when something held: "from 5 December 1951 to 31 December 1973", "since 1967"."""
    if start and end:
        return f"from {edge(start)} to {edge(end)}"
    if start:
        return f"since {edge(start)}"
    return f"until {edge(end)} (start not found)" if end else "start not found, still running"


def years_in_words(start: tuple[date, date], end: tuple[date, date] | None) -> str:
    """Return a spell in years, where there is no room for its days: "1951 to 1973", "1994–1996 to 2004", "since 1967".

    start, end: (earliest, latest). end: None while it runs.
    """
    began = _year_or_years(*start)
    if end is None:
        return f"since {began}"
    earliest, latest = end
    ended = f"{earliest.year} or later" if latest == FOREVER else _year_or_years(earliest, latest)
    return f"{began} to {ended}"


def _year_or_years(earliest: date, latest: date) -> str:
    return str(earliest.year) if earliest.year == latest.year else f"{earliest.year}–{latest.year}"


def happening_in_words(start: PartialDate, end: PartialDate) -> str:
    """Return when something happened: "5 December 1951", "13–21 October 1952"."""
    if not end or start == end:
        return start.words()
    first, last = start.earliest, end.earliest
    if start.is_exact and end.is_exact and first and last:
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{last.day} {MONTHS[last.month]} {last.year}"
        if first.year == last.year:
            return f"{first.day} {MONTHS[first.month]} – {end.words()}"
    return f"{edge(start)} – {edge(end)}"
