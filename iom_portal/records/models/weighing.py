"""How the citations of a record are shown: a source once for a value, the weightiest first, open questions as such."""

from collections.abc import Iterable
from dataclasses import dataclass

from .facts import Record
from .sources import Citation


@dataclass(frozen=True)
class ShownCitation:
    """A citation as it is shown beside its record.

    value: what the source gives, where the record has it otherwise, such as more exactly. open: of one that disagrees,
    whether the question is open, because no weightier source supports the record.
    """

    citation: Citation
    value: str
    open: bool


def shown_citations(record: Record) -> tuple[list[ShownCitation], list[ShownCitation]]:
    """Return (those that support a record, those that disagree), by its `cited`, the weightiest source first.

    A source that speaks of a field, or says where it stands, is not named a second time for the row as a whole.
    """
    detailed = {citation.source_id for citation in record.cited if citation.supports and citation.says_more}
    supporting, disagreeing = [], []
    for citation in sorted(record.cited, key=lambda citation: (citation.source.rank, citation.position, citation.pk)):
        if not citation.supports:
            disagreeing.append(ShownCitation(citation, citation.other_value, is_open(citation, record.cited)))
        elif citation.says_more or citation.not_rechecked or citation.source_id not in detailed:
            is_said_already = not citation.value or citation.value == record.as_cell(citation.field)
            supporting.append(ShownCitation(citation, "" if is_said_already else citation.value, open=False))
    return supporting, disagreeing


def is_open(disagreeing: Citation, citations: Iterable[Citation]) -> bool:
    """Return whether a source that disagrees leaves a question open: none that is weightier supports the value.

    So a data set that lags by a year, or counts otherwise, is quiet beside a document.
    """
    for citation in citations:
        is_for_value = citation.supports and citation.field in ("", disagreeing.field) and not citation.not_rechecked
        if is_for_value and citation.source.rank < disagreeing.source.rank:
            return False
    return True
