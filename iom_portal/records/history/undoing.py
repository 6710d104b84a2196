"""Undoing a revision by one inverse revision, as far as nobody changed since what it did.

What it created is deleted, what it deleted is brought back, and each field that it changed gets its value of before.
Citations are records too, so they come and go with what they are of. What cannot be undone is named, with the later
revision that stands in the way; nothing that came later is ever written over.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Model, ProtectedError, Q

from ..kinds import by_name, kinds
from ..models.entry import Entry, column
from ..models.rechecking import recheck_citations
from ..models.revising import Work, revising
from ..models.revision import Revised, Revision
from ..models.rule_exception import RuleException
from ..models.sources import Citation
from .versions import RecordVersions, kinds_written, versions_of

UndoneKey = tuple[type[Entry], str]  # the kind of a record, and its id
Values = dict[str, Any]
LONGEST_REASON = 500
DELETE, BRING_BACK, CHANGE = "deleted", "brought back", "changed back"


class CannotUndo(ValueError):
    """The revision cannot be undone. The message says why."""


@dataclass(frozen=True)
class InverseStep:
    """What is done to one record. values: what its columns get, of one that is changed back or brought back.

    owner: of a citation, the record that it is of.
    """

    model: type[Entry]
    pk: str
    what: str
    values: Values = field(default_factory=dict)
    owner: UndoneKey | None = None

    @property
    def key(self) -> UndoneKey:
        return self.model, self.pk

    def __str__(self) -> str:
        name = f"{self.model._meta.verbose_name} {self.pk}"
        if self.what != CHANGE:
            return f"{name}: {self.what}"
        return f"{name}: {self.what} ({', '.join(_label(self.model, each) for each in self.values)})"


@dataclass(frozen=True)
class Obstacle:
    """What of a record could not be undone, and why.

    revision: the later one that stands in the way, as far as it is known.
    """

    model: type[Entry]
    pk: str
    why: str
    revision: int | None = None

    @property
    def key(self) -> UndoneKey:
        return self.model, self.pk

    def __str__(self) -> str:
        return f"{self.model._meta.verbose_name} {self.pk}: {self.why}"


@dataclass
class Undoing:
    """What an undoing came to: the steps that were made, what stood in the way, and the revision (None: a trial)."""

    steps: list[InverseStep]
    obstacles: list[Obstacle]
    revision: Revision | None = None


class _Trial(Exception):
    """Ends a transaction of which nothing is to stay."""


def undo(number: int, reason: str = "", *, all_or_nothing: bool = False, trial: bool = False) -> Undoing:
    """Undo revision `number` by one inverse revision. Raises CannotUndo.

    reason: why; without one, that it is an undoing. all_or_nothing: write nothing where anything stands in the way.
    trial: write nothing at all.
    """
    revision = _revision_to_undo(number)
    reason = reason.strip() or f"Undo of revision {number}: {revision.reason}"[:LONGEST_REASON]
    if len(reason) > LONGEST_REASON:
        raise CannotUndo(f"The reason has {len(reason)} characters; {LONGEST_REASON} are allowed.")
    undoing = Undoing([], [])
    try:
        with transaction.atomic():
            undoing = _tried_until_it_holds(*_plan(revision), reason, number)
            if all_or_nothing and undoing.obstacles:
                told = "\n".join(f"  {obstacle}" for obstacle in undoing.obstacles)
                raise CannotUndo(f"Nothing was undone, since not all of revision {number} can be:\n{told}")
            if not undoing.steps:
                raise CannotUndo(_nothing_left(number, undoing.obstacles))
            if trial:
                raise _Trial
    except _Trial:
        undoing.revision = None
    except ValidationError as error:
        raise CannotUndo(f"Revision {number} cannot be undone: {' '.join(error.messages)}") from error
    return undoing


def _revision_to_undo(number: int) -> Revision:
    numbered = Revision.objects.using(DEFAULT_DB_ALIAS).exclude(number=None)
    revision = numbered.filter(number=number).first()
    if revision is None:
        last = numbered.order_by("-number").values_list("number", flat=True).first()
        known = f"They run from 1 to {last}." if last else "There is none yet."
        raise CannotUndo(f"There is no revision {number}. {known}")
    if number == 1:
        raise CannotUndo("Revision 1 is the first load of the register: without it there is nothing to go back to.")
    return revision


def _nothing_left(number: int, obstacles: list[Obstacle]) -> str:
    if not obstacles:
        return (
            f"Nothing is left to undo of revision {number}: the register is as it was before, in all that it changed."
        )
    told = "\n".join(f"  {obstacle}" for obstacle in obstacles)
    return f"Nothing of revision {number} can be undone:\n{told}"


# What is to be done


def _plan(revision: Revision) -> tuple[list[InverseStep], list[Obstacle]]:
    """Return the steps that would undo a revision, and what later revisions have made impossible already.

    The records are locked first, as when an editor saves them.
    """
    steps: list[InverseStep] = []
    obstacles: list[Obstacle] = []
    number = revision.number or 0
    last = Revision.objects.using(DEFAULT_DB_ALIAS).exclude(number=None).order_by("-number")[0].number or 0
    for model in kinds_written(Q(revision=revision.pk)):
        touched = model.history.filter(revision=revision.pk).order_by().values("id")
        list(model.objects.select_for_update().order_by("pk").filter(pk__in=touched).values_list("pk"))
        for record in versions_of(model, Q(id__in=touched), last):
            for part in _parts_of_record(model, record, number):
                if isinstance(part, InverseStep):
                    steps.append(part)
                else:
                    obstacles.append(part)
    return steps, obstacles


def _parts_of_record(model: type[Entry], record: RecordVersions, number: int) -> Iterator[InverseStep | Obstacle]:
    """Yield what is to be done to a record, and what cannot be."""
    before, after = record.record_after(number - 1), record.record_after(number)
    now = record.record_after(record.versions[-1].revision_number)
    later = [version for version in record.versions if version.revision_number > number]
    if before is None and after is None:
        return  # it came and went
    if before is None:
        if later and now is not None:
            yield Obstacle(
                model, record.pk, f"it was changed in {_revision_in_words(later[0])}", later[0].revision_number
            )
        elif now is not None:
            yield InverseStep(model, record.pk, DELETE, owner=_owner_of(now))
    elif after is None:
        if not later:
            yield InverseStep(model, record.pk, BRING_BACK, _values_of(before), _owner_of(before))
        elif now is None or _values_of(now) != _values_of(before):
            yield Obstacle(
                model, record.pk, f"it was made anew in {_revision_in_words(later[0])}", later[0].revision_number
            )
    elif now is not None:
        yield from _parts_of_fields(model, record, number, before, after, now)
    elif _values_of(before) != _values_of(after):
        gone = record.versions[-1]
        yield Obstacle(model, record.pk, f"it was deleted in {_revision_in_words(gone)}", gone.revision_number)


def _parts_of_fields(
    model: type[Entry], record: RecordVersions, number: int, before: Entry, after: Entry, now: Entry
) -> Iterator[InverseStep | Obstacle]:
    """Yield the step that gives the fields of a record their values of before, and an obstacle for each other field."""
    old, new, present = _values_of(before), _values_of(after), _values_of(now)
    values = {}
    for name in old:
        if old[name] == new[name] or present[name] == old[name]:
            continue
        if present[name] == new[name]:
            values[name] = old[name]
            continue
        for version in record.versions:
            if version.revision_number > number and _values_of(version.instance)[name] != new[name]:
                why = f"{_label(model, name)} was changed in {_revision_in_words(version)}"
                yield Obstacle(model, record.pk, why, version.revision_number)
                break
    if values:
        yield InverseStep(model, record.pk, CHANGE, values, _owner_of(now))


def _owner_of(entry: Entry) -> UndoneKey | None:
    """Return the kind and the id of the record that a citation is of; None for any other entry."""
    if not isinstance(entry, Citation):
        return None
    return cast("type[Entry]", entry.content_type.model_class()), entry.object_id


def _label(model: type[Entry], attname: str) -> str:
    """Return the words for a column of a kind."""
    return next(str(each.verbose_name) for each in model._meta.concrete_fields if each.attname == attname)


def _revision_in_words(version: Any) -> str:
    return f"revision {version.revision_number} (“{version.revision.reason}”)"


def _values_of(entry: Entry) -> Values:
    """Return the values of an entry's own columns: not its id, and not what is made of others as it is saved."""
    derived = {"id", "folded"}
    for name in entry.partial_dates():
        derived |= {f"{name}_earliest", f"{name}_latest"}
    return {name: value for name, value in entry._tracked_values().items() if name not in derived}


