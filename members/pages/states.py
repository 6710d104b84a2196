from collections import Counter

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.dates.validity import CERTAIN
from iom_portal.records.drawing.axis import Axis
from iom_portal.records.templatetags.words import span
from iom_portal.records.web.views import Dependencies, RegisterList

from ..counting import dependencies_of_counts
from ..filters import StateFilter
from ..models import Membership, State
from ..models.standing import FORMER
from .state_rows import keys_of_former_names, rows_of

MEMBER, OBSERVER = Membership.Status.MEMBER, Membership.Status.OBSERVER


NOUNS = {
    MEMBER: ("member", "members"),
    OBSERVER: ("observer", "observers"),
    State.Standing.EITHER: ("member or observer", "members and observers"),
    State.Standing.FORMER: ("former member", "former members"),
    State.Standing.FORMER_OBSERVER: ("former observer", "former observers"),
    State.Standing.NEITHER: ("State neither member nor observer", "States neither members nor observers"),
}
ENDED = {status: standing for standing, status in FORMER.items()}


class StateList(RegisterList):
    """The States with a standing on the day, members where none is asked for; below, those that no longer had it."""

    model = State
    filterset_class = StateFilter
    template_name = "members/state_list.html"
    stated_facts = ("rows", "over_rows")
    usual = {"status": MEMBER}
    distinct = ("status",)
    sortable = True

    def get_queryset(self):
        return self.ordered(self.filterset)

    def over(self):
        """The former members, or observers, of those that were asked for."""
        if self.filterset.standing not in ENDED:
            return ()
        self.ended = self.narrowed(status=ENDED[self.filterset.standing])
        return self.ordered(self.ended)

    def get_context_data(self, **kwargs):
        day, standing, axis = self.clock.day, self.filterset.standing, Axis.of(self.clock, 100)
        context = super().get_context_data(
            standing=State.Standing(standing),
            standings=State.Standing.choices,
            counts=State.objects.count_on(standing, day),
            noun=NOUNS[standing],
            places=State.objects.places(),
            axis=axis,
            **kwargs,
        )
        states, over = list(context["object_list"]), list(context["over"])
        State.objects.complete([*states, *over])
        context["rows"] = rows = rows_of(states, standing, day, axis, self.filterset.joining)
        context["over_rows"] = rows_of(over, self.ended.standing, day, axis, self.ended.joining) if over else []
        certain = sum(self.filterset.certainty_of(state) == CERTAIN for state in states)
        context["matches"] = {"certain": certain, "possible": len(rows) - certain}
        context["regions"] = sorted(Counter(state.region for state in states).items())
        context["narrows"] = self.asked.keys() - {"status", "ordering"}
        return context

    def get_title(self, context: dict) -> str:
        return f"{context['standing'].label} of IOM"

    def get_description(self, context: dict) -> str:
        _, many = context["noun"]
        return (
            f"The {span(context['counts'])} {many} of the International Organization for Migration "
            f"on {day_in_words(self.clock.day)}, each with its spells, UN region and sources."
        )

    def depends_on(self, context):
        states = [row.state for name in ("rows", "over_rows") for row in context[name]]
        keys, day = dependencies_of_counts(self.clock.day)
        return Dependencies(keys | keys_of_former_names(states), day)


class ObserverList(StateList):
    """The observer States of the day."""

    fixed = {"status": OBSERVER}
    distinct = ()
