"""The page of the history on a timeline."""

from typing import Any
from urllib.parse import urlencode

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.web.stated_facts import Dependencies
from iom_portal.records.web.views import RegisterList
from members.counting import dependencies_of_counts
from organs.filters import EventFilter
from organs.models import Event

from .drawing import decades, lanes_on

EVENTS_DESCRIBED = 40  # at most, in a list; a longer one names them


class Timeline(RegisterList):
    """The history in time: a picture of all that the organization was, and its events below, described unless many."""

    model = Event
    template_name = "pages/timeline.html"
    filterset_class = EventFilter
    title = "History of IOM on a timeline"
    stated_facts = ("object_list", "lanes")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        events = context["object_list"]
        period = self.filterset.form.cleaned_data["period"]
        without_period = {name: value for name, value in context["asked"].items() if name != "period"}
        return context | {
            "lanes": lanes_on(self.clock, events, period),
            "decades": [
                (words, decade, urlencode({**without_period, "period": decade}))
                for words, decade in decades(self.clock)
            ],
            "whole": urlencode(without_period),
            "brief": len(events) > EVENTS_DESCRIBED,
            "categories": Event.Category.choices,
        }

    def get_description(self, context: dict[str, Any]) -> str:
        return (
            "The history of the International Organization for Migration on one axis of time, and in dated and sourced "
            f"events, from the Brussels conference of 1951 to {day_in_words(self.clock.day)}."
        )

    def depends_on(self, context: dict[str, Any]) -> Dependencies:
        return dependencies_of_counts(self.clock.day)
