"""Places that are looked for among the States and are not in the list that the register follows.

Each entry of ISO 3166-1 that is no State of the register, and Kosovo, which has no code there. The other names are for
finding it and are never shown. Nothing here says what a place is.
"""

import csv
from pathlib import Path
from typing import NamedTuple

from iom_portal.records.models.kind import Outside
from iom_portal.records.search.exact_names import name_key

PLACES_FILE = Path(__file__).parent / "places.csv"
SENTENCE = (
    "{name} is not in the list of States that this register follows, so it has no page here. "
    "The register takes no position on its status."
)


class ListedElsewhere(NamedTuple):
    """A place: a name of it, its codes in ISO 3166-1 ("" for none), and other names by which it is looked for."""

    name: str
    iso3: str
    iso2: str
    other_names: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Its place on the page that lists all."""
        return name_key(self.name)


def _read_places() -> list[ListedElsewhere]:
    with PLACES_FILE.open(encoding="utf-8", newline="") as stream:
        return [
            ListedElsewhere(row["name"], row["iso3"], row["iso2"], tuple(filter(None, row["other_names"].split(";"))))
            for row in csv.DictReader(stream)
        ]


PLACES = _read_places()
PLACES_BY_KEY = {
    name_key(name): place
    for place in PLACES
    for name in (place.iso2, place.iso3, *place.other_names, place.name)
    if name
}


def place_outside(name: str) -> Outside | None:
    """Return what is said of a place that the register does not list, by a name or code of it; None for any other."""
    place = PLACES_BY_KEY.get(name_key(name))
    if place is None:
        return None
    return Outside(place.name, SENTENCE.format(name=place.name), "listed-states", place.anchor)
