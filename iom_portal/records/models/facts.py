"""What every kind of record shares: a permanent id, one write path, history, and, for facts, sources and evidence.

Entry           id, history, validation on every save
  Record        a fact: citations, evidence, note
    Lasting     is there from a start to an end
      Spell     the same of the organization, of a State with it, or of a name: some may not overlap
    Occurrence  happened, and from then on belongs to the record
"""

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models

from ..dates.fields import PartialDateField, bound
from ..dates.partial_date import FOREVER, PartialDate
from ..dates.phrases import happening_in_words, spell_in_words
from ..dates.validity import CERTAIN, HOLDS, POSSIBLE, Days, Rule, within
from .coverage import Coverage
from .entry import Entry, column
from .evidence import Evidence

if TYPE_CHECKING:
    from .sources import Citation


class SourceNumbers(NamedTuple):
    """How many sources support a record, disagree with it, and were not held against it since it changed."""

    supporting: int
    disagreeing: int
    unchecked: int


class Record(Entry):
    """A fact with its sources. Without a citation that supports it, it cannot be saved."""

    owes_citation = True
    _cited: "list[Citation]"  # what `with_citations` brought
    _supporting: int  # what `with_source_numbers` brought
    _disagreeing: int
    _unchecked: int

    evidence = models.CharField(
        max_length=10, choices=Evidence, blank=True, help_text="What kind of evidence the fact rests on."
    )
    note = models.TextField(
        blank=True, help_text="What a reader should know: conflicts, inferences, what was not found."
    )
    citations = GenericRelation("records.Citation", "object_id", "content_type")

    class Meta(Entry.Meta):
        abstract = True

    @property
    def of_the_organization(self) -> bool:
        """Whether it is a part of the organization, so that it cannot have begun before that was founded."""
        return False

    @classmethod
    def to_cited(cls, sources: bool = True) -> "list[models.Prefetch[Any]]":
        citations = cast(Any, cls._meta.get_field("citations").related_model).objects.all()
        if sources:
            citations = citations.prefetch_related("source")
        return [models.Prefetch("citations", citations, "_cited")]

    @property
    def cited(self) -> "list[Citation]":
        """Its citations with their sources, as a list: those that `with_citations` brought, or else read now."""
        if "_cited" not in self.__dict__:
            return list(self.citations.select_related("source"))
        return self._cited

    @property
    def source_numbers(self) -> "SourceNumbers":
        """How many sources say what of it: as `with_source_numbers` brought them, or of `cited`."""
        if "_supporting" in self.__dict__:
            return SourceNumbers(self._supporting, self._disagreeing, self._unchecked)
        supporting: set[str] = set()
        disagreeing: set[str] = set()
        unchecked: set[str] = set()
        for citation in self.cited:
            (supporting if citation.supports else disagreeing).add(citation.source_id)
            if citation.not_rechecked:
                unchecked.add(citation.source_id)
        return SourceNumbers(len(supporting), len(disagreeing), len(unchecked))

    def evidence_of(self, name: str) -> str:
        """Return on what kind of evidence the value of a column rests, by its `cited`; "" if nothing says so.

        That is the best evidence of the citations for this column. One of the whole record has the record's own.
        """
        kinds = [citation.evidence or self.evidence for citation in self.cited if citation.speaks_for(name)]
        known = [evidence for evidence in Evidence.values if evidence in kinds]
        return known[0] if known else self.evidence

    def as_cell(self, name: str) -> str:
        """Return the text of a cell of its row. `sources` lists the sources that simply support it, in their order."""
        if name != "sources":
            return super().as_cell(name)
        plain = [citation for citation in self.cited if citation.is_plain]
        return ";".join(citation.source_id for citation in sorted(plain, key=lambda each: (each.position, each.pk)))

    def certainty_on(self, day: date) -> str | None:
        """Return whether the fact is true on `day`: CERTAIN, POSSIBLE or None. Undated kinds are always certain."""
        return CERTAIN if self.on_day is None else self.on_day.certainty(self, day)


