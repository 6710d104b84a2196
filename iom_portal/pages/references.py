"""Records of any kind, fetched for a link: with what their names and addresses are made of, one query a kind."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.core.exceptions import ValidationError

from iom_portal.records.kinds import record_named
from iom_portal.records.models import Citation
from iom_portal.records.models.entry import Entry

Reference = tuple[type[Entry], str]  # a kind, and the id of a record of it


def records_by_reference(references: Iterable[Reference]) -> dict[Reference, Entry]:
    """Return {reference: record}; references to what does not exist are left out. One query a kind."""
    keys_of: dict[type[Entry], set[str]] = defaultdict(set)
    for model, pk in references:
        keys_of[model].add(pk)
    records: dict[Reference, Entry] = {}
    for model, keys in keys_of.items():
        for record in model.objects.filter(pk__in=keys).select_related():
            records[model, record.pk] = record
    return records


def cited_records(citations: Sequence[Citation]) -> list[tuple[Citation, Entry]]:
    """Return (citation, the record that it is of) for citations with their content types at hand: one query a kind.

    A citation of what does not exist is left out.
    """
    references: dict[str, Reference] = {}
    for citation in citations:
        model = citation.content_type.model_class()
        if model is not None and issubclass(model, Entry):
            references[citation.pk] = (model, citation.object_id)
    records = records_by_reference(references.values())
    pairs = []
    for citation in citations:
        record = records.get(references[citation.pk]) if citation.pk in references else None
        if record is not None:
            pairs.append((citation, record))
    return pairs


def read_references(text: str) -> Iterator[Reference]:
    """Yield the reference that each kind:id in `text` is; what names no kind is left out."""
    for reference in text.split():
        try:
            yield record_named(reference)
        except ValidationError:
            continue
