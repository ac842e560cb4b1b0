"""Every letter as a browser shows it, on a desk and on a phone, in light colours and dark: whole, readable, and fetching nothing."""

from dataclasses import replace

import pytest
from letter_world import COMPOSER, EVERY, Page, owed, parsed, part

from outbound.letter import LetterOwed
from scene.browser import DESKTOP, PHONE, Browser, Measured
from tracker.letters import LETTERS, Audience
from tracker.model import Language, Letter
from tracker.told import Facts

SMALLEST_LETTERS = 13
"""Pixels. What is said once more below each letter, who we are, may be smaller than the rest."""

CONTRAST = 4.5
"""Source: WCAG 2.2, 1.4.3, level AA."""

TARGET = 24
"""Pixels. Source: WCAG 2.2, 2.5.8, level AA."""

WAYS = [(DESKTOP, False), (DESKTOP, True), (PHONE, False), (PHONE, True)]


def in_both(letter: Letter, facts: Facts) -> LetterOwed:
    return replace(owed(letter, facts), also_in=Language.ENGLISH)


def _pages() -> dict[str, str]:
    """Return the page of each sample in each language, and in both where a complainant may read it, by name."""
    letters = {f"{letter}-{at}-{language}": owed(letter, facts, language) for at, (letter, language, facts) in enumerate(EVERY)}
    both = {f"{letter}-{at}-both": in_both(letter, facts) for at, (letter, _, facts) in enumerate(EVERY) if is_outside(letter)}
    return {name: part(parsed(COMPOSER.compose(one)), "html") for name, one in (letters | both).items()}


def is_outside(letter: Letter) -> bool:
    return LETTERS[letter].audience is Audience.COMPLAINANT


PAGES = _pages()


@pytest.fixture(scope="module", params=WAYS, ids=lambda way: f"{way[0]}-{'dark' if way[1] else 'light'}")
def shown(request: pytest.FixtureRequest, browser: Browser) -> tuple[int, dict[str, Measured]]:
    width, dark = request.param
    return width, browser.measure(PAGES, width, dark=dark)


def faults_of(page: str, seen: Measured, width: int) -> list[str]:
    """Say what is wrong with a page as the browser saw it: the names of FAULTS."""
    found = {
        "too-wide": seen.width > width or seen.beyond,
        "fetched": seen.fetched,
        "not-html": seen.elements != [tag for tag, _ in Page(page).elements],
        "too-small": seen.smallest < SMALLEST_LETTERS,
        "too-faint": seen.lowest < CONTRAST,
        "hard-to-touch": min(seen.targets, default=TARGET) < TARGET,
    }
    return [fault for fault, is_so in found.items() if is_so]


@pytest.mark.parametrize("name", PAGES)
def test_a_letter_is_shown_whole_and_fetches_nothing(shown: tuple[int, dict[str, Measured]], name: str) -> None:
    width, told = shown
    assert faults_of(PAGES[name], told[name], width) == []


FAULTS = [
    ("too-wide", '<p style="width: 2000px">x</p>'),
    ("too-wide", f"<p>{'x' * 400}</p>"),
    ("fetched", '<p style="background: url(http://127.0.0.1:9/seen.png)">x</p>'),
    ("not-html", "<table><tr><td>x</td></tr></table>"),
    ("too-small", '<p style="font-size: 9px">x</p>'),
    ("too-faint", '<p style="color: #bbbbbb">x</p>'),
    ("hard-to-touch", '<p style="line-height: 13px"><strong><a href="mailto:a@mail.example">x</a></strong></p>'),
]
FRAME = '<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><title>x</title></head><body style="background: #fff">{}</body></html>'


def test_the_browser_sees_what_is_wrong(browser: Browser) -> None:
    pages = {str(at): FRAME.format(page) for at, (_, page) in enumerate(FAULTS)} | {"sound": FRAME.format("<p>goed</p>")}
    told = browser.measure(pages, PHONE)
    found = {name: faults_of(page, told[name], PHONE) for name, page in pages.items()}
    assert found == {str(at): [fault] for at, (fault, _) in enumerate(FAULTS)} | {"sound": []}
