"""Checks of what no single row can show: rows against each other, and against what sources printed.

Each room registers its own checks in its module `audit`. A check yields Finding for what it sees; an error must be
mended, a warning is worth a look.
"""

from typing import NamedTuple

from django.utils.module_loading import autodiscover_modules

from ..dates.partial_date import day_in_words
from ..kinds import kinds, record_named
from ..models.sources import Citation, SeedLine, Source

ERROR, WARNING = "error", "warning"
_checks = []


class Finding(NamedTuple):
    level: str
    check: str
    record: str
    text: str

    def __str__(self):
        return f"{self.level}: {self.record}: {self.text} [{self.check}]"


def check(function):
    """Register a check: a function without arguments that yields (level, entry or reference, text)."""
    _checks.append(function)
    return function


def audit():
    """All findings of all checks, errors first. Each check costs a fixed number of queries for a kind."""
    autodiscover_modules("audit")
    findings = [
        Finding(level, function.__name__, subject if isinstance(subject, str) else f"{subject.kind}:{subject.pk}", text)
        for function in _checks
        for level, subject, text in function()
    ]
    return sorted(findings, key=lambda finding: finding.level != ERROR)


def life(part, whole, within="organ"):
    """Why the spell or occurrence `part` certainly lies outside the life of the spell `whole`, or ""."""
    last = getattr(part, "end_earliest", None) or part.start_earliest
    if part.start_latest < whole.start_earliest:
        return f"certainly begins before its {within} does ({day_in_words(whole.start_earliest)})"
    if (part.end and last > whole.end_latest) or part.start_earliest > whole.end_latest:
        return f"certainly lasts longer than its {within} ({whole.end.words()})"
    if not part.end and hasattr(part, "end_earliest") and whole.end:
        return f"still runs, but its {within} ended ({whole.end.words()})"
    return ""


@check
def uncited():
    """Every fact needs a source that supports it."""
    for model in kinds():
        if model.owes_citation:
            for pk in model.objects.uncited():
                yield ERROR, f"{model.kind}:{pk}", "no source supports it"


@check
def citation_of_nothing():
    """A citation's record is no foreign key, so the database alone does not hold it."""
    existing = {}
    for citation in Citation.objects.select_related("content_type"):
        model = citation.content_type.model_class()
        if model not in existing:
            existing[model] = set(model.objects.values_list("pk", flat=True)) if model else set()
        if citation.object_id not in existing[model]:
            yield ERROR, citation, f"cites a record that does not exist ({citation.object_id})"


@check
def unused_source():
    """A source that nothing cites is kept, but worth a look."""
    for source in Source.objects.filter(citations=None):
        yield WARNING, source, "no record cites it"


@check
def stale_bounds():
    """The bounds of every partial date are those of its text."""
    for model in kinds():
        names = [name for name in model.partial_dates() if f"{name}_earliest" in model.column_names()]
        for entry in model.objects.all() if names else ():
            stored = _bounds(entry, names)
            entry.set_bounds()
            if _bounds(entry, names) != stored:
                yield ERROR, entry, "its date bounds are not those of its text: save it again"


def _bounds(entry, names):
    return [getattr(entry, f"{name}_{side}") for name in names for side in ("earliest", "latest")]


@check
def seed_line_elsewhere():
    """Every line of the page from which the project started has its place, and the places exist."""
    for line in SeedLine.objects.all():
        if not line.represented_in and not line.note:
            yield WARNING, line, "is represented nowhere, and no note says why"
        for reference in line.represented_in.split():
            model, pk = record_named(reference)
            if not model.objects.filter(pk=pk).exists():
                yield ERROR, line, f"names {reference}, which does not exist"
