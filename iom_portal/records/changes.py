"""What revisions did to the records, read from the history of every kind."""

from collections import defaultdict

from django.db.models import CharField, Value

from .files import kinds

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
