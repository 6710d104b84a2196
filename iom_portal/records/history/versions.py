"""The versions of records, read from the history of their kind and walked revision by revision."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import groupby

from django.db.models import CharField, Q, Value

from ..kinds import kinds
from ..models.entry import Entry
from ..models.revision import Revised


class RecordVersions:
    """The versions of one record in the order in which they were written.

    A version is a row of history: the record as it was saved or, where it was deleted, as it was last.
    """

    def __init__(self, pk: str, versions: list[Revised]) -> None:
        """versions: rows of history with their revisions, at least one, in the order in which they were written."""
        self.pk = pk
        self.versions = versions
        self._numbers = [version.revision_number for version in versions]

    @property
    def revisions(self) -> set[int]:
        """The numbers of the revisions that wrote a version."""
        return set(self._numbers)

    @property
    def first_written(self) -> tuple[int, int]:
        """What orders records by when they were first written: the revision, and the row of history."""
        return self._numbers[0], self.versions[0].history_id

    def version_after(self, number: int) -> Revised | None:
        """Return the last version up to revision `number`, which may be a deletion; None: there was none yet."""
        place = bisect_right(self._numbers, number)
        return self.versions[place - 1] if place else None

    def record_after(self, number: int) -> Entry | None:
        """Return the record as revision `number` left it; None where there was none, or none any more."""
        version = self.version_after(number)
        return None if version is None or is_deletion(version) else version.instance


def is_deletion(version: Revised) -> bool:
    """Return whether a version says that its record was deleted."""
    return version.history_type == "-"


def versions_of(model: type[Entry], which: Q, last: int) -> Iterator[RecordVersions]:
    """Yield the versions up to revision `last` of the records that `which` names, in the order of ids. One query.

    which: a condition on the rows of history, true of every version of a record or of none.
    """
    history = model.history.filter(which, revision__number__lte=last).select_related("revision")
    in_order = history.order_by("id", "revision__number", "history_id")
    for pk, versions in groupby(in_order, key=lambda version: version.id):
        yield RecordVersions(pk, list(versions))


def kinds_written(which: Q) -> list[type[Entry]]:
    """Return the kinds of which history has a row that `which` names, such as one of a revision. One query."""
    rows = [
        model.history.filter(which).order_by().values_list(Value(model.kind, CharField()), flat=True).distinct()
        for model in kinds()
    ]
    written = set(rows[0].union(*rows[1:]))
    return [model for model in kinds() if model.kind in written]
