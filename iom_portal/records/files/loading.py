"""Loading the register files: all of them or nothing, idempotent, and never over an editor's change unasked."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, cast

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from ..kinds import file_name, kinds, record_named
from ..models.entry import Entry, column
from ..models.facts import Record
from ..models.revising import revising
from ..models.revision import Revised, Revision
from ..models.sources import Citation, Source
from ..rules.judging import RulesBroken
from ..rules.register_rules import Breach
from .csv_files import FileRow, FileRows, Problem, entries_of_file, read_files, source_ids, values_of

DETAILED_POSITION = 1000  # of citations that have a row of their own: after those of the `sources` cell

RowKey = tuple[type[Entry], str]  # the kind of a row, and its id


class LoadFailed(Exception):
    """The files hold bad rows; nothing was written. `problems` lists every one of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__(f"{len(self.problems)} problems")


@dataclass
class Report:
    """What a load did: counts by file, the conflicts it left alone, and the revision it made (None if none)."""

    rows: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    conflicts: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    revision: Revision | None = None


class Reference(NamedTuple):
    """That a cell of a row names another record: the column, the kind and the id."""

    column: str
    model: type[Entry]
    pk: str


def _tell_nobody(file: str, rows: int) -> None:
    """Take the progress of a load that nobody follows."""


