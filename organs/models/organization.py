"""The organization as a whole: its names, law, history, attributes, and what sources say and count of it."""

from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from iom_portal.records.dates.fields import PartialDateField, bound
from iom_portal.records.dates.partial_date import FOREVER, PartialDate
from iom_portal.records.dates.phrases import edge
from iom_portal.records.dates.validity import Rule
from iom_portal.records.models.facts import Occurrence, Record, Spell
from iom_portal.records.models.kind import Compared, Kind, Linked, Search, Words, address_term
from iom_portal.records.page_address import PageAddress

from ..querysets import ADOPTED, IN_FORCE, InstrumentQuerySet


class OrganizationName(Spell):
    """A name of the organization, constitutional or in use, in three languages with its acronyms."""

    about = Kind(
        resource="names",
        page=PageAddress.place("organizationname-list"),
        listed_by=("name_en", "acronym_en", "name_fr", "acronym_fr", "name_es", "acronym_es"),
        search=Search(names=("name_en", "acronym_en", "name_fr", "acronym_fr", "name_es", "acronym_es")),
        words=Words(in_force="borne"),
        linked=Linked("schema:PropertyValue", relation="about"),
        digest_forms={
            1: "name_en acronym_en name_fr acronym_fr name_es acronym_es kind_of_name legal_basis start "
            "end sources evidence note"
        },
        telling=1,
        compared=(Compared("Names", 2, "taken", "given up"),),
    )
    exclusive_within = ("kind_of_name",)

    class KindOfName(models.TextChoices):
        CONSTITUTIONAL = "constitutional", "Constitutional name"
        IN_USE = "in use", "Name in use"

    name_en = models.CharField("name in English", max_length=150, help_text="The name in English.")
    acronym_en = models.CharField("acronym in English", max_length=30, help_text="The acronym in English.")
    name_fr = models.CharField(
        "name in French", max_length=150, blank=True, help_text="The name in French. Empty: not found."
    )
    acronym_fr = models.CharField(
        "acronym in French", max_length=30, blank=True, help_text="The acronym in French. Empty: not found."
    )
    name_es = models.CharField(
        "name in Spanish", max_length=150, blank=True, help_text="The name in Spanish. Empty: not found."
    )
    acronym_es = models.CharField(
        "acronym in Spanish", max_length=30, blank=True, help_text="The acronym in Spanish. Empty: not found."
    )
    kind_of_name = models.CharField(
        "kind", max_length=14, choices=KindOfName, help_text="Whether it stood in the law or was merely used."
    )
    legal_basis = models.CharField(max_length=150, blank=True, help_text="What the name rested on, and until when.")

    class Meta(Spell.Meta):
        verbose_name = "name of the organization"
        verbose_name_plural = "names of the organization"

    def __str__(self) -> str:
        return f"{self.name_en} ({self.acronym_en})"

    def id_stem(self) -> str:
        return "name"


