"""The lists of States: by a standing on the day, members where none is asked for."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.dates.validity import CERTAIN
from iom_portal.records.drawing.axis import Axis
from iom_portal.records.models.entry import Entry, EntryQuerySet
from iom_portal.records.templatetags.words import span
from iom_portal.records.web.stated_facts import Dependencies
from iom_portal.records.web.views import RegisterList

from ..counting import dependencies_of_counts
from ..filters import StateFilter
from ..models import State
from ..models.standing import FORMER, Standing
from ..models.state import MEMBER, OBSERVER
from .state_rows import keys_of_former_names, state_rows

NOUNS = {  # of one State and of many
    MEMBER: ("member", "members"),
    OBSERVER: ("observer", "observers"),
    Standing.EITHER: ("member or observer", "members and observers"),
    Standing.FORMER: ("former member", "former members"),
    Standing.FORMER_OBSERVER: ("former observer", "former observers"),
    Standing.NEITHER: ("State neither member nor observer", "States neither members nor observers"),
}
FORMER_STANDINGS = {status: standing for standing, status in FORMER.items()}


class StateList(RegisterList):
    """The States with a standing on the day, members where none is asked for; below, those that no longer had it."""

    model = State
    filterset_class = StateFilter
    filterset: StateFilter
    template_name = "members/state_list.html"
    stated_facts = ("rows", "over_rows")
    usual = {"status": MEMBER}
    distinct: tuple[str, ...] = ("status",)
    sortable = True

    @property
    def standing(self) -> Standing:
        """The standing that the list is of."""
        return Standing(self.filterset.standing or MEMBER)

    def get_queryset(self) -> EntryQuerySet[Any]:
        return self.ordered(self.filterset)

    def over(self) -> Iterable[Entry]:
        """Return the former members, or observers, of those that were asked for."""
        if self.standing not in FORMER_STANDINGS:
            return ()
        return self.ordered(self.narrowed(status=FORMER_STANDINGS[self.standing]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day, axis = self.clock.day, Axis.of(self.clock, 100)
        standing = self.standing
        context = super().get_context_data(
            standing=standing,
            standings=Standing.choices,
            counts=State.objects.count_on(standing, day),
            noun=NOUNS[standing],
            places=State.objects.places(),
            axis=axis,
            **kwargs,
        )
        states, former_states = list(context["object_list"]), list(context["over"])
        State.objects.complete([*states, *former_states])
        joining = self.filterset.joining
        rows = state_rows(states, standing, day, axis, joining)
        former_rows = []
        if former_states:
            former_standing = FORMER_STANDINGS[standing]
            former_joining = joining and joining._replace(standing=former_standing)
            former_rows = state_rows(former_states, former_standing, day, axis, former_joining)
        certain = sum(self.filterset.certainty_of(state) == CERTAIN for state in states)
        return context | {
            "rows": rows,
            "over_rows": former_rows,
            "matches": {"certain": certain, "possible": len(rows) - certain},
            "regions": sorted(Counter(state.region for state in states).items()),
            "undated": [row for row in rows if not row.state.start and not row.state.end],
            "narrows": self.parameters.keys() - {"status", "ordering"},
        }

    def get_title(self, context: dict[str, Any]) -> str:
        return f"{context['standing'].label} of IOM"

    def get_description(self, context: dict[str, Any]) -> str:
        _, many = context["noun"]
        return (
            f"The {span(context['counts'])} {many} of the International Organization for Migration "
            f"on {day_in_words(self.clock.day)}, each with its spells, UN region and sources."
        )

    def depends_on(self, context: dict[str, Any]) -> Dependencies:
        states = [row.state for row in (*context["rows"], *context["over_rows"])]
        keys, day = dependencies_of_counts(self.clock.day)
        return Dependencies(keys | keys_of_former_names(states), day)


class ObserverList(StateList):
    """The observer States of the day."""

    fixed = {"status": OBSERVER}
    distinct = ()
