"""The map of a day: what each State is, its class in the legend, and the outline that it has on a sheet.

The sheets are those of geometry/outlines.json: one of the world, one of each UN region. On the sheet of a region only
the States of the region are told apart.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypedDict
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.dates.validity import CERTAIN, POSSIBLE
from iom_portal.records.templatetags.words import span
from iom_portal.records.text import fold
from iom_portal.records.web.stated_facts import Dependencies
from iom_portal.records.web.views import RegisterPage, bad_request

from ..models import Membership, State
from ..models.standing import begun_by
from ..models.state import MEMBER, OBSERVER, StatusOnDay

Outline = str | list[int]  # path data of SVG, or the (x, y) of a mark


class MapSheet(TypedDict):
    """A sheet as outlines.json holds it: its size and the radius of its marks in units, and what is drawn on it.

    areas: the path data of what is no State of its own. states: {id: its outline}.
    """

    width: int
    height: int
    radius: int
    areas: str
    states: dict[str, Outline]


OUTLINES = Path(__file__).parent.parent / "geometry" / "outlines.json"
SHEETS: dict[str, MapSheet] = json.loads(OUTLINES.read_text(encoding="utf-8"))["sheets"]
WORLD, *REGIONS = SHEETS


@dataclass(frozen=True)
class Look:
    """How a class is filled: with so much of the ink (0 to 1), and a texture over it, so that no colour means alone."""

    ink: float = 0
    texture: str = ""  # "stripes", "hatch", "dots", "rings", "rows"
    light: bool = False  # the texture is drawn in the colour of the paper


class LegendClass(NamedTuple):
    """A class of States on the map: what the legend calls it, and how it is filled."""

    title: str
    look: Look


NO_STANDING = Look()
POSSIBLE_MEMBERS = LegendClass("Possibly a member", Look(0, "stripes"))
CLASSES_OF_STANDING = {
    "member": LegendClass("Member", Look(1)),
    "possible-member": POSSIBLE_MEMBERS,
    "observer": LegendClass("Observer", Look(0.25, "dots")),
    "possible-observer": LegendClass("Possibly an observer", Look(0, "rings")),
    "left": LegendClass("No longer member or observer", Look(0, "rows")),
    "none": LegendClass("Never, by that day", NO_STANDING),
    "no-state": LegendClass("No State on that day", Look(0, "hatch")),
}
CLASSES_BESIDE_DECADES = {  # of those of whom no decade can be told
    "unknown-decade": LegendClass("Member, the decade of joining not known", Look(0.25, "rings")),
    "possible-member": POSSIBLE_MEMBERS,
    "not-member": LegendClass("Not a member", NO_STANDING),
    "no-state": CLASSES_OF_STANDING["no-state"],
}
FIRST_DECADE = 1950
LOOKS_OF_DECADES = [  # from the first one on, each differing from its neighbours by more than its shade
    Look(1),
    Look(0.95, "hatch", light=True),
    Look(0.9, "dots", light=True),
    Look(0.7),
    Look(0.66, "hatch", light=True),
    Look(0.58, "dots", light=True),
    Look(0.4),
    Look(0.12, "hatch"),
    Look(0.1, "dots"),
]


@dataclass(frozen=True)
class Place:
    """A State on the map.

    standing: as of the day. last: the spell that ended last, of a State that has no standing any more. outline: ""
    where the sheet has none.
    """

    state: State
    name: str  # of the day
    standing: list[StatusOnDay]
    last: Membership | None
    outline: Outline
    key: str  # its class

    @property
    def mark(self) -> list[int] | None:
        """The (x, y) of its mark, or None where it is drawn in its shape or not at all."""
        return self.outline if isinstance(self.outline, list) else None


@dataclass(frozen=True)
class Group:
    """A class of the legend with its States, in the order of their names."""

    key: str
    title: str
    look: Look
    places: list[Place]

    @property
    def tells_why(self) -> bool:
        """Whether the title of the class leaves open what each of its States is."""
        return self.key == "left" or self.key.startswith("possible-")


@dataclass(frozen=True)
class Map:
    """A sheet with its States, in the order of their names, and by the classes of the legend.

    counts: {"member": {"certain", "possible"}, "observer": …}.
    """

    sheet: MapSheet
    places: list[Place]
    groups: list[Group]
    counts: dict[str, dict[str, int]]

    @property
    def not_drawn(self) -> list[Place]:
        """The States that have no outline on the sheet."""
        return [place for place in self.places if not place.outline]


def map_of(day: date, by: str = "status", region: str = "") -> Map:
    """Return the map of `day` by standing ("status") or by decade of joining ("decade"): three queries."""
    sheet, class_of = SHEETS[region or WORLD], CLASSIFICATIONS[by]
    places = []
    for state in State.objects.in_region(region).with_spells():
        standing = state.statuses_on(day)
        last = None if standing else _last_spell(state, day)
        name, _ = state.name_on(day)
        outline = sheet["states"].get(state.pk, "")
        is_no_state = state.certainty_on(day) is None and not standing
        key = "no-state" if is_no_state and not last else class_of(standing, last)
        places.append(Place(state, name, standing, last, outline, key))
    places.sort(key=lambda place: fold(place.name))
    counts: dict[str, dict[str, int]] = {status: _count_of_status(places, status) for status in (MEMBER, OBSERVER)}
    return Map(sheet, places, _groups(places), counts)


def _last_spell(state: State, day: date) -> Membership | None:
    """Return the spell that ended last before `day`, or None."""
    begun = begun_by(state.memberships.all(), day)
    return max(begun, key=lambda spell: spell.end_latest, default=None)


def _class_by_standing(standing: Sequence[StatusOnDay], last: Membership | None) -> str:
    certainties = {status: certainty for status, certainty, _ in standing}
    for status in (MEMBER, OBSERVER):
        if status in certainties:
            return str(status) if certainties[status] == CERTAIN else f"possible-{status}"
    return "left" if last else "none"


def _class_by_decade(standing: Sequence[StatusOnDay], last: Membership | None) -> str:
    for status, certainty, spell in standing:
        if status == MEMBER:
            return _decade(spell) if certainty == CERTAIN else "possible-member"
    return "not-member"


def _decade(spell: Membership) -> str:
    """Return the decade of the start of a spell, such as "1950s", or "unknown-decade" where it may lie in two."""
    first, last = spell.start_earliest.year // 10, spell.start_latest.year // 10
    return f"{first}0s" if first == last else "unknown-decade"


CLASSIFICATIONS: dict[str, Callable[[Sequence[StatusOnDay], Membership | None], str]] = {
    "status": _class_by_standing,
    "decade": _class_by_decade,
}


def _groups(places: Iterable[Place]) -> list[Group]:
    """Return the classes that have States: the decades in their order, then the others in that of the legend."""
    by_key = defaultdict(list)
    for place in places:
        by_key[place.key].append(place)
    other_classes = {**CLASSES_OF_STANDING, **CLASSES_BESIDE_DECADES}
    classes = {key: _class_of_decade(key) for key in sorted(by_key.keys() - other_classes.keys())}
    classes |= other_classes
    return [Group(key, title, look, by_key[key]) for key, (title, look) in classes.items() if key in by_key]


def _class_of_decade(key: str) -> LegendClass:
    """Return the class of a decade such as "1950s". Those after the last that has a look of its own look like it."""
    number = (int(key.removesuffix("s")) - FIRST_DECADE) // 10
    return LegendClass(f"Joined in the {key}", LOOKS_OF_DECADES[min(number, len(LOOKS_OF_DECADES) - 1)])


def _count_of_status(places: Iterable[Place], status: str) -> dict[str, int]:
    certain = possible = 0
    for place in places:
        for held in place.standing:
            if held.status == status:
                certain += held.certainty == CERTAIN
                possible += 1
    return {CERTAIN: certain, POSSIBLE: possible}


class StateMap(RegisterPage):
    """The States on a map of the world or of a UN region, by standing or by the decade of their joining."""

    template_name = "members/state_map.html"
    stated_facts = ("map",)
    distinct = ("by", "region")
    ways = {  # {parameter: {value: what its link says}}; the first value is what is shown unasked
        "by": {"status": "Standing", "decade": "Decade of joining"},
        "region": {"": WORLD, **{region: region for region in REGIONS}},
    }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.asked = {name: request.GET[name].strip() for name in self.ways if request.GET.get(name)}
        troubles = []
        for name, value in self.asked.items():
            if value not in self.ways[name]:
                allowed = [text for text in self.ways[name] if text]
                troubles.append((name, f"The map has no such {name}.", allowed))
        if troubles:
            return bad_request(request, troubles, clock=self.clock)
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            map=map_of(self.clock.day, **self.asked),
            ways={name: list(self._links(name)) for name in self.ways},
            asked=self.asked,
            **kwargs,
        )

    def get_title(self, context: dict[str, Any]) -> str:
        subject = "members by decade of joining" if self._by_decade else "member and observer States"
        region = self.asked.get("region")
        return f"Map of {subject}: {region}" if region else f"Map of {subject}"

    def get_description(self, context: dict[str, Any]) -> str:
        place, counts = self.asked.get("region") or "the world", context["map"].counts
        by = "the decade in which they joined IOM" if self._by_decade else "standing in IOM"
        return (
            f"The States of {place} on a map on {day_in_words(self.clock.day)}, by {by}: "
            f"{span(counts[MEMBER])} members, {span(counts[OBSERVER])} observers. With a table."
        )

    @property
    def _by_decade(self) -> bool:
        return self.asked.get("by") == "decade"

    def _links(self, name: str) -> Iterator[tuple[str, str, bool]]:
        """Yield (what it says, address, whether it is here) of each value of a parameter; the other one stays."""
        unasked = next(iter(self.ways[name]))
        for value, title in self.ways[name].items():
            parameters = {**self.asked, name: value}
            query = urlencode({other: text for other, text in parameters.items() if text != unasked})
            address = reverse("state-map")
            yield title, f"{address}?{query}" if query else address, value == self.asked.get(name, unasked)

    def depends_on(self, context: dict[str, Any]) -> Dependencies:
        day = self.clock.day
        keys: set[tuple[str, str]] = set()
        for place in context["map"].places:
            begun = [*begun_by(place.state.memberships.all(), day), *begun_by(place.state.former_names.all(), day)]
            keys.update((spell.kind, spell.pk) for spell in begun)
        return Dependencies(frozenset(keys), day)
