"""The page of an event of the organization's history."""

from typing import Any

from iom_portal.records.dates.phrases import happening_in_words
from iom_portal.records.history.days_of_change import Turn, turns_on
from iom_portal.records.web.linked_data import Node
from iom_portal.records.web.views import RegisterDetail

from ..linked_data import event_node
from ..models import Event, Session


class EventDetail(RegisterDetail):
    """An event, what else changed on its day (Turns), the sessions then sitting, and the events before and after it."""

    model = Event
    object: Event
    stated_facts = ("object", "turns", "sessions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        event, day = self.object, self.object.start_earliest
        turns: list[Turn] = []
        sessions: list[tuple[Session, str]] = []
        if event.start.is_exact and event.certainty_on(self.clock.day):
            turns = [turn for turn in turns_on(day) if turn.when.is_exact and self._tells_more(turn)]
            sessions = Session.objects.sitting_on(day)
        beside = Event.objects.begun_by(self.clock.day).neighbours(event)
        return super().get_context_data(turns=turns, sessions=sessions, beside=beside, **kwargs)

    def _tells_more(self, turn: Turn) -> bool:
        """Return whether a Turn of the day is neither the event nor a session, and no report of a source."""
        record = turn.record
        return record != self.object and not record.about.is_reported and record.kind != Session.kind

    def get_title(self, context: dict[str, Any]) -> str:
        return self.object.title

    def get_description(self, context: dict[str, Any]) -> str:
        return f"{happening_in_words(self.object.start, self.object.end)}: {self.object.description}"

    def linked_node(self, context: dict[str, Any]) -> Node:
        return event_node(self.object)