class Instrument(Record):
    """A founding resolution, the Constitution, its amendments, an agreement with the United Nations.

    Adoption is not entry into force. What it is on a day (adopted, in force, ceased) follows from its three dates.
    """

    about = Kind(
        resource="instruments",
        page=PageAddress("instrument-detail", "pk"),
        listed_by=("title", "symbol", "adopted_by", "effect", "place"),
        search=Search(names=("title", "symbol")),
        words=Words(
            fields={"adopted_on": "adopted", "in_force_on": "entered into force", "ceased_on": "ceased to be in force"}
        ),
        linked=Linked("schema:CreativeWork", dates={"adopted_on": "dateCreated"}, relation="about"),
        digest_forms={
            1: "title kind_of_instrument adopted_by symbol adopted_on place in_force_on ceased_on "
            "superseded_by remark effect sources evidence note"
        },
        telling=2,
        compared=(
            Compared("Instruments adopted", 3, "adopted"),
            Compared(
                "Instruments in force",
                4,
                "entered into force",
                "ceased",
                rows=lambda rows: rows.exclude(in_force_on=""),
                rule=IN_FORCE,
            ),
        ),
    )
    on_day = ADOPTED

    class KindOfInstrument(models.TextChoices):
        RESOLUTION = "resolution", "Resolution"
        DECISION = "decision", "Decision"
        CONSTITUTION = "constitution", "Constitution"
        AMENDMENT = "amendment", "Amendments to the Constitution"
        AGREEMENT = "agreement", "Agreement"
        UN_RESOLUTION = "un_resolution", "Resolution of the United Nations"

    title = models.CharField(max_length=200, help_text="What it is called.")
    kind_of_instrument = models.CharField(
        "kind", max_length=13, choices=KindOfInstrument, help_text="What kind of instrument it is."
    )
    adopted_by = models.CharField(max_length=150, blank=True, help_text="The body that adopted it.")
    symbol = models.CharField(
        "document symbol", max_length=150, blank=True, help_text="The symbol of the document, such as A/RES/73/195."
    )
    adopted_on = PartialDateField(blank=False, help_text="When it was adopted.")
    adopted_on_earliest = bound()
    adopted_on_latest = bound()
    place = models.CharField(
        "place of adoption", max_length=60, blank=True, help_text="Where it was adopted. Empty: not found."
    )
    in_force_on = PartialDateField(help_text="First day in force. Empty: not recorded, or never entered into force.")
    in_force_on_earliest = bound()
    in_force_on_latest = bound()
    ceased_on = PartialDateField(help_text="Last day in force. Empty: still in force.", is_last_day=True)
    ceased_on_earliest = bound()
    ceased_on_latest = bound()
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", help_text="What took its place."
    )
    remark = models.CharField(
        max_length=100, blank=True, help_text="What its dates do not tell: “as amended”, “non-binding”."
    )
    effect = models.TextField(blank=True, help_text="What it changed.")

    objects: ClassVar = InstrumentQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["adopted_on_earliest", "adopted_on_latest", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(adopted_on_earliest__lte=models.F("adopted_on_latest"))
                & models.Q(adopted_on_earliest__lte=models.F("in_force_on_latest"))
                & models.Q(in_force_on_earliest__lte=models.F("ceased_on_latest")),
                name="instrument_adopted_then_in_force_then_ceased",
                violation_error_message="It is adopted first, then enters into force, then ceases.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def _set_bound(self, name: str, when: PartialDate) -> None:
        super()._set_bound(name, when)
        if name in ("in_force_on", "ceased_on") and not when:
            setattr(self, f"{name}_earliest", FOREVER if name == "ceased_on" else self.adopted_on_earliest)

    def clean(self) -> None:
        super().clean()
        if not self.set_bounds():
            return
        if self.adopted_on_earliest > self.in_force_on_latest:
            raise ValidationError({"in_force_on": "It cannot be in force before it is adopted."})
        if self.in_force_on_earliest > self.ceased_on_latest:
            raise ValidationError({"ceased_on": "It cannot cease before it is in force."})

    def dates_in_words(self) -> str:
        adopted = f"adopted {self.adopted_on.words()}"
        if not self.in_force_on:
            return adopted
        return f"{adopted}, in force from {edge(self.in_force_on)}"

    def standing_in_words(self, day: date) -> str:
        return self.standing_on(day)

    def standing_on(self, day: date) -> str:
        """Return what it is on `day`, in words derived from its dates, or "" before its adoption."""
        if day < self.adopted_on_earliest:
            return ""
        if day > self.ceased_on_latest:
            return "superseded" if self.superseded_by_id else "no longer in force"
        if not self.in_force_on:
            return "adopted"
        if day < self.in_force_on_earliest:
            return "adopted, not yet in force"
        if day < self.in_force_on_latest:
            return "possibly in force"
        return "in force" if day <= self.ceased_on_earliest else "possibly still in force"


class Event(Occurrence):
    """An event of the organization's history."""

    about = Kind(
        resource="events",
        page=PageAddress("event-detail", "slug"),
        listed_by=("title", "description"),
        search=Search(names=("title",)),
        linked=Linked("schema:Event", dates={"start": "startDate", "end": "endDate"}, relation="about"),
        digest_forms={1: "slug title description category start end sources evidence note"},
        telling=0,
    )

    class Category(models.TextChoices):
        FOUNDING = "founding", "Founding"
        CONSTITUTION = "constitution", "Constitution"
        NAME = "name", "Name"
        SESSION = "session", "Session"
        LEADERSHIP = "leadership", "Leadership"
        MEMBERSHIP = "membership", "Membership"
        OPERATION = "operation", "Operation"
        STRATEGY = "strategy", "Strategy"
        UN_RELATIONS = "un-relations", "Relations with the United Nations"
        ORGAN = "organ", "Organ"
        FINANCE = "finance", "Finance"

    slug = models.SlugField(max_length=100, unique=True, help_text="Its name in the address of its page.")
    title = models.CharField(max_length=150, help_text="What happened, in a few words.")
    description = models.TextField(help_text="What happened, in full.")
    category = models.CharField(max_length=12, choices=Category, help_text="What part of the history it belongs to.")

    class Meta(Occurrence.Meta):
        pass

    def __str__(self) -> str:
        return self.title


class Statement(Record):
    """What a dated source says of the organization as a whole, and how that stands up."""

    about = Kind(
        resource="statements",
        page=PageAddress.place("statement-list"),
        listed_by=("topic", "statement", "assessment"),
        search=Search(),
        linked=Linked("schema:Claim", members={"statement": "schema:text"}, relation="about"),
        digest_forms={1: "on topic statement value unit assessment sources evidence note"},
        is_reported=True,
    )
    on_day = Rule("on", None)

    on = PartialDateField("as of", blank=False, help_text="The day or period of which the source speaks.")
    on_earliest = bound()
    on_latest = bound()
    topic = models.CharField(max_length=60, help_text="What it is about.")
    statement = models.TextField(help_text="What the source says, quoted.")
    value = models.BigIntegerField(null=True, blank=True, help_text="The number in it. Empty: none.")
    unit = models.CharField(max_length=40, blank=True, help_text="What the number counts. Empty: no number.")
    assessment = models.TextField(blank=True, help_text="How the statement stands up against the register.")

    class Meta(Record.Meta):
        ordering = ["on_earliest", "on_latest", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(on_earliest__lte=models.F("on_latest")), name="statement_bounds_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.statement

    @property
    def of_the_organization(self) -> bool:
        return True


class Figure(Record):
    """A number by year: persons moved, budget, staff, offices."""

    about = Kind(
        resource="figures",
        page=PageAddress.place("figure-list"),
        listed_by=("metric", "unit", "year"),
        search=Search(),
        linked=Linked(
            "schema:Observation", members={"about": address_term("schema:observationAbout")}, relation="about"
        ),
        digest_forms={1: "year metric value unit sources evidence note"},
        is_reported=True,
    )
    on_day = Rule("year", None)

    year = PartialDateField(blank=False, help_text="The year of which the number is.")
    year_earliest = bound()
    year_latest = bound()
    metric = models.CharField(max_length=80, help_text="What was counted.")
    value = models.BigIntegerField(help_text="The number.")
    unit = models.CharField(max_length=30, help_text="In what it was counted: persons, US dollars, offices.")

    class Meta(Record.Meta):
        ordering = ["year_earliest", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(year_earliest__lte=models.F("year_latest")), name="figure_bounds_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.metric}, {self.year}: {self.value} {self.unit}"

    @property
    def of_the_organization(self) -> bool:
        return True

    def clean(self) -> None:
        super().clean()
        if "/" in self.year or len(PartialDate(self.year)) != 4:
            raise ValidationError({"year": "A figure is of one year, such as 2014."})


class Attribute(Spell):
    """The seat, the languages, the legal personality, the status towards the United Nations."""

    about = Kind(
        resource="attributes",
        page=PageAddress.place("attribute-list"),
        listed_by=("attribute", "value"),
        search=Search(),
        linked=Linked("schema:PropertyValue", members={"attribute": "schema:propertyID"}, relation="about"),
        digest_forms={1: "attribute value start end sources evidence note"},
        compared=(Compared("Attributes", 10, "began", "ended"),),
    )

    attribute = models.CharField(
        max_length=60, help_text="Which attribute: headquarters, official languages and so on."
    )
    value = models.CharField(max_length=150, help_text="What it was in that time.")

    class Meta(Spell.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.attribute}: {self.value}"
