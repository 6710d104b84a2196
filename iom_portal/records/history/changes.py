"""What revisions did to the records, read from the history of every kind."""

from dataclasses import dataclass
from itertools import groupby

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db.models import CharField, Value, prefetch_related_objects
from django.utils.text import capfirst

from ..kinds import kinds

CREATED, CHANGED, DELETED = CHANGES = ("created", "changed", "deleted")


@dataclass(frozen=True)
class Change:
    """What came of one record between two revisions: `fields` holds (name, old text, new text) of what differs."""

    model: type
    pk: str
    change: str
    fields: tuple
    version: object  # the history row that holds the record as it was last

    @property
    def title(self):
        """The record's name as it was last."""
        return title_of(self.version)

    @property
    def number(self):
        """The revision that made it so."""
        return self.version.revision.number


def changes_of(revisions):
    """What each of the `revisions` came to: {pk: [Change]}, kind by kind. One query, and one for each kind touched."""
    revisions = list(revisions)
    by_number = {revision.number: revision.pk for revision in revisions}
    found = {revision.pk: [] for revision in revisions}
    for model in _touched_kinds(found):
        history = model.history.filter(revision__number__lte=max(by_number)).select_related("revision")
        touched = model.history.filter(revision__in=list(found)).order_by().values("id")
        versions = history.filter(id__in=touched).order_by("id", "revision__number", "history_id")
        for pk, of_record in groupby(versions, key=lambda version: version.id):
            before = None
            for number, steps in groupby(of_record, key=lambda version: version.revision.number):
                *_, after = steps
                if number in by_number and (change := _change(model, pk, before, after)) is not None:
                    found[by_number[number]].append(change)
                before = after
    return found


def _touched_kinds(keys):
    """The kinds of which the revisions with these primary keys wrote a row."""
    rows = [
        model.history.filter(revision__in=list(keys)).order_by().values_list(Value(model.kind, CharField())).distinct()
        for model in kinds()
    ]
    touched = {kind for (kind,) in rows[0].union(*rows[1:])} if keys else set()
    return [model for model in kinds() if model.kind in touched]


def changes_between(first, last, models=None):
    """The Changes that revisions after number `first`, up to `last`, came to, kind by kind.

    models: the kinds looked at (all of them). One query a kind, whatever the data.
    """
    for model in models or kinds():
        history = model.history.filter(revision__number__lte=last).select_related("revision")
        touched = history.filter(revision__number__gt=first)
        pairs = {}
        for version in history.filter(id__in=touched.order_by().values("id")).order_by(
            "revision__number", "history_id"
        ):
            pair = pairs.setdefault(version.id, [None, None])
            pair[version.revision.number > first] = version
        for key, (before, after) in pairs.items():
            if (change := _change(model, key, before, after)) is not None:
                yield change


def _change(model, key, before, after):
    before = None if before is None or before.history_type == "-" else before
    gone = after.history_type == "-"
    if gone and before is None:
        return None
    if before is None:
        return Change(model, key, CREATED, (), after)  # all of it is new
    fields = field_differences(model, before, None if gone else after)
    if gone:
        return Change(model, key, DELETED, fields, after)
    return Change(model, key, CHANGED, fields, after) if fields else None


def field_differences(model, before, after):
    """((name in words, old text, new text), …) of the fields in which two versions differ; None is no version."""
    old, new = (version and version.instance.as_row(without_sources=True) for version in (before, after))
    found = []
    for name in model.file_columns():
        pair = (old or {}).get(name, ""), (new or {}).get(name, "")
        if name not in ("id", "sources") and pair[0] != pair[1]:
            found.append((field_name(model, name), *pair))
    return tuple(found)


def title_of(version):
    """The name of a record as a version has it: its id, where what it is named after is gone."""
    entry = version.instance
    for name, owner in version._state.fields_cache.items():
        if owner is not None and name in entry.about.named_after:
            entry._state.fields_cache[name] = owner
    try:
        return str(entry)
    except ObjectDoesNotExist:
        return version.id


def named(changes):
    """The changes as a list, with what their titles name at hand: one query for each kind named."""
    changes = list(changes)
    for model in kinds():
        if model.about.named_after:
            versions = [change.version for change in changes if change.model is model]
            prefetch_related_objects(versions, *model.about.named_after)
    return changes


def field_name(model, name):
    """The words for a column of a kind."""
    try:
        return capfirst(str(model._meta.get_field(name).verbose_name))
    except FieldDoesNotExist:
        return capfirst(name)
