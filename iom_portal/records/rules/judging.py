"""Asking the rules: as a record is saved, as a revision closes, after it, and over the whole register."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.signals import pre_save

from ..models.entry import Entry
from ..models.revising import revision_closing
from ..models.rule_exception import RuleException
from .register_rules import ERROR, Breach, Ids, RegisterRule, WhenWritten, register_rules

BREACHES_NAMED = 20  # breaches that one message names

Touched = Mapping[Any, set[str]]  # {kind: ids of what a revision changes}


class RulesBroken(ValidationError):
    """What is about to be written breaks rules. `breaches` lists every one of them."""

    def __init__(self, breaches: list[Breach], messages: Any) -> None:
        self.breaches = breaches
        super().__init__(messages, code="rule")

    @classmethod
    def in_record(cls, breaches: list[Breach]) -> "RulesBroken":
        """Return the error of one record, whose messages stand by field."""
        messages_by_field: dict[str, list[ValidationError]] = defaultdict(list)
        for breach in breaches:
            error = ValidationError(breach.message, code="rule")
            messages_by_field[breach.field or NON_FIELD_ERRORS].append(error)
        return cls(breaches, dict(messages_by_field))

    @classmethod
    def in_revision(cls, breaches: list[Breach]) -> "RulesBroken":
        """Return the error of a revision, whose messages name the records."""
        messages = [f"{breach.record.kind} “{breach.record.pk}”: {breach.message}" for breach in breaches]
        if len(messages) > BREACHES_NAMED:
            messages = [*messages[:BREACHES_NAMED], f"and {len(messages) - BREACHES_NAMED} more."]
        return cls(breaches, messages)


class Finding(NamedTuple):
    """What the audit finds. record: kind:id of what it is about."""

    level: str
    rule: str
    record: str
    text: str

    def __str__(self) -> str:
        return f"{self.level}: {self.record}: {self.text} [{self.rule}]"


def audit() -> list[Finding]:
    """Return what breaks a rule in the whole register, errors first, but for the exceptions that were made.

    Each rule costs a fixed number of queries for a kind.
    """
    breaches: list[Breach] = []
    for rule in register_rules():
        for model in rule.models:
            breaches += rule.breaches(model)
    findings = [
        Finding(breach.rule.level, breach.rule.name, breach.reference, breach.text)
        for breach in without_excepted(breaches)
    ]
    return sorted(findings, key=lambda finding: finding.level != ERROR)


def warnings_of(touched: Touched) -> list[Breach]:
    """Return what an editor is warned of who changed these records: nothing that refuses them."""
    return _broken(touched, [rule for rule in register_rules() if rule.when_written == WhenWritten.WARNED])


def without_excepted(breaches: Iterable[Breach]) -> list[Breach]:
    """Return the breaches but for those of which an exception was made: one query, and none where there are none."""
    listed = list(breaches)
    if not any(breach.rule.has_exceptions for breach in listed):
        return listed
    excepted = RuleException.objects.pairs({breach.rule.name for breach in listed})
    return [
        breach
        for breach in listed
        if not breach.rule.has_exceptions or (breach.rule.name, breach.reference) not in excepted
    ]


def _broken(touched: Touched, rules: Iterable[RegisterRule]) -> list[Breach]:
    """Return the breaches of these rules by what was touched, or by what rests on it."""
    breaches: list[Breach] = []
    for rule in rules:
        for model in rule.models:
            keys = _keys_in_question(rule, model, touched)
            if keys is None or keys:
                breaches += rule.breaches(model, keys)
    return without_excepted(breaches)


def _keys_in_question(rule: RegisterRule, model: type[Entry], touched: Touched) -> Ids:
    """Return the ids of the records of a kind that may break a rule since these were touched; None: any of them."""
    keys: set[str] = set()
    if not rule.is_judged_as_saved:
        keys.update(touched.get(model, ()))
    rests_on = Q()
    for other, references in rule.rests_on.items():
        touched_ids = touched.get(other)
        if not touched_ids:
            continue
        if not references:
            return None
        for reference in references:
            if reference.split("__")[0] in model.column_names():
                rests_on |= Q(**{f"{reference}__in": touched_ids})
    if rests_on:
        keys.update(model.objects.filter(rests_on).values_list("pk", flat=True))
    return keys | _no_longer_excepted(rule, model, touched)


def _no_longer_excepted(rule: RegisterRule, model: type[Entry], touched: Touched) -> set[str]:
    """Return the ids of the records of a kind that exceptions were about which this revision changes or deletes."""
    ids = touched.get(RuleException)
    if not ids or not rule.has_exceptions:
        return set()
    records = RuleException.history.filter(id__in=ids, rule=rule.name).values_list("record", flat=True)
    named = (record.partition(":") for record in records)
    return {pk for kind, _, pk in named if kind == model.kind}


# What the write path asks


def _refuse_record(sender: type[models.Model], instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
    """Refuse to save a record that breaks a rule by itself. Raises RulesBroken."""
    if raw or not isinstance(instance, Entry):
        return
    breaches: list[Breach] = []
    for rule in register_rules():
        if rule.is_judged_as_saved and rule.is_about(type(instance)):
            breaches += rule.breaches_of(instance)
    left = without_excepted(breaches)
    if left:
        raise RulesBroken.in_record(left)


def _refuse_revision(sender: type, touched: Touched, **kwargs: Any) -> None:
    """Refuse a revision after which a record breaks a rule together with others. Raises RulesBroken."""
    breaches = _broken(touched, [rule for rule in register_rules() if rule.refuses])
    if breaches:
        raise RulesBroken.in_revision(breaches)


def connect_rules() -> None:
    """Have the write path ask the rules. Calling it again changes nothing."""
    pre_save.connect(_refuse_record, dispatch_uid="refuse_record")
    revision_closing.connect(_refuse_revision, dispatch_uid="refuse_revision")
