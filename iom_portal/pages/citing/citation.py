"""Citing an address of the portal: which facts it states, their digest, and whether the register reproduces them.

A citation carries both clocks in its address, so opening it again gives the facts as they were; its digest shows that
the register still reproduces them.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import SplitResult, parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from iom_portal.records.chain import name_of
from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.history.clock import BadDay, Clock, read_clock
from iom_portal.records.history.digests import Canonical, canonical_facts, digest, read_digest
from iom_portal.records.history.snapshots import BadMoment, LostRevision, as_recorded, read_moment
from iom_portal.records.web.stated_facts import Dependencies, corrections_since

from ..revisions import revision_at
from .stated import CannotCite, is_of_the_api, stated_by_object, stated_by_page

NOT_OF_THE_PAGE = ("as_of", "as_recorded", "digest")  # parameters: the clocks, and what a citation adds
PUBLISHER = "IOM Reference (unofficial)"


class CannotCiteLost(CannotCite):
    """The address is of a revision that the register does not hold, or not any more."""


@dataclass(frozen=True)
class Cited:
    """What an address states: its title, both clocks, and the canonical facts."""

    title: str
    path: str
    parameters: dict[str, str]  # of the page itself, without the clocks
    clock: Clock
    revision: int
    made_at: datetime
    hash: str  # of the revision
    facts: dict[tuple[str, str], Canonical]  # by (kind, id)
    dependencies: Dependencies

    @property
    def digest(self) -> str:
        return digest(self.facts, self.clock.day)

    @property
    def key(self) -> str:
        """What names it among the citations of a reader: the first eight digits of its digest."""
        return f"iomref-{self.digest[3:11]}"

    @property
    def address(self) -> str:
        """The permanent address: both clocks are in it."""
        clocks = {"as_of": self.clock.day.isoformat(), "as_recorded": name_of(self.revision, self.hash)}
        return f"{settings.SITE_URL}{self.path}?{urlencode({**self.parameters, **clocks})}"

    @property
    def query(self) -> str:
        """The query under which the portal cites the permanent address."""
        return urlencode({"address": self.address})

    @property
    def both_clocks(self) -> str:
        recorded = recorded_in_words(self.revision, self.made_at, self.hash)
        return f"as of {day_in_words(self.clock.day)}, {recorded}"


def recorded_in_words(revision: int, made_at: datetime, revision_hash: str) -> str:
    """Return the revision that a citation is of: its number, its time, and its hash, the head of the chain then."""
    made = f"{made_at:%Y-%m-%d %H:%M:%S.%f} UTC"
    return f"as recorded in revision {revision} of {made} with the hash {revision_hash}"


def cite(address: str, form: int | None = None) -> Cited:
    """Return what an address states. Raises CannotCite.

    address: of a page or of an object of the API, full or from its first slash. form: that of the digest (None: the
    newest).
    """
    parts = _split(address)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    try:
        moment = read_moment(query["as_recorded"].strip()) if "as_recorded" in query else None
    except LostRevision as error:
        raise CannotCiteLost(str(error)) from None
    except BadMoment as error:
        raise CannotCite(str(error)) from None
    revision = revision_at(moment)
    if revision is None:
        raise CannotCite("The register has no revision yet: there is nothing to cite.")
    try:
        match = resolve(parts.path)
    except Resolver404:
        raise CannotCite(f"There is no page at “{parts.path[:200]}”.") from None
    with as_recorded(moment):
        try:
            clock = read_clock(query.get("as_of"), moment)
        except BadDay as error:
            raise CannotCite(str(error)) from None
        if is_of_the_api(match):
            stated = stated_by_object(match, parts.path, clock)
        else:
            parameters = {name: value for name, value in query.items() if name not in NOT_OF_THE_PAGE}
            stated = stated_by_page(match, parts.path, clock, parameters)
        facts = canonical_facts(stated.entries, form)
    return Cited(
        title=stated.title,
        path=parts.path,
        parameters=stated.parameters,
        clock=clock,
        revision=revision.number,
        made_at=revision.made_at,
        hash=revision.hash,
        facts=facts,
        dependencies=stated.dependencies,
    )


def _split(address: str) -> SplitResult:
    """Return the parts of an address of this site. Raises CannotCite."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        raise CannotCite(f"“{address[:200]}” is not an address.") from None
    if parts.netloc and f"{parts.scheme}://{parts.netloc}" != settings.SITE_URL:
        raise CannotCite(f"“{address[:200]}” is not an address of this site ({settings.SITE_URL}).")
    return parts


@dataclass(frozen=True)
class Verdict:
    """Whether the register reproduces a cited digest, at its address and as it is now.

    lost: why the revision that was cited is not in the register, or "". Then nothing of it can be reproduced, and
    `cited` is what the address states in the register as it is now.
    """

    digest: str
    reproduced: bool
    current: bool  # the facts stand today as they did
    cited: Cited
    lost: str = ""


def verify(address: str, text: str) -> Verdict:
    """Return the verdict on a digest cited with an address. Raises BadDigest, CannotCite."""
    claimed = text.strip()
    form, _ = read_digest(claimed)
    try:
        then = cite(address, form)
    except CannotCiteLost as error:
        return _verdict_on_lost(address, claimed, form, str(error))
    is_reproduced = digest(then.facts, then.clock.day, form) == claimed
    return Verdict(claimed, is_reproduced, _is_current(then, claimed, form), then)


def _verdict_on_lost(address: str, claimed: str, form: int, why: str) -> Verdict:
    """Return the verdict on a citation of a revision that is lost: whether its facts stand now, by the digest alone.

    Raises CannotCite where the address states nothing now: with that the revision is lost.
    """
    try:
        now = cite(_without_moment(address), form)
    except CannotCite as error:
        raise CannotCite(f"{why} {error}") from None
    is_current = digest(now.facts, now.clock.day, form) == claimed
    return Verdict(claimed, reproduced=False, current=is_current, cited=now, lost=why)


def _without_moment(address: str) -> str:
    parts = _split(address)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "as_recorded"]
    return urlunsplit(parts._replace(query=urlencode(query)))


def _is_current(then: Cited, claimed: str, form: int) -> bool:
    """Return whether the register as it is now gives the digest, and nothing was corrected since the citation."""
    moment = then.clock.moment
    if moment is None:
        return digest(then.facts, then.clock.day, form) == claimed
    query = urlencode({**then.parameters, "as_of": then.clock.day.isoformat()})
    try:
        now = cite(f"{then.path}?{query}", form)
    except CannotCite:
        return False
    if digest(now.facts, now.clock.day, form) != claimed:
        return False
    return not corrections_since(moment, then.facts, then.dependencies)
