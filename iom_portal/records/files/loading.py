"""Loading the register files: all of them or nothing, idempotent, and never over an editor's change unasked.

What the files say against an editor is a conflict: it is named and left, and the rest is loaded. So is a row that
cannot stand beside one that an editor made. A row that is bad by itself, or against others of the files, stops all.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, cast

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError

from ..kinds import file_name, kinds, record_named
from ..models.entry import Entry, column
from ..models.facts import Record
from ..models.rechecking import recheck_citations
from ..models.revising import require_revision, revising
from ..models.revision import Revision
from ..models.sources import DETAILED_POSITION, Citation, Source
from ..rules.judging import RulesBroken
from ..rules.register_rules import Breach
from .beside_editors import is_as_in_file, records_compared, revision_of_editor
from .csv_files import FileRow, FileRows, FilesRead, Problem, entries_of_file, read_files, source_ids, values_of
from .load_report import CHANGED, CREATED, DELETED, Conflict, FileCells, LoadedChange, Report, differences, in_words

FEWEST_ASKED = 5  # changes and deletions of a kind of which a load asks, if they are more than a share of its rows
SHARE_ASKED = 10  # the share is one in so many

RowKey = tuple[type[Entry], str]  # the kind of a row, and its id


class LoadFailed(Exception):
    """The files hold bad rows; nothing was written. `problems` lists every one of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__(f"{len(self.problems)} problems")


class ConsentNeeded(Exception):
    """The load would change or delete much of a kind, and nobody agreed to it; nothing was written.

    `numbers` says in a line for each such kind how much.
    """

    def __init__(self, numbers: list[str]) -> None:
        self.numbers = numbers
        super().__init__("; ".join(numbers))


class _MoreIsLeft(Exception):
    """A row turned out to be in conflict: what was loaded beside it is loaded again without it."""


class CellReference(NamedTuple):
    """That a cell of a row names another record: the column, the kind and the id."""

    column: str
    model: type[Entry]
    pk: str


def _tell_nobody(file: str, rows: int) -> None:
    """Take the progress of a load that nobody follows."""


