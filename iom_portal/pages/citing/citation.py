"""Citing an address of the portal: which facts it states, their digest, and the citation in four formats.

A citation carries both clocks in its address, so opening it again gives the facts as they were; its digest shows that
the register still reproduces them. Pages say what they state through their view's `facts`; an object of the API states
itself and the rows that it holds.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.history.clock import BadDay, Clock, read_clock
from iom_portal.records.history.digests import canonical_facts, digest, read_digest
from iom_portal.records.history.snapshots import BadMoment, as_recorded, read_moment
from iom_portal.records.models import Revision
from iom_portal.records.models.entry import Entry
from iom_portal.records.web.stated_facts import Dependencies, corrections_since, entries_in
from members.counting import dependencies_of_counts

from ..organization import organization_on

CLOCKS = ("as_of", "as_recorded", "digest")
PUBLISHER = "IOM Reference (unofficial)"


class CannotCite(ValueError):
    """The address cannot be cited. The message says why."""


@dataclass(frozen=True)
class Cited:
    """What an address states: its title, both clocks, and the canonical facts."""

    title: str
    path: str
    parameters: dict  # of the page itself, without the clocks
    clock: Clock
    revision: int
    made_at: datetime
    facts: dict
    dependencies: Dependencies

    @property
    def digest(self):
        return digest(self.facts, self.clock.day)

    @property
    def address(self):
        """The permanent address: both clocks are in it."""
        clocks = {"as_of": self.clock.day.isoformat(), "as_recorded": self.revision}
        return f"{settings.SITE_URL}{self.path}?{urlencode({**self.parameters, **clocks})}"

    @property
    def query(self):
        """The query under which the portal cites the permanent address."""
        return urlencode({"address": self.address})

    @property
    def both_clocks(self):
        made = f"{self.made_at:%Y-%m-%d %H:%M:%S} UTC"
        return f"as of {day_in_words(self.clock.day)}, as recorded in revision {self.revision} of {made}"


def cited(address, form=None):
    """What `address` (of a page or of an object of the API, full or from its first slash) states. Raises CannotCite."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        raise CannotCite(f"“{address[:200]}” is not an address.") from None
    if parts.netloc and f"{parts.scheme}://{parts.netloc}" != settings.SITE_URL:
        raise CannotCite(f"“{address[:200]}” is not an address of this site ({settings.SITE_URL}).")
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    moment, revision = _moment(query.get("as_recorded"))
    try:
        match = resolve(parts.path)
    except Resolver404:
        raise CannotCite(f"There is no page at “{parts.path[:200]}”.") from None
    with as_recorded(moment):
        try:
            clock = read_clock(query.get("as_of"), moment)
        except BadDay as error:
            raise CannotCite(str(error)) from None
        state = _object if hasattr(match.func, "cls") else _page
        title, parameters, entries, dependencies = state(match, parts.path, query, clock)
        facts = canonical_facts(entries, form)
    return Cited(title, parts.path, parameters, clock, revision.number, revision.made_at, facts, dependencies)


def _moment(asked):
    numbered = Revision.objects.using(DEFAULT_DB_ALIAS).exclude(number=None)
    try:
        moment = read_moment(asked.strip()) if asked else None
    except BadMoment as error:
        raise CannotCite(str(error)) from None
    revision = numbered.filter(number=moment.revision) if moment else numbered.order_by("-number")
    if not revision:
        raise CannotCite("The register has no revision yet: there is nothing to cite.")
    return moment, revision[0]


def ask_page(match, path, clock, parameters=()):
    """The response, not yet rendered, of the page that was resolved as `match`, asked as a visitor would ask for it.

    Call it inside `as_recorded` of the clock's moment. Raises Http404.
    """
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.GET = QueryDict(urlencode(parameters), mutable=True)
    if clock.asked:
        request.GET["as_of"] = clock.asked.isoformat()
    request.moment, request.bad_moment = clock.moment, ""
    return match.func(request, *match.args, **match.kwargs)


def _page(match, path, query, clock):
    """(title, parameters, entries, Dependencies) of a page."""
    silent = CannotCite(f"The page {path} states no facts of its own: cite the pages that it names.")
    if not getattr(getattr(match.func, "view_class", None), "stated_facts", ()):
        raise silent
    try:
        response = ask_page(match, path, clock, {name: value for name, value in query.items() if name not in CLOCKS})
    except Http404:
        raise CannotCite(f"There is no page at “{path}”.") from None
    if response.status_code in (302, 404, 410):
        raise CannotCite(f"There is no page at “{path}”.")
    if response.status_code != 200:
        raise CannotCite(f"The page {path} does not take these parameters.")
    context = response.context_data  # the page itself is not rendered
    view = context["view"]
    if not view.stated_facts:
        raise silent
    parameters = {name: value for name, value in context.get("asked", {}).items() if value}
    return context["page_title"], parameters, view.facts(context).values(), view.depends_on(context)


