from iom_portal.records.dates.phrases import happening_in_words
from iom_portal.records.history.days_of_change import turns_on
from iom_portal.records.web.linked_data import Node
from iom_portal.records.web.views import RegisterDetail

from ..linked_data import event_node
from ..models import (
    Event,
    Session,
)


class EventDetail(RegisterDetail):
    """An event, what else changed on its day (Turns), the sessions then sitting, and the events before and after it."""

    model = Event
    stated_facts = ("object", "turns", "sessions")

    def get_context_data(self, **kwargs):
        event, day = self.object, self.object.start.earliest
        turns, sessions = [], []
        if event.start.is_exact and event.certainty_on(self.clock.day):
            turns = [
                turn
                for turn in turns_on(day)
                if turn.record != event and not turn.record.about.is_reported and turn.record.kind != Session.kind
            ]
            sessions = Session.objects.sitting_on(day)
        beside = Event.objects.begun_by(self.clock.day).neighbours(event)
        return super().get_context_data(turns=turns, sessions=sessions, beside=beside, **kwargs)

    def get_title(self, context: dict) -> str:
        return self.object.title

    def get_description(self, context: dict) -> str:
        return f"{happening_in_words(self.object.start, self.object.end)}: {self.object.description}"

    def linked_node(self, context: dict) -> Node:
        return event_node(self.object)
