"""The regions of UN M49, the Standard Country or Area Codes for Statistical Use, in which States lie."""

from collections.abc import Mapping

REGIONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {  # {region: {subregion: its intermediate regions, if any}}
    "Africa": {
        "Northern Africa": (),
        "Sub-Saharan Africa": ("Eastern Africa", "Middle Africa", "Southern Africa", "Western Africa"),
    },
    "Americas": {
        "Latin America and the Caribbean": ("Caribbean", "Central America", "South America"),
        "Northern America": (),
    },
    "Asia": {
        "Central Asia": (),
        "Eastern Asia": (),
        "South-eastern Asia": (),
        "Southern Asia": (),
        "Western Asia": (),
    },
    "Europe": {
        "Eastern Europe": (),
        "Northern Europe": (),
        "Southern Europe": (),
        "Western Europe": (),
    },
    "Oceania": {
        "Australia and New Zealand": (),
        "Melanesia": (),
        "Micronesia": (),
        "Polynesia": (),
    },
}


def subregions() -> list[str]:
    """Return the names of all subregions, in the order of their regions."""
    return [subregion for of_region in REGIONS.values() for subregion in of_region]


def intermediate_regions() -> list[str]:
    """Return the names of all intermediate regions, in the order of their regions."""
    names: list[str] = []
    for of_region in REGIONS.values():
        for of_subregion in of_region.values():
            names += of_subregion
    return names
