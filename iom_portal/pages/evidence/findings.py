"""What sources dispute, what is not established, and on what kind of evidence the facts rest."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Value, prefetch_related_objects

from iom_portal.records.dates.partial_date import PartialDate
from iom_portal.records.kinds import kinds
from iom_portal.records.models import Citation
from iom_portal.records.models.entry import Entry, EntryQuerySet
from iom_portal.records.models.evidence import Evidence
from iom_portal.records.models.facts import Record

from ..references import cited_records, records_by_reference

Share = tuple[type[Record] | None, Counter[str], int]  # a kind (None: all), {evidence: number of facts}, all facts


@dataclass
class Dispute:
    """A source that disagrees with a record: in which field, what the register says, and what the source says."""

    citation: Citation
    record: Entry
    value: str


def disputes(day: date) -> list[Dispute]:
    """Return the disputes about records that had begun by `day`, by source, the most contentious first.

    A query for the citations and one for each kind.
    """
    disagreeing = Citation.objects.filter(stance=Citation.Stance.DISAGREES).select_related("source", "content_type")
    disputed = []
    for citation, record in cited_records(list(disagreeing)):
        if _has_begun(record, day):
            disputed.append(Dispute(citation, record, _field_in_words(record, citation.field)))
    times = Counter(dispute.citation.source_id for dispute in disputed)
    return sorted(disputed, key=lambda dispute: (-times[dispute.citation.source_id], dispute.citation.source_id))


def _has_begun(record: Entry, day: date) -> bool:
    """Return whether a record had begun, certainly or possibly, by `day`. Undated ones always had."""
    return record.on_day is None or record.on_day.begun.certainty(record, day) is not None


def _field_in_words(record: Entry, name: str) -> str:
    """Return what the register says in a field of a record; "" where no field is named."""
    value = getattr(record, name, "") if name else ""
    return value.words() if isinstance(value, PartialDate) else str(value)


def _fact_kinds() -> list[type[Record]]:
    """Return the kinds of fact: those that owe a citation."""
    return [model for model in kinds() if issubclass(model, Record) and model.owes_citation]


def _in_one_query(queries: Sequence[QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    """Return the rows of several queries in one."""
    return queries[0].union(*queries[1:], all=True)


def _kind_column(model: type[Record]) -> Value:
    """Return a column that holds the name of a kind."""
    return Value(model.kind, CharField())


def shares() -> list[Share]:
    """Return how many facts of each kind rest on which evidence, and the sum of all under None. One query."""
    numbers: dict[str, Counter[str]] = {model.kind: Counter() for model in _fact_kinds()}
    queries = []
    for model in _fact_kinds():
        by_evidence = model.objects.order_by().values_list(_kind_column(model), "evidence")
        queries.append(by_evidence.annotate(number=Count("pk")))
    for kind, evidence, number in _in_one_query(queries):
        numbers[kind][evidence] = number
    all_facts: Counter[str] = sum(numbers.values(), Counter())
    rows: list[Share] = [(model, numbers[model.kind], numbers[model.kind].total()) for model in _fact_kinds()]
    return [*rows, (None, all_facts, all_facts.total())]


def not_established(day: date) -> list[tuple[type[Record], list[Record]]]:
    """Return [(kind, records)] of what had begun by `day` and is not verified, or whose start was not found.

    One query finds them; those of a kind and their sources take two more.
    """
    models = {model.kind: model for model in _fact_kinds()}
    queries = []
    for model in models.values():
        unsure = _without_evidence_or_start(model).begun_by(day)
        queries.append(unsure.order_by().values_list(_kind_column(model), "pk"))
    references = [(models[kind], pk) for kind, pk in _in_one_query(queries)]
    records_of: dict[type[Record], list[Record]] = defaultdict(list)
    for record in records_by_reference(references).values():
        if isinstance(record, Record):
            records_of[type(record)].append(record)
    for model, records in records_of.items():
        prefetch_related_objects(records, *model.to_cited())
    return [(model, records_of[model]) for model in models.values() if model in records_of]


def _without_evidence_or_start(model: type[Record]) -> EntryQuerySet[Any]:
    """Return the facts of a kind that are not verified or, where it has starts, whose start was not found."""
    which = Q(evidence=Evidence.UNVERIFIED)
    if "start_earliest" in model.column_names():
        which |= Q(start="")
    return model.objects.filter(which)
