"""The numbers of members and observers that sources printed."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from iom_portal.records.dates.fields import PartialDateField, bound
from iom_portal.records.dates.partial_date import PartialDate
from iom_portal.records.dates.validity import Rule
from iom_portal.records.models.facts import Record
from iom_portal.records.models.kind import Kind, Linked, Search, address_term
from iom_portal.records.page_address import PageAddress

from ..querysets import PublishedCountQuerySet


class PublishedCount(Record):
    """A number of member or observer States that a source printed."""

    about = Kind(
        resource="published-counts",
        page=PageAddress.place("evidence"),
        listed_by=("wording",),
        search=Search(),
        linked=Linked(
            "schema:Observation", members={"about": address_term("schema:observationAbout")}, relation="about"
        ),
        digest_forms={1: "on printed members observers stale wording sources evidence note"},
        is_reported=True,
    )
    on_day = Rule("on", None)

    on = PartialDateField("of the day", help_text="The day of which it speaks. Empty: undated.")
    printed = PartialDateField(help_text="When it was printed, where the day of which it speaks is not known.")
    on_earliest = bound()
    on_latest = bound()
    members = models.PositiveSmallIntegerField(help_text="Member States.")
    observers = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Observer States. Empty: not given.")
    stale = models.BooleanField(default=False, help_text="Whether it was out of date when printed.")
    wording = models.CharField(max_length=200, blank=True, help_text="The words of the source.")

    objects: ClassVar = PublishedCountQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["on_earliest", "on_latest", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(on_earliest__lte=models.F("on_latest")), name="published_count_bounds_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.members} members, {self.on or f'printed {self.printed}'}"

    @property
    def of_the_organization(self) -> bool:
        return True

    @property
    def heading(self) -> str:
        observers = f" and {self.observers} observers" if self.observers else ""
        when = self.on.words() or f"printed {self.printed.words()}"
        return f"{self.members} members{observers}, {when}"

    def _set_bound(self, name: str, when: PartialDate) -> None:
        """Fill a bound: an undated count takes its place in time from its printing."""
        super()._set_bound(name, when or PartialDate(self.printed))

    def clean(self) -> None:
        super().clean()
        if not self.on and not self.printed:
            raise ValidationError({"on": "Give the day of which it speaks or, failing that, when it was printed."})
