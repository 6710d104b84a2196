"""Who was a member or an observer on a day. A State's standing is a rule about the State, not about a row."""

from django.db.models import Exists, OuterRef, Prefetch

from iom_portal.records.record import EntryQuerySet
from iom_portal.records.temporal import HOLDS


class MembershipQuerySet(EntryQuerySet):
    def as_of(self, day):
        """The spells that hold or may hold on `day`. A State that is certainly a member is not possibly an observer."""
        if day is None:
            return self
        certainly_member = self.model.objects.filter(
            HOLDS.certainly(day), state=OuterRef("state"), status=self.model.Status.MEMBER
        )
        only_possibly_observer = ~HOLDS.certainly(day) & self.model.observer_q()
        return super().as_of(day).exclude(only_possibly_observer & Exists(certainly_member))

    def leaving_on(self, day):
        """Spells whose end was certainly notified by `day` and, on that day, may not have come yet."""
        return self.filter(notified_on_latest__lte=day, end_latest__gte=day).exclude(notified_on="")

    def for_page(self, day):
        return self.with_citations().select_related("state")


class FormerNameQuerySet(EntryQuerySet):
    def for_page(self, day):
        return self.with_citations().select_related("state")


class StateQuerySet(EntryQuerySet):
    @property
    def _spells(self):
        """Every spell of every State."""
        return self.model.memberships.rel.related_model.objects

    def _with(self, spells):
        return self.filter(Exists(spells.filter(state=OuterRef("pk"))))

    def standing(self, status, day):
        """The States that have, or may have, `status` ("member" or "observer") on `day`."""
        return self._with(self._spells.filter(status=status).as_of(day))

    def certainly(self, status, day):
        """The States that certainly have `status` on `day`."""
        return self._with(self._spells.filter(status=status).certain_on(day))

    def as_of(self, day):
        """States are shown with their standing that day; all of them, whatever it is."""
        return self

    def count_on(self, status, day):
        """{"certain": n, "possible": n} States with `status` on `day`; possible includes the certain."""
        spells = self._spells.filter(status=status).order_by()
        return {
            "certain": spells.certain_on(day).values("state").distinct().count(),
            "possible": spells.as_of(day).values("state").distinct().count(),
        }

    def left_by(self, day, status="member"):
        """The States that had `status` once and certainly had it no more on `day`."""
        spells = self._spells.filter(status=status)
        return self._with(spells.over_by(day)).exclude(Exists(spells.filter(HOLDS.possibly(day), state=OuterRef("pk"))))

    def for_page(self, day):
        """States with every spell and former name, each with its citations: a fixed number of queries."""
        spells = self._spells.with_citations()
        names = self.model.former_names.rel.related_model.objects.with_citations()
        return self.with_citations().prefetch_related(
            Prefetch("memberships", queryset=spells), Prefetch("former_names", queryset=names)
        )
