"""Revisions: everything saved in one request or command is one revision, numbered at commit.

There is one write path. A record is saved or deleted inside `with revising(...)`, which opens a transaction, gives
every history row to one Revision and, just before the commit and under a lock on the Register row, numbers it. So
numbers follow the order of commits, and a rolled back transaction leaves no number behind.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.signals import post_save, pre_delete, pre_save
from django.dispatch import Signal
from django.utils import timezone
from simple_history.signals import pre_create_historical_record

from .revision import Register, Revision

_work = ContextVar("work", default=None)

revision_closing = Signal()  # touched: {model: ids} of what a revision is about to make so, before it is numbered


class RevisionRequired(RuntimeError):
    """A record was written outside `revising()`, or in a way that leaves no history."""


class Work:
    """The revision under way in this context: who, why, and which records it has touched so far."""

    def __init__(self, by, reason, origin):
        self.by, self.reason, self.origin = by, reason, origin
        self.revision = None
        self.touched = {}

    def revision_under_way(self):
        """The Revision to which history rows are tied. Made at the first change, so that no change makes none."""
        if self.revision is None:
            self.revision = Revision.objects.create(made_by=self.by, origin=self.origin)
        return self.revision

    def touch(self, entry):
        self.touched.setdefault(type(entry), set()).add(entry.pk)

    def close(self):
        """Check what the touched records owe, index them, then number the revision. Raises ValidationError."""
        if self.revision is None:
            return
        if not self.reason.strip():
            raise ValidationError("Say why: a change of the register needs a reason.", code="reason_required")
        self._check_citations()
        revision_closing.send(sender=type(self), touched=self.touched)
        register = Register.objects.select_for_update().get_or_create(pk=1)[0]
        now = timezone.now()
        if register.last_made_at and now <= register.last_made_at:
            now = register.last_made_at + timedelta(microseconds=1)
        register.last_revision += 1
        register.last_made_at = now
        register.save()
        self.revision.number, self.revision.made_at = register.last_revision, now
        self.revision.reason = self.reason.strip()
        self.revision.save()

    def _check_citations(self):
        missing = []
        for model, keys in self.touched.items():
            if model.owes_citation:
                missing += [f"{model.kind} “{pk}”" for pk in model.objects.uncited(keys)]
        if missing:
            listed = ", ".join(sorted(missing)[:20]) + (" and more" if len(missing) > 20 else "")
            raise ValidationError(
                f"Every fact needs a source that supports it. Without one: {listed}.", code="citation_required"
            )


@contextmanager
def revising(*, by=None, reason="", origin=Revision.Origin.SHELL):
    """Everything saved inside is one revision: all of it, or nothing.

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


def require_revision(what="A record"):
    """The Work under way. Raises RevisionRequired outside `revising()`."""
    work = _work.get()
    if work is None:
        raise RevisionRequired(
            f"{what} is only written inside “with revising(reason=…)”, so that history knows when and why."
        )
    return work


def _is_entry(model):
    return getattr(model, "is_register_entry", False)


def _refuse_raw(sender, raw=False, **kwargs):
    if raw and _is_entry(sender):
        raise RevisionRequired("The register is not loaded with loaddata: use “manage.py load_register”.")


def _note_change(sender, instance, **kwargs):
    if _is_entry(sender):
        work = require_revision(f"{sender.kind} “{instance.pk}”")
        work.touch(instance)
        if (owner := instance.owner()) is not None:
            work.touch(owner)


def _tie_to_revision(sender, history_instance, **kwargs):
    work = require_revision()
    history_instance.revision = work.revision_under_way()


def editor(instance, request=None, **kwargs):
    """Whom simple-history writes beside a history row: the maker of the revision under way."""
    work = _work.get()
    return work.by if work else None


def connect():
    pre_save.connect(_refuse_raw, dispatch_uid="refuse_raw")
    post_save.connect(_note_change, dispatch_uid="note_save")
    pre_delete.connect(_note_change, dispatch_uid="note_delete")
    pre_create_historical_record.connect(_tie_to_revision, dispatch_uid="tie_to_revision")