class Lasting(Record):
    """A fact that is there from its start to its end. Both days belong to it."""

    on_day = HOLDS

    start = PartialDateField(help_text="First day on which it held, such as 1985-05-24 or 1967. Empty: not found.")
    end = PartialDateField(help_text="Last day on which it held. Empty: still running.", is_last_day=True)
    start_earliest = bound()
    start_latest = bound()
    end_earliest = bound()
    end_latest = bound()

    class Meta(Record.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start_earliest__lte=models.F("start_latest"))
                & models.Q(end_earliest__lte=models.F("end_latest"))
                & models.Q(start_earliest__lte=models.F("end_latest")),
                name="%(class)s_begins_before_it_ends",
                violation_error_message="It cannot end before it begins.",
            )
        ]

    def dates_in_words(self) -> str:
        return spell_in_words(self.start, self.end)

    def _set_bound(self, name: str, when: PartialDate) -> None:
        super()._set_bound(name, when)
        if name == "end" and not when:
            self.end_earliest = FOREVER
        if name == "end" and not self.start:
            # A start that was not found lies no later than the end; of what still runs, than the day it was verified.
            self.start_latest = self.end_latest if when else self._coverage().verified_to

    def _coverage(self) -> Coverage:
        try:
            return Coverage.objects.days()
        except Coverage.DoesNotExist:
            raise ValidationError(
                {"start": "Without a start it needs the days that the register covers: none yet."}
            ) from None

    def clean(self) -> None:
        super().clean()
        if self.set_bounds() and self.start_earliest > self.end_latest:
            raise ValidationError({"end": f"It cannot end ({self.end}) before it begins ({self.start})."})


class Spell(Lasting):
    """A fact that holds from its start to its end. `end` is the last day on which it held; both days belong to it."""

    @property
    def of_the_organization(self) -> bool:
        return True

    class Meta(Lasting.Meta):
        abstract = True
        ordering = ["start_earliest", "start_latest", "id"]

    def _set_bound(self, name: str, when: PartialDate) -> None:
        super()._set_bound(name, when)
        if name == "start" and not when.earliest and self.of_the_organization:
            self.start_earliest = self._coverage().established_on  # nothing of the organization existed before it

    def clean(self) -> None:
        super().clean()
        if self.set_bounds():
            self._check_overlap()

    def _check_overlap(self) -> None:
        """Refuse two spells of one owner that certainly overlap. On PostgreSQL an exclusion constraint does so too."""
        other = self.certain_overlaps().first()
        if other:
            span = f"{other.start or 'start not found'} to {other.end or 'still running'}"
            raise ValidationError(f"It certainly overlaps “{other.pk}” ({span}).", code="overlap")

    def certain_overlaps(self) -> "models.QuerySet[Any]":
        """Return the spells that certainly overlap with this one although they must not."""
        spells: models.QuerySet[Any] = type(self).objects.all()
        scope = self.exclusion_scope()
        if scope is None or self.start_latest > self.end_earliest:
            return spells.none()
        return (
            spells.filter(**scope, start_latest__lte=self.end_earliest, end_earliest__gte=self.start_latest)
            .filter(start_latest__lte=models.F("end_earliest"))
            .exclude(pk=self.pk)
        )

    def exclusion_scope(self) -> dict[str, Any] | None:
        """Return which other spells this one must not overlap, as filter arguments; None if any may."""
        if not self.exclusive_within:
            return None
        return {name: getattr(self, column(type(self), name).attname) for name in self.exclusive_within}


class Occurrence(Record):
    """Something that happened. `start` and `end` are its first and last day; without an end, one date is known."""

    on_day = Rule("start", None)

    start = PartialDateField(blank=False, help_text="Its day, or its first day.")
    end = PartialDateField(help_text="Its last day, where it lasted several and that day is known.", is_last_day=True)
    start_earliest = bound()
    start_latest = bound()

    class Meta(Record.Meta):
        abstract = True
        ordering = ["start_earliest", "start_latest", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start_earliest__lte=models.F("start_latest")), name="%(class)s_start_bounds_in_order"
            )
        ]

    @property
    def days(self) -> Days:
        """(first, last): the days on which it happened, or on one of which."""
        return self.start_earliest, self.end.latest or self.start_latest

    @property
    def lasted(self) -> bool:
        """Whether it is known to have taken all of its days."""
        return self.start.is_exact and self.end.is_exact

    def dates_in_words(self) -> str:
        return happening_in_words(self.start, self.end)

    def going_on(self, day: date) -> str | None:
        """Return whether it was going on on `day`: CERTAIN, POSSIBLE or None."""
        if not within(day, self.days):
            return None
        return CERTAIN if self.lasted or self.start.is_exact else POSSIBLE

    def clean(self) -> None:
        super().clean()
        if not self.set_bounds():
            return
        last_day = PartialDate(self.end).latest
        if last_day is not None and last_day < self.start_earliest:
            raise ValidationError({"end": f"Its last day ({self.end}) cannot lie before its first ({self.start})."})