# Doing it


def _tried_until_it_holds(steps: list[InverseStep], obstacles: list[Obstacle], reason: str, number: int) -> Undoing:
    """Make all steps that can be made. Return what it came to.

    What cannot be made is left out, and all is tried anew without it: other steps may have rested on it. Each round
    leaves out one at least, so it ends.
    """
    steps, obstacles = _without_kept_citations(steps, obstacles)
    while steps:
        refused: list[Obstacle] = []
        try:
            with transaction.atomic(), revising(reason=reason) as work:
                refused = _make_steps(steps, number) or _unsourced(work, steps, number)
                if refused:
                    raise _Trial
            return Undoing(steps, obstacles, work.revision)
        except _Trial:
            pass
        except ValidationError as error:  # the revision as a whole was refused
            refused = _refused_together(error, steps, number)
            if not refused:
                raise
        left_out = {obstacle.key for obstacle in refused}
        steps = [step for step in steps if step.key not in left_out]
        steps, obstacles = _without_kept_citations(steps, [*obstacles, *refused])
    return Undoing([], obstacles)


def _without_kept_citations(
    steps: list[InverseStep], obstacles: list[Obstacle]
) -> tuple[list[InverseStep], list[Obstacle]]:
    """Return steps and obstacles such that the citations of what is not undone stay as they are: they speak for it."""
    blocked = {obstacle.key for obstacle in obstacles}
    others, kept = [], []
    for step in steps:
        if step.owner is not None and step.owner in blocked:
            model, pk = step.owner
            kept.append(Obstacle(step.model, step.pk, f"it stays as it is, with the {model._meta.verbose_name} {pk}"))
        else:
            others.append(step)
    return others, [*obstacles, *kept]