def _object(match, path, query, clock):
    """(title, parameters, entries, Dependencies) of an object of the API."""
    model = getattr(getattr(match.func.cls, "queryset", None), "model", None)
    key = match.kwargs.get("pk")
    if path.endswith("/organization/"):
        return "The organization", {}, list(entries_in(organization_on(clock.day))), dependencies_of_counts(clock.day)
    if model is None or not issubclass(model, Entry) or not key:
        raise CannotCite(f"{path} is not one object: cite a page, or an object such as /api/v1/states/AUS/.")
    entry = model.objects.keyed(key).for_page(clock.day).first()  # its permanent address asks for that day
    if entry is None:
        raise CannotCite(f"There is no {model._meta.verbose_name} “{key[:100]}”.")
    return str(entry), {}, [entry, *_rows_within(match.func.cls, entry, clock.day)], Dependencies()


def _rows_within(viewset, entry, day):
    """The rows that an object of the API holds on `day`, as its serializer chooses them."""
    fields = viewset.serializer_class(context={"day": day}).fields
    for name in entry.about.nested:
        rows = getattr(entry, name)
        yield from fields[name].on(day, rows) if hasattr(fields[name], "on") else rows.all()


@dataclass(frozen=True)
class Verdict:
    """Whether the register reproduces a cited digest, at its address and as it is now."""

    digest: str
    reproduced: bool
    current: bool  # the facts stand today as they did
    cited: Cited


def verify(address, text):
    """The Verdict on a digest cited with an address. Raises BadDigest, CannotCite."""
    form, _ = read_digest(text.strip())
    then = cited(address, form)
    now = then
    if then.clock.moment:
        live = {**then.parameters, "as_of": then.clock.day.isoformat()}
        try:
            now = cited(f"{then.path}?{urlencode(live)}", form)
        except CannotCite:
            now = None
    found = digest(then.facts, then.clock.day, form)
    current = now is not None and digest(now.facts, now.clock.day, form) == text.strip()
    if current and then.clock.moment:
        current = not corrections_since(then.clock.moment, then.facts, then.dependencies)
    return Verdict(text.strip(), found == text.strip(), current, then)


# Formats


def as_text(found):
    return f"{PUBLISHER}, “{found.title}”, {found.both_clocks}, {found.address} [{found.digest}]"


def as_bibtex(found):
    fields = {
        "title": _tex(found.title),
        "author": "{{IOM Reference}}",
        "year": f"{found.made_at:%Y}",
        "month": f"{found.made_at:%m}",
        "howpublished": "Unofficial online reference",
        "url": found.address,
        "note": _tex(f"{found.both_clocks[0].upper()}{found.both_clocks[1:]}. Digest {found.digest}"),
    }
    lines = [f"  {name} = {value if value.startswith('{{') else '{' + value + '}'}," for name, value in fields.items()]
    return "\n".join([f"@misc{{iomref-{found.digest[3:11]},", *lines, "}", ""])


def _tex(text):
    return re.sub(r"([#$%&_{}])", r"\\\1", text)


def as_ris(found):
    fields = [
        ("TY", "ELEC"),
        ("TI", found.title),
        ("AU", "IOM Reference"),
        ("PB", PUBLISHER),
        ("PY", f"{found.made_at:%Y}"),
        ("DA", f"{found.made_at:%Y/%m/%d}"),
        ("UR", found.address),
        ("ET", f"Revision {found.revision}"),
        ("N1", f"{found.both_clocks}. Digest {found.digest}"),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in fields)


def as_csl(found):
    """CSL-JSON, as a list with one item."""
    made = found.made_at
    item = [
        {
            "id": f"iomref-{found.digest[3:11]}",
            "type": "webpage",
            "title": found.title,
            "author": [{"literal": "IOM Reference"}],
            "publisher": PUBLISHER,
            "issued": {"date-parts": [[made.year, made.month, made.day]]},
            "version": f"Revision {found.revision}",
            "URL": found.address,
            "note": f"{found.both_clocks}. Digest {found.digest}",
        }
    ]
    return json.dumps(item, ensure_ascii=False, indent=2) + "\n"


FORMATS = {  # name: media type, extension of the file, writer
    "text": ("text/plain; charset=utf-8", "txt", as_text),
    "bibtex": ("application/x-bibtex; charset=utf-8", "bib", as_bibtex),
    "ris": ("application/x-research-info-systems; charset=utf-8", "ris", as_ris),
    "csl": ("application/vnd.citationstyles.csl+json; charset=utf-8", "json", as_csl),
}
