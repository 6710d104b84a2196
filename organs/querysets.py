"""Queries about the organization: its acts, organs, posts and the persons who held them."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Self, cast

from django.db.models import Exists, OuterRef, Prefetch

from iom_portal.records.dates.validity import BEGUN, Rule
from iom_portal.records.models.entry import EntryQuerySet, Row
from iom_portal.records.models.facts import Occurrence

ADOPTED = Rule("adopted_on", None)
IN_FORCE = Rule("in_force_on", "ceased_on")
LONGEST_SESSION = timedelta(days=366)  # a year, for those of which only the year is known
HEAD = "post-director-general"  # the post of the head of the organization


class OrganQuerySet(EntryQuerySet[Row]):
    """Queries about organs."""

    def for_page(self, day: date | None) -> Self:
        """Return the organs with their functions and posts of `day` (all of them when it is None)."""
        functions = self.model.nested_rows("functions")[0].objects.with_citations().as_of(day)
        posts = self.model.nested_rows("posts")[0].objects.with_citations().as_of(day)
        return (
            self.with_citations()
            .select_related("parent", "predecessor", "successor")
            .prefetch_related(Prefetch("functions", queryset=functions), Prefetch("posts", queryset=posts))
        )

    def with_sessions(self) -> Self:
        """Return the organs of which sessions are recorded."""
        return self.filter(sessions__isnull=False).distinct()


class OrganPartQuerySet(EntryQuerySet[Row]):
    """Queries about functions and posts, which are shown with their organ."""

    def for_page(self, day: date | None) -> Self:
        return self.with_citations().select_related("organ")


class SessionQuerySet(EntryQuerySet[Row]):
    """Queries about sessions."""

    def for_page(self, day: date | None) -> Self:
        return self.with_citations().select_related("organ")

    def sitting_on(self, day: date) -> list[tuple[Row, str]]:
        """Return [(session, certainty)] of the sessions that were, or may have been, going on on `day`. One query."""
        sessions = self.begun_within(day - LONGEST_SESSION, day).for_page(day)
        sitting = [(session, cast(Occurrence, session).going_on(day)) for session in sessions]
        return [(session, certainty) for session, certainty in sitting if certainty]


class InstrumentQuerySet(EntryQuerySet[Row]):
    """Queries about instruments."""

    def for_page(self, day: date | None) -> Self:
        return self.with_citations().select_related("superseded_by")

    def in_force_on(self, day: date) -> Self:
        """Return the instruments that entered into force and are, or may be, in force on `day`."""
        return self.filter(IN_FORCE.possibly(day)).exclude(in_force_on="")

    def constitutional(self) -> Self:
        """Return the Constitution and its amendments."""
        return self.filter(kind_of_instrument__in=("constitution", "amendment"))

    def adopted_not_in_force(self, day: date) -> Self:
        """Return the instruments adopted by `day` whose entry into force, which came, was certainly still ahead."""
        return self.certain_on(day).filter(in_force_on_earliest__gt=day).exclude(in_force_on="")


class TermQuerySet(EntryQuerySet[Row]):
    """Queries about terms of office."""

    def for_page(self, day: date | None) -> Self:
        return self.with_citations().select_related("post__organ", "person")

    def of_posts(self, posts: Iterable[str]) -> Self:
        """Return the terms of the posts with these ids, with their persons, in order."""
        return self.filter(post__in=posts).select_related("person")

    def of_the_head(self) -> Self:
        """Return the terms of the head of the organization, with their persons."""
        return self.of_posts([HEAD])

    def elect_on(self, day: date) -> Self:
        """Return the terms to which somebody was certainly elected by `day` and which certainly began later."""
        return self.filter(elected_on_latest__lte=day, start_earliest__gt=day).exclude(elected_on="")


class PersonQuerySet(EntryQuerySet[Row]):
    """Queries about persons, who are there from their first term of office on."""

    @property
    def _terms(self) -> TermQuerySet[Any]:
        """Every term of office."""
        terms: Any = self.model.nested_rows("terms")[0].objects
        return terms.all()

    def as_of(self, day: date | None) -> Self:
        """Return the persons with a term of office that had begun, certainly or possibly, by `day`."""
        if day is None:
            return self
        terms = self._terms.filter(BEGUN.possibly(day), person=OuterRef("pk"))
        return self.filter(Exists(terms))

    def begun_by(self, day: date | None) -> Self:
        return self.as_of(day)

    def certain_on(self, day: date | None) -> Self:
        if day is None:
            return self
        terms = self._terms.filter(BEGUN.certainly(day), person=OuterRef("pk"))
        return self.filter(Exists(terms))

    def for_page(self, day: date | None) -> Self:
        """Return the persons with their terms that had begun by `day` (all of them when it is None)."""
        terms = self._terms.for_page(day)
        if day is not None:
            terms = terms.filter(BEGUN.possibly(day))
        return self.with_citations().prefetch_related(Prefetch("terms", queryset=terms))
