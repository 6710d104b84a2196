"""The design system as the style sheet states it: its tokens, and the contrast of every pair of colours that text uses.

The page /about/design/ shows them, and a test holds them to WCAG 2.2 AA, so neither can say what is not so.
"""

import re
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

from django.contrib.staticfiles import finders

Scheme = dict[str, str]  # {token: its value}

TEXT, GRAPHIC = 4.5, 3.0  # the least contrast of text and of what must be seen besides (WCAG 2.2, 1.4.3 and 1.4.11)

PAIRS = [  # what is drawn, on what, how much contrast it must have
    *[(ink, ground, TEXT) for ink, ground in product(("ink", "soft", "link", "visited"), ("paper", "sheet", "wash"))],
    *[(tone, f"{tone}-wash", TEXT) for tone in ("amber", "red", "green")],
    *[("ink", f"{tone}-wash", TEXT) for tone in ("amber", "red", "green")],
    ("amber", "wash", TEXT),
    ("red", "paper", TEXT),
    ("accent", "sheet", TEXT),
    ("on-accent", "accent", TEXT),
    *[(mark, ground, GRAPHIC) for mark, ground in product(("data", "data-2", "focus"), ("paper", "sheet"))],
]
PAST = "past"  # the scheme of a page that shows the register as recorded


class Pair(NamedTuple):
    """Two tokens that meet, with their contrast in each scheme: {"light": 12.3, "dark": …, "past light": …}."""

    ink: str
    ground: str
    least: float
    ratios: dict[str, float]


@lru_cache(maxsize=1)
def style_sheet() -> str:
    """Return the text of site.css."""
    path = finders.find("site.css")
    if path is None:
        raise FileNotFoundError("site.css is not among the static files.")
    return Path(path).read_text(encoding="utf-8")


def schemes() -> dict[str, Scheme]:
    """Return {name: scheme} for "light", "dark", "past light" and "past dark", as the cascade makes them."""
    layer = re.search(r"@layer tokens \{(.*?)@layer \w+ \{", style_sheet(), re.S)
    if layer is None:
        raise ValueError("site.css has no layer of tokens.")
    without_comments = re.sub(r"/\*.*?\*/", "", layer[1])
    blocks = re.findall(r"(?::root|\.past) \{(.*?)\}", without_comments, re.S)
    light, dark, past_light, past_dark = (_declared_tokens(block) for block in blocks)
    return {
        "light": light,
        "dark": light | dark,
        f"{PAST} light": light | past_light,
        f"{PAST} dark": light | dark | past_dark,
    }


def _declared_tokens(block: str) -> Scheme:
    """Return the custom properties that the body of a rule of CSS declares."""
    return dict(re.findall(r"--([\w-]+): ([^;]+);", block))


def pairs() -> list[Pair]:
    """Return a Pair for each of PAIRS."""
    by_name = schemes()
    measured = []
    for ink, ground, least in PAIRS:
        ratios = {name: contrast(scheme[ink], scheme[ground]) for name, scheme in by_name.items()}
        measured.append(Pair(ink, ground, least, ratios))
    return measured


def colours() -> list[tuple[str, str, str]]:
    """Return [(token, light value, dark value)] of the tokens that are colours."""
    by_name = schemes()
    light, dark = by_name["light"], by_name["dark"]
    return [(token, value, dark[token]) for token, value in light.items() if value.startswith("#")]


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours written #rgb or #rrggbb: from 1 to 21, to one decimal (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return round((lighter + 0.05) / (darker + 0.05), 1)


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour, from 0 (black) to 1 (white)."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (_linear(int(digits[place : place + 2], 16) / 255) for place in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    """Return the linear value of a part of sRGB, both from 0 to 1."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
