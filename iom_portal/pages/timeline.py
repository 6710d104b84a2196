"""The history drawn: names, membership, instruments, organs, heads, strategies and events on one axis of time.

Each kind costs one query. A lane shows what had begun, certainly or possibly, by the day.
"""

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from iom_portal.records.dates.partial_date import ONE_DAY, day_in_words
from iom_portal.records.drawing.axis import Axis
from iom_portal.records.drawing.lanes import Item, Lane, Lanes, Shape, axis_of, happening, spell_item
from iom_portal.records.web.views import RegisterList
from members.counting import Counts, dependencies_of_counts
from members.models import Membership
from organs.filters import EventFilter
from organs.models import Event, Instrument, Organ, OrganizationName, Term
from organs.pages.instruments import stretch_of_waiting
from organs.pages.lanes import term_items
from organs.querysets import IN_FORCE
from strategy.models import Framework

from . import timeline

NAMED = 15  # years of an axis on which there is room for the names of events
DESCRIBED = 40  # events that a list describes; a longer one names them
TALL = 78  # height of the curve of the membership
MARKS = (50, 100, 150, 200)  # numbers of members with a line of their own


def lanes_on(clock, events, period=None):
    """The Lanes of the history up to the day of `clock`, within a period (first day, last day) if one is asked for."""
    axis, day = axis_of(clock), clock.day
    if period:
        first, last = max(period[0], axis.first), min(period[1], axis.last)
        axis = axis_of(clock, (first, last) if first <= last else period)

    def spells(model, name=str):
        items = (spell_item(axis, record, day, name(record)) for record in model.objects.begun_by(day))
        return [item for item in items if item]

    heads = Term.objects.begun_by(day).of_the_head()
    lanes = [
        Lane("Names", spells(OrganizationName, lambda name: f"{name.acronym_en}: {name.name_en}")),
        Lane("Members", curve=Curve.of(axis, day), tall=TALL),
        Lane("Instruments", list(_instruments(axis, day))),
        Lane("Organs", spells(Organ)),
        Lane("Heads", list(term_items(axis, day, heads, elections=False))),
        Lane("Strategies", spells(Framework)),
        Lane("Events", list(_events(axis, day, events))),
    ]
    return Lanes(axis, day, [lane for lane in lanes if lane.drawn or lane.curve])


def _instruments(axis, day):
    """Each from its adoption to its entry into force, or to the day while that is still ahead."""
    for instrument in Instrument.objects.begun_by(day):
        shapes = [happening(axis, instrument.adopted_on_earliest, instrument.adopted_on_latest, day, "diamond")]
        if instrument.in_force_on:
            since = instrument.in_force_on_earliest, instrument.in_force_on_latest
            if waited := stretch_of_waiting(axis, instrument, day):
                shapes.insert(0, Shape("thread", *waited))
            if IN_FORCE.begun.certainty(instrument, day):
                shapes.append(happening(axis, *since, day))
        if shapes := [shape for shape in shapes if shape]:
            yield Item([instrument], str(instrument), instrument.page_url, shapes)


def _events(axis, day, events):
    unnamed = axis.last.year - axis.first.year >= NAMED
    for event in events:
        if shape := happening(axis, *event.days, day, lasted=event.lasted):
            yield Item([event], event.title, event.page_url, [shape], unnamed)


@dataclass
class Curve:
    """The number of Member States over time, as paths: the certain ones, and the band up to the possible ones.

    Heights are measured downwards from the top of the lane. `on` is the (certain, possible) number of the day shown,
    `years` the numbers on the first day of each year that the axis names, for the table.
    """

    line: str
    band: str
    marks: list
    on: tuple
    years: list

    @classmethod
    def of(cls, axis, day):
        counts = Counts.of(Membership.Status.MEMBER)
        last = min(day, axis.last)
        if last < axis.first:
            return cls("", "", [], counts.on(day), [])
        steps = [(axis.first, *counts.on(axis.first))]
        steps += [step for step in counts.steps if axis.first < step[0] <= last]
        highest = max(1, max(possible for _, _, possible in counts.steps))

        def y(number):
            return round(TALL - TALL * number / highest, 1)

        xs = [axis.x(step[0]) for step in steps] + [axis.x(last + ONE_DAY)]
        low = _corners(xs, [y(certain) for _, certain, _ in steps])
        high = _corners(xs, [y(possible) for _, _, possible in steps])
        back = _corners(xs[::-1], [y(certain) for _, certain, _ in reversed(steps)])
        start = f"M{xs[0]} {y(0)}"
        return cls(
            line=f"{start}{low}V{y(0)}",
            band=f"{start}{high}{back}Z",
            marks=[(y(number), number) for number in MARKS if number < highest],
            on=counts.on(day),
            years=[(first, counts.on(first)) for first in _years(axis, last)],
        )


def _corners(xs, heights):
    """The path of steps: at each height up to the next x, in as few corners as there are different heights."""
    path = ""
    for height, steps in groupby(zip(heights, xs[1:], strict=True), key=lambda step: step[0]):
        path += f"V{height}H{list(steps)[-1][1]}"
    return path


def _years(axis, last):
    firsts = [axis.first.replace(year=int(tick.label)) for tick in axis.ticks()]
    return [first for first in firsts if first <= last]


def decades(clock):
    """[(words, period)]: the decades of the axis, for the links that zoom."""
    axis = Axis.of(clock, 1)
    tens = range(axis.first.year // 10 * 10, axis.last.year + 1, 10)
    return [(f"{ten}s", f"{ten}-{ten + 9}") for ten in tens]


class History(RegisterList):
    """The history in time: a picture of all that the organization was, and its events below, described unless many."""

    model = Event
    template_name = "pages/timeline.html"
    filterset_class = EventFilter
    title = "History of IOM on a timeline"
    stated_facts = ("object_list", "lanes")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        asked = {name: value for name, value in context["asked"].items() if name != "period"}
        period = self.filterset.form.cleaned_data["period"]
        return context | {
            "lanes": timeline.lanes_on(self.clock, context["object_list"], period),
            "decades": [
                (words, value, urlencode({**asked, "period": value})) for words, value in timeline.decades(self.clock)
            ],
            "whole": urlencode(asked),
            "brief": len(context["object_list"]) > timeline.DESCRIBED,
            "categories": Event.Category.choices,
        }

    def get_description(self, context: dict) -> str:
        return (
            "The history of the International Organization for Migration on one axis of time, and in dated and sourced "
            f"events, from the Brussels conference of 1951 to {day_in_words(self.clock.day)}."
        )

    def depends_on(self, context):
        return dependencies_of_counts(self.clock.day)
