"""The spells of membership: from when to when a State was a member or an observer."""

from dataclasses import replace
from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from iom_portal.records.dates.fields import PartialDateField, bound
from iom_portal.records.models.facts import Spell
from iom_portal.records.models.kind import Compared, Kind, Linked, Search, Words
from iom_portal.records.page_address import PageAddress

from ..querysets import NOTIFIED, MembershipQuerySet
from .state import State

_BOUNDS = ["start_earliest", "start_latest", "end_earliest", "end_latest"]


class Membership(Spell):
    """A spell of a State as member or as observer. A State may have many."""

    about = Kind(
        resource="memberships",
        page=PageAddress.place("state-detail", "state__slug"),
        listed_by=("state_id", "basis"),
        search=Search(context=("state",)),
        named_after=("state",),
        words=Words(fields={"notified_on": "gave notice of withdrawal"}),
        linked=Linked(
            "org:Membership", members={"state": "org:member", "during": "org:memberDuring"}, relation="organization"
        ),
        digest_forms={1: "state status notified_on basis start end sources evidence note"},
        telling=4,
        compared=(
            Compared("Member States", 0, "joined", "left", rows=lambda rows: rows.filter(status="member")),
            Compared(
                "Observer States",
                1,
                "became an observer",
                "ceased to be one",
                rows=lambda rows: rows.filter(status="observer"),
            ),
        ),
    )
    exclusive_within = ("state",)

    class Status(models.TextChoices):
        MEMBER = "member", "Member State"
        OBSERVER = "observer", "Observer State"

    class Basis(models.TextChoices):
        FOUNDING = "founding", "Founding member"
        ACCESSION = "accession", "Accession"
        REJOINED = "rejoined", "Rejoined"

    state = models.ForeignKey(
        State, models.PROTECT, related_name="memberships", help_text="The State that is a member or observer."
    )
    status = models.CharField(
        max_length=8, choices=Status, help_text="Whether it is a member or an observer in this spell."
    )
    notified_on = PartialDateField("withdrawal notified on", help_text="Notice is not effect: when it gave notice.")
    notified_on_earliest = bound()
    notified_on_latest = bound()
    basis = models.CharField(max_length=9, choices=Basis, blank=True, help_text="How it became a member.")

    objects: ClassVar = MembershipQuerySet.as_manager()

    class Meta(Spell.Meta):
        indexes = [
            models.Index(fields=["start_earliest", "start_latest", "id"], name="membership_order"),
            # These two hold all that is asked of the spells of a State, and of all spells, on a day.
            models.Index(fields=["state", "status", *_BOUNDS], name="membership_state_status"),
            models.Index(fields=["status", "end_latest", *_BOUNDS[:-1], "state"], name="membership_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.state} as {self.status} ({self.start or 'start not found'} to {self.end or 'now'})"

    @property
    def heading(self) -> str:
        return f"{self.state}, {self.get_status_display()}"

    @property
    def subject(self) -> State:
        return self.state

    @property
    def group_title(self) -> str:
        return f"{self.get_status_display()}s"

    @property
    def words(self) -> Words:
        """The words of the kind, with the verbs of its status."""
        return STATUS_WORDS[self.Status(self.status)]

    @classmethod
    def observer_q(cls) -> models.Q:
        """Return the condition of the spells of observers."""
        return models.Q(status=cls.Status.OBSERVER)

    def id_stem(self) -> str:
        return f"{(self.state_id or 'state').lower()}-{self.status or 'spell'}"

    def notice_on(self, day: date) -> str | None:
        """Return whether withdrawal was notified by `day`: CERTAIN, POSSIBLE or None."""
        return NOTIFIED.certainty(self, day) if self.notified_on else None

    def is_leaving_on(self, day: date) -> bool:
        """Return whether withdrawal was certainly notified by `day` and may not have come yet."""
        return bool(self.notified_on) and self.notified_on_latest <= day <= self.end_latest

    def clean(self) -> None:
        super().clean()
        if self.status == self.Status.OBSERVER and self.basis:
            raise ValidationError(
                {"basis": "The basis says how a State became a member: leave it empty for observers."}
            )


STATUS_WORDS = {  # how the spells of a status are spoken of
    Membership.Status.MEMBER: replace(Membership.about.words, begins="joined", ends="left"),
    Membership.Status.OBSERVER: replace(Membership.about.words, begins="became an observer", ends="ceased to be one"),
}
