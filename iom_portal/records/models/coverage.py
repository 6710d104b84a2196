"""From which day to which the register speaks."""

from datetime import date
from typing import ClassVar

from django.db import models

from ..dates.partial_date import as_day
from ..reading.prepared_queries import PreparedQuery
from .entry import Entry, EntryQuerySet
from .kind import Kind, Linked


class CoverageQuerySet(EntryQuerySet["Coverage"]):
    def days(self) -> "Coverage":
        """Return the one row. Raises Coverage.DoesNotExist in a register that has not been loaded."""
        return self.get(pk="register")

    def both_days(self) -> tuple[date, date] | None:
        """Return (day of establishment, day to which the register is verified), or None where it is not loaded."""
        for established_on, verified_to in _both_days():
            return as_day(established_on), as_day(verified_to)
        return None


_both_days = PreparedQuery(lambda: Coverage.objects.filter(pk="register").as_tuples(["established_on", "verified_to"]))


class Coverage(Entry):
    """From which day to which the register speaks. A later day is marked as carried forward, not established."""

    about = Kind(
        resource="coverage",
        linked=Linked("schema:Dataset"),
        digest_forms={1: "established_on verified_to note"},
    )

    established_on = models.DateField(help_text="The day before which nothing existed.")
    verified_to = models.DateField(help_text="The day to which the register is verified.")
    note = models.TextField(blank=True, help_text="How the two days were settled.")

    objects: ClassVar = CoverageQuerySet.as_manager()

    class Meta(Entry.Meta):
        verbose_name_plural = "coverage"
        constraints = [
            models.CheckConstraint(condition=models.Q(pk="register"), name="one_coverage_only"),
            models.CheckConstraint(
                condition=models.Q(established_on__lte=models.F("verified_to")), name="coverage_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.established_on} to {self.verified_to}"
