"""The history drawn: names, membership, instruments, organs, heads, strategies and events on one axis of time.

Each kind costs one query. A lane shows what had begun, certainly or possibly, by the day.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeVar

from iom_portal.records.dates.validity import Days
from iom_portal.records.drawing.axis import Axis
from iom_portal.records.drawing.lanes import Item, Lane, Lanes, Shape, axis_of, happening, spell_item
from iom_portal.records.history.clock import Clock
from iom_portal.records.models.facts import Spell
from organs.models import Event, Instrument, Organ, OrganizationName, Term
from organs.pages.instruments import stretch_of_waiting
from organs.pages.lanes import term_items
from organs.querysets import IN_FORCE
from strategy.models import Framework

from .membership import HEIGHT, MembershipCurve

AnySpell = TypeVar("AnySpell", bound=Spell)

YEARS_WITH_NAMES = 15  # of an axis on which there is room for the names of events


def lanes_on(clock: Clock, events: Iterable[Event], period: Days | None = None) -> Lanes:
    """Return the Lanes of the history up to the day of `clock`, within a period if one is asked for."""
    axis, day = _axis_on(clock, period), clock.day
    heads = Term.objects.begun_by(day).of_the_head()
    lanes = [
        Lane("Names", _spell_items(axis, day, OrganizationName.objects.begun_by(day), _acronym_and_name)),
        Lane("Members", curve=MembershipCurve.of(axis, day), tall=HEIGHT),
        Lane("Instruments", list(_instrument_items(axis, day))),
        Lane("Organs", _spell_items(axis, day, Organ.objects.begun_by(day))),
        Lane("Heads", list(term_items(axis, day, heads, elections=False))),
        Lane("Strategies", _spell_items(axis, day, Framework.objects.begun_by(day))),
        Lane("Events", list(_event_items(axis, day, events))),
    ]
    return Lanes(axis, day, [lane for lane in lanes if lane.drawn or lane.curve])


def _axis_on(clock: Clock, period: Days | None) -> Axis:
    """Return the axis of all years, or of what of a period lies on it; of the period itself where nothing does."""
    axis = axis_of(clock)
    if period is None:
        return axis
    first, last = max(period[0], axis.first), min(period[1], axis.last)
    return axis_of(clock, (first, last) if first <= last else period)


def _spell_items(
    axis: Axis, day: date, spells: Iterable[AnySpell], name_of: Callable[[AnySpell], str] = str
) -> list[Item]:
    """Return the Items of the spells of which a day is on the axis. name_of: what a spell is called."""
    items = []
    for spell in spells:
        item = spell_item(axis, spell, day, name_of(spell))
        if item:
            items.append(item)
    return items


def _acronym_and_name(name: OrganizationName) -> str:
    return f"{name.acronym_en}: {name.name_en}"


def _instrument_items(axis: Axis, day: date) -> Iterator[Item]:
    """Yield an Item for each instrument that was adopted by the day. One query."""
    for instrument in Instrument.objects.begun_by(day):
        shapes = _instrument_shapes(axis, day, instrument)
        if shapes:
            yield Item([instrument], str(instrument), instrument.page_url, shapes)


def _instrument_shapes(axis: Axis, day: date, instrument: Instrument) -> list[Shape]:
    """Return its adoption, its entry into force, and the wait between, or up to the day while that is still ahead."""
    shapes = []
    waited = stretch_of_waiting(axis, instrument, day)
    if waited:
        shapes.append(Shape("thread", *waited))
    adopted = happening(axis, instrument.adopted_on_earliest, instrument.adopted_on_latest, day, "diamond")
    if adopted:
        shapes.append(adopted)
    if instrument.in_force_on and IN_FORCE.begun.certainty(instrument, day):
        entered = happening(axis, instrument.in_force_on_earliest, instrument.in_force_on_latest, day)
        if entered:
            shapes.append(entered)
    return shapes


def _event_items(axis: Axis, day: date, events: Iterable[Event]) -> Iterator[Item]:
    """Yield an Item for each event that is on the axis; their names only where the axis has room for them."""
    unnamed = axis.last.year - axis.first.year >= YEARS_WITH_NAMES
    for event in events:
        first, last = event.days
        shape = happening(axis, first, last, day, lasted=event.lasted)
        if shape:
            yield Item([event], event.title, event.page_url, [shape], unnamed)


def decades(clock: Clock) -> list[tuple[str, str]]:
    """Return [(words, period)] of the decades of the axis, such as ("1980s", "1980-1989"), for the links that zoom."""
    axis = Axis.of(clock, 1)
    first_years = range(axis.first.year // 10 * 10, axis.last.year + 1, 10)
    return [(f"{year}s", f"{year}-{year + 9}") for year in first_years]
