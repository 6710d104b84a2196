"""The regions and subregions of the United Nations (M49), as the States' own columns name them: who is a member in
each, who an observer, who neither. Each State counts in one region and one subregion, so their sums are the totals."""

from dataclasses import dataclass

from django.utils.text import slugify

from iom_portal.records.dates.validity import CERTAIN, POSSIBLE

from .charts import Part
from .models import State

STANDINGS = (State.Standing.MEMBER, State.Standing.OBSERVER, State.Standing.NEITHER)


@dataclass
class Region:
    """A region, or a subregion with the name of its region as `within`, with its States in order of name.

    counts: {standing: {"certain", "possible"}} of the day; possible includes the certain.
    """

    name: str
    within: str
    states: list[State]
    counts: dict

    @property
    def slug(self):
        return slugify(self.name)

    @property
    def bar(self):
        """Its States side by side in percent: certain members, possible ones, certain observers, possible ones."""
        found, x, whole = [], 0.0, len(self.states)
        for standing, look in ((State.Standing.MEMBER, ""), (State.Standing.OBSERVER, "observer")):
            count = self.counts[standing]
            for number, more in ((count[CERTAIN], ""), (count[POSSIBLE] - count[CERTAIN], " possible")):
                width = round(100 * number / whole, 1)
                if width:
                    found.append(Part(round(x, 1), width, f"{look}{more}".strip()))
                x += width
        return found


def regions_on(day):
    """[(Region, [its subregions])] in order of name, and the Region that is the world: two queries."""
    states = list(State.objects.prefetch_related("memberships"))
    by_place = {}
    for state in states:
        by_place.setdefault(state.region, {}).setdefault(state.subregion, []).append(state)
    found = []
    for region, subregions in sorted(by_place.items()):
        below = [_region(name, region, of_place, day) for name, of_place in sorted(subregions.items())]
        of_region = [state for state in states if state.region == region]
        found.append((_region(region, "", of_region, day), below))
    return found, _region("World", "", states, day)


def _region(name, within, states, day):
    counts = {}
    for standing in STANDINGS:
        certainties = [state.certainty_as(standing, day) for state in states]
        possible = sum(certainty is not None for certainty in certainties)
        counts[standing] = {CERTAIN: certainties.count(CERTAIN), POSSIBLE: possible}
    return Region(name, within, states, counts)


def region_named(slug, day):
    """(the Region or subregion with a slug, its States `complete`; the names of its subregions); None if there is none.
    Four queries."""
    for name, subregions in State.objects.places():
        for within, place, below in [("", name, subregions), *((name, subregion, []) for subregion in subregions)]:
            if slugify(place) == slug:
                column = "subregion" if within else "region"
                states = list(State.objects.filter(**{column: place}))
                State.objects.complete(states)
                return _region(place, within, states, day), below
    return None