def _make_steps(steps: list[InverseStep], number: int) -> list[Obstacle]:
    """Make the steps, as often as it brings any of them further. Return why the others could not be made.

    Deletions come first, so that what is brought back finds its place; citations are deleted before what they are of.
    """
    order = kinds()
    deletions = [step for step in steps if step.what == DELETE]
    others = [step for step in steps if step.what != DELETE]
    waiting = sorted(deletions, key=lambda step: -order.index(step.model))
    waiting += sorted(others, key=lambda step: order.index(step.model))
    while waiting:
        refused: list[InverseStep] = []
        obstacles: list[Obstacle] = []
        for step in waiting:
            obstacle = _delete_created(step, steps) if step.what == DELETE else _write_back(step, steps, number)
            if obstacle is not None:
                refused.append(step)
                obstacles.append(obstacle)
        if len(refused) == len(waiting):
            return obstacles
        waiting = refused
    return [obstacle for step in others if (obstacle := _still_invalid(step)) is not None]


def _write_back(step: InverseStep, steps: list[InverseStep], number: int) -> Obstacle | None:
    """Bring a record back or give it its values of before. Return why that cannot be, if so."""
    entry = step.model.objects.filter(pk=step.pk).first()
    if entry is None:
        entry = step.model(id=step.pk)
        entry.comes_back = True
    for name, value in step.values.items():
        setattr(entry, name, value)
    to_come = {each.key for each in steps if each.what == BRING_BACK and each.model is step.model}
    not_yet = []
    for name, model, pk in _missing_references(entry):
        if (model, pk) not in to_come:
            return _lacking(step, model, pk, number)
        not_yet.append(name)
    try:
        with transaction.atomic():
            entry.save(not_yet=not_yet)
    except ValidationError as error:
        return Obstacle(step.model, step.pk, f"it cannot be {step.what}: {' '.join(error.messages)}")
    return None


