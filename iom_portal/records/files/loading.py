"""Loading the register files: all of them or nothing, idempotent, and never over an editor's change unasked."""

from collections import Counter
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from ..kinds import file_name, kinds, record_named
from ..models.revising import revising
from ..models.revision import Revision
from ..models.sources import Citation, Source
from .csv_files import Problem, read_files, source_ids, stored, values_of

DETAILED = 1000  # the position of citations that have a row of their own: after those of the `sources` cell


class LoadFailed(Exception):
    """The files hold bad rows; nothing was written. `problems` lists every one of them."""

    def __init__(self, problems):
        self.problems = sorted(problems)
        super().__init__(f"{len(problems)} problems")


class Report:
    """What a load did: counts by file, the conflicts it left alone, and the revision it made (None if none)."""

    def __init__(self):
        self.rows, self.new, self.changed, self.removed = Counter(), Counter(), Counter(), Counter()
        self.conflicts, self.extra = [], []
        self.revision = None


class RegisterLoad:
    """One load of the files of `directory`.

    overwrite: write the file's row also over an editor's change. prune: delete rows that an earlier load wrote and the
    files no longer hold. progress: called with each file's name and number of rows. Raises LoadFailed.
    """

    def __init__(self, directory, *, overwrite=False, prune=False, progress=lambda name, rows: None):
        self.directory = Path(directory)
        self.overwrite, self.prune, self.progress = overwrite, prune, progress
        self.report, self.problems = Report(), []
        self.bad = set()  # (model, id) of rows that cannot be written: what refers to them is skipped silently

    def run(self, by=None, reason="Load of the register files"):
        """Read, validate and write. Returns a Report."""
        rows, self.problems = read_files(self.directory)
        self.rows = rows
        self.ids = {model: {row.cells["id"] for row in found} for model, found in rows.items()}
        for problem in self.problems:
            self._remember_bad(problem)
        with revising(by=by, reason=reason, origin=Revision.Origin.FILES) as work:
            self.stored = {model: {entry.pk: entry for entry in stored(model)} for model in kinds()}
            for model in kinds():
                self._load_kind(model)
            self._check_later_references()
            if self.problems:
                raise LoadFailed(self.problems)
            self._settle_extra_rows()
            self.report.revision = work.revision
        return self.report

    def _remember_bad(self, problem):
        for model, found in self.rows.items():
            if file_name(model) == problem.file:
                self.bad.update((model, row.cells["id"]) for row in found if row.line == problem.line)

    def _problem(self, model, row, column, reason):
        self.problems.append(Problem(file_name(model), row.line, column, reason))
        self.bad.add((model, row.cells["id"]))

    def _load_kind(self, model):
        rows = self.rows.get(model, [])
        self.progress(file_name(model), len(rows))
        self.report.rows[file_name(model)] = len(rows)
        self.known = set(model.history.values_list("id", flat=True))
        for row in rows:
            if (model, row.cells["id"]) in self.bad:
                self._check_row(model, row)  # so that everything wrong with it is said at once
            elif self._check_row(model, row):
                self._load_row(model, row)

    def _check_row(self, model, row):
        """Values and references of a row. Returns whether it can be written."""
        _, wrong = values_of(model, row.cells)
        for column, reason in wrong.items():
            self._problem(model, row, column, reason)
        depends_on_bad = False
        for column, other, pk in self._references(model, row):
            if pk not in self.ids.get(other, ()) and pk not in self.stored[other]:
                self._problem(model, row, column, f"“{pk}” is not the id of a {other.kind}")
            depends_on_bad |= (other, pk) in self.bad
        return not depends_on_bad and (model, row.cells["id"]) not in self.bad

    def _references(self, model, row):
        for name in model.file_columns():
            cell = row.cells[name]
            if name == "sources":
                listed = source_ids(cell)
                if len(set(listed)) < len(listed):
                    self._problem(model, row, "sources", "names a source twice")
                if not listed and not self._supported_in_detail(model, row.cells["id"]):
                    self._problem(model, row, "sources", "every fact needs a source")
                yield from (("sources", Source, pk) for pk in listed)
            elif name == "record" and model is Citation:
                try:
                    yield ("record", *record_named(cell))
                except ValidationError as error:
                    self._problem(model, row, "record", error.messages[0])
            elif cell and (field := model._meta.get_field(name)).is_relation:
                yield name, field.related_model, cell

    def _supported_in_detail(self, model, pk):
        if not hasattr(self, "_supported"):
            self._supported = {
                row.cells["record"] for row in self.rows.get(Citation, []) if row.cells["stance"] == "supports"
            }
        return f"{model.kind}:{pk}" in self._supported

    def _load_row(self, model, row):
        pk = row.cells["id"]
        entry = self.stored[model].get(pk)
        if entry is not None and entry.as_row() == row.cells:
            return
        if pk in self.known and not self.overwrite and self._changed_by_editor(model, pk):
            what = "deleted" if entry is None else "changed"
            self.report.conflicts.append(f"{file_name(model)}:{row.line}: “{pk}” was {what} by an editor since")
            return
        self.report.new[file_name(model)] += entry is None
        self.report.changed[file_name(model)] += entry is not None
        entry = entry or model(pk=pk)
        values, _ = values_of(model, row.cells)
        for attname, value in values.items():
            setattr(entry, attname, value)
        self._bring_referred(entry)
        if model is Citation:
            owner, entry.object_id = record_named(row.cells["record"])
            entry.content_type = ContentType.objects.get_for_model(owner)
            entry.position = DETAILED
        try:
            entry.save(not_yet=self._to_its_own_kind(model))
            if model.owes_citation:
                self._settle_sources(entry, source_ids(row.cells["sources"]))
            self.stored[model][pk] = entry
        except ValidationError as error:
            self._refused(model, row, error)

    def _bring_referred(self, entry):
        """Give an entry the records that it refers to, as far as they are at hand: then none of them is looked up."""
        for field in entry._meta.concrete_fields:
            known = self.stored.get(field.related_model, {}) if field.is_relation else {}
            if (referred := known.get(getattr(entry, field.attname))) is not None:
                setattr(entry, field.name, referred)

    def _refused(self, model, row, error):
        for name, reasons in getattr(error, "message_dict", {NON_FIELD_ERRORS: error.messages}).items():
            for reason in reasons:
                self._problem(model, row, "" if name == NON_FIELD_ERRORS else name, reason)

    @staticmethod
    def _to_its_own_kind(model):
        """Foreign keys to the same kind: their target may stand further down in the file."""
        return [field.name for field in model._meta.concrete_fields if field.related_model is model]

    def _check_later_references(self):
        """What could not be validated while the rows they point to were still to come."""
        for model in kinds():
            if not self._to_its_own_kind(model):
                continue
            for row in self.rows.get(model, []):
                entry = model.objects.filter(pk=row.cells["id"]).first()
                if entry is None or (model, entry.pk) in self.bad:
                    continue
                try:
                    entry.full_clean()
                except ValidationError as error:
                    self._refused(model, row, error)

    def _settle_sources(self, entry, listed):
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

    def _changed_by_editor(self, model, pk):
        """Whether the latest change of a row, or of its plain citations, came through another door than the files."""
        latest = [model.history.filter(id=pk).order_by("-history_id").select_related("revision").first()]
        if model.owes_citation:
            own = Citation.history.filter(content_type=ContentType.objects.get_for_model(model), object_id=pk)
            latest.append(own.exclude(position=DETAILED).order_by("-history_id").select_related("revision").first())
        return any(version and version.revision.origin != Revision.Origin.FILES for version in latest)

    def _settle_extra_rows(self):
        """Rows of the register that the files do not hold: an editor's stay; an earlier load's are told, or pruned."""
        for model in reversed(kinds()):
            for pk, entry in self.stored[model].items():
                if pk in self.ids.get(model, ()) or self._changed_by_editor(model, pk):
                    continue
                if self.prune:
                    entry.delete()
                    self.report.removed[file_name(model)] += 1
                else:
                    self.report.extra.append(f"{file_name(model)}: “{pk}” is in the register and no longer in the file")
