"""The rules that all kinds share, and those of sources, citations, coverage and the exceptions to rules."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import NoReverseMatch, Resolver404, resolve

from ..dates.partial_date import day_in_words
from ..dates.validity import today
from ..kinds import kinds, record_named
from ..models.coverage import Coverage
from ..models.entry import Entry, column
from ..models.facts import Occurrence, Record, Spell
from ..models.rule_exception import RuleException
from ..models.sources import Citation, SeedLine, Source
from .register_rules import WARNING, Found, Ids, RuleFault, WhenWritten, alike, among, rule, rule_of_many, rules_by_name

FORESEEN_YEARS = 10  # a record may begin so many years from today
SLUG = "slug"  # the field of those kinds that have one
BESIDE_THE_FACT = {"sources", "evidence", "note"}  # columns that tell on what a fact rests, not what it is


# Dates


def _begins(record: Entry) -> tuple[str, date, date] | None:
    """Return (the field of its own in which a record says when it began, its earliest day, its latest), or None."""
    if record.on_day is None or record.on_day.via:
        return None
    name = record.on_day.since
    if not getattr(record, name):
        return None
    return name, getattr(record, f"{name}_earliest"), getattr(record, f"{name}_latest")


@rule(
    "begins-after-founding",
    Record,
    sentence="Nothing of the organization begins before the day on which it was founded. Events, instruments, "
    "people, names of States and bodies of the United Nations may be older.",
    reason="The Brussels resolution of 5 December 1951 founded it; the day is kept with the days that the register "
    "covers.",
    rests_on={Coverage: ()},
)
def begins_after_founding(record: Record) -> Iterator[RuleFault]:
    if not record.of_the_organization:
        return
    begins, days_covered = _begins(record), Coverage.objects.both_days()
    if begins is None or days_covered is None:
        return
    name, earliest, latest = begins
    founded_on = days_covered[0]
    day = day_in_words(founded_on)
    if latest < founded_on:
        yield RuleFault(f"It lies before the organization was founded: write {day} or later.", name)
    elif earliest < founded_on and not record.about.is_reported:
        span = f"{founded_on}/{latest}"
        yield RuleFault(f"It may lie before the organization was founded ({day}): write {span}.", name)


@rule(
    "not-in-the-far-future",
    Record,
    sentence=f"Nothing begins more than {FORESEEN_YEARS} years from today.",
    reason="What is settled so far ahead is not known: such a year is a slip of the pen.",
)
def not_in_the_far_future(record: Record) -> Iterator[RuleFault]:
    begins = _begins(record)
    if begins is None:
        return
    name, earliest, _ = begins
    last = _years_after(today(), FORESEEN_YEARS)
    if earliest > last:
        yield RuleFault(f"It lies too far in the future: write a day up to {day_in_words(last)}.", name)


def _years_after(day: date, years: int) -> date:
    """Return the same day so many years later; of 29 February, 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@rule(
    "verified-up-to-today",
    Coverage,
    sentence="The register is verified to no later day than today.",
    reason="Nobody can have verified what has not come yet.",
    may_be_excepted=False,
)
def verified_up_to_today(coverage: Coverage) -> Iterator[RuleFault]:
    if coverage.verified_to > today():
        yield RuleFault(f"It lies in the future: write a day up to {day_in_words(today())}.", "verified_to")


def why_outside_life(part: Spell | Occurrence, whole: Spell, within: str = "organ") -> Iterator[RuleFault]:
    """Yield why `part` certainly lies outside the life of the spell `whole`.

    within: what `whole` is, in a word.
    """
    last_day = part.end_earliest if isinstance(part, Spell) else part.start_earliest
    if part.start_latest < whole.start_earliest:
        first = day_in_words(whole.start_earliest)
        yield RuleFault(f"It certainly begins before its {within} does ({first}).", "start")
    if (part.end and last_day > whole.end_latest) or part.start_earliest > whole.end_latest:
        at = "end" if part.end and last_day > whole.end_latest else "start"
        yield RuleFault(f"It certainly lasts longer than its {within} ({whole.end.words()}).", at)
    elif isinstance(part, Spell) and not part.end and whole.end:
        yield RuleFault(f"It still runs, but its {within} ended ({whole.end.words()}).", "end")


