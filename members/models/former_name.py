"""The names that States bore before."""

from typing import ClassVar

from django.db import models

from iom_portal.records.models.facts import Spell
from iom_portal.records.models.kind import Kind, Linked, Search
from iom_portal.records.page_address import PageAddress

from ..querysets import FormerNameQuerySet
from .state import State


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

    @property
    def of_the_organization(self) -> bool:
        return False

    def id_stem(self) -> str:
        return f"{(self.state_id or 'state').lower()}-name"
