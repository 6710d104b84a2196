"""When each record was last changed, for sitemaps and feeds: with what is nested in it and the citations of both."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Min

from ..models.entry import Entry
from ..models.revision import Register
from ..models.sources import Citation
from .revision_cache import cached_by_revision, register_stamp

Moments = tuple[datetime, datetime]
ADDED, UPDATED = 0, 1  # their places


def moments(model: type[Entry]) -> dict[str, Moments]:
    """Return {id: (when it was added, when it was last changed)} of every record that the register ever held of a kind.

    Up to the revision in which it is read here. Worked out once a revision: one query for the kind, one for each kind
    nested in it, and one for citations.
    """
    stamp = register_stamp()
    return cached_by_revision(f"moments-{model.kind}", stamp, lambda: _moments(model)) if stamp else {}


def _moments(model: type[Entry]) -> dict[str, Moments]:
    last = Register.objects.values_list("last_revision", flat=True).get()

    def history(kind: type[Entry], *columns: str) -> Any:
        rows = kind.history.filter(revision__number__lte=last).order_by().values_list(*columns)
        return rows.annotate(Min("revision__made_at"), Max("revision__made_at"))

    changed = {pk: (added, updated) for pk, added, updated in history(model, "id")}

    def touch(pk: str | None, updated: datetime) -> None:
        if pk in changed:
            changed[pk] = (changed[pk][ADDED], max(changed[pk][UPDATED], updated))

    owners = {(model, pk): pk for pk in changed}
    for name in model.about.nested:
        nested, column = model.nested_rows(name)
        for pk, owner, _, updated in history(nested, "id", column):
            owners[nested, pk] = owner
            touch(owner, updated)
    if model.owes_citation:
        kinds = {ContentType.objects.get_for_model(kind).pk: kind for kind, _ in owners}
        cited = history(Citation, "content_type_id", "object_id")
        for content_type, pk, _, updated in cited.filter(content_type__in=kinds):
            touch(owners.get((kinds[content_type], pk)), updated)
    return changed
