"""What revisions did to the rows of the register's files: all that a mirror of the files needs.

A change of a record and one of its row are not the same: a source that simply supports a record stands in the `sources`
cell of the record's row, and a citation gains a row of its own once it says more. So the rows are compared, before and
after each revision, as files.row_of writes them.
"""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, Value

from ..kinds import kinds
from ..models.sources import Citation
from ..text import natural
from .changes import CHANGED, CREATED, DELETED


@dataclass(frozen=True)
class RowChange:
    """What a revision did to the row `pk` of a kind's file. `row`: {column: text} as it left it; None: it is gone."""

    model: type
    pk: str
    change: str
    row: dict | None


class States:
    """A record, or the citations of one, in time: what each revision that touched it left."""

    def __init__(self, versions):
        """versions: history rows of one record, in the order in which they were written."""
        self.numbers, self.left = [], []
        for number, steps in groupby(versions, key=lambda version: version.revision.number):
            *_, last = steps
            self.numbers.append(number)
            self.left.append(None if last.history_type == "-" else last.instance)

    def after(self, number):
        """The record as revision `number` left it; None: there was none."""
        at = bisect_right(self.numbers, number)
        return self.left[at - 1] if at else None


def row_changes(revisions):
    """What the `revisions` did to the rows of the files: {pk: [RowChange]}, kind by kind.

    Two queries, and two for each kind touched, whatever the number of revisions and rows. Beside the revisions it reads
    what lies between the first and the last of them, so ask for those of a page.
    """
    by_number = {revision.number: revision.pk for revision in revisions}
    found = {revision.pk: [] for revision in revisions}
    if not found:
        return found
    written = Q(revision__number__range=(min(by_number), max(by_number)))
    cited = set(Citation.history.filter(written).order_by().values_list("content_type", flat=True).distinct())
    touched = _touched(written)
    for model in kinds():
        of_kind = ContentType.objects.get_for_model(model).pk if model.owes_citation else None
        if model.kind in touched or of_kind in cited:
            for number, change in _of_kind(model, of_kind, written, by_number):
                found[by_number[number]].append(change)
    return found


def _touched(written):
    """The kinds of which a row was written."""
    rows = [
        model.history.filter(written).order_by().values_list(Value(model.kind, CharField())).distinct()
        for model in kinds()
    ]
    return {kind for (kind,) in rows[0].union(*rows[1:])}


def _of_kind(model, of_kind, written, by_number):
    """(number, RowChange) of one kind, revision by revision, the rows in the order of the file."""
    last = max(by_number)
    own = model.history.filter(written).order_by().values("id")
    cited = Citation.history.filter(written, content_type=of_kind).order_by().values("object_id")
    keys = Q(id__in=own) if of_kind is None else Q(id__in=own) | Q(id__in=cited)
    records = {pk: States(versions) for pk, versions in _histories(model, keys, last)}
    citations = defaultdict(list)
    if of_kind is not None:
        of_them = Q(content_type=of_kind) & (Q(object_id__in=own) | Q(object_id__in=cited))
        for _, versions in _histories(Citation, of_them, last):
            versions = list(versions)
            citations[versions[0].object_id].append(States(versions))
    changes = []
    for pk, record in records.items():
        of_it = citations[pk]
        for number in sorted({number for states in (record, *of_it) for number in states.numbers} & by_number.keys()):
            before, after = (_row(record.after(at), of_it, at) for at in (number - 1, number))
            if before != after:
                change = CREATED if before is None else DELETED if after is None else CHANGED
                changes.append((number, RowChange(model, pk, change, after)))
    return sorted(changes, key=lambda pair: (pair[0], natural(pair[1].pk)))


def _histories(model, which, last):
    """(id, its history rows up to revision `last`) of the rows of a kind that `which` names. One query."""
    history = model.history.filter(which, revision__number__lte=last).select_related("revision")
    return groupby(history.order_by("id", "revision__number", "history_id"), key=lambda version: version.id)


def _row(entry, citations, number):
    """The row of an entry with the citations it had after revision `number`; None where its file has none."""
    if entry is None or (isinstance(entry, Citation) and entry.is_plain):
        return None
    if entry.owes_citation:
        at_the_time = (states.after(number) for states in citations)
        entry._cited = [citation for citation in at_the_time if citation is not None]
    return entry.as_row()
