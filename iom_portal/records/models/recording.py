"""What happens when a record is saved or deleted: it is tied to the revision under way, or refused outside of one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import post_save, pre_delete, pre_save
from simple_history.signals import pre_create_historical_record

from .entry import Entry
from .rechecking import require_sources
from .revising import RevisionRequired, Work, require_revision, revision_closing
from .revision import Revised

FACTS_NAMED = 20  # records without a source that one message names


def _refuse_raw(sender: type[models.Model], raw: bool = False, **kwargs: Any) -> None:
    if raw and issubclass(sender, Entry):
        raise RevisionRequired("The register is not loaded with loaddata: use “manage.py load_register”.")


def _note_change(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    if not isinstance(instance, Entry):
        return
    work = require_revision(f"{instance.kind} “{instance.pk}”")
    work.touch(instance)
    owner = instance.owner()
    if owner is not None:
        work.touch(owner)


def _tie_to_revision(sender: type[models.Model], history_instance: Revised, **kwargs: Any) -> None:
    work = require_revision()
    history_instance.revision = work.revision_under_way()
    work.written.add(type(history_instance))


def _check_citations(sender: type, touched: dict[type[Entry], set[str]], **kwargs: Any) -> None:
    """Refuse a revision that leaves a fact without a source that supports it."""
    missing = []
    for model, keys in touched.items():
        if model.owes_citation:
            missing += [f"{model.kind} “{pk}”" for pk in model.objects.uncited(keys)]
    if missing:
        listed = ", ".join(sorted(missing)[:FACTS_NAMED])
        more = " and more" if len(missing) > FACTS_NAMED else ""
        raise ValidationError(
            f"Every fact needs a source that supports it. Without one: {listed}{more}.", code="citation_required"
        )


def _recheck_citations(sender: type, work: Work, **kwargs: Any) -> None:
    require_sources(work)


def connect() -> None:
    """Have Django and simple-history call the functions of this module. Calling it again changes nothing."""
    pre_save.connect(_refuse_raw, dispatch_uid="refuse_raw")
    post_save.connect(_note_change, dispatch_uid="note_save")
    pre_delete.connect(_note_change, dispatch_uid="note_delete")
    pre_create_historical_record.connect(_tie_to_revision, dispatch_uid="tie_to_revision")
    revision_closing.connect(_recheck_citations, dispatch_uid="recheck_citations")
    revision_closing.connect(_check_citations, dispatch_uid="check_citations")
