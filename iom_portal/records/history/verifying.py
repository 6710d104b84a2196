"""Whether history holds: every revision against its hash, and the records as they are against their last versions."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS

from ..chain import DIGITS_KEPT, HistoryRow, hash_of_revision, history_models, lines_of, rows_of_revisions
from ..kinds import kinds
from ..models.revision import Register, Revision
from ..models.written_rows import WrittenRows
from .snapshots import rows_as_of

ROWS_NAMED = 20  # of one revision
DERIVED = ("folded",)  # columns that are made of others, and made anew by the code


@dataclass(frozen=True)
class Verified:
    """What verifying came to. faults: what does not hold, in sentences; none where all does.

    revisions: how many hold, from the first. head: the hash of the last one.
    """

    revisions: int
    head: str
    faults: list[str]


def verify_register() -> Verified:
    """Verify the chain up to the first revision that does not hold, then that the records are as history left them.

    All of history is read: one query for each kind, and one more of its records.
    """
    revisions = list(Revision.objects.using(DEFAULT_DB_ALIAS).exclude(number=None).order_by("number"))
    try:
        rows = rows_of_revisions(history_models(apps), DEFAULT_DB_ALIAS)
    except ValueError as error:
        return Verified(0, "", [f"{error}."])
    kept = dict(WrittenRows.objects.using(DEFAULT_DB_ALIAS).values_list("revision_id", "lines"))
    head = ""
    for place, revision in enumerate(revisions, start=1):
        written = rows.pop(revision.pk, [])
        faults = list(_faults_of_revision(revision, place, head, written, kept.get(revision.pk)))
        if faults:
            return Verified(place - 1, head, faults)
        head = revision.hash
    faults = [*_rows_of_none(rows), *_faults_of_register(revisions, head)]
    return Verified(len(revisions), head, faults or list(_faults_of_records(len(revisions))))


def _faults_of_revision(
    revision: Revision, place: int, previous: str, written: list[HistoryRow], kept: str | None
) -> Iterator[str]:
    """Yield what does not hold of a revision. previous: the hash of the one before. kept: its list of its rows."""
    if revision.number != place or revision.made_at is None:
        yield f"Revision {place} is missing: the next one is {revision.number}."
        return
    number, made_at = revision.number, revision.made_at
    holds = revision.hash == hash_of_revision(previous, number, made_at, revision.origin, revision.reason, written)
    if kept == lines_of(written):
        if not holds:
            yield (
                f"Revision {number} does not hold: its rows are as they were written, but its number, time, origin, "
                "reason or hash was changed, or that of the revision before it."
            )
        return
    if kept is None:
        yield f"Revision {number} does not hold: the list of its rows is missing."
        return
    if holds:
        yield f"Revision {number} holds, but the list of its rows was changed."
        return
    faults = list(_faults_of_rows(kept, written))
    for fault in faults[:ROWS_NAMED]:
        yield f"Revision {number} does not hold: {fault}"
    if len(faults) > ROWS_NAMED:
        yield f"Revision {number} does not hold: {len(faults) - ROWS_NAMED} more rows."


def _faults_of_rows(kept: str, written: list[HistoryRow]) -> Iterator[str]:
    """Yield which rows are others than those of the list that a revision kept."""
    before: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    now: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in kept.splitlines():
        change, digits, record = line.split(" ", 2)
        before[record].append((change, digits))
    for row in written:
        now[row.record].append((row.change, row.hash[:DIGITS_KEPT]))
    for record in sorted(before.keys() | now.keys()):
        if before[record] == now[record]:
            continue
        if len(now[record]) < len(before[record]):
            yield f"a row of the history of {record} was deleted."
        elif len(now[record]) > len(before[record]):
            yield f"a row of the history of {record} was added."
        else:
            yield f"a row of the history of {record} was changed."


def _rows_of_none(rows: dict[int | None, list[HistoryRow]]) -> Iterator[str]:
    for of_none in rows.values():
        for row in of_none[:ROWS_NAMED]:
            yield f"A row of the history of {row.record} belongs to no revision."


def _faults_of_register(revisions: list[Revision], head: str) -> Iterator[str]:
    register = Register.objects.using(DEFAULT_DB_ALIAS).first()
    if register is None:
        if revisions:
            yield "The row that names the register is missing."
        return
    last = revisions[-1] if revisions else None
    expected = (last.number, last.made_at, head) if last else (0, None, "")
    if (register.last_revision, register.last_made_at, register.last_hash) != expected:
        yield (
            f"The register says that its last revision is {register.last_revision} "
            f"({register.last_hash or 'without a hash'}); in history it is {expected[0]} ({head or 'without a hash'})."
        )


def _faults_of_records(last: int) -> Iterator[str]:
    """Yield which records are not as their last version in history."""
    for model in kinds():
        names = [field.attname for field in model._meta.concrete_fields]
        compared = [place for place, name in enumerate(names) if name not in DERIVED]
        then = {row[0]: [row[place] for place in compared] for row in rows_as_of(model, last)}
        now = {}
        for row in model.objects.using(DEFAULT_DB_ALIAS).order_by().values_list(*names):
            now[row[0]] = [row[place] for place in compared]
        for pk in sorted(then.keys() | now.keys()):
            if pk not in now:
                yield f"The {model.kind} {pk} is missing; history does not say that it was deleted."
            elif pk not in then:
                yield f"The {model.kind} {pk} is in no history."
            elif then[pk] != now[pk]:
                changed = [names[place] for place, a, b in zip(compared, then[pk], now[pk], strict=True) if a != b]
                yield f"The {model.kind} {pk} is not as history left it: {', '.join(changed)}."
