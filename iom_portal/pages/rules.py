"""The page of the rules of the register, and of the exceptions that were made to them."""

from collections import defaultdict
from typing import Any, NamedTuple

from iom_portal.records.filtering.filtersets import filterset_of
from iom_portal.records.models import RuleException
from iom_portal.records.models.entry import Entry
from iom_portal.records.rules.register_rules import RegisterRule, register_rules
from iom_portal.records.web.views import RegisterList

from .references import read_references, records_by_reference

SEVERAL = 6  # kinds: a rule about more of them is one that all facts share


class ExceptionLine(NamedTuple):
    """An exception, and the record that it is made for; None where there is none of that id."""

    exception: RuleException
    record: Entry | None


class RuleEntry(NamedTuple):
    """A rule, the kinds that it is about in words, and the exceptions to it."""

    rule: RegisterRule
    about: str
    exceptions: list[ExceptionLine]


class RuleList(RegisterList):
    """Every rule, with its level, its reason and its exceptions."""

    model = RuleException
    filterset_class = filterset_of(RuleException)
    template_name = "pages/rules.html"
    title = "Rules of the register"
    description = (
        "What every record of this unofficial register of IOM must keep to, each rule with its reason, and the "
        "exceptions that were made, with their sources."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        exceptions: list[RuleException] = list(context["object_list"])
        references = {exception.pk: next(read_references(exception.record), None) for exception in exceptions}
        records = records_by_reference(reference for reference in references.values() if reference)
        lines: dict[str, list[ExceptionLine]] = defaultdict(list)
        for exception in exceptions:
            reference = references[exception.pk]
            record = records.get(reference) if reference else None
            lines[exception.rule].append(ExceptionLine(exception, record))
        context["rules"] = [RuleEntry(rule, _about(rule), lines.pop(rule.name, [])) for rule in register_rules()]
        context["of_former_rules"] = [line for lines_of_one in lines.values() for line in lines_of_one]
        return context


def _about(rule: RegisterRule) -> str:
    """Return the kinds that a rule is about, in words."""
    if Entry in rule.kinds:
        return "all records"
    names = [str(model._meta.verbose_name_plural) for model in rule.models]
    return "all facts" if len(names) > SEVERAL else ", ".join(names)
