"""What every sheet is made of: plain data, with numbered sources, both clocks, the permanent address and the digest.

    sheet   form, kicker, title, aside, lead [cell], notice, bands [[column [block]]], sources [number, text, slug],
            remarks [text], clocks [label, text], unofficial
    block   heading, and one of
            rows    [label, cells [cell]]                      facts under labels
            lines   cells [cell, with label], notes [cell]     a table; the labels are those of its columns
            roll    [name, cell]                               a long list of names, each with one cell
    cell    text, quiet (what is said beside it), refs (numbers of its sources; after † those that disagree), lang

All values are text or lists: nothing in them is markup. An empty text is not shown.
"""

from dataclasses import replace
from urllib.parse import urlencode

from django.conf import settings

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.history.digests import canonical_facts, digest
from iom_portal.records.models import Register
from iom_portal.records.templatetags.words import doubt, spell
from iom_portal.records.web.stated_facts import Dependencies

EVERY_SOURCE = "The numbers in brackets are those of the sources; those after † disagree."
CHIEF_SOURCES = (
    "The numbers in brackets are those of the chief sources; those after † disagree. The rest stand at the address."
)
POSSIBLY = "“Possibly” marks what the dates known leave open on that day; a range of numbers comes of it."
DIRECT = ("official", "scholarly", "press", "copy", "secondary", "dataset")  # which sources a short list names first


def cell(text="", quiet="", refs="", lang=""):
    return {"text": str(text), "quiet": quiet, "refs": refs, "lang": lang}


def facts(heading, rows):
    """A block of (label, cells) rows; rows without cells are left out, and so is a block without rows."""
    rows = [{"label": label, "cells": cells} for label, cells in rows if cells]
    return [{"heading": heading, "rows": rows}] if rows else []


class Sheet:
    """A sheet under way. `entries` are the records that it states, by (kind, id): what its digest is taken over.

    most: how many supporting sources of a record the list names, official ones first; None for all of them.
    """

    def __init__(self, form, path, clock, most=None):
        self.form, self.path, self.clock, self.most = form, path, clock, most
        self.entries, self.dependencies = {}, Dependencies()
        self.kicker = self.title = self.aside = ""
        self.lead, self.bands, self.remarks = [], [], []
        self._sources = {}  # source -> its number
        self.revision, self.made_at = _stamp()

    @property
    def day(self):
        return self.clock.day

    def include(self, *records):
        """Take records among those that the sheet states."""
        self.entries.update({(record.kind, record.pk): record for record in records})

    def refs(self, record):
        """State a record, number its sources, and give their numbers: "1, 4 †7, 9"."""
        self.include(record)
        cited = record.cited
        against = {citation.source for citation in cited if citation.stance == "disagrees"}
        supporting = {citation.source: citation for citation in cited if citation.source not in against}
        chosen = sorted(supporting, key=lambda source: DIRECT.index(source.kind_of_source))[: self.most]
        numbers = ", ".join(str(self.number(source)) for source in chosen)
        disagreeing = ", ".join(str(self.number(source)) for source in sorted(against, key=lambda source: source.pk))
        return f"{numbers}{f' †{disagreeing}' if disagreeing else ''}".strip()

    def number(self, source):
        """The number of a source in the list of the sheet."""
        return self._sources.setdefault(source, len(self._sources) + 1)

    def cell(self, record, text="", quiet="", lang=""):
        """A cell that says something of a record, with its sources, and with why it is only possible on the day."""
        why = doubt(record, self.day)
        said = ", ".join(filter(None, [quiet, f"possibly: {why}" if why else ""]))
        return cell(text or record, said, self.refs(record), lang)

    def dated(self, record, text="", quiet=""):
        """The same, and from when to when it holds."""
        return self.cell(record, text, ", ".join(filter(None, [quiet, spell(record)])))

    @property
    def address(self):
        """The permanent address: both clocks are in it."""
        return (
            f"{settings.SITE_URL}{self.path}?{urlencode({'as_of': self.day.isoformat(), 'as_recorded': self.revision})}"
        )

    @property
    def digest(self):
        return digest(canonical_facts(self.entries.values()), self.day)

    def data(self):
        """The sheet as plain data. For one day and one revision it is the same whenever and however it is asked for."""
        notice = replace(self.clock, moment=None).notice or self.clock.notice
        remarks = [EVERY_SOURCE if self.most is None else CHIEF_SOURCES, POSSIBLY] if self._sources else []
        clocks = [("As of", day_in_words(self.day))]
        if self.made_at:
            made = f"{day_in_words(self.made_at)}, {self.made_at:%H:%M:%S} UTC"
            clocks.append(("As recorded", f"revision {self.revision} of {made}"))
            clocks.append(("Address", self.address))
        if self.entries:
            clocks.append(("Digest", self.digest))
        return {
            "form": self.form,
            "kicker": self.kicker,
            "title": self.title,
            "aside": self.aside,
            "lead": self.lead,
            "notice": notice,
            "bands": self.bands,
            "sources": [
                {"number": str(number), "text": described(source), "slug": source.slug}
                for source, number in self._sources.items()
            ],
            "remarks": [*self.remarks, *remarks],
            "clocks": [{"label": label, "text": text} for label, text in clocks],
            "unofficial": settings.DISCLAIMER,
        }


def _stamp():
    """(revision, its time) of the register that is read; (0, None) before the first."""
    return Register.objects.values_list("last_revision", "last_made_at").first() or (0, None)


def composed(compose, clock, **named):
    """The Sheet that `compose` makes. Where a revision is made meanwhile it is composed anew, since it says under one
    revision what the register held then."""
    sheet = compose(clock, **named)
    while _stamp()[0] != sheet.revision:
        sheet = compose(clock, **named)
    return sheet


def described(source):
    """A source in one line: its title, symbol, publisher and date."""
    symbol = f", {source.symbol}" if source.symbol and source.symbol not in source.title else ""
    issued = ", ".join(filter(None, [source.publisher, source.published]))
    return f"{source.title}{symbol}{f' ({issued})' if issued else ''}"
