"""Strategies between two days, the four commitments, and the twelve objectives with their themes."""

from typing import ClassVar

from django.db import models

from iom_portal.records.dates.fields import PartialDateField
from iom_portal.records.models.facts import Record, Spell
from iom_portal.records.models.kind import Compared, Kind, Linked, Search, Words
from iom_portal.records.page_address import PageAddress

from .querysets import WITH_ITS_FRAMEWORK, FrameworkPartQuerySet, ObjectiveQuerySet


class Framework(Spell):
    """A strategy, plan or vision of the organization, from its first to its last day."""

    about = Kind(
        resource="frameworks",
        page=PageAddress("framework-detail", "slug"),
        listed_by=("title", "symbol", "summary", "wording", "action_by"),
        search=Search(names=("title", "symbol")),
        words=Words(in_force="current"),
        linked=Linked("schema:CreativeWork", dates={"action_on": "dateCreated"}, relation="about"),
        digest_forms={
            1: "slug title kind_of_framework symbol action action_on action_by summary wording start end "
            "sources evidence note"
        },
        telling=6,
        compared=(Compared("Strategies", 9, "began", "ended"),),
    )

    slug = models.SlugField(max_length=80, unique=True, help_text="Its name in the address of its page.")
    title = models.CharField(max_length=150, help_text="What it is called.")
    kind_of_framework = models.CharField(
        "kind", max_length=40, help_text="What kind of document it is: strategy, plan, vision."
    )
    symbol = models.CharField(
        "document symbol", max_length=150, blank=True, help_text="The symbol of the document, such as MC/1842."
    )
    action = models.CharField(max_length=60, help_text="What was done with it: adopted, endorsed, presented.")
    action_on = PartialDateField(help_text="When that was done. Empty: not found.")
    action_by = models.CharField(max_length=150, blank=True, help_text="Who did that.")
    summary = models.TextField(blank=True, help_text="What it says, in short.")
    wording = models.TextField("words quoted", blank=True, help_text="Its opening words, verbatim, where quoted.")

    class Meta(Spell.Meta):
        pass

    def __str__(self) -> str:
        return self.title


class Commitment(Record):
    """One of the four lines of action of the mission statement, verbatim."""

    about = Kind(
        resource="commitments",
        page=PageAddress.place("framework-detail", "framework__slug"),
        listed_by=("short_title", "text"),
        search=Search(names=("short_title",), context=("framework",)),
        linked=Linked("schema:CreativeWork", members={"number": "schema:position"}),
        digest_forms={1: "framework number short_title text sources evidence note"},
    )
    on_day = WITH_ITS_FRAMEWORK

    framework = models.ForeignKey(
        Framework, models.PROTECT, related_name="commitments", help_text="The mission statement that holds it."
    )
    number = models.PositiveSmallIntegerField(help_text="Its place in the text, from 1.")
    short_title = models.CharField(max_length=80, help_text="A label of the register, not of the text.")
    text = models.TextField(help_text="Verbatim.")

    objects: ClassVar = FrameworkPartQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["framework", "number"]
        constraints = [models.UniqueConstraint(fields=["framework", "number"], name="commitments_are_numbered_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.short_title}"


class Theme(Record):
    """What an objective is about: an editorial label of the register."""

    about = Kind(
        resource="themes",
        page=PageAddress("objective-list", mark="?theme=", column="slug"),
        listed_by=("name",),
        search=Search(names=("name",)),
        linked=Linked("schema:DefinedTerm"),
        digest_forms={1: "slug name sources evidence note"},
    )

    slug = models.SlugField(max_length=80, unique=True, help_text="Its name in addresses.")
    name = models.CharField(max_length=80, help_text="What the objectives are about.")

    class Meta(Record.Meta):
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Objective(Record):
    """One of the twelve points of the IOM Strategy of 2007, verbatim, with its place in later frameworks."""

    about = Kind(
        resource="objectives",
        page=PageAddress("objective-detail", "number"),
        listed_by=("short_title", "text"),
        search=Search(names=("short_title",), context=("framework", "theme")),
        linked=Linked("schema:CreativeWork", members={"number": "schema:position"}),
        digest_forms={
            1: "framework number short_title theme text map_migof_2015 map_vision_2019 map_plan_2024 "
            "sources evidence note"
        },
    )
    on_day = WITH_ITS_FRAMEWORK

    framework = models.ForeignKey(
        Framework, models.PROTECT, related_name="objectives", help_text="The strategy that holds it."
    )
    number = models.PositiveSmallIntegerField(help_text="Its number in the text, from 1 to 12.")
    short_title = models.CharField(max_length=80, help_text="A label of the register, not of the text.")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="objectives", help_text="What it is about.")
    text = models.TextField(help_text="Verbatim.")
    map_migof_2015 = models.CharField(
        "place in MiGOF (2015)", max_length=40, blank=True, help_text="Editorial: principle or objective."
    )
    map_vision_2019 = models.CharField(
        "place in the Strategic Vision (2019)", max_length=40, blank=True, help_text="Editorial: pillar."
    )
    map_plan_2024 = models.CharField(
        "place in the Strategic Plan (2024)", max_length=40, blank=True, help_text="Editorial: objective."
    )

    objects: ClassVar = ObjectiveQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["framework", "number"]
        constraints = [models.UniqueConstraint(fields=["framework", "number"], name="objectives_are_numbered_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.short_title}"


KINDS = (Framework, Commitment, Theme, Objective)  # in the order in which they are told
