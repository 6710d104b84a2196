"""The regions and subregions of the United Nations (M49), as the States' own columns name them, and their States.

A region tells who is a member in it, who an observer, who neither. Each State counts in one region and one subregion,
so their sums are the totals.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.utils.text import slugify

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.dates.validity import CERTAIN, POSSIBLE
from iom_portal.records.drawing.axis import Axis
from iom_portal.records.templatetags.words import span
from iom_portal.records.web.stated_facts import Dependencies
from iom_portal.records.web.views import RegisterPage

from ..counting import dependencies_of_counts
from ..models import Membership, State
from ..models.state import MEMBER, OBSERVER
from .bars import BarPart, look_of
from .growth import growth_of
from .state_rows import keys_of_former_names, state_rows

STANDINGS_IN_A_REGION = (State.Standing.MEMBER, State.Standing.OBSERVER, State.Standing.NEITHER)


@dataclass
class Region:
    """A region, or a subregion with the name of its region as `within`, with its States of the day in order of name.

    counts: {standing: {"certain", "possible"}} of the day; possible includes the certain. existing: how many States
    there were, likewise.
    """

    name: str
    within: str
    states: Sequence[State]
    counts: dict[str, dict[str, int]]
    existing: dict[str, int]

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return slugify(self.name)

    @property
    def bar(self) -> list[BarPart]:
        """Its States side by side in percent: certain members, possible ones, certain observers, possible ones."""
        parts: list[BarPart] = []
        if not self.states:
            return parts
        x = 0.0
        for status in (MEMBER, OBSERVER):
            certain = self.counts[status][CERTAIN]
            only_possible = self.counts[status][POSSIBLE] - certain
            for number, is_possible in ((certain, False), (only_possible, True)):
                width = round(100 * number / len(self.states), 1)
                if width:
                    parts.append(BarPart(round(x, 1), width, look_of(status, is_possible)))
                x += width
        return parts


def regions_on(day: date) -> tuple[list[tuple[Region, list[Region]]], Region]:
    """Return [(region, [its subregions])] in order of name, and the region that is the world: two queries."""
    states = list(State.objects.prefetch_related("memberships"))
    regions = []
    for name, of_region in _by_place(states, "region"):
        subregions = [_region(below, name, of_place, day) for below, of_place in _by_place(of_region, "subregion")]
        regions.append((_region(name, "", of_region, day), subregions))
    return regions, _region("World", "", states, day)


def _by_place(states: Sequence[State], column: str) -> list[tuple[str, list[State]]]:
    """Return [(what States have in a column, those that have it)] in order of name."""
    by_place = defaultdict(list)
    for state in states:
        by_place[getattr(state, column)].append(state)
    return sorted(by_place.items())


def _region(name: str, within: str, states: Sequence[State], day: date) -> Region:
    """Return the region of these States: of them those that were States on `day`, or had a standing all the same."""
    counts: dict[str, dict[str, int]] = {}
    for standing in STANDINGS_IN_A_REGION:
        counts[standing] = _numbers(state.certainty_as(standing, day) for state in states)
    of_the_day = [state for state in states if state.certainty_on(day) or state.standing_on(day)]
    return Region(name, within, of_the_day, counts, _numbers(state.certainty_on(day) for state in states))


def _numbers(certainties: Iterable[str | None]) -> dict[str, int]:
    """Return {"certain", "possible"}: how many are certain, and how many may be, the certain included."""
    numbers = Counter(certainties)
    return {CERTAIN: numbers[CERTAIN], POSSIBLE: numbers[CERTAIN] + numbers[POSSIBLE]}


def region_named(slug: str, day: date) -> tuple[Region, list[str]] | None:
    """Return the region or subregion with a slug, its States `complete`, and the names of its subregions.

    None if there is none. Four queries.
    """
    for region, subregions in State.objects.places():
        if slugify(region) == slug:
            return _region(region, "", _complete_states(region=region), day), subregions
        for subregion in subregions:
            if slugify(subregion) == slug:
                return _region(subregion, region, _complete_states(subregion=subregion), day), []
    return None


def _complete_states(**place: str) -> list[State]:
    """Return the States with these values of their columns, `complete`: three queries."""
    states = list(State.objects.filter(**place))
    State.objects.complete(states)
    return states


class RegionList(RegisterPage):
    """The regions and subregions of the United Nations with the counts of each."""

    template_name = "members/region_list.html"
    title = "Members and observers of IOM by UN region"
    stated_facts = ("regions",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        regions, world = regions_on(self.clock.day)
        return super().get_context_data(regions=regions, world=world, **kwargs)

    def get_description(self, context: dict[str, Any]) -> str:
        return (
            "How many States of each region and subregion of the United Nations were members or observers of IOM "
            f"on {day_in_words(self.clock.day)}."
        )

    def depends_on(self, context: dict[str, Any]) -> Dependencies:
        return dependencies_of_counts(self.clock.day)


class RegionDetail(RegisterPage):
    """A region or subregion: its counts, its growth and its States."""

    template_name = "members/region_detail.html"
    stated_facts = ("groups",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day, axis = self.clock.day, Axis.of(self.clock, 100)
        slug: str = kwargs.pop("slug")
        region_and_subregions = region_named(slug, day)
        if region_and_subregions is None:
            raise Http404(f"There is no region “{slug}”.")
        region, subregions = region_and_subregions
        groups = []
        for standing in STANDINGS_IN_A_REGION:
            states = [state for state in region.states if state.certainty_as(standing, day)]
            groups.append((standing, state_rows(states, standing, day, axis)))
        growth = growth_of(self.clock, Membership.objects.filter(state__in=region.states))
        return super().get_context_data(
            region=region, subregions=subregions, groups=groups, growth=growth, axis=axis, **kwargs
        )

    def get_title(self, context: dict[str, Any]) -> str:
        return f"{context['region'].name}: members and observers of IOM"

    def get_description(self, context: dict[str, Any]) -> str:
        region = context["region"]
        members, observers = span(region.counts[MEMBER]), span(region.counts[OBSERVER])
        return (
            f"The {span(region.existing)} States of {region.name}: {members} members and {observers} observers of IOM "
            f"on {day_in_words(self.clock.day)}, each with its spells and sources."
        )

    def depends_on(self, context: dict[str, Any]) -> Dependencies:
        keys, day = dependencies_of_counts(self.clock.day)
        return Dependencies(keys | keys_of_former_names(context["region"].states), day)
