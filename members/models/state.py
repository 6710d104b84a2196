"""States, with their names today and before."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from iom_portal.records.dates.validity import CERTAIN, HOLDS
from iom_portal.records.models.facts import Record, Spell
from iom_portal.records.models.kind import Kind, Linked, Search
from iom_portal.records.page_address import PageAddress
from iom_portal.records.text import fold

from ..querysets import FormerNameQuerySet, StateQuerySet
from .standing import FORMER, Standing, StandingOn, certainty_in, name_of, standing_of

if TYPE_CHECKING:
    from .membership import Membership


class State(Record):
    """A State with its UN names and codes. Its id is the ISO 3166-1 code of three letters."""

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
            "intermediate_region capital wikidata sources evidence note"
        },
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
    sort_key = models.CharField(max_length=120, editable=False, blank=True, db_index=True)

    objects: ClassVar = StateQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.name_en

    @property
    def caption(self) -> str:
        return self.intermediate_region or self.subregion

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
        return certainty_in(self.standing_on(day), status)

    def _spells_as(self, status: str) -> "list[Membership]":
        either = status in (self.Standing.EITHER, self.Standing.NEITHER)
        return [spell for spell in self.memberships.all() if either or spell.status == status]

    def spell_as(self, status: str, day: date) -> "Membership | None":
        """Return the spell by which the State has a status (or either) on `day`, the certain one first, or None."""
        spells = [spell for spell in self._spells_as(status) if spell.certainty_on(day)]
        return min(spells, key=lambda spell: spell.certainty_on(day) != CERTAIN, default=None)

    def last_spell_as(self, status: str, day: date) -> "Membership | None":
        """Return the last spell, begun by `day`, by which the State had a status (or either), or None."""
        spells = [spell for spell in self._spells_as(status) if HOLDS.begun.certainty(spell, day)]
        return max(spells, key=lambda spell: spell.end_latest, default=None)

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
        return name_of(self.name_en, [(name.name_en, name.certainty_on(day)) for name in self.former_names.all()])


def _status_of(standing: str) -> str:
    """Return the status of the spells that bear on a standing: that of the former is the one that they had."""
    return FORMER[Standing(standing)] if standing in FORMER else standing


class FormerName(Spell):
    """A name that a State bore before, with the last day on which it did."""

    about = Kind(
        resource="former-names",
        page=PageAddress.place("state-detail", "state__slug"),
        listed_by=("name_en", "name_fr", "name_es"),
        search=Search(names=("name_en", "name_fr", "name_es"), context=("state",), former="formerly"),
        linked=Linked("schema:PropertyValue"),
        digest_forms={1: "state name_en name_fr name_es start end sources evidence note"},
    )
    of_the_organization = False

    state = models.ForeignKey(
        State, models.PROTECT, related_name="former_names", help_text="The State that bore the name."
    )
    name_en = models.CharField("name in English", max_length=100, help_text="The name that it bore, in English.")
    name_fr = models.CharField("name in French", max_length=100, blank=True, help_text="Empty: not known here.")
    name_es = models.CharField("name in Spanish", max_length=100, blank=True, help_text="Empty: not known here.")

    objects: ClassVar = FormerNameQuerySet.as_manager()

    class Meta(Spell.Meta):
        pass

    def __str__(self) -> str:
        return self.name_en

    @property
    def subject(self) -> State:
        return self.state

    def id_stem(self) -> str:
        return f"{(self.state_id or 'state').lower()}-name"
