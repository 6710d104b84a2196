"""Exceptions to rules: which record may break which rule, and why."""

from collections.abc import Collection
from typing import ClassVar

from django.db import models

from ..page_address import PageAddress
from .entry import EntryQuerySet
from .facts import Record
from .kind import Kind, Linked, Search


class RuleExceptionQuerySet(EntryQuerySet["RuleException"]):
    def pairs(self, rules: Collection[str]) -> set[tuple[str, str]]:
        """Return {(name of the rule, record as kind:id)} of the exceptions to these rules."""
        return set(self.filter(rule__in=rules).order_by().values_list("rule", "record"))


class RuleException(Record):
    """That a record may break a rule of the register, with the reason and the source. It is no Python exception."""

    about = Kind(
        resource="rule-exceptions",
        page=PageAddress.place("rule-list"),
        listed_by=("rule", "record", "why"),
        search=Search(),
        linked=Linked("schema:Statement", members={"why": "schema:description"}),
        digest_forms={2: "rule record why sources evidence note"},
    )

    rule = models.CharField(max_length=60, help_text="The name of the rule that is not kept.")
    record = models.CharField(
        max_length=200, help_text="The record that may break it, as kind:id, such as “organ:ORG-DG”."
    )
    why = models.TextField(help_text="Why the record is right although it breaks the rule.")

    objects: ClassVar = RuleExceptionQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = "exception to a rule"
        verbose_name_plural = "exceptions to rules"
        ordering = ["rule", "record", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "record"],
                name="one_exception_to_a_rule_for_a_record",
                violation_error_message="There is an exception to this rule for this record already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.record}"

    def id_stem(self) -> str:
        return "exception"
