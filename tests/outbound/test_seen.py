"""Every letter as a browser shows it: whole, readable, fetching nothing, valid, and open to who hears it read aloud.

On a phone, a tablet and a desk, in light colours and dark, and printed.
"""

import pytest
from letter_world import COMPOSER, Page

from outbound.specimens import Seen, seen, specimens
from scene.browser import PHONE, TABLET, WINDOWS, Browser, Measured, Window
from scene.looks import faults_of
from scene.markup import faults


def _pages() -> dict[str, str]:
    """Return the page of each specimen in each language, and in both where a complainant may read it, its pictures in it, by name."""
    letters = {one.name: seen(COMPOSER, one) for one in specimens()}
    return {name: one.html for name, one in letters.items() if isinstance(one, Seen)}


PAGES = _pages()
NARROWEST = Window(PHONE)
TAGS = {name: [tag for tag, _ in Page(page).elements] for name, page in PAGES.items()}


def one_of_each_kind() -> dict[str, str]:
    """Return the longest page of each letter, and those that have an element which none of these has."""
    chosen: dict[str, str] = {}
    there: set[object] = set()
    for name in sorted(PAGES, key=lambda name: len(TAGS[name]), reverse=True):
        has = {name.partition("-")[0], *((tag, one.get("class"), one.get("lang")) for tag, one in Page(PAGES[name]).elements)}
        if not has <= there:
            chosen[name] = PAGES[name]
            there |= has
    return chosen


@pytest.fixture(scope="module")
def told(browser: Browser) -> dict[Window, dict[str, Measured]]:
    """What a browser made of every page on a phone, where there is least room, and of one of each kind in every other window."""
    with browser.showing(PAGES) as shown:
        on_a_phone = {NARROWEST: shown.measured(NARROWEST)}
    with browser.showing(one_of_each_kind()) as shown:
        return on_a_phone | {window: shown.measured(window) for window in WINDOWS if window != NARROWEST}


@pytest.mark.parametrize("name", PAGES)
def test_a_letter_is_shown_whole_and_fetches_nothing(told: dict[Window, dict[str, Measured]], name: str) -> None:
    found = {str(window): faults_of(TAGS[name], those[name], window) for window, those in told.items() if name in those}
    assert {window: wrong for window, wrong in found.items() if wrong} == {}


def test_every_letter_is_valid() -> None:
    found = {name: faults(page) for name, page in PAGES.items()}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_nobody_stumbles_over_a_letter(browser: Browser, axe: str) -> None:
    with browser.showing(one_of_each_kind()) as shown:
        found = shown.violations(axe, Window(TABLET))
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
