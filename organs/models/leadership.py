"""Posts, the persons who held them, and their terms of office."""

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from iom_portal.records.dates.fields import PartialDateField, bound
from iom_portal.records.dates.partial_date import FOREVER, PartialDate
from iom_portal.records.dates.validity import BEGUN, CERTAIN, POSSIBLE, Days
from iom_portal.records.models.facts import Record, Spell
from iom_portal.records.models.kind import Compared, Kind, Linked, Search, Words
from iom_portal.records.page_address import PageAddress

from ..querysets import HEAD, OrganPartQuerySet, PersonQuerySet, TermQuerySet
from .bodies import Organ


class Post(Spell):
    """A post of an organ. Where it has one seat, one person holds it at a time."""

    about = Kind(
        resource="posts",
        page=PageAddress.place("organ-detail", "organ__slug"),
        listed_by=("title",),
        search=Search(names=("title",), context=("organ",)),
        words=Words(in_force="exists"),
        linked=Linked("org:Post", members={"organ": "org:postIn"}),
        digest_forms={1: "title organ seats start end sources evidence note"},
        compared=(Compared("Posts", 7, "set up", "ended"),),
    )

    title = models.CharField(max_length=100, help_text="What the post is called.")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="posts", help_text="The organ to which it belongs.")
    seats = models.PositiveSmallIntegerField(default=1, help_text="How many hold it at once.")

    objects: ClassVar = OrganPartQuerySet.as_manager()

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(seats__gte=1), name="post_has_a_seat", violation_error_message="It has a seat."
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        stored = Post.objects.filter(pk=self.pk).values_list("seats", flat=True).first()
        if stored and stored != self.seats and self.terms.exists():
            raise ValidationError({"seats": "The post has terms of office: end it and open another with more seats."})


class Person(Record):
    """A person who held, or was elected to, a post."""

    about = Kind(
        resource="people",
        page=PageAddress("person-detail", "slug"),
        listed_by=("name",),
        search=Search(names=("name",), context=("terms",)),
        nested=("terms",),
        linked=Linked(
            "schema:Person",
            members={"nationality": "schema:nationality"},
            dates={"born": "birthDate", "died": "deathDate"},
        ),
        digest_forms={1: "slug name nationality born died sources evidence note"},
        shows_standing=False,
    )

    slug = models.SlugField(max_length=80, unique=True, help_text="The name in the address of the person's page.")
    name = models.CharField(max_length=100, help_text="The name as it is best known.")
    nationality = models.CharField(max_length=2, blank=True, help_text="ISO code of two letters.")
    born = PartialDateField(help_text="Empty: not found.")
    died = PartialDateField(help_text="Empty: living, or not found.")

    objects: ClassVar = PersonQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["id"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    @property
    def caption(self) -> str:
        return ", ".join(dict.fromkeys(term.styled for term in self.terms.all() if term.styled))

    def begun_days(self) -> Days:
        """Return the days by which the first term had begun. Works on the terms at hand."""
        days = [term.begun_days() for term in self.terms.all()]
        possibly = min((possibly for possibly, _ in days), default=FOREVER)
        certainly = min((certainly for _, certainly in days), default=FOREVER)
        return possibly, certainly

    def certainty_on(self, day: date) -> str | None:
        """Return whether a term of the person had begun by `day`. Works on the terms at hand."""
        certainties = {BEGUN.certainty(term, day) for term in self.terms.all()}
        return next((certainty for certainty in (CERTAIN, POSSIBLE) if certainty in certainties), None)


class Term(Spell):
    """A term of office. Election is not entry into office: `elected_on` is kept beside `start`."""

    about = Kind(
        resource="terms",
        page=PageAddress.place("person-detail", "person__slug"),
        listed_by=("styled", "election", "result", "person_id"),
        search=Search(context=("person", "post")),
        named_after=("person", "post"),
        words=Words(begins="took office", ends="left office", in_force="in office"),
        linked=Linked("org:Membership", members={"person": "org:member", "during": "org:memberDuring"}),
        digest_forms={
            1: "person post styled acting elected_on election result term_no start end sources evidence note"
        },
        telling=5,
        compared=(
            Compared("Heads", 6, "took office", "left office", rows=lambda rows: rows.filter(post=HEAD)),
            Compared(
                "Other terms of office", 8, "took office", "left office", rows=lambda rows: rows.exclude(post=HEAD)
            ),
        ),
    )

    person = models.ForeignKey(Person, models.PROTECT, related_name="terms", help_text="Who held the post.")
    post = models.ForeignKey(Post, models.PROTECT, related_name="terms", help_text="The post that was held.")
    styled = models.CharField(max_length=100, blank=True, help_text="How the holder was styled.")
    acting = models.BooleanField(default=False, help_text="Whether the post was held ad interim.")
    elected_on = PartialDateField("elected or appointed on", help_text="Empty: not found.")
    elected_on_earliest = bound()
    elected_on_latest = bound()
    election = models.TextField(blank=True, help_text="The election or appointment, with the votes.")
    result = models.CharField(max_length=100, blank=True, help_text="What came of the election.")
    term_no = models.PositiveSmallIntegerField(
        "number of the term", default=1, help_text="Which of the person's terms in the post it is, from 1."
    )
    sole_seat = models.BooleanField(default=True, editable=False, help_text="Whether the post has one seat.")

    objects: ClassVar = TermQuerySet.as_manager()

    class Meta(Spell.Meta):
        constraints = [
            *Spell.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(elected_on_earliest__lte=models.F("elected_on_latest"))
                & models.Q(elected_on_earliest__lte=models.F("end_latest")),
                name="term_elected_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.styled or self.post}"

    def _set_bound(self, name: str, when: PartialDate) -> None:
        super()._set_bound(name, when)
        if name == "elected_on" and not when:
            self.elected_on_latest = FOREVER

    def exclusion_scope(self) -> dict[str, Any] | None:
        return {"post": self.post_id} if self.sole_seat else None

    def clean(self) -> None:
        post = Post.objects.filter(pk=self.post_id).first() if self.post_id else None
        if post:
            self.sole_seat = post.seats == 1
        super().clean()
        if self.set_bounds() and self.elected_on and self.elected_on_earliest > self.start_latest:
            raise ValidationError({"elected_on": "Nobody takes office before being elected or appointed."})

    def is_elect_on(self, day: date) -> bool:
        """Return whether the person was elected or appointed by `day` and certainly not yet in office."""
        return bool(self.elected_on) and self.elected_on_latest <= day < self.start_earliest