def _still_invalid(step: InverseStep) -> Obstacle | None:
    """Return why a record that refers to others of its kind is not valid once they are all there, if so."""
    if not any(each.related_model is step.model for each in step.model._meta.concrete_fields):
        return None
    try:
        step.model.objects.get(pk=step.pk).full_clean()
    except ValidationError as error:
        return Obstacle(step.model, step.pk, f"it cannot be {step.what}: {' '.join(error.messages)}")
    return None


def _lacking(step: InverseStep, model: type[Entry], pk: str, number: int) -> Obstacle:
    """Return that a record cannot be written without another, and which revision deleted that one."""
    deletions = model.history.filter(id=pk, history_type="-", revision__number__gt=number)
    gone = deletions.select_related("revision").order_by("-revision__number").first()
    by = f", which was deleted in {_revision_in_words(gone)}" if gone else ", which is not there"
    why = f"it cannot be {step.what} without the {model._meta.verbose_name} {pk}{by}"
    return Obstacle(step.model, step.pk, why, gone.revision_number if gone else None)


def _delete_created(step: InverseStep, steps: list[InverseStep]) -> Obstacle | None:
    """Delete what a revision created, unless something else has come to rest on it since."""
    entry = step.model.objects.filter(pk=step.pk).first()
    if entry is None:
        return None
    deleted = {each.key for each in steps if each.what == DELETE}
    for citation in _citations_of(entry):
        if (Citation, citation.pk) not in deleted:
            return _resting(step, Citation, citation.pk)
    try:
        with transaction.atomic():
            entry.delete()
    except ProtectedError as error:
        first = min(error.protected_objects, key=lambda other: str(other.pk))
        return _resting(step, type(first), first.pk)
    return None


def _citations_of(entry: Entry) -> Iterable[Citation]:
    if not type(entry).owes_citation:
        return []
    return Citation.objects.filter(content_type__model=entry.kind, object_id=entry.pk)


def _resting(step: InverseStep, model: type[Model], pk: str) -> Obstacle:
    """Return that a record cannot be deleted, as another rests on it, with the revision that wrote that one last."""
    kind = by_name()[(model._meta.model_name or "")]
    version = kind.history.filter(id=pk).select_related("revision").order_by("-history_id").first()
    since = f", of {_revision_in_words(version)}" if version and version.revision.number else ""
    why = f"it cannot be deleted, since the {kind._meta.verbose_name} {pk} rests on it{since}"
    return Obstacle(step.model, step.pk, why, version.revision.number if version else None)


def _missing_references(entry: Entry) -> Iterator[tuple[str, type[Entry], str]]:
    """Yield (name of the field, kind, id) of each record that an entry refers to and that is not there."""
    references: list[tuple[str, type[Any] | None, str]] = []
    for each in entry._meta.concrete_fields:
        if each.is_relation and getattr(entry, each.attname):
            references.append((each.name, cast("type[Any]", each.related_model), getattr(entry, each.attname)))
    if isinstance(entry, Citation):
        references.append(("record", entry.content_type.model_class(), entry.object_id))
    for name, model, pk in references:
        if model is not None and issubclass(model, Entry) and not model.objects.filter(pk=pk).exists():
            yield name, model, pk


