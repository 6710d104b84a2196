"""The facts that a page states, what they rest on, and what was corrected in both since a moment."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import is_dataclass
from datetime import date
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from ..history.changes import CREATED, Change, changes_between, named
from ..history.snapshots import Moment
from ..kinds import kinds
from ..models import Citation, Revision
from ..models.entry import Entry

FactKey = tuple[str, str]  # the kind of an entry, and its id


def entries_in(value: object) -> Iterator[Entry]:
    """Yield the entries in a value of a context: itself, or those in its items, however nested."""
    if isinstance(value, Entry):
        yield value
    elif isinstance(value, dict):
        yield from entries_in(list(value.values()))
    elif is_dataclass(value):
        yield from entries_in(list(vars(value).values()))
    elif isinstance(value, list | tuple | QuerySet):
        for item in value:
            yield from entries_in(item)


class Dependencies(NamedTuple):
    """What a page does not show, but on which its numbers and names rest.

    keys: the (kind, id) of the entries that it read.
    day: what was added since to these kinds bears on the page too if it had begun by then; None: it does not.
    """

    keys: frozenset[FactKey] = frozenset()
    day: date | None = None

    def bears(self, change: Change) -> bool:
        """Return whether a Change bears on the page."""
        if (change.model.kind, change.pk) in self.keys:
            return True
        if self.day is None or change.change != CREATED or change.model.kind not in _kinds_of(self.keys):
            return False
        entry: Entry = change.version.instance
        possibly_since, _ = entry.begun_days()
        return possibly_since <= self.day


NOTHING_ELSE = Dependencies()


def corrections_since(
    moment: Moment, facts: Mapping[FactKey, object], dependencies: Dependencies = NOTHING_ELSE
) -> list[Change]:
    """Return the Changes, since `moment`, of the facts, of their citations, and of the dependencies."""
    touched = _kinds_of(facts.keys() | dependencies.keys)
    last = _last_revision()
    if last is None or last == moment.revision or not touched:
        return []
    models = [model for model in kinds() if model.kind in touched and model is not Citation]
    corrections = []
    for change in changes_between(moment.revision, last, models=[*models, Citation]):
        if (change.model.kind, change.pk) in facts or dependencies.bears(change) or _cites(change, facts):
            corrections.append(change)
    return named(corrections)


def _kinds_of(keys: Set[FactKey]) -> set[str]:
    return {kind for kind, _ in keys}


def _last_revision() -> int | None:
    """Return the number of the last revision of the register as it is now, whatever moment is being read."""
    revisions = Revision.objects.using(DEFAULT_DB_ALIAS).exclude(number=None)
    return revisions.order_by("-number").values_list("number", flat=True).first()


def _cites(change: Change, facts: Mapping[FactKey, object]) -> bool:
    """Return whether a Change is one of a citation of the facts."""
    if change.model is not Citation:
        return False
    citation: Any = change.version  # its row of history has the columns of a citation
    return (ContentType.objects.get_for_id(citation.content_type_id).model, citation.object_id) in facts
