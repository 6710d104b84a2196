"""Queries about strategies. Commitments and objectives hold as long as the framework that states them."""

from datetime import date
from typing import Self

from iom_portal.records.dates.validity import Rule
from iom_portal.records.models.entry import EntryQuerySet, Row

WITH_ITS_FRAMEWORK = Rule("start", "end", via="framework__")


class FrameworkPartQuerySet(EntryQuerySet[Row]):
    """Queries about what a framework states: commitments and objectives."""

    def for_page(self, day: date | None) -> Self:
        return self.with_citations().select_related("framework")


class ObjectiveQuerySet(FrameworkPartQuerySet[Row]):
    """Queries about objectives."""

    def for_page(self, day: date | None) -> Self:
        return super().for_page(day).select_related("theme")
