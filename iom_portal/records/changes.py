"""What revisions did to the records, read from the history of every kind."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Value
from django.utils.text import capfirst

from .files import columns, kinds, row_of

CREATED, CHANGED, DELETED = CHANGES = ("created", "changed", "deleted")


def changes_of(revisions):
    """The changes of each of the `revisions`: {pk: [(model, id, "created", "changed" or "deleted")]}.

    In one query, whatever their number. A record that one revision wrote more than once is listed once.
    """
    keys = [revision.pk for revision in revisions]
    models = {model.kind: model for model in kinds()}
    versions = [
        model.history.filter(revision__in=keys)
        .order_by()
        .values_list("revision_id", Value(model.kind, CharField()), "id", "history_id", "history_type")
        for model in models.values()
    ]
    steps = defaultdict(lambda: defaultdict(str))
    for revision, kind, key, _, step in sorted(versions[0].union(*versions[1:], all=True)):
        steps[revision][kind, key] += step
    return {
        revision: [
            (models[kind], key, change) for (kind, key), made in steps[revision].items() if (change := _in_all(made))
        ]
        for revision in keys
    }


def _in_all(steps):
    """What the steps of one record (+ created, ~ changed, - deleted) come to, or None if to nothing."""
    if steps[0] == "+":
        return None if steps[-1] == "-" else CREATED
    return DELETED if steps[-1] == "-" else CHANGED


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
        return str(self.version.instance)

    @property
    def number(self):
        """The revision that made it so."""
        return self.version.revision.number


def changes_between(first, last, models=None, pk=None):
    """The Changes that revisions after number `first`, up to `last`, came to, kind by kind.

    models: the kinds looked at (all of them); pk: one record of them. Two queries a kind, whatever the data.
    """
    for model in models or kinds():
        history = model.history.filter(revision__number__lte=last).select_related("revision")
        if pk is not None:
            history = history.filter(id=pk)
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
    fields = field_differences(model, before, None if gone else after)
    if before is None or gone:
        return Change(model, key, DELETED if gone else CREATED, fields, after)
    return Change(model, key, CHANGED, fields, after) if fields else None


def field_differences(model, before, after):
    """((name in words, old text, new text), …) of the fields in which two versions differ; None is no version."""
    old, new = (version and row_of(version.instance, without_sources=True) for version in (before, after))
    found = []
    for name in columns(model):
        pair = (old or {}).get(name, ""), (new or {}).get(name, "")
        if name not in ("id", "sources") and pair[0] != pair[1]:
            found.append((field_name(model, name), *pair))
    return tuple(found)


def field_name(model, name):
    """The words for a column of a kind."""
    try:
        return capfirst(str(model._meta.get_field(name).verbose_name))
    except FieldDoesNotExist:
        return capfirst(name)