class RegisterLoad:
    """One load of the files of `directory`.

    overwrite: write the file's row also over an editor's change. prune: delete rows that an earlier load wrote and the
    files no longer hold. progress: called with each file's name and number of rows. Raises LoadFailed.
    """

    def __init__(
        self,
        directory: str | Path,
        *,
        overwrite: bool = False,
        prune: bool = False,
        progress: Callable[[str, int], None] = _tell_nobody,
    ) -> None:
        self.directory = Path(directory)
        self.overwrite = overwrite
        self.prune = prune
        self.progress = progress
        self.report = Report()
        self.problems: list[Problem] = []
        self.bad: set[RowKey] = set()  # rows that cannot be written: what refers to them is skipped silently
        self.rows: FileRows = {}
        self.ids: dict[type[Entry], set[str]] = {}  # those of the rows
        self.supported_in_detail: set[str] = set()  # kind:id of what a row of citations.csv supports
        self.entries: dict[type[Entry], dict[str, Entry]] = {}  # those of the register, by id

    def run(self, by: User | None = None, reason: str = "Load of the register files") -> Report:
        """Read, validate and write. Returns a Report."""
        self._read()
        try:
            with revising(by=by, reason=reason, origin=Revision.Origin.FILES) as work:
                for model in kinds():
                    self.entries[model] = {entry.pk: entry for entry in entries_of_file(model)}
                for model in kinds():
                    self._load_kind(model)
                self._check_later_references()
                if self.problems:
                    raise LoadFailed(self.problems)
                self._settle_extra_rows()
                self.report.revision = work.revision
        except RulesBroken as error:
            raise LoadFailed(self._problem_of(breach) for breach in error.breaches) from error
        return self.report

    # Reading and checking

    def _read(self) -> None:
        self.rows, self.problems = read_files(self.directory)
        for model, rows in self.rows.items():
            self.ids[model] = {row.cells["id"] for row in rows}
        for row in self.rows.get(Citation, []):
            if row.cells["stance"] == "supports":
                self.supported_in_detail.add(row.cells["record"])
        bad_lines = {(problem.file, problem.line) for problem in self.problems}
        for model, rows in self.rows.items():
            self.bad.update((model, row.cells["id"]) for row in rows if (file_name(model), row.line) in bad_lines)

    def _refuse(self, model: type[Entry], row: FileRow, name: str, reason: str) -> None:
        """Note that a row cannot be written. name: the column at fault, or ""."""
        self.problems.append(Problem(file_name(model), row.line, name, reason))
        self.bad.add((model, row.cells["id"]))

    def _refuse_invalid(self, model: type[Entry], row: FileRow, error: ValidationError) -> None:
        """Note that a row cannot be written, as the record made of it is not valid."""
        reasons_by_field = getattr(error, "message_dict", {NON_FIELD_ERRORS: error.messages})
        for name, reasons in reasons_by_field.items():
            for reason in reasons:
                self._refuse(model, row, "" if name == NON_FIELD_ERRORS else name, reason)

    def _problem_of(self, breach: Breach) -> Problem:
        """Return the problem with the files that a rule broken at the end is: at the row, if the files hold it."""
        model, pk = type(breach.record), breach.record.pk
        line = next((row.line for row in self.rows.get(model, []) if row.cells["id"] == pk), 0)
        name = breach.field if breach.field in model.file_columns() else ""
        return Problem(file_name(model), line, name, breach.message if line else f"“{pk}”: {breach.message}")

    def _check_row(self, model: type[Entry], row: FileRow) -> bool:
        """Return whether a row can be written, by its values and references.

        One that is known to be bad is checked too, so that everything wrong with it is said at once.
        """
        _, reasons = values_of(model, row.cells)
        for name, reason in reasons.items():
            self._refuse(model, row, name, reason)
        depends_on_bad = False
        for reference in self._references(model, row):
            pk, other = reference.pk, reference.model
            if pk not in self.ids.get(other, ()) and pk not in self.entries[other]:
                self._refuse(model, row, reference.column, f"“{pk}” is not the id of a {other.kind}")
            if (other, pk) in self.bad:
                depends_on_bad = True
        if depends_on_bad:
            self.bad.add((model, row.cells["id"]))
        return (model, row.cells["id"]) not in self.bad

    def _references(self, model: type[Entry], row: FileRow) -> list[Reference]:
        """Return what a row refers to. One that cannot be read is refused."""
        references = []
        for name in model.file_columns():
            cell = row.cells[name]
            if name == "sources":
                references += self._sources(model, row)
            elif name == "record" and model is Citation:
                try:
                    references.append(Reference(name, *record_named(cell)))
                except ValidationError as error:
                    self._refuse(model, row, name, error.messages[0])
            elif cell and column(model, name).is_relation:
                references.append(Reference(name, _kind_referred_to(model, name), cell))
        return references

    def _sources(self, model: type[Entry], row: FileRow) -> list[Reference]:
        """Return the sources that a row of a fact lists. It is refused where it needs one, or names one twice."""
        listed = source_ids(row.cells["sources"])
        if len(set(listed)) < len(listed):
            self._refuse(model, row, "sources", "names a source twice")
        if not listed and f"{model.kind}:{row.cells['id']}" not in self.supported_in_detail:
            self._refuse(model, row, "sources", "every fact needs a source")
        return [Reference("sources", Source, pk) for pk in listed]

    def _check_later_references(self) -> None:
        """Validate what could not be while the rows that it points to were still to come."""
        for model in kinds():
            if not _references_to_own_kind(model):
                continue
            for row in self.rows.get(model, []):
                entry = model.objects.filter(pk=row.cells["id"]).first()
                if entry is None or not self._is_whole(model, row):
                    continue
                try:
                    entry.full_clean()
                except ValidationError as error:
                    self._refuse_invalid(model, row, error)

    def _is_whole(self, model: type[Entry], row: FileRow) -> bool:
        """Return whether neither a row nor one of its own kind that it refers to is bad."""
        ids = [row.cells["id"], *(row.cells[name] for name in _references_to_own_kind(model))]
        return not any((model, pk) in self.bad for pk in ids)

    # Writing

    def _load_kind(self, model: type[Entry]) -> None:
        rows = self.rows.get(model, [])
        self.progress(file_name(model), len(rows))
        self.report.rows[file_name(model)] = len(rows)
        ids_ever = set(model.history.values_list("id", flat=True))
        for row in rows:
            if self._check_row(model, row):
                self._load_row(model, row, was_there=row.cells["id"] in ids_ever)

    def _load_row(self, model: type[Entry], row: FileRow, was_there: bool) -> None:
        """Write a row that has been checked, unless the register has it so. was_there: history knows its id."""
        pk = row.cells["id"]
        entry = self.entries[model].get(pk)
        if entry is not None and entry.as_row() == row.cells:
            return
        if was_there and not self.overwrite and _changed_by_editor(model, pk):
            what = "deleted" if entry is None else "changed"
            self.report.conflicts.append(f"{file_name(model)}:{row.line}: “{pk}” was {what} by an editor since")
            return
        if entry is None:
            self.report.new[file_name(model)] += 1
            entry = model(id=pk)
        else:
            self.report.changed[file_name(model)] += 1
        values, _ = values_of(model, row.cells)
        for attname, value in values.items():
            setattr(entry, attname, value)
        self._bring_referred(entry)
        if isinstance(entry, Citation):
            owner, entry.object_id = record_named(row.cells["record"])
            entry.content_type = ContentType.objects.get_for_model(owner)
            entry.position = DETAILED_POSITION
        try:
            entry.save(not_yet=_references_to_own_kind(model))
            if isinstance(entry, Record):
                self._settle_sources(entry, source_ids(row.cells["sources"]))
            self.entries[model][pk] = entry
        except ValidationError as error:
            self._refuse_invalid(model, row, error)

    def _bring_referred(self, entry: Entry) -> None:
        """Give an entry the records that it refers to, as far as they are at hand: then none of them is looked up."""
        for model_field in entry._meta.concrete_fields:
            if not model_field.is_relation:
                continue
            at_hand = self.entries.get(cast("type[Entry]", model_field.related_model), {})
            referred = at_hand.get(getattr(entry, model_field.attname))
            if referred is not None:
                setattr(entry, model_field.name, referred)

    def _settle_sources(self, entry: Record, listed: list[str]) -> None:
        """Make the plain citations of `entry` those of its `sources` cell, in its order."""
        plain = {citation.source_id: citation for citation in entry.citations.all() if citation.is_plain}
        for source, citation in plain.items():
            if source not in listed:
                citation.delete()
        for position, source in enumerate(listed, start=1):
            citation = plain.get(source) or Citation(
                pk=f"{entry.kind}.{entry.pk}.{source}",
                content_type=ContentType.objects.get_for_model(entry),
                object_id=entry.pk,
                source_id=source,
            )
            self._bring_referred(citation)
            citation.position = position
            citation.save()

    def _settle_extra_rows(self) -> None:
        """Tell of the rows of the register that the files do not hold, or prune them. An editor's stay."""
        for model in reversed(kinds()):
            for pk, entry in self.entries[model].items():
                if pk in self.ids.get(model, ()) or _changed_by_editor(model, pk):
                    continue
                if self.prune:
                    entry.delete()
                    self.report.removed[file_name(model)] += 1
                else:
                    self.report.extra.append(f"{file_name(model)}: “{pk}” is in the register and no longer in the file")


def _kind_referred_to(model: type[Entry], name: str) -> type[Entry]:
    return cast("type[Entry]", column(model, name).related_model)


def _references_to_own_kind(model: type[Entry]) -> list[str]:
    """Return the foreign keys of a kind to itself: their target may stand further down in the file."""
    return [field.name for field in model._meta.concrete_fields if field.related_model is model]


def _changed_by_editor(model: type[Entry], pk: str) -> bool:
    """Return whether the latest change of a row, or of its plain citations, came otherwise than from the files."""
    histories = [model.history.filter(id=pk)]
    if model.owes_citation:
        of_record = Citation.history.filter(content_type=ContentType.objects.get_for_model(model), object_id=pk)
        histories.append(of_record.exclude(position=DETAILED_POSITION))
    latest: list[Revised | None] = [
        history.order_by("-history_id").select_related("revision").first() for history in histories
    ]
    return any(version is not None and version.revision.origin != Revision.Origin.FILES for version in latest)