def begun_alike(model: type[Spell], names: Sequence[str], keys: Ids) -> Found:
    """Yield the later of two spells that have the same values of these columns and begin on the same date."""
    begun = model.objects.exclude(start="")
    for later, other in alike(begun, attrgetter(*names, "start"), keys):
        yield later, RuleFault(f"It begins on the same date as “{other.pk}”: leave one of the two out.", "start")


# Ids and addresses


def _id_clashes(model: type[Entry], keys: Ids) -> Found:
    """Yield the records whose id another record bears or bore in other capitals."""
    ids_alike: dict[str, set[str]] = defaultdict(set)
    for pk in model.history.order_by().values_list("id", flat=True).distinct():
        ids_alike[pk.lower()].add(pk)
    wrong = {pk for ids in ids_alike.values() if len(ids) > 1 for pk in ids}
    for record in among(model.objects.filter(pk__in=wrong), keys):
        others = sorted(ids_alike[record.pk.lower()] - {record.pk})
        yield record, RuleFault(f"Its id is that of “{others[0]}” in other capitals.", "id")


@rule(
    "id-borne-once",
    Entry,
    sentence="An id belongs to one record for good: no other takes it, not after its deletion and not in other "
    "capitals.",
    reason="Ids are cited. One that means two things makes a citation false.",
    may_be_excepted=False,
    of_many=_id_clashes,
)
def id_borne_once(record: Entry) -> Iterator[RuleFault]:
    """Yield what is wrong with a new id. That of a citation is made of what it cites, and comes back with that."""
    if not record._state.adding or isinstance(record, Citation):
        return
    versions = list(type(record).history.filter(id__iexact=record.pk).order_by("-history_id"))
    in_other_capitals = [version.id for version in versions if version.id != record.pk]
    if in_other_capitals:
        yield RuleFault(
            f"“{in_other_capitals[0]}” is an id already: take one that differs by more than capitals.", "id"
        )
        return
    if versions and not record.comes_back and not _is_one_of(record, [version.instance for version in versions]):
        yield RuleFault(
            f"“{record.pk}” was the id of another record, which was deleted (“{versions[0].instance}”): bring that one "
            "back, or take an id that was never used.",
            "id",
        )


def _is_one_of(record: Entry, versions: Sequence[Entry]) -> bool:
    """Return whether a record says the same as one of these versions of the record that bore its id."""
    names = [name for name in record.file_columns() if name not in BESIDE_THE_FACT]
    cells = [record.as_cell(name) for name in names]
    return any([version.as_cell(name) for name in names] == cells for version in versions)


def _slug_clashes(model: type[Entry], keys: Ids) -> Found:
    """Yield the records whose slug another record bears or bore, or has for its id."""
    if not model.has_slug():
        return
    bearers: dict[str, set[str]] = defaultdict(set)
    for slug, pk in model.history.order_by().values_list("slug", "id").distinct():
        bearers[slug.lower()].add(pk)
        bearers[pk.lower()].add(pk)
    for record in among(model.objects.all(), keys):
        others = sorted(bearers[getattr(record, SLUG).lower()] - {record.pk})
        if others:
            yield record, RuleFault(f"Its slug belongs to “{others[0]}”.", SLUG)


