"""Who was a member or an observer on a day. A State's standing is a rule about the State, not about a row."""

from collections import defaultdict
from datetime import date
from functools import cache
from typing import Any, Self, cast

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce

from iom_portal.records.dates.partial_date import BEGINNING, FOREVER
from iom_portal.records.dates.validity import HOLDS, Rule
from iom_portal.records.models.entry import ROW, EntryQuerySet, Row
from iom_portal.records.reading.prepared_queries import PreparedQuery

NOTIFIED = Rule("notified_on", None)


class MembershipQuerySet(EntryQuerySet[Row]):
    """Queries about the spells of membership."""

    def as_of(self, day: date | None) -> Self:
        """Return the spells that hold or may hold on `day`.

        A State that is certainly a member is not possibly an observer.
        """
        if day is None:
            return self
        spells: Any = self.model.objects
        certainly_member = spells.filter(HOLDS.certainly(day), state=OuterRef("state"), status="member")
        only_possibly_observer = ~HOLDS.certainly(day) & Q(status="observer")
        return self.holding_on(day).exclude(only_possibly_observer & Exists(certainly_member))

    def holding_on(self, day: date | None) -> Self:
        """Return the spells that hold or may hold on `day`, each by itself."""
        return super().as_of(day)

    def leaving_on(self, day: date) -> Self:
        """Return the spells whose end was certainly notified by `day` and, on that day, may not have come yet."""
        return self.filter(notified_on_latest__lte=day, end_latest__gte=day).exclude(notified_on="")

    def ended_by(self, day: date) -> Self:
        """Return the spells whose last day lay, certainly or possibly, before `day`."""
        return self.filter(HOLDS.ended_between(BEGINNING, day))

    def notified_by(self, day: date) -> Self:
        """Return the spells of whose end notice was given, certainly or possibly, by `day`."""
        return self.filter(NOTIFIED.possibly(day)).exclude(notified_on="")

    def for_page(self, day: date | None) -> Self:
        return self.with_citations().select_related("state")

    def with_names(self) -> Self:
        """Return the spells with their States and the former names of these: two queries more."""
        return self.prefetch_related("state__former_names")

    def in_lines(self) -> Self:
        """Return the spells with their States and the number of their sources, as a long list shows them."""
        return self.with_source_numbers().prefetch_related("state")


@cache
def _numbers_of(memberships: Any, status: str) -> PreparedQuery:
    """Return the PreparedQuery of how many States certainly, and how many others possibly, have a status on a day.

    No two spells of a State certainly hold at once (constraint), so those that do are counted as they are: to keep
    States apart takes a database several times longer, and is needed for the few that only may hold.
    """

    def form(day: date) -> Any:
        spells = memberships.objects.filter(status=status)
        certainly = HOLDS.certainly(day)
        holding = spells.as_of(day) if status == "observer" else spells.holding_on(day)
        only_possibly = Q(~certainly, ~Exists(spells.filter(certainly, state=OuterRef("state"))))
        others = Count("state", distinct=True, filter=only_possibly)
        return holding.totals(certain=Count(ROW, filter=certainly), others=others)

    return PreparedQuery(form, date)


class PublishedCountQuerySet(EntryQuerySet[Row]):
    """Queries about the counts that sources printed."""

    def comparable(self) -> Self:
        """Return those that can be held against a computed count: dated, and not out of date when printed."""
        return self.filter(stale=False).exclude(on="")


class FormerNameQuerySet(EntryQuerySet[Row]):
    """Queries about the former names of States."""

    def for_page(self, day: date | None) -> Self:
        return self.with_citations().select_related("state")


