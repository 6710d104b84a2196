"""Queries about strategies. Commitments and objectives hold as long as the framework that states them."""

from iom_portal.records.dates.validity import Rule
from iom_portal.records.models.entry import EntryQuerySet

WITH_ITS_FRAMEWORK = Rule("start", "end", via="framework__")


class FrameworkPartQuerySet(EntryQuerySet):
    """Commitments and objectives."""

    def for_page(self, day):
        return self.with_citations().select_related("framework")


class ObjectiveQuerySet(FrameworkPartQuerySet):
    def for_page(self, day):
        return super().for_page(day).select_related("theme")
