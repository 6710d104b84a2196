"""What revisions did to the records, read from the history of every kind."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db.models import Q, prefetch_related_objects
from django.utils.text import capfirst

from ..django_internals import pass_on_reference
from ..kinds import kinds
from ..models.entry import Entry, column
from ..models.revision import Revised, Revision
from .versions import RecordVersions, is_deletion, kinds_written, versions_of

CREATED, CHANGED, DELETED = CHANGES = ("created", "changed", "deleted")
CHANGE_OF_TYPE = {"+": CREATED, "~": CHANGED, "-": DELETED}  # what one row of history did, by its history_type

FieldChange = tuple[str, str, str]  # the name of the field in words, its old text, its new text


@dataclass(frozen=True)
class Change:
    """What came of one record between two revisions: `fields` holds (name, old text, new text) of what differs."""

    model: type[Entry]
    pk: str
    change: str
    fields: tuple[FieldChange, ...]
    version: Revised  # the history row that holds the record as it was last

    @property
    def title(self) -> str:
        """The record's name as it was last."""
        return title_of(self.version)

    @property
    def number(self) -> int:
        """The revision that made it so."""
        return self.version.revision_number


def changes_of(revisions: Iterable[Revision]) -> dict[int, list[Change]]:
    """Return what each of the `revisions` came to: {pk: [Change]}, kind by kind, in the order of ids.

    One query, and one for each kind touched.
    """
    revisions = list(revisions)
    by_number = {revision.number: revision.pk for revision in revisions if revision.number}
    changes: dict[int, list[Change]] = {revision.pk: [] for revision in revisions}
    if not by_number:
        return changes
    written = Q(revision__in=list(changes))
    for model in kinds_written(written):
        touched = model.history.filter(written).order_by().values("id")
        for record in versions_of(model, Q(id__in=touched), max(by_number)):
            for number in sorted(record.revisions & by_number.keys()):
                change = _change(model, record, number - 1, number)
                if change is not None:
                    changes[by_number[number]].append(change)
    return changes


def changes_between(first: int, last: int, models: Iterable[type[Entry]] | None = None) -> Iterator[Change]:
    """Yield the Changes that revisions after number `first`, up to `last`, came to, kind by kind.

    models: the kinds looked at (all of them). One query a kind, whatever the data.
    """
    for model in models or kinds():
        written = model.history.filter(revision__number__gt=first, revision__number__lte=last)
        records = versions_of(model, Q(id__in=written.order_by().values("id")), last)
        for record in sorted(records, key=lambda record: record.first_written):
            change = _change(model, record, first, last)
            if change is not None:
                yield change


def _change(model: type[Entry], record: RecordVersions, first: int, last: int) -> Change | None:
    """Return what came of a record between two revisions; None where it is as it was."""
    before, after = record.version_after(first), record.version_after(last)
    if after is None:
        return None
    if before is None or is_deletion(before):
        return None if is_deletion(after) else Change(model, record.pk, CREATED, (), after)  # all of it is new
    if is_deletion(after):
        return Change(model, record.pk, DELETED, field_differences(model, before, None), after)
    fields = field_differences(model, before, after)
    return Change(model, record.pk, CHANGED, fields, after) if fields else None


def field_differences(model: type[Entry], before: Revised | None, after: Revised | None) -> tuple[FieldChange, ...]:
    """Return ((name in words, old text, new text), …) of the fields in which two versions differ.

    None stands for no version.
    """
    old_row, new_row = _row_of(before), _row_of(after)
    differences = []
    for name in model.file_columns():
        old, new = old_row.get(name, ""), new_row.get(name, "")
        if name not in ("id", "sources") and old != new:
            differences.append((field_name(model, name), old, new))
    return tuple(differences)


def _row_of(version: Revised | None) -> dict[str, str]:
    return {} if version is None else version.instance.as_row(without_sources=True)


def title_of(version: Revised) -> str:
    """Return the name of a record as a version has it: its id, where what it is named after is gone."""
    entry = version.instance
    for name in entry.about.named_after:
        pass_on_reference(name, giver=version, taker=entry)
    try:
        return str(entry)
    except ObjectDoesNotExist:
        return version.id


def named(changes: Iterable[Change]) -> list[Change]:
    """Return the changes as a list, with what their titles name at hand: one query for each kind named."""
    changes = list(changes)
    for model in kinds():
        if model.about.named_after:
            versions = [change.version for change in changes if change.model is model]
            prefetch_related_objects(versions, *model.about.named_after)
    return changes


def field_name(model: type[Entry], name: str) -> str:
    """Return the words for a column of a kind."""
    try:
        return capfirst(str(column(model, name).verbose_name))
    except FieldDoesNotExist:
        return capfirst(name)
