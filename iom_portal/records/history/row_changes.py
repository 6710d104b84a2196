"""What revisions did to the rows of the register's files: all that a mirror of the files needs.

A change of a record and one of its row are not the same: a source that simply supports a record stands in the `sources`
cell of the record's row, and a citation gains a row of its own once it says more. So the rows are compared, before and
after each revision, as files.row_of writes them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from ..kinds import kinds
from ..models.entry import Entry
from ..models.facts import Record
from ..models.revision import Revision
from ..models.sources import Citation
from ..text import natural
from .changes import CHANGED, CREATED, DELETED
from .versions import RecordVersions, kinds_written, versions_of

Row = dict[str, str]  # {column: text}


@dataclass(frozen=True)
class RowChange:
    """What a revision did to the row `pk` of a kind's file. `row`: the row as it left it; None: it is gone."""

    model: type[Entry]
    pk: str
    change: str
    row: Row | None


def row_changes(revisions: Iterable[Revision]) -> dict[int, list[RowChange]]:
    """Return what the `revisions` did to the rows of the files: {pk: [RowChange]}, kind by kind.

    Two queries, and two for each kind touched, whatever the number of revisions and rows. Beside the revisions it reads
    what lies between the first and the last of them, so ask for those of a page.
    """
    by_number = {revision.number: revision.pk for revision in revisions if revision.number}
    changes: dict[int, list[RowChange]] = {pk: [] for pk in by_number.values()}
    if not by_number:
        return changes
    written = Q(revision__number__range=(min(by_number), max(by_number)))
    cited = set(Citation.history.filter(written).order_by().values_list("content_type", flat=True).distinct())
    touched = kinds_written(written)
    for model in kinds():
        content_type = ContentType.objects.get_for_model(model).pk if model.owes_citation else None
        if model in touched or content_type in cited:
            for number, change in _row_changes_of_kind(model, content_type, written, by_number):
                changes[by_number[number]].append(change)
    return changes


def _row_changes_of_kind(
    model: type[Entry], content_type: int | None, written: Q, by_number: dict[int, int]
) -> list[tuple[int, RowChange]]:
    """Return (number, RowChange) of one kind, revision by revision, the rows in the order of the file.

    content_type: that of the kind if its records are cited.
    """
    last = max(by_number)
    own = model.history.filter(written).order_by().values("id")
    which = Q(id__in=own)
    citations: dict[str, list[RecordVersions]] = defaultdict(list)
    if content_type is not None:
        cited = Citation.history.filter(written, content_type=content_type).order_by().values("object_id")
        which |= Q(id__in=cited)
        of_them = Q(content_type=content_type) & (Q(object_id__in=own) | Q(object_id__in=cited))
        for citation in versions_of(Citation, of_them, last):
            citations[citation.versions[0].instance.object_id].append(citation)
    changes = []
    for record in versions_of(model, which, last):
        of_record = citations[record.pk]
        touching = record.revisions.union(*(citation.revisions for citation in of_record))
        for number in sorted(touching & by_number.keys()):
            change = _row_change(model, record, of_record, number)
            if change is not None:
                changes.append((number, change))
    return sorted(changes, key=lambda pair: (pair[0], natural(pair[1].pk)))


def _row_change(
    model: type[Entry], record: RecordVersions, citations: list[RecordVersions], number: int
) -> RowChange | None:
    """Return what revision `number` did to the row of a record; None where it left it as it was."""
    before, after = _row_after(number - 1, record, citations), _row_after(number, record, citations)
    if before == after:
        return None
    if before is None:
        return RowChange(model, record.pk, CREATED, after)
    if after is None:
        return RowChange(model, record.pk, DELETED, after)
    return RowChange(model, record.pk, CHANGED, after)


def _row_after(number: int, record: RecordVersions, citations: list[RecordVersions]) -> Row | None:
    """Return the row of a record with the citations it had after revision `number`; None where its file has none."""
    entry = record.record_after(number)
    if entry is None or (isinstance(entry, Citation) and entry.is_plain):
        return None
    if isinstance(entry, Record):
        cited = [citation.record_after(number) for citation in citations]
        entry._cited = [citation for citation in cited if isinstance(citation, Citation)]
    return entry.as_row()
