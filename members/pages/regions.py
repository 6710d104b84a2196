"""The regions and subregions of the United Nations (M49), as the States' own columns name them: who is a member in
each, who an observer, who neither. Each State counts in one region and one subregion, so their sums are the totals."""

from dataclasses import dataclass

from django.http import Http404
from django.utils.text import slugify

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.dates.validity import CERTAIN, POSSIBLE
from iom_portal.records.drawing.axis import Axis
from iom_portal.records.templatetags.words import span
from iom_portal.records.web.views import Dependencies, RegisterPage

from ..counting import dependencies_of_counts
from ..models import Membership, State
from .bars import Part
from .growth import growth_of
from .state_rows import keys_of_former_names, rows_of

MEMBER, OBSERVER = Membership.Status.MEMBER, Membership.Status.OBSERVER
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


class RegionList(RegisterPage):
    """The regions and subregions of the United Nations with the counts of each."""

    template_name = "members/region_list.html"
    title = "Members and observers of IOM by UN region"
    stated_facts = ("regions",)

    def get_context_data(self, **kwargs):
        regions, world = regions_on(self.clock.day)
        return super().get_context_data(regions=regions, world=world, **kwargs)

    def get_description(self, context: dict) -> str:
        return (
            "How many States of each region and subregion of the United Nations were members or observers of IOM "
            f"on {day_in_words(self.clock.day)}."
        )

    def depends_on(self, context):
        return dependencies_of_counts(self.clock.day)


class RegionDetail(RegisterPage):
    """A region or subregion: its counts, its growth and its States."""

    template_name = "members/region_detail.html"
    stated_facts = ("groups",)

    def get_context_data(self, slug, **kwargs):
        day, axis = self.clock.day, Axis.of(self.clock, 100)
        if (found := region_named(slug, day)) is None:
            raise Http404(f"There is no region “{slug}”.")
        region, subregions = found
        groups = []
        for standing in STANDINGS:
            states = [state for state in region.states if state.certainty_as(standing, day)]
            groups.append((standing, rows_of(states, standing, day, axis)))
        growth = growth_of(self.clock, Membership.objects.filter(state__in=region.states))
        return super().get_context_data(
            region=region, subregions=subregions, groups=groups, growth=growth, axis=axis, **kwargs
        )

    def get_title(self, context: dict) -> str:
        return f"{context['region'].name}: members and observers of IOM"

    def get_description(self, context: dict) -> str:
        region = context["region"]
        members, observers = span(region.counts[MEMBER]), span(region.counts[OBSERVER])
        return (
            f"The {len(region.states)} States of {region.name}: {members} members and {observers} observers of IOM "
            f"on {day_in_words(self.clock.day)}, each with its spells and sources."
        )

    def depends_on(self, context):
        keys, day = dependencies_of_counts(self.clock.day)
        return Dependencies(keys | keys_of_former_names(context["region"].states), day)
