"""The pages of instruments: their list, drawn in time, and each by itself."""

from datetime import date
from typing import Any

from iom_portal.records.dates.partial_date import ONE_DAY, day_in_words
from iom_portal.records.drawing.axis import Axis, Stretch
from iom_portal.records.filtering.filtersets import filterset_of
from iom_portal.records.web.linked_data import Node
from iom_portal.records.web.views import RegisterDetail

from ..linked_data import instrument_node
from ..models import Instrument
from ..querysets import IN_FORCE
from .organization import SpellList

WAITING = "waiting"  # adopted, and not yet in force


def stretch_of_waiting(axis: Axis, instrument: Instrument, day: date) -> Stretch | None:
    """Return the Stretch from the adoption of an instrument to its entry into force, or to `day` while that is ahead.

    None where it did not enter into force, or where no day of it is on the axis.
    """
    if not instrument.in_force_on:
        return None
    last = min(instrument.in_force_on_earliest - ONE_DAY, day)
    return axis.stretch(instrument.adopted_on_latest, last, WAITING)


def stretches_of_instrument(axis: Axis, instrument: Instrument, day: date) -> list[Stretch]:
    """Return the Stretches of an instrument up to a day: while it waited, and while it was in force.

    Of one that did not enter into force there is only its adoption.
    """
    if instrument.in_force_on:
        before = stretch_of_waiting(axis, instrument, day)
        in_force = axis.stretches(instrument, day, IN_FORCE)
    else:
        before = axis.stretch(instrument.adopted_on_earliest, instrument.adopted_on_latest, WAITING, day)
        in_force = []
    return [before, *in_force] if before else in_force


class InstrumentList(SpellList):
    """Instruments with what each was on the day; drawn, while they waited to enter into force and while in force."""

    model = Instrument
    filterset_class = filterset_of(Instrument)
    title = "Constitution and instruments of IOM"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context, day = super().get_context_data(**kwargs), self.clock.day
        axis: Axis = context["axis"]
        rows = [
            (instrument, instrument.standing_on(day), stretches_of_instrument(axis, instrument, day))
            for instrument in context["object_list"]
        ]
        return context | {"rows": rows, "day_x": axis.x(day) if axis.shows(day) else None}

    def get_description(self, context: dict[str, Any]) -> str:
        return (
            "The founding resolutions, the Constitution of IOM and its amendments, agreements with the United Nations: "
            f"adopted and in force by {day_in_words(self.clock.day)}."
        )


class InstrumentDetail(RegisterDetail):
    """An instrument with what it superseded, and the instruments before and after it."""

    model = Instrument
    object: Instrument

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        supersedes = Instrument.objects.filter(superseded_by=self.object)
        beside = Instrument.objects.begun_by(self.clock.day).neighbours(self.object)
        return super().get_context_data(supersedes=supersedes, beside=beside, **kwargs)

    def get_title(self, context: dict[str, Any]) -> str:
        return self.object.title

    def get_description(self, context: dict[str, Any]) -> str:
        instrument = self.object
        in_force = f", in force {instrument.in_force_on.words()}" if instrument.in_force_on else ""
        return (
            f"{instrument.title} ({instrument.pk}): adopted {instrument.adopted_on.words()}{in_force}. "
            f"{instrument.effect}"
        )

    def linked_node(self, context: dict[str, Any]) -> Node:
        return instrument_node(self.object)
