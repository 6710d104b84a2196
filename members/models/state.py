"""States, and the spells of their membership."""

from dataclasses import replace
from datetime import date
from typing import ClassVar, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models

from iom_portal.records.dates.fields import PartialDateField, bound
from iom_portal.records.dates.validity import CERTAIN, HOLDS
from iom_portal.records.models.facts import Lasting, Spell
from iom_portal.records.models.kind import Compared, Kind, Linked, Search, Words
from iom_portal.records.page_address import PageAddress
from iom_portal.records.text import fold

from ..places import place_outside
from ..querysets import NOTIFIED, MembershipQuerySet, StateQuerySet
from .standing import FORMER, Standing, StandingOn, begun_by, certainty_in, name_of, standing_of


class StatusOnDay(NamedTuple):
    """A status that a State has on a day, the certainty of that, and the spell by which it has it."""

    status: str
    certainty: str
    spell: "Membership"


class State(Lasting):
    """A State with its UN names and codes, and since when it is one. Its id is the ISO 3166-1 code of three letters.

    Where its start is not known it is a State of today: certainly one now, and possibly on any day before.
    """

    about = Kind(
        resource="states",
        page=PageAddress("state-detail", "slug"),
        listed_by=("name_en", "name_fr", "name_es", "formal_en", "formal_fr", "formal_es", "iso2", "capital"),
        search=Search(
            names=("name_en", "name_fr", "name_es", "formal_en", "formal_fr", "formal_es", "iso2", "former_names")
        ),
        nested=("memberships", "former_names"),
        other_names=("former_names",),
        linked=Linked("schema:Country"),
        digest_forms={
            1: "slug iso2 m49 name_en name_fr name_es formal_en formal_fr formal_es region subregion "
            "intermediate_region capital wikidata sources evidence note",
            2: "slug iso2 m49 name_en name_fr name_es formal_en formal_fr formal_es region subregion "
            "intermediate_region capital wikidata start end sources evidence note",
        },
        steps=False,
        outside=place_outside,
    )

    Standing = Standing

    slug = models.SlugField(max_length=80, unique=True, help_text="Its name in the address of its page.")
    iso2 = models.CharField("ISO code of two letters", max_length=2, unique=True, help_text="ISO 3166-1 alpha-2.")
    m49 = models.CharField(
        "UN M49 code",
        max_length=3,
        unique=True,
        help_text="Three digits of the Standard Country or Area Codes of the UN.",
    )
    name_en = models.CharField(
        "short name in English", max_length=100, help_text="The short name that the UN uses, in English."
    )
    name_fr = models.CharField(
        "short name in French", max_length=100, help_text="The short name that the UN uses, in French."
    )
    name_es = models.CharField(
        "short name in Spanish", max_length=100, help_text="The short name that the UN uses, in Spanish."
    )
    formal_en = models.CharField(
        "formal name in English", max_length=150, help_text="The formal name that the UN uses, in English."
    )
    formal_fr = models.CharField(
        "formal name in French", max_length=150, help_text="The formal name that the UN uses, in French."
    )
    formal_es = models.CharField(
        "formal name in Spanish", max_length=150, help_text="The formal name that the UN uses, in Spanish."
    )
    region = models.CharField("UN region", max_length=30, help_text="The region in which UN M49 places it.")
    subregion = models.CharField("UN subregion", max_length=60, help_text="The subregion in which UN M49 places it.")
    intermediate_region = models.CharField(
        "UN intermediate region",
        max_length=60,
        blank=True,
        help_text="The intermediate region in which UN M49 places it. Empty: none.",
    )
    capital = models.CharField(max_length=60, blank=True, help_text="Its capital. Empty: not recorded.")
    wikidata = models.URLField("Wikidata item", blank=True, help_text="The address of its item.")
    start = PartialDateField(
        "exists since",
        help_text="First day on which it was a State: of independence, union or dissolution. Empty: not found; it is a "
        "State of today.",
    )
    end = PartialDateField(
        "existed until", help_text="Last day on which it was a State. Empty: it is one.", is_last_day=True
    )
    sort_key = models.CharField(max_length=120, editable=False, blank=True, db_index=True)

    objects: ClassVar = StateQuerySet.as_manager()

    class Meta(Lasting.Meta):
        ordering = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.name_en

    @property
    def caption(self) -> str:
        return self.intermediate_region or self.subregion

    def dates_in_words(self) -> str:
        """Return nothing: beside its name, its own days would be read as those of its membership."""
        return ""

    @property
    def iso3(self) -> str:
        return self.pk

    def id_stem(self) -> str:
        raise ValidationError({"id": "Give the ISO 3166-1 code of three letters."})

    def clean(self) -> None:
        self.sort_key = fold(self.name_en)
        super().clean()
        if self.pk and not (len(self.pk) == 3 and self.pk.isalpha() and self.pk.isupper()):
            raise ValidationError({"id": "The id of a State is its ISO 3166-1 code: three capital letters."})

    def standing_on(self, day: date) -> StandingOn:
        """Return what the State is on `day` (see standing_of). Prefetch the memberships of many States."""
        return standing_of((spell.status, spell.certainty_on(day)) for spell in self.memberships.all())

    def certainty_as(self, status: str, day: date) -> str | None:
        """Return whether the State has a standing (State.Standing) on `day`: CERTAIN, POSSIBLE or None."""
        if status in FORMER:
            former = FORMER[Standing(status)]
            return CERTAIN if self.last_spell_as(former, day) and not self.spell_as(former, day) else None
        return certainty_in(self.standing_on(day), status, self.certainty_on(day))

    def _spells_as(self, status: str) -> "list[Membership]":
        either = status in (self.Standing.EITHER, self.Standing.NEITHER)
        return [spell for spell in self.memberships.all() if either or spell.status == status]

    def spell_as(self, status: str, day: date) -> "Membership | None":
        """Return the spell by which the State has a status (or either) on `day`, the certain one first, or None."""
        spells = [spell for spell in self._spells_as(status) if spell.certainty_on(day)]
        return min(spells, key=lambda spell: spell.certainty_on(day) != CERTAIN, default=None)

    def statuses_on(self, day: date) -> list[StatusOnDay]:
        """Return what the State is on `day`, as `standing_on` does, each with the spell by which it is that."""
        statuses = []
        for status, certainty in self.standing_on(day):
            spell = self.spell_as(status, day)
            if spell:
                statuses.append(StatusOnDay(status, certainty, spell))
        return statuses

    def last_spell_as(self, status: str, day: date) -> "Membership | None":
        """Return the last spell, begun by `day`, by which the State had a status (or either), or None."""
        return max(begun_by(self._spells_as(status), day), key=lambda spell: spell.end_latest, default=None)

    def spell_of(self, status: str, day: date) -> "Membership | None":
        """Return the spell that tells of a standing on `day`: the one that holds or, of the former, the last."""
        if status in FORMER or status == self.Standing.NEITHER:
            return self.last_spell_as(_status_of(status), day)
        return self.spell_as(status, day)

    def joinings_as(self, status: str, first: date, last: date) -> "list[tuple[Membership, str]]":
        """Return [(spell, certainty)] of those that bear on a standing and began after `first` and up to `last`."""
        joinings = []
        for spell in self._spells_as(_status_of(status)):
            certainty = HOLDS.beginning(spell, first, last)
            if certainty:
                joinings.append((spell, certainty))
        return joinings

    def name_on(self, day: date) -> tuple[str, str]:
        """Return the English name that the State bore on `day`, with the certainty of that (see name_of)."""
        former = [(name.name_en, name.certainty_on(day)) for name in self.former_names.all()]
        return name_of(self.name_en, former, self.certainty_on(day))


def _status_of(standing: str) -> str:
    """Return the status of the spells that bear on a standing: that of the former is the one that they had."""
    return FORMER[Standing(standing)] if standing in FORMER else standing


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


MEMBER = Membership.Status.MEMBER
OBSERVER = Membership.Status.OBSERVER

STATUS_WORDS = {  # how the spells of a status are spoken of
    MEMBER: replace(Membership.about.words, begins="joined", ends="left"),
    OBSERVER: replace(Membership.about.words, begins="became an observer", ends="ceased to be one"),
}