@rule(
    "slug-borne-once",
    Entry,
    sentence="The name of a record in the address of its page belongs to it for good: no other record takes it.",
    reason="Addresses are linked and cited. One that was given up leads on to the record that had it.",
    may_be_excepted=False,
    of_many=_slug_clashes,
)
def slug_borne_once(record: Entry) -> Iterator[RuleFault]:
    if not record.has_slug():
        return
    slug = str(getattr(record, SLUG))
    bore_it = Q(slug__iexact=slug) | Q(id__iexact=slug)
    other = type(record).history.filter(bore_it).exclude(id=record.pk).values_list("id", flat=True).first()
    if other:
        yield RuleFault(f"“{slug}” belongs, or once belonged, to “{other}”: take one that was never used.", SLUG)


@rule(
    "address-leads-to-the-record",
    Entry,
    sentence="The address of a record leads to its page, not to another page of the site.",
    reason="Some words in an address are taken by pages of the site: “map” under the members, for example.",
    may_be_excepted=False,
)
def address_leads_to_the_record(record: Entry) -> Iterator[RuleFault]:
    page = record.about.page
    if page is None or not page.is_of_one_record:
        return
    name = "id" if page.key == "pk" else page.key
    word = getattr(record, page.key)
    try:
        match = resolve(page.url(record))
    except (NoReverseMatch, Resolver404):
        yield RuleFault(f"“{word}” can be no part of an address: take letters, digits and “-”.", name)
        return
    if match.view_name != page.name:
        yield RuleFault(f"“{word}” is taken: that address is of the page “{match.view_name}”. Take another word.", name)


# Rows among others


@rule_of_many(
    "rows-alike",
    Record,
    sentence="No two records of a kind say the same in every field.",
    reason="One fact that stands twice is counted twice, and a correction reaches only one of the two.",
)
def rows_alike(model: type[Record], keys: Ids) -> Found:
    names = [name for name in model.file_columns() if name not in {"id", SLUG, *BESIDE_THE_FACT}]
    values_of = attrgetter(*(column(model, name).attname for name in names))
    for later, other in alike(model.objects.all(), values_of, keys):
        yield later, RuleFault(f"It says the same as “{other.pk}”: change what differs, or leave one out.")


@rule_of_many(
    "fact-has-a-source",
    Record,
    sentence="Every fact has a source that supports it.",
    reason="That is what the register is for. No revision closes without it; the audit looks once more.",
    when_written=WhenWritten.AUDITED,
    may_be_excepted=False,
)
def fact_has_a_source(model: type[Record], keys: Ids) -> Found:
    for record in model.objects.filter(pk__in=model.objects.uncited(keys)):
        yield record, RuleFault("No source supports it.")


@rule_of_many(
    "citation-of-a-record",
    Citation,
    sentence="Every citation is of a record that exists.",
    reason="The record of a citation is named by its kind and id, which the database alone does not hold.",
    when_written=WhenWritten.AUDITED,
    may_be_excepted=False,
)
def citation_of_a_record(model: type[Citation], keys: Ids) -> Found:
    ids_by_kind: dict[str, set[str]] = {}
    for citation in among(model.objects.select_related("content_type"), keys):
        kind = citation.content_type.model
        if kind not in ids_by_kind:
            cited = citation.content_type.model_class()
            is_kind = cited is not None and issubclass(cited, Entry)
            ids_by_kind[kind] = set(cited.objects.values_list("pk", flat=True)) if is_kind else set()
        if citation.object_id not in ids_by_kind[kind]:
            yield citation, RuleFault(f"It cites a record that does not exist ({citation.object_id}).")


@rule_of_many(
    "citation-rechecked",
    Citation,
    level=WARNING,
    sentence="Every citation was held against its source since what it supports was changed.",
    reason="A source goes on saying what it said. Whether it gives the new value too, somebody has to look up.",
    when_written=WhenWritten.AUDITED,
)
def citation_rechecked(model: type[Citation], keys: Ids) -> Found:
    unchecked = model.objects.exclude(not_rechecked="").select_related("source", "content_type")
    for citation in among(unchecked, keys):
        labels = ", ".join(citation.unchecked_labels)
        yield citation, RuleFault(f"It was not held against its source since {labels} changed.")


