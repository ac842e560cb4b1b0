"""The one look of everything that people see: its colours, its letters, and what becomes of the customer's own colour.

Knows no page and no library: whoever draws, prints or lays out asks here. The
rule: words are read everywhere, so that a customer's colour which is too faint
for them gives way to the nearest shade of it that is not.
Source: WCAG 2.2, 1.4.3 (contrast).
"""

import colorsys
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import lru_cache

CONTRAST = 4.5
"""Between words and what is behind them. Source: WCAG 2.2, 1.4.3, level AA."""

TYPE = "Segoe UI, system-ui, Roboto, Helvetica, Arial, sans-serif"
"""What is there already: Outlook's first, for its Word engine sets all in Times where it lacks the first."""

MONOSPACE = "ui-monospace, Consolas, Menlo, monospace"

COLOUR = "#1f4e79"
"""The accent of a house that chose none."""

_STEPS = 200


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colours of a page, each as `#rrggbb`.

    ground: around the sheet; paper: the sheet; panel: what stands out on it.
    ink:    of words; soft: of words that matter less; line: of rules and borders.
    accent: the customer's colour, fit for words on paper and panel, and behind words in the colour of paper.
    alarm:  for what must not be missed.
    """

    ground: str
    paper: str
    panel: str
    ink: str
    soft: str
    line: str
    accent: str
    alarm: str


_LIGHT = Scheme("#f2f2ef", "#ffffff", "#f6f6f3", "#20242a", "#5b6068", "#dadad5", "#20242a", "#b3261e")
_DARK = Scheme("#121315", "#1c1d20", "#27292d", "#e9e9e6", "#b2b5ba", "#45484e", "#e9e9e6", "#ff9d94")


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a house. colour: as the customer chose it, for what bears no words."""

    colour: str
    light: Scheme
    dark: Scheme


@lru_cache(maxsize=8)
def look_of(colour: str) -> Look:
    """Return the look of a house. colour: `#rrggbb`."""
    return Look(
        colour,
        replace(_LIGHT, accent=readable(colour, (_LIGHT.paper, _LIGHT.panel))),
        replace(_DARK, accent=readable(colour, (_DARK.paper, _DARK.panel))),
    )


def as_properties(look: Look) -> str:
    """Return the colours for the style of a page that stands alone: `var(--ink)` and so on, in light and in dark."""
    return f":root {{ {_named(look.light)} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {_named(look.dark)} }} }}\n"


def _named(scheme: Scheme) -> str:
    return " ".join(f"--{one.name}: {getattr(scheme, one.name)};" for one in fields(scheme))


def readable(colour: str, grounds: Iterable[str]) -> str:
    """Return `colour`, or the nearest shade of it, as light or as dark as it takes to be read on each of `grounds`.

    Raises `ValueError` where nothing is readable on all of them.
    """
    behind = tuple(grounds)
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    for step in range(_STEPS + 1):
        for tried in (lightness - step / _STEPS, lightness + step / _STEPS):
            if 0 <= tried <= 1:
                shade = colour if step == 0 else _written(colorsys.hls_to_rgb(hue, tried, saturation))
                if all(contrast(shade, ground) >= CONTRAST for ground in behind):
                    return shade
    raise ValueError("no shade can be read on all of these")


def contrast(one: str, other: str) -> float:
    """Return how far two colours are apart: from 1 for the same to 21 for black and white. Source: WCAG 2.2, contrast ratio."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance. Source: WCAG 2.2, relative luminance."""
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in _channels(colour))  # noqa: PLR2004 - sRGB
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _written(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(one * 255):02x}" for one in channels)
