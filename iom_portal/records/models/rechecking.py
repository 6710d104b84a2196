"""What a change does to the citations of what was changed: each is asked after, and who does not answer is marked.

A citation that supports one field gives a value for it, and is answered by that value. One that supports the whole row
is answered by saying so (`Work.answer`), by a citation of the same source for the field, or by being new. The mark
stands in `Citation.not_rechecked` and is written in the same revision as the change.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple, cast

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models

from ..dates.fields import PartialDateField
from ..dates.partial_date import PartialDate, PartialDateError
from .entry import Entry, column
from .facts import Record
from .revising import Work
from .revision import Revised
from .sources import Citation

CHANGES_NAMED = 20  # changes without a source that one message names

Changes = dict[Record, set[str]]  # {record: its columns that a revision changes}


def stated_columns(model: type[Entry]) -> list[str]:
    """Return the columns of a kind that a source can speak of: not its id, its slug and what editors say of it."""
    return [name for name in model.file_columns() if name not in ("id", "slug", "sources", "evidence", "note")]


def owes_own_source(model: type[Entry], name: str) -> bool:
    """Return whether a new value of a column needs a source that gives it: it says when, who or as what."""
    field = column(model, name)
    return isinstance(field, PartialDateField | models.ForeignKey) or bool(field.choices)


class UnsupportedChange(NamedTuple):
    """That a revision gives a column of a fact a value which no source gives."""

    model: type[Record]
    pk: str
    column: str
    value: str

    def __str__(self) -> str:
        label = column(self.model, self.column).verbose_name
        return f"{label} of {self.model.kind} “{self.pk}”: {self.value or 'empty'}"


def recheck_citations(work: Work) -> list[UnsupportedChange]:
    """Mark the citations of what a revision changes that were not asked after. Doing it again changes nothing.

    Returns the changed dates, references and choices of facts for which no source gives the new value.
    """
    unsupported = []
    owners = _owners_of_values(work)
    for model, keys in list(work.touched.items()):
        if issubclass(model, Record):
            unsupported += _recheck(work, model, _changes(work, model, keys), owners[model])
    return unsupported


def require_sources(work: Work) -> None:
    """Mark what was not asked after. Raises ValidationError where no source gives what is changed."""
    unsupported = recheck_citations(work)
    if unsupported:
        listed = "; ".join(str(change) for change in unsupported[:CHANGES_NAMED])
        more = " and more" if len(unsupported) > CHANGES_NAMED else ""
        raise ValidationError(
            f"A changed date, person or status needs a source that gives the new value. Without one: {listed}{more}. "
            "Say of a citation that its source gives it, or add one that does.",
            code="source_of_change_required",
        )


def unsupported_changes(record: Record, names: Iterable[str], citations: Collection[Citation]) -> list[str]:
    """Return the columns of these for which no citation gives the value that the record has."""
    lacking = []
    for name in names:
        if not owes_own_source(type(record), name):
            continue
        speaking = {citation.source_id for citation in citations if citation.field == name}
        if not any(_gives(citation, name, record.as_cell(name), speaking) for citation in citations):
            lacking.append(name)
    return lacking


def _gives(citation: Citation, name: str, value: str, speaking: Collection[str]) -> bool:
    """Return whether a citation gives this value of a column, as far as it was rechecked.

    speaking: the sources with a citation for the column: theirs of the whole row does not speak of it.
    """
    if not citation.speaks_for(name):
        return False
    return implies(citation.value, value) if citation.field else citation.source_id not in speaking


def implies(given: str, value: str) -> bool:
    """Return whether what a source gives is the value of a record, or a date within it: 1992-05-25 for 1992."""
    if given == value:
        return True
    try:
        narrower, wider = PartialDate(given), PartialDate(value)
    except PartialDateError:
        return False
    if not (given and value):
        return False
    first, last = wider.bounds
    earliest, latest = narrower.bounds
    return first <= earliest and latest <= last


def agrees(given: str, value: str) -> bool:
    """Return whether a source can stand beside the value of a record: one of the two implies the other."""
    return implies(given, value) or implies(value, given)


def _changes(work: Work, model: type[Record], keys: Collection[str]) -> Changes:
    """Return what a revision changes in those of `keys` that were there before and are there still."""
    before = _versions_before(work, model, models.Q(id__in=keys))
    changes: Changes = {}
    for record in model.objects.filter(pk__in=before) if before else ():
        names = stated_columns(model)
        changed = {name for name in names if before[record.pk].as_cell(name) != record.as_cell(name)}
        if changed:
            changes[record] = changed
    return changes


def _versions_before(work: Work, model: type[Entry], which: models.Q) -> dict[str, Entry]:
    """Return {id: the entry as it was before the revision under way}, but for what was new or deleted then."""
    versions: Iterable[Revised] = (
        model.history.filter(which).exclude(revision=work.revision_under_way()).order_by("history_id")
    )
    latest = {version.id: version for version in versions}
    return {pk: version.instance for pk, version in latest.items() if version.history_type != "-"}


def _owners_of_values(work: Work) -> dict[type[Record], set[str]]:
    """Return {kind: ids of the records of which this revision wrote a citation with a value or a mark}: one query."""
    owners: dict[type[Record], set[str]] = defaultdict(set)
    written = work.touched.get(Citation)
    if written:
        speaking = Citation.objects.filter(pk__in=written).exclude(value="", not_rechecked="")
        for content_type, pk in speaking.values_list("content_type_id", "object_id"):
            owners[cast("type[Record]", ContentType.objects.get_for_id(content_type).model_class())].add(pk)
    return owners


def _recheck(work: Work, model: type[Record], changes: Changes, owners: Collection[str]) -> list[UnsupportedChange]:
    """Mark the citations of what was changed, and of `owners`. Return the changes that no source supports."""
    others = {*owners} - {record.pk for record in changes}
    records = [*changes, *(model.objects.filter(pk__in=others) if others else ())]
    if not records:
        return []
    kind = ContentType.objects.get_for_model(model)
    of_records = models.Q(content_type=kind, object_id__in=[record.pk for record in records])
    before = _versions_before(work, Citation, of_records)
    citations: dict[str, list[Citation]] = defaultdict(list)
    for citation in Citation.objects.filter(of_records):
        citations[citation.object_id].append(citation)
    unsupported = []
    for record in records:
        changed = changes.get(record, set())
        for citation in citations[record.pk]:
            marks = _marks(work, citation, record, changed, before.get(citation.pk), citations[record.pk])
            if marks != citation.not_rechecked:
                citation.not_rechecked = marks
                citation.save()
        for name in unsupported_changes(record, sorted(changed), citations[record.pk]):
            unsupported.append(UnsupportedChange(model, record.pk, name, record.as_cell(name)))
    return unsupported


def _marks(
    work: Work,
    citation: Citation,
    record: Record,
    changed: set[str],
    before: Entry | None,
    others: Iterable[Citation],
) -> str:
    """Return what `not_rechecked` of a citation has to be after a revision that changed these columns."""
    if not citation.supports:
        return ""
    if citation.value:
        return "" if agrees(citation.value, record.as_cell(citation.field)) else citation.field
    marks = set(citation.unchecked_fields)
    is_answered = before is None or citation.pk in work.answered
    if not is_answered:
        marks |= changed & {citation.field} if citation.field else changed
    answered_by_same_source = set()
    for other in others:
        if other.source_id == citation.source_id and other.field and other.pk != citation.pk:
            answered_by_same_source.add(other.field)
    return " ".join(sorted(marks - answered_by_same_source))
