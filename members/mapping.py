"""The map of a day: what each State is, its class in the legend, and the outline that it has on a sheet.

The sheets are those of geometry/outlines.json: one of the world, one of each UN region. On the sheet of a region only
the States of the region are told apart. How that file is made: docs/geometry.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from iom_portal.records.dates.validity import CERTAIN
from iom_portal.records.text import fold

from .models import Membership, State

OUTLINES = Path(__file__).parent / "geometry" / "outlines.json"
SHEETS = json.loads(OUTLINES.read_text(encoding="utf-8"))["sheets"]
WORLD, *REGIONS = SHEETS
MEMBER, OBSERVER = Membership.Status.MEMBER, Membership.Status.OBSERVER


@dataclass(frozen=True)
class Look:
    """How a class is filled: with so much of the ink (0 to 1), and a texture over it, so that no colour means alone."""

    ink: float = 0
    texture: str = ""  # "stripes", "hatch", "dots", "rings", "rows"
    light: bool = False  # the texture is drawn in the colour of the paper


NO_STANDING = Look()
MAY_BE_MEMBER = Look(0, "stripes")
STANDINGS = {  # class: what the legend calls it, how it is filled
    "member": ("Member", Look(1)),
    "possible-member": ("Possibly a member", MAY_BE_MEMBER),
    "observer": ("Observer", Look(0.25, "dots")),
    "possible-observer": ("Possibly an observer", Look(0, "rings")),
    "left": ("No longer member or observer", Look(0, "rows")),
    "none": ("Never, by that day", NO_STANDING),
}
BESIDE_DECADES = {  # the classes of those of whom no decade can be told
    "unknown-decade": ("Member, the decade of joining not known", Look(0.25, "rings")),
    "possible-member": STANDINGS["possible-member"],
    "not-member": ("Not a member", NO_STANDING),
}
SHADES = [  # of the decades from the 1950s on, each differing from its neighbours by more than its shade
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

    standing: (status, certainty, spell) as of the day. last: the spell that ended last, of a State that has no
    standing any more. outline: path data, or the (x, y) of a mark, or "" where the sheet has none.
    """

    state: State
    name: str  # of the day
    standing: list
    last: Membership | None
    outline: str | list
    key: str  # its class

    @property
    def mark(self):
        return self.outline if isinstance(self.outline, list) else None


@dataclass(frozen=True)
class Group:
    """A class of the legend with its States, in the order of their names."""

    key: str
    title: str
    look: Look
    places: list[Place]

    @property
    def tells_why(self):
        """Whether the title of the class leaves open what each of its States is."""
        return self.key == "left" or self.key.startswith("possible-")


@dataclass(frozen=True)
class Map:
    """sheet: its width, height and radius of marks in units, and the path data of what is no State of its own."""

    sheet: dict
    places: list[Place]
    groups: list[Group]
    counts: dict  # {"member": {"certain", "possible"}, "observer": …}

    @property
    def not_drawn(self):
        return [place for place in self.places if not place.outline]


def map_of(day, by="status", region=""):
    """The Map of `day` by standing ("status") or by decade of joining ("decade"): three queries."""
    sheet, classify = SHEETS[region or WORLD], CLASSIFICATIONS[by]
    places = []
    for state in State.objects.in_region(region).with_spells():
        standing = [(*pair, state.spell_as(pair[0], day)) for pair in state.standing_on(day)]
        last = None if standing else _last_spell(state, day)
        name, outline = state.name_on(day)[0], sheet["states"].get(state.pk, "")
        places.append(Place(state, name, standing, last, outline, classify(standing, last)))
    places.sort(key=lambda place: fold(place.name))
    return Map(sheet, places, _groups(places), {status: _count(places, status) for status in (MEMBER, OBSERVER)})


def _last_spell(state, day):
    """The spell that ended last before `day`, or None."""
    ended = [spell for spell in state.memberships.all() if spell.on_day.begun.certainty(spell, day)]
    return max(ended, key=lambda spell: spell.end_latest, default=None)


def _by_standing(standing, last):
    certainties = {status: certainty for status, certainty, _ in standing}
    for status in (MEMBER, OBSERVER):
        if status in certainties:
            return str(status) if certainties[status] == CERTAIN else f"possible-{status}"
    return "left" if last else "none"


def _by_decade(standing, last):
    for status, certainty, spell in standing:
        if status == MEMBER:
            return _decade(spell) if certainty == CERTAIN else "possible-member"
    return "not-member"


def _decade(spell):
    """ "1950s", or "unknown-decade" where its start may lie in two."""
    decades = {day.year // 10 * 10 for day in (spell.start_earliest, spell.start_latest)}
    return f"{decades.pop()}s" if len(decades) == 1 else "unknown-decade"


CLASSIFICATIONS = {"status": _by_standing, "decade": _by_decade}


def _groups(places):
    """The classes that have States: the decades in their order, then the others in that of the legend."""
    by_key = defaultdict(list)
    for place in places:
        by_key[place.key].append(place)
    named = {**STANDINGS, **BESIDE_DECADES}
    decades = {key: (f"Joined in the {key}", _shade(int(key[:4]))) for key in sorted(by_key.keys() - named.keys())}
    return [Group(key, *words, by_key[key]) for key, words in {**decades, **named}.items() if key in by_key]


def _shade(decade):
    """The Look of a decade such as 1950; those after the last of SHADES look like it."""
    return SHADES[min((decade - 1950) // 10, len(SHADES) - 1)]


def _count(places, status):
    held = [certainty for place in places for other, certainty, _ in place.standing if other == status]
    return {"certain": held.count(CERTAIN), "possible": len(held)}