def _unsourced(work: Work, steps: list[InverseStep], number: int) -> list[Obstacle]:
    """Return the steps that leave a fact, or what is changed back of it, without a source.

    The citations that are as they were before the revision hold for what gets its value of before.
    """
    for step in steps:
        if step.what == CHANGE and step.model.owes_citation:
            _let_citations_hold(work, step, number)
    obstacles = _uncited(work.touched, steps, number)
    if obstacles:
        return obstacles
    for lacking in recheck_citations(work):
        label = column(lacking.model, lacking.column).verbose_name
        later = _later_change_of_citations(lacking.model, lacking.pk, number)
        by = f", since its sources were changed in {_revision_in_words(later)}" if later else ""
        why = f"no source gives {lacking.value or 'no value'} as its {label} any more{by}"
        obstacles.append(Obstacle(lacking.model, lacking.pk, why, later.revision_number if later else None))
    return obstacles


def _let_citations_hold(work: Work, step: InverseStep, number: int) -> None:
    """Note of the citations of a record that they hold for its values of before, if they are as they were then."""
    of_record = Q(content_type__model=step.model.kind, object_id=step.pk)
    present = {citation.pk: citation for citation in Citation.objects.filter(of_record)}
    for versions in versions_of(Citation, of_record, number - 1):
        then, now = versions.record_after(number - 1), present.get(versions.pk)
        if then is not None and now is not None and _values_of(then) == _values_of(now):
            work.answer(now)


def _refused_together(error: ValidationError, steps: list[InverseStep], number: int) -> list[Obstacle]:
    """Return the steps that break rules which are judged as a revision closes.

    Such a step is on the record that breaks the rule, on one that it refers to, or on the exception that was made for
    it. None where the error is no rule's.
    """
    obstacles = []
    for breach in getattr(error, "breaches", ()):
        record: Entry = breach.record
        keys: set[UndoneKey] = {(type(record), record.pk)}
        for each in record._meta.concrete_fields:
            if each.is_relation and each.related_model is not None:
                keys.add((cast("type[Entry]", each.related_model), getattr(record, each.attname)))
        for exception in RuleException.objects.filter(record=f"{record.kind}:{record.pk}"):
            keys.add((RuleException, exception.pk))
        later = type(record).history.filter(id=record.pk, revision__number__gt=number)
        version = later.select_related("revision").order_by("-revision__number").first()
        by = f", which was changed in {_revision_in_words(version)}" if version else ""
        why = f"it would not fit the {record._meta.verbose_name} {record.pk}{by}: {breach.message}"
        for step in steps:
            if step.key in keys:
                obstacles.append(Obstacle(step.model, step.pk, why, version.revision_number if version else None))
    return obstacles


def _uncited(touched: Mapping[type[Model], Collection[str]], steps: list[InverseStep], number: int) -> list[Obstacle]:
    """Return the steps that leave a fact without a source that supports it: those on its citations, or on itself."""
    obstacles = []
    for model, keys in touched.items():
        if not issubclass(model, Entry) or not model.owes_citation:
            continue
        for pk in model.objects.uncited(keys):
            later = _later_change_of_citations(model, pk, number)
            by = f", since others were changed in {_revision_in_words(later)}" if later else ""
            why = f"it would leave the {model._meta.verbose_name} {pk} without a source that supports it{by}"
            blamed = [step for step in steps if step.owner == (model, pk) and step.what != BRING_BACK]
            blamed = blamed or [step for step in steps if step.key == (model, pk)]
            for step in blamed:
                obstacles.append(Obstacle(step.model, step.pk, why, later.revision_number if later else None))
    return obstacles


def _later_change_of_citations(model: type[Entry], pk: str, number: int) -> Revised | None:
    versions = Citation.history.filter(content_type__model=model.kind, object_id=pk, revision__number__gt=number)
    version: Revised | None = versions.select_related("revision").order_by("-revision__number").first()
    return version
