"""What may be wrong with a page as a browser saw it, by name: for every page that we show anybody."""

from scene.browser import Measured, Window

SMALLEST_LETTERS = 13
"""Pixels. What is said once more below each letter, who we are, may be smaller than the rest."""

CONTRAST = 4.5
"""Source: WCAG 2.2, 1.4.3, level AA."""

TARGET = 24
"""Pixels. Source: WCAG 2.2, 2.5.8, level AA."""


def faults_of(tags: list[str], seen: Measured, window: Window) -> list[str]:
    """Say what is wrong with a page in a window. tags: its elements as they were written, in order."""
    found = {
        "too-wide": seen.width > window.width or seen.beyond,
        "fetched": seen.fetched,
        "not-html": seen.elements != tags,
        "too-small": (seen.smallest or SMALLEST_LETTERS) < SMALLEST_LETTERS,
        "too-faint": (seen.lowest or CONTRAST) < CONTRAST,
        "hard-to-touch": not window.printed and min(seen.targets, default=TARGET) < TARGET,
        "blank": seen.blank,
    }
    return [fault for fault, is_so in found.items() if is_so]
