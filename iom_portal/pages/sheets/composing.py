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

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from iom_portal.records.chain import Stamp
from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.dates.times import time_in_words
from iom_portal.records.history.clock import Clock
from iom_portal.records.history.digests import canonical_facts, digest
from iom_portal.records.models import Register, Source
from iom_portal.records.models.entry import Entry
from iom_portal.records.models.facts import Record, Spell
from iom_portal.records.templatetags.words import doubt, spell
from iom_portal.records.web.stated_facts import Dependencies

Cell = dict[str, str]
LabelledCells = tuple[str, list[Cell]]
Block = dict[str, Any]

EVERY_SOURCE = "The numbers in brackets are those of the sources; those after † disagree."
CHIEF_SOURCES = (
    "The numbers in brackets are those of the chief sources; those after † disagree. The rest stand at the address."
)
MEANING_OF_POSSIBLY = "“Possibly” marks what the dates known leave open on that day; a range of numbers comes of it."


def cell(text: object = "", quiet: str = "", refs: str = "", lang: str = "") -> Cell:
    """Return a cell that says something of no record."""
    return {"text": str(text), "quiet": quiet, "refs": refs, "lang": lang}


def fact_blocks(heading: str, rows: Iterable[LabelledCells]) -> list[Block]:
    """Return a block of rows, as a list; rows without cells are left out, and so is a block without rows."""
    filled = [{"label": label, "cells": cells} for label, cells in rows if cells]
    return [{"heading": heading, "rows": filled}] if filled else []


class Sheet:
    """A sheet under way. `entries` are the records that it states, by (kind, id): what its digest is taken over.

    Sources are numbered as they are first asked for, so the order in which cells are made is that of the numbers.
    """

    def __init__(self, form: str, path: str, clock: Clock, most: int | None = None) -> None:
        """most: how many supporting sources of a record the list names, official ones first; None for all of them."""
        self.form, self.path, self.clock, self.most = form, path, clock, most
        self.entries: dict[tuple[str, str], Entry] = {}
        self.dependencies = Dependencies()
        self.kicker = self.title = self.aside = ""
        self.lead: list[Cell] = []
        self.bands: list[list[list[Block]]] = []
        self.remarks: list[str] = []
        self._numbers: dict[Source, int] = {}
        self.stamp = _last_revision()

    @property
    def revision(self) -> int:
        """The number of the revision of which it is; 0 before the first."""
        return self.stamp.revision if self.stamp else 0

    @property
    def made_at(self) -> datetime | None:
        """When the revision was made of which it is; None before the first."""
        return self.stamp.made_at if self.stamp else None

    @property
    def day(self) -> date:
        return self.clock.day

    def include(self, record: Entry) -> None:
        """Take a record among those that the sheet states."""
        self.entries[record.kind, record.pk] = record

    def refs(self, record: Record) -> str:
        """Return the numbers of the sources of a record, "1, 4 †7, 9". The sheet then states it, and lists them."""
        self.include(record)
        against = {citation.source for citation in record.cited if citation.stance == "disagrees"}
        supporting = dict.fromkeys(citation.source for citation in record.cited if citation.source not in against)
        chosen = sorted(supporting, key=lambda source: source.rank)[: self.most]
        numbers = self._numbers_of(chosen)
        disagreeing = self._numbers_of(sorted(against, key=lambda source: source.pk))
        return f"{numbers} †{disagreeing}".strip() if disagreeing else numbers

    def _numbers_of(self, sources: Iterable[Source]) -> str:
        return ", ".join(str(self.number(source)) for source in sources)

    def number(self, source: Source) -> int:
        """Return the number of a source in the list of the sheet."""
        return self._numbers.setdefault(source, len(self._numbers) + 1)

    def cell(self, record: Record, text: object = "", quiet: str = "", lang: str = "") -> Cell:
        """Return a cell that says something of a record, with its sources, and why it is only possible on the day."""
        why = doubt(record, self.day)
        remarks = [quiet, f"possibly: {why}" if why else ""]
        return cell(text or record, _with_commas(remarks), self.refs(record), lang)

    def dated(self, record: Spell, text: object = "", quiet: str = "") -> Cell:
        """Return the same, and from when to when it holds."""
        return self.cell(record, text, _with_commas([quiet, spell(record)]))

    @property
    def address(self) -> str:
        """The permanent address: both clocks are in it."""
        query = urlencode({"as_of": self.day.isoformat(), "as_recorded": self.stamp.name if self.stamp else "0"})
        return f"{settings.SITE_URL}{self.path}?{query}"

    @property
    def digest(self) -> str:
        return digest(canonical_facts(self.entries.values()), self.day)

    def data(self) -> dict[str, Any]:
        """Return the sheet as plain data.

        For one day and one revision it is the same whenever and however it is asked for.
        """
        remarks = list(self.remarks)
        if self._numbers:
            remarks += [EVERY_SOURCE if self.most is None else CHIEF_SOURCES, MEANING_OF_POSSIBLY]
        sources = []
        for source, number in self._numbers.items():
            sources.append({"number": str(number), "text": source_in_words(source), "slug": source.slug})
        return {
            "form": self.form,
            "kicker": self.kicker,
            "title": self.title,
            "aside": self.aside,
            "lead": self.lead,
            "notice": replace(self.clock, moment=None).notice or self.clock.notice,
            "bands": self.bands,
            "sources": sources,
            "remarks": remarks,
            "clocks": self._clocks(),
            "unofficial": settings.DISCLAIMER,
        }

    def _clocks(self) -> list[dict[str, str]]:
        """Return the day, the revision, the address and the digest, each as far as there is one."""
        clocks = [{"label": "As of", "text": day_in_words(self.day)}]
        if self.stamp:
            recorded = f"revision {self.stamp.revision} of {time_in_words(self.stamp.made_at)}"
            clocks.append({"label": "As recorded", "text": recorded})
            clocks.append({"label": "Address", "text": self.address})
        if self.entries:
            clocks.append({"label": "Digest", "text": self.digest})
        return clocks


def _with_commas(remarks: Iterable[str]) -> str:
    """Return the remarks that say something, with commas between them."""
    return ", ".join(remark for remark in remarks if remark)


def _last_revision() -> Stamp | None:
    """Return the Stamp of the register that is read; None before the first revision."""
    return Register.objects.stamp_as_read()


def make_sheet(compose: Callable[..., Sheet], clock: Clock, **named: str) -> Sheet:
    """Return the sheet that `compose` makes of the clock and of what the address names.

    Where a revision is made meanwhile it is composed anew, since it says under one revision what the register held
    then.
    """
    sheet = compose(clock, **named)
    while _last_revision() != sheet.stamp:
        sheet = compose(clock, **named)
    return sheet


def source_in_words(source: Source) -> str:
    """Return a source in one line: its title, symbol, publisher and date."""
    symbol = f", {source.symbol}" if source.symbol and source.symbol not in source.title else ""
    issued = _with_commas([source.publisher, source.published])
    return f"{source.title}{symbol} ({issued})" if issued else f"{source.title}{symbol}"
