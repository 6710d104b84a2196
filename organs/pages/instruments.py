from iom_portal.records.dates.partial_date import ONE_DAY, day_in_words
from iom_portal.records.filtering.filtersets import filterset_of
from iom_portal.records.web.linked_data import Node
from iom_portal.records.web.views import RegisterDetail

from ..linked_data import instrument_node
from ..models import (
    Instrument,
)
from ..querysets import IN_FORCE
from .organization import SpellList

WAITING = "waiting"  # adopted, and not yet in force


def waiting(axis, instrument, day):
    """The Stretch from the adoption of an instrument to its entry into force, or to the day while that is ahead."""
    if not instrument.in_force_on:
        return None
    return axis.stretch(instrument.adopted_on_latest, min(instrument.in_force_on_earliest - ONE_DAY, day), WAITING)


def instrument_stretches(axis, instrument, day):
    """The Stretches of an instrument up to a day: while it waited, and while it was in force."""
    if not instrument.in_force_on:
        return [stretch for stretch in [_adoption(axis, instrument, day)] if stretch]
    stretches = [waiting(axis, instrument, day), *axis.stretches(instrument, day, IN_FORCE)]
    return [stretch for stretch in stretches if stretch]


def _adoption(axis, instrument, day):
    return axis.stretch(instrument.adopted_on_earliest, instrument.adopted_on_latest, WAITING, day)


class InstrumentList(SpellList):
    """Instruments with what each was on the day; drawn, while they waited to enter into force and while in force."""

    model = Instrument
    filterset_class = filterset_of(Instrument)
    title = "Constitution and instruments of IOM"

    def get_context_data(self, **kwargs):
        context, day = super().get_context_data(**kwargs), self.clock.day
        axis = context["axis"]
        return context | {
            "rows": [
                (instrument, instrument.standing_on(day), instrument_stretches(axis, instrument, day))
                for instrument in context["object_list"]
            ],
            "day_x": axis.x(day) if axis.shows(day) else None,
        }

    def get_description(self, context: dict) -> str:
        return (
            "The founding resolutions, the Constitution of IOM and its amendments, agreements with the United Nations: "
            f"adopted and in force by {day_in_words(self.clock.day)}."
        )


class InstrumentDetail(RegisterDetail):
    model = Instrument

    def get_context_data(self, **kwargs):
        supersedes = Instrument.objects.filter(superseded_by=self.object)
        beside = Instrument.objects.begun_by(self.clock.day).neighbours(self.object)
        return super().get_context_data(supersedes=supersedes, beside=beside, **kwargs)

    def get_title(self, context: dict) -> str:
        return self.object.title

    def get_description(self, context: dict) -> str:
        instrument = self.object
        in_force = f", in force {instrument.in_force_on.words()}" if instrument.in_force_on else ""
        return (
            f"{instrument.title} ({instrument.pk}): adopted {instrument.adopted_on.words()}{in_force}. "
            f"{instrument.effect}"
        )

    def linked_node(self, context: dict) -> Node:
        return instrument_node(self.object)
