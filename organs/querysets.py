"""Queries about the organization: its acts, organs, posts and the persons who held them."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Prefetch

from iom_portal.records.dates.validity import HOLDS, Rule
from iom_portal.records.models.entry import EntryQuerySet

ADOPTED = Rule("adopted_on", None)
IN_FORCE = Rule("in_force_on", "ceased_on")
BEGUN = HOLDS.begun
LONGEST_SESSION = timedelta(days=366)  # a year, for those of which only the year is known
HEAD = "post-director-general"  # the post of the head of the organization


class OrganQuerySet(EntryQuerySet):
    def for_page(self, day):
        """Organs with their functions and posts of `day` (all of them when it is None)."""
        functions = self.model.functions.rel.related_model.objects.with_citations().as_of(day)
        posts = self.model.posts.rel.related_model.objects.with_citations().as_of(day)
        return (
            self.with_citations()
            .select_related("parent", "predecessor", "successor")
            .prefetch_related(Prefetch("functions", queryset=functions), Prefetch("posts", queryset=posts))
        )

    def with_sessions(self):
        """Organs of which sessions are recorded."""
        return self.filter(sessions__isnull=False).distinct()


class OrganPartQuerySet(EntryQuerySet):
    """Functions and posts: shown with their organ."""

    def for_page(self, day):
        return self.with_citations().select_related("organ")


class SessionQuerySet(EntryQuerySet):
    def for_page(self, day):
        return self.with_citations().select_related("organ")

    def sitting_on(self, day):
        """[(session, certainty)] of the sessions that were, or may have been, going on on `day`. One query."""
        sessions = self.begun_within(day - LONGEST_SESSION, day).for_page(day)
        return [(session, certainty) for session in sessions if (certainty := session.going_on(day))]


class InstrumentQuerySet(EntryQuerySet):
    def for_page(self, day):
        return self.with_citations().select_related("superseded_by")

    def in_force_on(self, day):
        """Instruments that entered into force and are, or may be, in force on `day`."""
        return self.filter(IN_FORCE.possibly(day)).exclude(in_force_on="")

    def constitutional(self):
        """The Constitution and its amendments."""
        kinds = self.model.Kind
        return self.filter(kind_of_instrument__in=(kinds.CONSTITUTION, kinds.AMENDMENT))

    def adopted_not_in_force(self, day):
        """Instruments adopted by `day` whose entry into force, which came, was certainly still ahead."""
        return self.certain_on(day).filter(in_force_on_earliest__gt=day).exclude(in_force_on="")


class TermQuerySet(EntryQuerySet):
    def for_page(self, day):
        return self.with_citations().select_related("post__organ", "person")

    def of_posts(self, posts):
        """Terms of the posts with these ids, with their persons, in order."""
        return self.filter(post__in=posts).select_related("person")

    def of_the_head(self):
        """Terms of the head of the organization, with their persons."""
        return self.of_posts([HEAD])

    def elect_on(self, day):
        """Terms to which somebody was certainly elected or appointed by `day` and which certainly began later."""
        return self.filter(elected_on_latest__lte=day, start_earliest__gt=day).exclude(elected_on="")


class PersonQuerySet(EntryQuerySet):
    def as_of(self, day):
        """Persons with a term of office that had begun, certainly or possibly, by `day`."""
        if day is None:
            return self
        terms = self.model.terms.rel.related_model.objects.filter(BEGUN.possibly(day), person=OuterRef("pk"))
        return self.filter(Exists(terms))

    def begun_by(self, day):
        return self.as_of(day)

    def certain_on(self, day):
        if day is None:
            return self
        terms = self.model.terms.rel.related_model.objects.filter(BEGUN.certainly(day), person=OuterRef("pk"))
        return self.filter(Exists(terms))

    def for_page(self, day):
        """Persons with their terms that had begun by `day` (all of them when it is None)."""
        terms = self.model.terms.rel.related_model.objects.for_page(day)
        if day is not None:
            terms = terms.filter(BEGUN.possibly(day))
        return self.with_citations().prefetch_related(Prefetch("terms", queryset=terms))