class StateQuerySet(EntryQuerySet[Row]):
    """Queries about States, of which what they are on a day is told by their spells."""

    @property
    def _spells(self) -> MembershipQuerySet[Any]:
        """Every spell of every State."""
        spells: Any = self.model.nested_rows("memberships")[0].objects
        return spells.all()

    def _spells_as(self, status: str) -> MembershipQuerySet[Any]:
        """Return the spells that bear on a standing (State.Standing): of members, of observers, or of both."""
        status = {"former": "member", "former-observer": "observer"}.get(status, status)
        return self._spells.filter(status=status) if status in ("member", "observer") else self._spells

    def _with(self, spells: MembershipQuerySet[Any]) -> Self:
        return self.filter(Exists(spells.filter(state=OuterRef("pk"))))

    def standing(self, status: str, day: date) -> Self:
        """Return the States that have, or may have, a standing (State.Standing) on `day`.

        Neither member nor observer is only what is a State that day, or may be one. Any other standing is told by the
        spells alone: one that lies before its State began is a fault to be seen (members/audit.py).
        """
        spells = self._spells_as(status)
        if status in ("former", "former-observer"):
            still = spells.filter(HOLDS.possibly(day), state=OuterRef("pk"))
            return self._with(spells.over_by(day)).exclude(Exists(still))
        if status == "neither":
            return self.as_of(day).exclude(Exists(spells.certain_on(day).filter(state=OuterRef("pk"))))
        return self._with(spells.as_of(day))

    def certainly(self, status: str, day: date) -> Self:
        """Return the States that certainly have a standing on `day`. Former are only those that certainly are."""
        spells = self._spells_as(status)
        if status in ("former", "former-observer"):
            return self.standing(status, day)
        if status == "neither":
            return self.certain_on(day).exclude(Exists(spells.as_of(day).filter(state=OuterRef("pk"))))
        return self._with(spells.certain_on(day))

    def only_possibly(self, status: str, day: date) -> Self:
        """Return the States that may have a standing on `day` and do not certainly have it."""
        return self.standing(status, day).exclude(pk__in=self.certainly(status, day).values("pk"))

    def joined_between(self, status: str, first: date, last: date) -> Self:
        """Return the States of which a spell that bears on a standing began, or may have, between two days.

        After `first` and up to `last`.
        """
        return self._with(self._spells_as(status).filter(HOLDS.began_between(first, last)))

    def certainly_joined_between(self, status: str, first: date, last: date) -> Self:
        """Return those of `joined_between` that certainly began."""
        return self._with(self._spells_as(status).filter(HOLDS.certainly_began_between(first, last)))

    def with_since(self, status: str, day: date) -> Self:
        """Return the States with `since`: the first day on which the spell of their standing can have begun.

        Of the former it is the spell by which they had it last. FOREVER for those that have none.
        """
        spells = self._spells_as(status).filter(state=OuterRef("pk"))
        if status in ("former", "former-observer"):
            spells = spells.begun_by(day).order_by("-end_latest", "pk")
        else:
            first = Case(When(HOLDS.certainly(day), then=Value(0)), default=Value(1))
            spells = spells.as_of(day).order_by(first, "start_earliest", "start_latest", "pk")
        began = Subquery(spells.values("start_earliest")[:1])
        return self.annotate(since=Coalesce(began, Value(FOREVER), output_field=DateField()))

    def count_on(self, status: str, day: date) -> dict[str, int]:
        """Return {"certain": n, "possible": n} States with a standing on `day`; possible includes the certain."""
        if status not in ("member", "observer"):
            return {"certain": self.certainly(status, day).count(), "possible": self.standing(status, day).count()}
        [(certain, others)] = _numbers_of(cast(Any, self._spells.model), status)(day)
        return {"certain": certain, "possible": certain + others}

    def in_region(self, region: str) -> Self:
        """Return the States of a UN region; all for ""."""
        return self.filter(region=region) if region else self

    def with_spells(self) -> Self:
        """Return the States with every spell and former name, without their citations: two queries more."""
        return self.prefetch_related("memberships", "former_names")

    def complete(self, states: list[Row]) -> None:
        """Bring States in memory what a list shows of them, in two queries however many they are.

        That is every spell with the number of its sources, and former names.
        """
        spells = self._spells.with_source_numbers()
        prefetch_related_objects(states, Prefetch("memberships", queryset=spells), "former_names")

    def places(self) -> list[tuple[str, list[str]]]:
        """Return [(region, [subregion, …])] of the United Nations, in order of name."""
        subregions = defaultdict(list)
        for region, subregion in self.order_by("region", "subregion").values_list("region", "subregion").distinct():
            subregions[region].append(subregion)
        return list(subregions.items())

    def for_page(self, day: date | None) -> Self:
        """Return the States with every spell and former name, each with its citations: a fixed number of queries."""
        spells = self._spells.with_citations()
        names: QuerySet[Any] = self.model.nested_rows("former_names")[0].objects.with_citations()
        nested: list[Prefetch[Any]] = [Prefetch("memberships", spells), Prefetch("former_names", names)]
        return self.with_citations().prefetch_related(*nested)
