"""Revisions: everything saved in one request or command is one revision, numbered at commit.

There is one write path. A record is saved or deleted inside `with revising(...)`, which opens a transaction, gives
every history row to one Revision and, just before the commit and under a lock on the Register row, numbers it and
gives it its hash (chain.py). So numbers follow the order of commits, and a rolled back transaction leaves no number
behind.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils import timezone

from ..chain import hash_of_revision, lines_of, rows_of_revisions
from ..text_gate import UnfitText, through_gate
from .revision import Register, Revision
from .written_rows import WrittenRows

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_work: "ContextVar[Work | None]" = ContextVar("work", default=None)

revision_closing = Signal()  # a revision is about to be numbered. work: the Work, touched: {model: ids} of it


class RevisionRequired(RuntimeError):
    """A record was written outside `revising()`, or in a way that leaves no history."""


class Work:
    """The revision under way in this context: who, why, and which records it has touched so far."""

    def __init__(self, by: "User | None", reason: str, origin: str) -> None:
        self.by, self.reason, self.origin = by, reason, origin
        self.revision: Revision | None = None
        self.touched: dict[type[models.Model], set[str]] = {}
        self.answered: set[str] = set()  # ids of citations of which somebody said that they hold for what was changed
        self.written: set[type[models.Model]] = set()  # the models of history in which it has rows

    def revision_under_way(self) -> Revision:
        """Return the Revision to which history rows are tied. It is made at the first change: no change makes none."""
        if self.revision is None:
            self.revision = Revision.objects.create(made_by=self.by, origin=self.origin)
        return self.revision

    def touch(self, entry: models.Model) -> None:
        self.touched.setdefault(type(entry), set()).add(entry.pk)

    def answer(self, citation: models.Model) -> None:
        """Note that a citation of a whole row holds for what this revision changes in it."""
        self.answered.add(citation.pk)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Make what is saved inside part of the revision or, where an exception ends the block, nothing of it."""
        revision, answered, written = self.revision, set(self.answered), set(self.written)
        touched = {model: set(keys) for model, keys in self.touched.items()}
        try:
            with transaction.atomic():
                yield
        except BaseException:
            self.revision, self.touched, self.answered, self.written = revision, touched, answered, written
            raise

    def close(self) -> None:
        """Have those who listen check and index what was touched, then number the revision. Raises ValidationError."""
        if self.revision is None:
            return
        if not self.reason.strip():
            raise ValidationError("Say why: a change of the register needs a reason.", code="reason_required")
        try:
            reason = through_gate(self.reason, lines=True)
        except UnfitText as error:
            raise ValidationError(f"The reason cannot stand as it is. {error}", code="unfit_text") from error
        revision_closing.send(sender=type(self), work=self, touched=self.touched)
        register = Register.objects.select_for_update().get_or_create(pk=1)[0]
        now = timezone.now()
        if register.last_made_at and now <= register.last_made_at:
            now = register.last_made_at + timedelta(microseconds=1)
        revision = self.revision
        revision.number, revision.made_at, revision.reason = register.last_revision + 1, now, reason
        rows = rows_of_revisions(self.written, DEFAULT_DB_ALIAS, revision).get(revision.pk, [])
        revision.hash = hash_of_revision(
            register.last_hash, revision.number, now, revision.origin, revision.reason, rows
        )
        revision.save()
        WrittenRows.objects.create(revision=revision, lines=lines_of(rows))
        register.last_revision, register.last_made_at, register.last_hash = revision.number, now, revision.hash
        register.save()


@contextmanager
def revising(*, by: "User | None" = None, reason: str = "", origin: str = Revision.Origin.SHELL) -> Iterator[Work]:
    """Make everything that is saved inside one revision: all of it, or nothing.

    by: the user who makes it, or None for a command. reason: why, in the editor's words; it may also be set on the
    yielded Work before the block ends, and must not be empty then. Inside another `revising` it joins that one.
    Raises ValidationError at the end of the block when the reason or a record's citation is missing.
    """
    outer = _work.get()
    if outer is not None:
        yield outer
        return
    with transaction.atomic():
        work = Work(by, reason, origin)
        token = _work.set(work)
        try:
            yield work
            work.close()
        finally:
            _work.reset(token)


def require_revision(what: str = "A record") -> Work:
    """Return the Work under way. Raises RevisionRequired outside `revising()`."""
    work = _work.get()
    if work is None:
        raise RevisionRequired(
            f"{what} is only written inside “with revising(reason=…)”, so that history knows when and why."
        )
    return work


def editor(instance: models.Model, request: HttpRequest | None = None, **kwargs: Any) -> "User | None":
    """Return whom simple-history writes beside a history row: the maker of the revision under way."""
    work = _work.get()
    return work.by if work else None