class RegisterLoad:
    """One load of the files of `directory`.

    overwrite: write the file's row also over an editor's change. prune: delete rows that an earlier load wrote and the
    files no longer hold. only: the kinds whose files are loaded; without them, all. consent: whether it may change or
    delete much of a kind. dry_run: work everything out, and write nothing. progress: called with each file's name and
    number of rows. Raises LoadFailed and ConsentNeeded.
    """

    def __init__(
        self,
        directory: str | Path,
        *,
        overwrite: bool = False,
        prune: bool = False,
        only: Collection[type[Entry]] = (),
        consent: bool = True,
        dry_run: bool = False,
        progress: Callable[[str, int], None] = _tell_nobody,
    ) -> None:
        self.directory = Path(directory)
        self.overwrite = overwrite
        self.prune = prune
        self.only = only
        self.consent = consent
        self.dry_run = dry_run
        self.progress = progress
        # What is read, once
        self.read = FilesRead({}, [], [], set())
        self.rows: FileRows = {}
        self.rows_by_id: dict[type[Entry], dict[str, FileRow]] = {}
        # What is found out in a pass, and holds in the next
        self.left: dict[RowKey, str] = {}  # rows that are in conflict, and why
        self.absent: set[RowKey] = set()  # those of them that the register does not hold either
        # What a pass makes
        self.report = Report()
        self.problems: list[Problem] = []
        self.bad: set[RowKey] = set()  # rows that cannot be written: what refers to them is skipped silently
        self.supported_in_detail: set[str] = set()  # kind:id of what a row of citations.csv supports
        self.entries: dict[type[Entry], dict[str, Entry]] = {}  # those of the register, by id

    def run(self, by: User | None = None, reason: str = "Load of the register files") -> Report:
        """Read, validate and write. Returns a Report."""
        self._read()
        try:
            self._write_all(by, reason)
        except RulesBroken as error:
            raise LoadFailed(self._problem_of(breach) for breach in error.breaches) from error
        return self.report

    def _write_all(self, by: User | None, reason: str) -> None:
        """Write what was read in one revision. Raises LoadFailed, ConsentNeeded and RulesBroken."""
        is_first = not Revision.objects.exists()
        for model in self.rows:
            self.progress(file_name(model), len(self.rows[model]))
        with transaction.atomic():
            with revising(by=by, reason=reason, origin=Revision.Origin.FILES) as work:
                is_settled = False
                while not is_settled:  # each pass but the last leaves at least one more row alone
                    try:
                        with work.attempt():
                            self._load_once()
                        is_settled = True
                    except _MoreIsLeft:
                        continue
                self.report.asked = [] if is_first else self._large_changes()
                if self.report.asked and not self.consent and not self.dry_run:
                    raise ConsentNeeded(self.report.asked)
                self.report.revision = None if self.dry_run else work.revision
            if self.dry_run:
                transaction.set_rollback(True)

    def _load_once(self) -> None:
        """Write all that the files hold but what is in conflict. Raises LoadFailed, or _MoreIsLeft."""
        left_before = len(self.left)
        self._begin_pass()
        for model in self.rows:
            self._load_kind(model)
        self._check_later_references()
        self._check_support()
        self._check_sources_of_changes()
        if len(self.left) > left_before:
            raise _MoreIsLeft
        if self.problems:
            raise LoadFailed(self.problems)
        self._settle_extra_rows()

    def _check_sources_of_changes(self) -> None:
        """Refuse the rows that change a date, a reference or a choice to what no source gives."""
        for change in recheck_citations(require_revision()):
            row = self._row_of(change.model, change.pk)
            if row is not None:
                reason = (
                    f"is changed to “{change.value}”, and no source gives that: "
                    "write it as the value of a citation in citations.csv, or name one more source"
                )
                self._refuse(change.model, row, change.column, reason)

    def _large_changes(self) -> list[str]:
        """Return, in a line for each kind of which much would be changed or deleted, how much."""
        lines = []
        for model in kinds():
            file = file_name(model)
            changed, deleted = self.report.number(CHANGED, file), self.report.number(DELETED, file)
            before = len(self.entries[model]) - self.report.number(CREATED, file)
            if changed + deleted >= FEWEST_ASKED and (changed + deleted) * SHARE_ASKED > before:
                lines.append(f"{file}: {changed} changed and {deleted} deleted of {before}")
        return lines

    # Reading and checking

    def _read(self) -> None:
        self.read = read_files(self.directory, self.only)
        self.rows = self.read.rows
        for model, rows in self.rows.items():
            self.rows_by_id[model] = {row.cells["id"]: row for row in rows}

    def _row_of(self, model: type[Entry], pk: str) -> FileRow | None:
        """Return the row of the files for a record, if they hold one."""
        return self.rows_by_id.get(model, {}).get(pk)

    def _begin_pass(self) -> None:
        self.report = Report(remarks=self.read.remarks)
        for model, rows in self.rows.items():
            self.report.rows[file_name(model)] = len(rows)
        self.problems = [*self.read.problems]
        self.entries = {model: {entry.pk: entry for entry in entries_of_file(model)} for model in kinds()}
        self.supported_in_detail = set()
        for row in self._detailed_citations():
            if row["stance"] == Citation.Stance.SUPPORTS:
                self.supported_in_detail.add(row["record"])
        bad_lines = {(problem.file, problem.line) for problem in self.problems}
        self.bad = set()
        for model, rows in self.rows.items():
            self.bad.update((model, row.cells["id"]) for row in rows if (file_name(model), row.line) in bad_lines)

    def _detailed_citations(self) -> Iterator[FileCells]:
        """Yield the rows of the citations that no `sources` cell holds: of the files, or else of the register."""
        if Citation in self.rows:
            for row in self.rows[Citation]:
                yield row.cells
        else:
            for citation in self.entries[Citation].values():
                yield citation.as_row()

    def _refuse(self, model: type[Entry], row: FileRow, name: str, reason: str) -> None:
        """Note that a row cannot be written. name: the column at fault, or ""."""
        self.problems.append(Problem(file_name(model), row.line, name, reason))
        self.bad.add((model, row.cells["id"]))

    def _refuse_invalid(self, model: type[Entry], row: FileRow, error: ValidationError) -> None:
        """Note that a row cannot be written, as the record made of it is not valid."""
        for name, reasons in _reasons_by_field(error).items():
            for reason in reasons:
                self._refuse(model, row, "" if name == NON_FIELD_ERRORS else name, reason)

    def _problem_of(self, breach: Breach) -> Problem:
        """Return the problem with the files that a rule broken at the end is: at the row, if the files hold it."""
        model, pk = type(breach.record), breach.record.pk
        row = self._row_of(model, pk)
        name = breach.field if breach.field in model.file_columns() else ""
        if row is None:
            return Problem(file_name(model), 0, name, f"“{pk}”: {breach.message}")
        return Problem(file_name(model), row.line, name, breach.message)

    def _check_row(self, model: type[Entry], row: FileRow) -> bool:
        """Return whether a row can be written, by its values and references.

        One that is known to be bad is checked too, so that everything wrong with it is said at once.
        """
        _, reasons = values_of(model, row.cells)
        for name, reason in reasons.items():
            self._refuse(model, row, name, reason)
        depends_on_bad = False
        for reference in self._references(model, row):
            key = reference.model, reference.pk
            if key in self.absent:
                self._leave(model, row, f"was left out: it refers to “{reference.pk}”, which the register lacks")
                return False
            if key in self.bad or reference.model in self.read.unread:
                depends_on_bad = True
                continue
            if reference.pk in self.entries[reference.model] or self._row_of(*key) is not None:
                continue
            deletion = revision_of_editor(*key)
            if deletion is None:
                self._refuse(model, row, reference.column, f"“{reference.pk}” is not the id of a {key[0].kind}")
            else:
                reason = f"was left out: it refers to “{reference.pk}”, which an editor deleted ({in_words(deletion)})"
                self._leave(model, row, reason)
                return False
        if depends_on_bad:
            self.bad.add((model, row.cells["id"]))
        return (model, row.cells["id"]) not in self.bad

    def _references(self, model: type[Entry], row: FileRow) -> list[CellReference]:
        """Return what a row refers to. One that cannot be read is refused."""
        references = []
        for name in model.file_columns():
            cell = row.cells[name]
            if name == "sources":
                references += self._sources(model, row)
            elif name == "record" and model is Citation:
                try:
                    references.append(CellReference(name, *record_named(cell)))
                except ValidationError as error:
                    self._refuse(model, row, name, error.messages[0])
            elif cell and column(model, name).is_relation:
                references.append(CellReference(name, _kind_referred_to(model, name), cell))
        return references

    def _sources(self, model: type[Entry], row: FileRow) -> list[CellReference]:
        """Return the sources that a row of a fact lists. It is refused where it needs one, or names one twice."""
        listed = source_ids(row.cells["sources"])
        if len(set(listed)) < len(listed):
            self._refuse(model, row, "sources", "names a source twice")
        is_supported = f"{model.kind}:{row.cells['id']}" in self.supported_in_detail or Citation in self.read.unread
        if not listed and not is_supported:
            self._refuse(model, row, "sources", "every fact needs a source")
        return [CellReference("sources", Source, pk) for pk in listed]

    def _check_later_references(self) -> None:
        """Validate what could not be while the rows that it points to were still to come."""
        for model, rows in self.rows.items():
            if not _references_to_own_kind(model):
                continue
            for row in rows:
                entry = model.objects.filter(pk=row.cells["id"]).first()
                if entry is None or not (self._is_taken(model, row) and self._is_whole(model, row)):
                    continue
                try:
                    entry.full_clean()
                except ValidationError as error:
                    self._leave_or_refuse(model, row, entry, error)

    def _check_support(self) -> None:
        """Refuse the facts of the files that no source supports in the register, or leave them.

        The citation that supported one may be among the rows that were left.
        """
        for model, rows in self.rows.items():
            if not model.owes_citation:
                continue
            uncited = set(model.objects.uncited(self.rows_by_id[model].keys()))
            for row in rows:
                if row.cells["id"] not in uncited or not self._is_taken(model, row):
                    continue
                if any(kind is Citation for kind, _ in self.left):
                    self._leave(model, row, "was left out: the citation that supports it was left out")
                else:
                    self._refuse(model, row, "sources", "every fact needs a source")

    def _is_taken(self, model: type[Entry], row: FileRow) -> bool:
        """Return whether a row is neither bad nor left alone."""
        key = model, row.cells["id"]
        return key not in self.bad and key not in self.left

    # Conflicts

    def _leave(self, model: type[Entry], row: FileRow, reason: str) -> None:
        """Note that a row is in conflict with what an editor did, and is left alone from now on."""
        key = model, row.cells["id"]
        self.left.setdefault(key, reason)
        if row.cells["id"] not in self.entries[model]:
            self.absent.add(key)

    def _report_left(self, model: type[Entry], row: FileRow) -> None:
        """Tell of a row that is left alone: why, and in what the register differs from it."""
        pk = row.cells["id"]
        entry = self.entries[model].get(pk)
        would_change = [] if entry is None else differences(entry.as_row(), row.cells)
        place = f"{file_name(model)}:{row.line}"
        self.report.conflicts.append(Conflict(place, pk, self.left[model, pk], would_change))

    def _leave_or_refuse(self, model: type[Entry], row: FileRow, entry: Entry, error: ValidationError) -> None:
        """Leave a row that is not valid because of what an editor did; refuse any other."""
        obstacle = self._obstacle(entry)
        if obstacle is None:
            self._refuse_invalid(model, row, error)
            return
        other, revision = obstacle
        reasons = " ".join(reason for reasons in _reasons_by_field(error).values() for reason in reasons).rstrip(".")
        self._leave(
            model, row, f"cannot stand beside {other.kind} “{other.pk}” of an editor ({in_words(revision)}): {reasons}"
        )

    def _obstacle(self, entry: Entry) -> tuple[Entry, Revision] | None:
        """Return the record of an editor beside which an entry cannot be valid, and its revision; None for none."""
        for other in records_compared(entry):
            pk = other.pk
            of_files = self._row_of(type(other), pk)
            if of_files is not None and is_as_in_file(other, of_files):
                continue  # the files contradict themselves
            revision = revision_of_editor(type(other), pk)
            if revision is not None:
                return other, revision
        return None

    def _is_whole(self, model: type[Entry], row: FileRow) -> bool:
        """Return whether neither a row nor one of its own kind that it refers to is bad."""
        ids = [row.cells["id"], *(row.cells[name] for name in _references_to_own_kind(model))]
        return not any((model, pk) in self.bad for pk in ids)

    # Writing

    def _load_kind(self, model: type[Entry]) -> None:
        """Write the rows of a kind. One that another still stands in the way of is tried again after the others."""
        ids_ever = set(model.history.values_list("id", flat=True))
        waiting: list[tuple[FileRow, FileCells | None]] = []
        for row in self.rows[model]:
            pk = row.cells["id"]
            if (model, pk) in self.left:
                self._report_left(model, row)
            elif self._check_row(model, row) and self._is_to_write(model, row, pk in ids_ever):
                stored = self.entries[model].get(pk)
                waiting.append((row, None if stored is None else stored.as_row()))
        refused: list[tuple[FileRow, FileCells | None, Entry, ValidationError]] = []
        while waiting:
            refused = []
            for row, stored_cells in waiting:
                entry = self._entry_of(model, row)
                try:
                    self._write(entry, row, stored_cells)
                except ValidationError as error:
                    refused.append((row, stored_cells, entry, error))
            if len(refused) == len(waiting):
                break
            waiting = [(row, stored_cells) for row, stored_cells, _, _ in refused]
        for row, _, entry, refusal in refused:
            self._leave_or_refuse(model, row, entry, refusal)

    def _is_to_write(self, model: type[Entry], row: FileRow, was_there: bool) -> bool:
        """Return whether the register lacks a row and may take it. was_there: history knows its id."""
        pk = row.cells["id"]
        entry = self.entries[model].get(pk)
        if entry is not None and is_as_in_file(entry, row):
            return False
        revision = revision_of_editor(model, pk) if was_there and not self.overwrite else None
        if revision is None:
            return True
        what = "deleted" if entry is None else "changed"
        self._leave(model, row, f"was {what} by an editor since ({in_words(revision)})")
        return False

    def _entry_of(self, model: type[Entry], row: FileRow) -> Entry:
        """Return the entry that a row makes, or a new one, with the values of the row."""
        entry = self.entries[model].get(row.cells["id"]) or model(id=row.cells["id"])
        values, _ = values_of(model, row.cells)
        for attname, value in values.items():
            setattr(entry, attname, value)
        self._bring_referred(entry)
        if isinstance(entry, Citation):
            owner, entry.object_id = record_named(row.cells["record"])
            entry.content_type = ContentType.objects.get_for_model(owner)
            entry.position = DETAILED_POSITION
        return entry

    def _write(self, entry: Entry, row: FileRow, stored_cells: FileCells | None) -> None:
        """Save an entry with the values of its row, and its sources. Raises ValidationError.

        stored_cells: its row as the register had it; None for a new one.
        """
        model = type(entry)
        may_be_of_editor = self.overwrite and stored_cells is not None  # else it would have been left alone
        takes_back = may_be_of_editor and revision_of_editor(model, entry.pk) is not None
        entry.save(not_yet=_references_to_own_kind(model))
        if isinstance(entry, Record):
            self._settle_sources(entry, source_ids(row.cells["sources"]), takes_back)
        self.entries[model][entry.pk] = entry
        what = CREATED if stored_cells is None else CHANGED
        changed = [] if stored_cells is None else differences(stored_cells, row.cells)
        self.report.changes.append(LoadedChange(file_name(model), entry.pk, what, changed))

    def _bring_referred(self, entry: Entry) -> None:
        """Give an entry the records that it refers to, as far as they are at hand: then none of them is looked up."""
        for model_field in entry._meta.concrete_fields:
            if not model_field.is_relation:
                continue
            at_hand = self.entries.get(cast("type[Entry]", model_field.related_model), {})
            referred = at_hand.get(getattr(entry, model_field.attname))
            if referred is not None:
                setattr(entry, model_field.name, referred)

    def _settle_sources(self, entry: Record, listed: list[str], takes_back: bool) -> None:
        """Make the plain citations of `entry` those of its `sources` cell, in its order.

        takes_back: whether the row takes the place of what an editor made of it. Its sources stand for it as before.
        """
        of_the_row = {citation.source_id: citation for citation in entry.citations.all() if citation.is_of_the_row}
        for source, citation in of_the_row.items():
            if source not in listed and citation.is_plain:
                citation.delete()
        for position, source in enumerate(listed, start=1):
            citation = of_the_row.get(source) or Citation(
                pk=f"{entry.kind}.{entry.pk}.{source}",
                content_type=ContentType.objects.get_for_model(entry),
                object_id=entry.pk,
                source_id=source,
            )
            self._bring_referred(citation)
            citation.position = position
            citation.save()
            if takes_back:
                require_revision().answer(citation)

    def _settle_extra_rows(self) -> None:
        """Tell of the rows of the register that the files do not hold, or prune them. An editor's stay."""
        for model in reversed(kinds()):
            if model not in self.rows:
                continue
            file = file_name(model)
            for pk, entry in [*self.entries[model].items()]:
                if pk in self.rows_by_id[model] or revision_of_editor(model, pk) is not None:
                    continue
                if not self.prune:
                    self.report.extra.append(f"{file}: “{pk}” is in the register and no longer in the file")
                    continue
                try:
                    entry.delete()
                except ProtectedError as error:
                    others = ", ".join(
                        sorted(f"{_kind_in_words(other)} “{other.pk}”" for other in error.protected_objects)
                    )
                    self.report.conflicts.append(Conflict(file, pk, f"was not deleted: {others} refers to it", []))
                else:
                    self.report.changes.append(LoadedChange(file, pk, DELETED, []))


def _kind_in_words(record: models.Model) -> str:
    return record.kind if isinstance(record, Entry) else str(record._meta.verbose_name)


def _reasons_by_field(error: ValidationError) -> dict[str, list[str]]:
    reasons: dict[str, list[str]] = getattr(error, "message_dict", {NON_FIELD_ERRORS: error.messages})
    return reasons


def _kind_referred_to(model: type[Entry], name: str) -> type[Entry]:
    return cast("type[Entry]", column(model, name).related_model)


def _references_to_own_kind(model: type[Entry]) -> list[str]:
    """Return the foreign keys of a kind to itself: their target may stand further down in the file."""
    return [field.name for field in model._meta.concrete_fields if field.related_model is model]
