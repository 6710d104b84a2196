"""Organs, subsidiary bodies and offices, what they do, and their sessions."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from iom_portal.records.models.facts import Occurrence, Spell
from iom_portal.records.models.kind import Compared, Kind, Linked, Search, Words
from iom_portal.records.page_address import PageAddress

from ..querysets import OrganPartQuerySet, OrganQuerySet, SessionQuerySet


class Organ(Spell):
    """A principal organ, a subsidiary body or an office, between its first and its last day."""

    about = Kind(
        resource="organs",
        page=PageAddress("organ-detail", "slug"),
        listed_by=("name_en", "name_fr", "name_es", "composition", "legal_basis"),
        search=Search(names=("name_en", "name_fr", "name_es")),
        nested=("functions", "posts"),
        words=Words(in_force="exists"),
        linked=Linked(
            "org:OrganizationalUnit",
            also=("schema:Organization",),
            dates={"start": "foundingDate", "end": "dissolutionDate"},
            relation="unit_of",
        ),
        digest_forms={
            1: "slug name_en name_fr name_es kind_of_organ parent composition meetings officers "
            "legal_basis predecessor successor start end sources evidence note"
        },
        telling=3,
        compared=(Compared("Organs", 5, "set up", "ended"),),
    )

    class KindOfOrgan(models.TextChoices):
        PLENARY = "plenary_organ", "Plenary organ"
        PRINCIPAL = "principal_organ", "Principal organ"
        SUBSIDIARY = "subsidiary_body", "Subsidiary body"
        OFFICE = "office", "Office"
        OFFICERS = "officers", "Officers"
        UN_BODY = "un_body", "Body of the United Nations"

    slug = models.SlugField(max_length=80, unique=True, help_text="Its name in the address of its page.")
    name_en = models.CharField("name in English", max_length=150, help_text="Its name in English.")
    name_fr = models.CharField(
        "name in French", max_length=150, blank=True, help_text="Its name in French. Empty: not found."
    )
    name_es = models.CharField(
        "name in Spanish", max_length=150, blank=True, help_text="Its name in Spanish. Empty: not found."
    )
    kind_of_organ = models.CharField("kind", max_length=15, choices=KindOfOrgan, help_text="What kind of body it is.")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="subsidiaries",
        help_text="The organ to which it belongs.",
    )
    composition = models.TextField(blank=True, help_text="Who sits in it.")
    meetings = models.TextField("sessions", blank=True, help_text="How often it meets, and its numbered sessions.")
    officers = models.TextField(blank=True, help_text="Who presides over it.")
    legal_basis = models.CharField(max_length=200, blank=True, help_text="The provision that it rests on.")
    predecessor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", help_text="The organ that it followed."
    )
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", help_text="The organ that followed it."
    )

    objects: ClassVar = OrganQuerySet.as_manager()

    class Meta(Spell.Meta):
        pass

    def __str__(self) -> str:
        return self.name_en

    @property
    def of_the_organization(self) -> bool:
        return self.kind_of_organ != self.KindOfOrgan.UN_BODY

    @property
    def name(self) -> str:
        return self.name_en

    def clean(self) -> None:
        super().clean()
        seen, above = {self.pk}, self.parent_id
        while above:
            if above in seen:
                raise ValidationError({"parent": "An organ cannot stand above itself."})
            seen.add(above)
            above = Organ.objects.filter(pk=above).values_list("parent", flat=True).first()


class OrganFunction(Spell):
    """What an organ does, with the article that says so."""

    about = Kind(
        resource="organ-functions",
        page=PageAddress.place("organ-detail", "organ__slug"),
        listed_by=("function", "article"),
        search=Search(context=("organ",)),
        linked=Linked("schema:DefinedTerm", members={"function": "schema:name", "number": "schema:position"}),
        digest_forms={1: "organ number function article wording start end sources evidence note"},
    )

    organ = models.ForeignKey(
        Organ, models.PROTECT, related_name="functions", help_text="The organ whose function it is."
    )
    number = models.PositiveSmallIntegerField(help_text="Its place among the functions of the organ, from 1.")
    function = models.TextField(help_text="What the organ does.")
    article = models.CharField(max_length=80, blank=True, help_text="The provision that says so.")
    wording = models.CharField(
        "remark on the wording", max_length=60, blank=True, help_text="From when or to when the provision read so."
    )

    objects: ClassVar = OrganPartQuerySet.as_manager()

    class Meta(Spell.Meta):
        ordering = ["organ", "number"]
        constraints = [
            *Spell.Meta.constraints,
            models.UniqueConstraint(fields=["organ", "number"], name="organ_functions_are_numbered_once"),
        ]

    def __str__(self) -> str:
        return self.function


class Session(Occurrence):
    """A session of the Council or of the Committee before it."""

    about = Kind(
        resource="sessions",
        page=PageAddress.place("session-list"),
        listed_by=("body", "number", "place", "result"),
        search=Search(context=("organ",)),
        linked=Linked(
            "schema:Event",
            members={"organ": "schema:organizer", "number": "schema:position"},
            dates={"start": "startDate", "end": "endDate"},
            relation="about",
        ),
        digest_forms={1: "organ body number kind_of_session place result start end sources evidence note"},
        telling=7,
    )

    class KindOfSession(models.TextChoices):
        REGULAR = "regular", "Regular session"
        SPECIAL = "special", "Special session"

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="sessions", help_text="The organ that met.")
    body = models.CharField(max_length=40, help_text="What the body was called: PICMME, ICEM, Council.")
    number = models.CharField(max_length=10, blank=True, help_text="Empty: not stated in the sources read.")
    kind_of_session = models.CharField(
        "kind", max_length=7, choices=KindOfSession, help_text="Whether it was a regular or a special session."
    )
    place = models.CharField(max_length=60, blank=True, help_text="Where it was held. Empty: not found.")
    result = models.CharField(max_length=200, blank=True, help_text="What came of it.")

    objects: ClassVar = SessionQuerySet.as_manager()

    class Meta(Occurrence.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.body}, session {self.number}" if self.number else f"{self.body}, {self.start.words()}"

    @property
    def of_the_organization(self) -> bool:
        return True