@rule_of_many(
    "source-is-cited",
    Source,
    level=WARNING,
    sentence="Every source is cited by a record.",
    reason="A source that nothing cites may be kept, but is worth a look.",
    when_written=WhenWritten.AUDITED,
)
def source_is_cited(model: type[Source], keys: Ids) -> Found:
    for source in among(model.objects.filter(citations=None), keys):
        yield source, RuleFault("No record cites it.")


@rule_of_many(
    "bounds-of-its-dates",
    Entry,
    sentence="The earliest and the latest day that are kept with a date are those of its text.",
    reason="The register computes with these days. The write path sets them; the audit looks once more.",
    when_written=WhenWritten.AUDITED,
    may_be_excepted=False,
)
def bounds_of_its_dates(model: type[Entry], keys: Ids) -> Found:
    names = [name for name in model.partial_dates() if f"{name}_earliest" in model.column_names()]
    if not names:
        return
    for record in among(model.objects.all(), keys):
        stored = _stored_bounds(record, names)
        record.set_bounds()
        if _stored_bounds(record, names) != stored:
            yield record, RuleFault("The bounds of its dates are not those of their text: save it again.")


def _stored_bounds(record: Entry, names: Sequence[str]) -> list[tuple[date, date]]:
    return [(getattr(record, f"{name}_earliest"), getattr(record, f"{name}_latest")) for name in names]


@rule_of_many(
    "line-has-its-place",
    SeedLine,
    sentence="Every line of the page from which the project started is represented, or a note says why not; and the "
    "records exist in which it is.",
    reason="Nothing of that page was to be lost.",
    when_written=WhenWritten.AUDITED,
)
def line_has_its_place(model: type[SeedLine], keys: Ids) -> Found:
    ids_by_kind = {other: set(other.objects.values_list("pk", flat=True)) for other in kinds()}
    for line in among(model.objects.all(), keys):
        if not line.represented_in and not line.note:
            yield line, RuleFault("It is represented nowhere, and no note says why.", "represented_in")
        for reference in line.represented_in.split():
            other, pk = record_named(reference)
            if pk not in ids_by_kind[other]:
                yield line, RuleFault(f"It names {reference}, which does not exist.", "represented_in")


# Exceptions to rules


@rule(
    "exception-to-a-rule",
    RuleException,
    sentence="An exception names a rule of which one can be made, and a record of a kind that the rule is about.",
    reason="Some rules hold addresses and ids together, or only warn: they have no exceptions.",
    may_be_excepted=False,
)
def exception_to_a_rule(exception: RuleException) -> Iterator[RuleFault]:
    named = rules_by_name().get(exception.rule)
    if named is None or not named.has_exceptions:
        allowed = ", ".join(sorted(each.name for each in rules_by_name().values() if each.has_exceptions))
        yield RuleFault(f"“{exception.rule}” is no rule with exceptions: write one of {allowed}.", "rule")
        return
    try:
        model, _ = record_named(exception.record)
    except ValidationError as error:
        yield RuleFault(error.messages[0], "record")
        return
    if not named.is_about(model):
        about = ", ".join(each.kind for each in named.models)
        yield RuleFault(f"“{named.name}” is not about a {model.kind}: write a record of {about}.", "record")


@rule_of_many(
    "exception-is-needed",
    RuleException,
    level=WARNING,
    sentence="Every exception is made for a record that exists and breaks the rule.",
    reason="One that is not needed any more hides the next slip. It may be made just before the record that needs it.",
)
def exception_is_needed(model: type[RuleException], keys: Ids) -> Found:
    for exception in among(model.objects.all(), keys):
        named = rules_by_name().get(exception.rule)
        if named is None:
            continue
        kind, pk = record_named(exception.record)
        if not any(breach.record.pk == pk for breach in named.breaches(kind, {pk})):
            yield exception, RuleFault(f"{exception.record} does not exist, or keeps the rule: the exception can go.")
