"""Checks of what no single row can show: rows against each other, and against what sources printed.

Each room registers its own checks in its module `audit`. A check yields Finding for what it sees; an error must be
mended, a warning is worth a look.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.module_loading import autodiscover_modules

from ..dates.partial_date import day_in_words
from ..kinds import kinds, record_named
from ..models.entry import Entry
from ..models.facts import Occurrence, Spell
from ..models.sources import Citation, SeedLine, Source

ERROR, WARNING = "error", "warning"

Seen = tuple[str, Entry | str, str]  # ERROR or WARNING, the record or a reference to it, what is wrong with it
Check = Callable[[], Iterator[Seen]]

_checks: list[Check] = []


class Finding(NamedTuple):
    """What a check sees. record: kind:id of what it is about."""

    level: str
    check: str
    record: str
    text: str

    def __str__(self) -> str:
        return f"{self.level}: {self.record}: {self.text} [{self.check}]"


def check(function: Check) -> Check:
    """Register a check: a function without arguments that yields (level, entry or reference, text)."""
    _checks.append(function)
    return function


def audit() -> list[Finding]:
    """Return all findings of all checks, errors first. Each check costs a fixed number of queries for a kind."""
    autodiscover_modules("audit")
    findings = []
    for function in _checks:
        for level, subject, text in function():
            record = subject if isinstance(subject, str) else f"{subject.kind}:{subject.pk}"
            findings.append(Finding(level, function.__name__, record, text))
    return sorted(findings, key=lambda finding: finding.level != ERROR)


def why_outside_life(part: Spell | Occurrence, whole: Spell, within: str = "organ") -> str:
    """Return why `part` certainly lies outside the life of the spell `whole`, or "".

    within: what `whole` is, in a word.
    """
    last_day = part.end_earliest if isinstance(part, Spell) else part.start_earliest
    if part.start_latest < whole.start_earliest:
        return f"certainly begins before its {within} does ({day_in_words(whole.start_earliest)})"
    if (part.end and last_day > whole.end_latest) or part.start_earliest > whole.end_latest:
        return f"certainly lasts longer than its {within} ({whole.end.words()})"
    if isinstance(part, Spell) and not part.end and whole.end:
        return f"still runs, but its {within} ended ({whole.end.words()})"
    return ""


@check
def uncited() -> Iterator[Seen]:
    """Every fact needs a source that supports it."""
    for model in kinds():
        if model.owes_citation:
            for pk in model.objects.uncited():
                yield ERROR, f"{model.kind}:{pk}", "no source supports it"


@check
def citation_of_nothing() -> Iterator[Seen]:
    """A citation's record is no foreign key, so the database alone does not hold it."""
    ids: dict[str, set[str]] = {}
    for citation in Citation.objects.select_related("content_type"):
        kind = citation.content_type.model
        if kind not in ids:
            model = citation.content_type.model_class()
            ids[kind] = _ids_of(model) if model is not None and issubclass(model, Entry) else set()
        if citation.object_id not in ids[kind]:
            yield ERROR, citation, f"cites a record that does not exist ({citation.object_id})"


def _ids_of(model: type[Entry]) -> set[str]:
    return set(model.objects.values_list("pk", flat=True))


@check
def not_rechecked() -> Iterator[Seen]:
    """Yield the citations that were not held against their source since what they support was changed."""
    for citation in Citation.objects.exclude(not_rechecked="").select_related("source", "content_type"):
        labels = ", ".join(citation.unchecked_labels)
        yield WARNING, citation, f"not held against its source since {labels} changed"


@check
def unused_source() -> Iterator[Seen]:
    """A source that nothing cites is kept, but worth a look."""
    for source in Source.objects.filter(citations=None):
        yield WARNING, source, "no record cites it"


@check
def stale_bounds() -> Iterator[Seen]:
    """The bounds of every partial date are those of its text."""
    for model in kinds():
        names = [name for name in model.partial_dates() if f"{name}_earliest" in model.column_names()]
        if not names:
            continue
        for entry in model.objects.all():
            stored = _bounds(entry, names)
            entry.set_bounds()
            if _bounds(entry, names) != stored:
                yield ERROR, entry, "its date bounds are not those of its text: save it again"


def _bounds(entry: Entry, names: Sequence[str]) -> list[tuple[date, date]]:
    return [(getattr(entry, f"{name}_earliest"), getattr(entry, f"{name}_latest")) for name in names]


@check
def text_that_the_gate_refuses() -> Iterator[Seen]:
    """Every text is in the form in which the register holds texts; what was let in before the gate is to be mended."""
    for model in kinds():
        for entry in model.objects.all():
            as_stored = {name: getattr(entry, name) for name in entry.text_columns()}
            for name, refusal in entry.clean_texts().items():
                yield ERROR, entry, f"{name}: {' '.join(refusal.messages)}"
            for name, text in as_stored.items():
                if getattr(entry, name) != text:
                    yield WARNING, entry, f"{name}: not in the form of the register (NFC, single blanks): save it again"


@check
def text_decoded_wrongly() -> Iterator[Seen]:
    """A text that looks like UTF-8 read as Windows-1252, or in which signs were lost, is worth a look."""
    for model in kinds():
        for entry in model.objects.all():
            for name, why in entry.misread_texts():
                yield WARNING, entry, f"{name}: {why}"


@check
def seed_line_elsewhere() -> Iterator[Seen]:
    """Every line of the page from which the project started has its place, and the places exist."""
    for line in SeedLine.objects.all():
        if not line.represented_in and not line.note:
            yield WARNING, line, "is represented nowhere, and no note says why"
        for reference in line.represented_in.split():
            model, pk = record_named(reference)
            if not model.objects.filter(pk=pk).exists():
                yield ERROR, line, f"names {reference}, which does not exist"
