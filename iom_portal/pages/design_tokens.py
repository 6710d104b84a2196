"""The design system as the style sheet states it: its tokens, and the contrast of every pair of colours that text uses.

The page /about/design/ shows them, and a test holds them to WCAG 2.2 AA, so neither can say what is not so.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from django.contrib.staticfiles import finders

TEXT, GRAPHIC = 4.5, 3.0  # the least contrast of text and of what must be seen besides (WCAG 2.2, 1.4.3 and 1.4.11)

PAIRS = [  # what is drawn, on what, how much contrast it must have
    *[(ink, ground, TEXT) for ink in ("ink", "soft", "link", "visited") for ground in ("paper", "sheet", "wash")],
    *[(tone, f"{tone}-wash", TEXT) for tone in ("amber", "red", "green")],
    *[("ink", f"{tone}-wash", TEXT) for tone in ("amber", "red", "green")],
    ("amber", "wash", TEXT),
    ("red", "paper", TEXT),
    ("accent", "sheet", TEXT),
    ("on-accent", "accent", TEXT),
    *[(mark, ground, GRAPHIC) for mark in ("data", "data-2", "focus") for ground in ("paper", "sheet")],
]
PAST = "past"  # the scheme of a page that shows the register as recorded


class Pair(NamedTuple):
    """Two tokens that meet, with their contrast in each scheme: {"light": 12.3, "dark": …, "past light": …}."""

    ink: str
    ground: str
    least: float
    ratios: dict


@lru_cache(maxsize=1)
def style_sheet():
    """The text of site.css."""
    with open(finders.find("site.css"), encoding="utf-8") as file:
        return file.read()


def schemes():
    """{scheme: {token: its value}} for "light", "dark", "past light" and "past dark", as the cascade makes them."""
    layer = re.search(r"@layer tokens \{(.*?)@layer \w+ \{", style_sheet(), re.S)[1]
    blocks = re.findall(r"(:root|\.past) \{(.*?)\}", re.sub(r"/\*.*?\*/", "", layer), re.S)
    light, dark, past_light, past_dark = (dict(re.findall(r"--([\w-]+): ([^;]+);", text)) for _, text in blocks)
    return {
        "light": light,
        "dark": light | dark,
        f"{PAST} light": light | past_light,
        f"{PAST} dark": light | dark | past_dark,
    }


def pairs():
    """Every Pair of PAIRS."""
    found = schemes()
    return [
        Pair(ink, ground, least, {name: contrast(of[ink], of[ground]) for name, of in found.items()})
        for ink, ground, least in PAIRS
    ]


def colours():
    """[(token, light value, dark value)] of the tokens that are colours."""
    found = schemes()
    return [(name, value, found["dark"][name]) for name, value in found["light"].items() if value.startswith("#")]


def contrast(first, second):
    """The contrast ratio of two colours written #rgb or #rrggbb, from 1 to 21, to one decimal (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return round((lighter + 0.05) / (darker + 0.05), 1)


def _luminance(colour):
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
