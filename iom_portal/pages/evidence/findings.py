"""The evidence: every published count beside the computed one, when a count holds, what sources dispute, what is not
established, and on what kind of evidence the facts rest."""

from collections import Counter
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, Value, prefetch_related_objects

from iom_portal.records.dates.partial_date import PartialDate, day_in_words
from iom_portal.records.kinds import kinds
from iom_portal.records.models import Citation
from iom_portal.records.models.entry import Entry, EntryQuerySet
from iom_portal.records.models.evidence import Evidence
from members.counting import Counts
from members.models import Membership, PublishedCount

STATUSES = ((Membership.Status.MEMBER, "members"), (Membership.Status.OBSERVER, "observers"))


@dataclass
class Line:
    """What a source printed of one status, and the range computed over every day of which it may speak."""

    published: PublishedCount
    status: str
    printed: int
    low: int
    high: int

    @property
    def computed(self):
        return (self.low, self.high)

    @property
    def verdict(self):
        """One of "stale", "undated", "in range", "differs"."""
        if self.published.stale:
            return "stale"
        if not self.low <= self.printed <= self.high:
            return "differs"
        return "in range" if self.published.on else "undated"

    @property
    def mark(self):
        """The verdict as a CSS class."""
        return self.verdict.replace(" ", "-")


def lines(published_counts):
    """One Line for each number printed. Costs one query a status, whatever the number of counts."""
    computed = {status: Counts.of(status) for status, _ in STATUSES}
    found = []
    for published in published_counts:
        for status, field in STATUSES:
            if (printed := getattr(published, field)) is not None:
                low, high = computed[status].between(published.on_earliest, published.on_latest)
                found.append(Line(published, status, printed, low, high))
    return found


def holding(status, number):
    """In words, the times in which there were, or may have been, `number` States with a status."""
    return [_period_words(period) for period in Counts.of(status).periods(number)]


def _period_words(period):
    first, exact, last, over = period
    began = _between(first, exact) if exact else day_in_words(first)
    if over is None:
        ended = "this day" if exact is None or last is None else f"{day_in_words(last)} or later"
    else:
        ended = _between(last, over) if exact else day_in_words(over)
    words = f"from {began} to {ended}"
    return words if exact else f"possibly, {words}, and on no day certainly"


def _between(first, last):
    """Two days as an interval, in words: "1 July–31 December 2014"."""
    if last is None or first == last:
        return day_in_words(first)
    if first.year == last.year:
        return f"{day_in_words(first).rsplit(' ', 1)[0]}–{day_in_words(last)}"
    return f"{day_in_words(first)}–{day_in_words(last)}"


@dataclass
class Dispute:
    """A source that disagrees with a record: in which field, what the register says, and what the source says."""

    citation: Citation
    record: object
    value: str


def disputes(by_kind, day):
    """Every Dispute about a record that had begun by `day`, by source, the most contentious first: a query for the
    citations and one for each kind."""
    disagreeing = Citation.objects.filter(stance=Citation.Stance.DISAGREES).select_related("source")
    found = []
    citations = list(disagreeing)
    models = {pk: ContentType.objects.get_for_id(pk).model_class() for pk in {c.content_type_id for c in citations}}
    records = by_kind((models[citation.content_type_id], citation.object_id) for citation in citations)
    for citation in citations:
        record = records.get((models[citation.content_type_id], citation.object_id))
        if record is None or (record.on_day and not record.on_day.begun.certainty(record, day)):
            continue
        value = getattr(record, citation.field, "") if citation.field else ""
        found.append(Dispute(citation, record, value.words() if isinstance(value, PartialDate) else str(value)))
    times = Counter(dispute.citation.source_id for dispute in found)
    return sorted(found, key=lambda dispute: (-times[dispute.citation.source_id], dispute.citation.source_id))


def _facts():
    """The kinds of fact: those that owe a citation."""
    return [model for model in kinds() if model.owes_citation]


def _of_every_kind(queries):
    """The rows of a query for each kind, in one query."""
    first, *others = queries
    return first.union(*others, all=True)


def _kind(model):
    return Value(model.kind, CharField())


def shares():
    """[(kind, {evidence: number}, total)] of every kind of fact, and the sum of all under None. One query."""
    numbers = {model.kind: Counter() for model in _facts()}
    for kind, evidence, number in _of_every_kind(
        model.objects.order_by().values_list(_kind(model), "evidence").annotate(number=Count("pk"))
        for model in _facts()
    ):
        numbers[kind][evidence] = number
    every = sum(numbers.values(), Counter())
    rows = [(model, numbers[model.kind], numbers[model.kind].total()) for model in _facts()]
    return [*rows, (None, every, every.total())]


def not_established(by_kind, day):
    """[(kind, records)] of what had begun by `day` and is not verified, or whose start was not found.

    A query finds them; those of a kind and their sources take two more.
    """
    models = {model.kind: model for model in _facts()}
    references = _of_every_kind(
        _unsure(model).begun_by(day).order_by().values_list(_kind(model), "pk") for model in models.values()
    )
    found = {}
    for record in by_kind((models[kind], pk) for kind, pk in references).values():
        found.setdefault(type(record), []).append(record)
    for records in found.values():
        prefetch_related_objects(records, *type(records[0]).to_cited())
    return [(model, found[model]) for model in models.values() if model in found]


def _unsure(model: type[Entry]) -> EntryQuerySet:
    rows = model.objects.filter(evidence=Evidence.UNVERIFIED)
    if "start_earliest" in model.column_names():
        rows |= model.objects.filter(start="")
    return rows
