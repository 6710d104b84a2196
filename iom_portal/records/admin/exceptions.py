"""Making an exception to the rules that a submit broke, with its reason and source, in the same revision."""

from collections.abc import Iterable
from typing import NamedTuple, cast

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest

from ..models import Citation, RuleException, Source
from ..rules.judging import RulesBroken
from ..rules.register_rules import rules_by_name
from .writing import Refused

PERMISSIONS = ("records.add_ruleexception", "records.add_citation")


class Exempted(NamedTuple):
    """A rule, by its name, and a record, as kind:id, of which an exception is to be made."""

    rule: str
    record: str


def may_make_exceptions(request: HttpRequest) -> bool:
    """Return whether the user of a request may override a rule."""
    return cast(User, request.user).has_perms(PERMISSIONS)  # the admin lets nobody in who has not logged in


def exceptions_wanted(refusal: Refused | None) -> list[Exempted]:
    """Return what exceptions would let a refused submit pass; [] where none would."""
    if refusal is None or not isinstance(refusal.error, RulesBroken):
        return []
    breaches = refusal.error.breaches
    if not all(breach.rule.has_exceptions for breach in breaches):
        return []
    return sorted({Exempted(breach.rule.name, breach.reference) for breach in breaches})


def wanted_as_text(wanted: Iterable[Exempted]) -> str:
    """Return exceptions wanted as the text that a form carries."""
    return " ".join(f"{exempted.rule}={exempted.record}" for exempted in wanted)


def read_wanted(text: str) -> list[Exempted]:
    """Return the exceptions wanted that a form carries. Raises ValidationError for what names no such rule."""
    wanted = []
    for part in text.split():
        name, _, record = part.partition("=")
        rule = rules_by_name().get(name)
        if rule is None or not rule.has_exceptions or not record:
            raise ValidationError(f"“{part}” names no rule with exceptions and a record.")
        wanted.append(Exempted(name, record))
    return wanted


def make_exceptions(request: HttpRequest, wanted: Iterable[Exempted], why: str, source: Source) -> None:
    """Save the exceptions with their source, in the revision under way. Raises PermissionDenied."""
    if not may_make_exceptions(request):
        raise PermissionDenied
    for exempted in wanted:
        exception = RuleException(rule=exempted.rule, record=exempted.record, why=why)
        exception.save()
        content_type = ContentType.objects.get_for_model(RuleException)
        Citation(content_type=content_type, object_id=exception.pk, source=source, position=1).save()
