"""Of which register, revision and day a set of files is, and what each file says of itself."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Self
from urllib.parse import urlencode

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.urls import reverse

from iom_portal.records.chain import name_of
from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.dates.times import time_text
from iom_portal.records.history.clock import Clock
from iom_portal.records.history.snapshots import Moment, schema_key
from iom_portal.records.models.revision import Register

from ..citing.citation import PUBLISHER, recorded_in_words
from ..revisions import revision_at

MAKING = 4  # raise when the way a file is made changes
TITLE = "The register of the IOM Reference"


class NothingToDownload(LookupError):
    """The register has no revision yet."""


@dataclass(frozen=True)
class Edition:
    """The register of one revision: of all time or, with `day`, of what is or may be true on that day."""

    register: str
    revision: int
    made_at: datetime
    hash: str
    verified_to: date
    day: date | None = None

    @classmethod
    def of(cls, clock: Clock) -> Self:
        """Return the edition for the day and the moment asked for; without a moment, of the last revision.

        Raises NothingToDownload. Two queries.
        """
        last = revision_at(clock.moment)
        if last is None or not clock.loaded:
            raise NothingToDownload("The register has not been loaded: run manage.py load_register.")
        register = Register.objects.using(DEFAULT_DB_ALIAS).get()
        return cls(str(register.uuid), last.number, last.made_at, last.hash, clock.verified_to, clock.asked)

    @property
    def key(self) -> str:
        """The name under which its files are kept: another for other contents."""
        made_of = repr((MAKING, schema_key(), settings.SITE_URL, settings.DATA_RIGHTS))
        return f"{self.register}-{sha256(made_of.encode()).hexdigest()[:8]}-{self.name}-{self.day or 'all'}"

    @property
    def name(self) -> str:
        """The name of its revision: see `name_of`."""
        return name_of(self.revision, self.hash)

    @property
    def moment(self) -> Moment:
        """The moment at which the register is read for it."""
        return Moment(self.revision, self.made_at, self.hash, self.name)

    @property
    def stem(self) -> str:
        """What its files are called once they are saved, without the extension."""
        stem = f"iom-reference-r{self.revision}"
        return f"{stem}-{self.day}" if self.day else stem

    @property
    def clocks(self) -> dict[str, str]:
        """The parameters of its permanent addresses."""
        clocks = {"as_of": self.day.isoformat()} if self.day else {}
        return {**clocks, "as_recorded": self.name}

    @property
    def query(self) -> str:
        return urlencode(self.clocks)

    @property
    def address(self) -> str:
        """The permanent address of the page that offers it."""
        return f"{settings.SITE_URL}{reverse('data')}?{self.query}"

    @property
    def days_in_words(self) -> str:
        return f"as of {day_in_words(self.day)}" if self.day else "of all days"

    @property
    def citation(self) -> str:
        """How to cite it; the SHA-256 of the file that was used completes it."""
        recorded = recorded_in_words(self.revision, self.made_at, self.hash)
        return f"{PUBLISHER}, “{TITLE}”, {self.days_in_words}, {recorded}, {self.address}"

    def about(self) -> dict[str, str]:
        """Return what every file says of itself, as {name: text}."""
        return {
            "title": TITLE,
            "unofficial": settings.DISCLAIMER,
            "rights": settings.DATA_RIGHTS,
            "register": self.register,
            "revision": str(self.revision),
            "hash": self.hash,
            "as_recorded": time_text(self.made_at),
            "as_of": self.day.isoformat() if self.day else "all",
            "verified_to": self.verified_to.isoformat(),
            "citation": self.citation,
            "address": self.address,
        }
