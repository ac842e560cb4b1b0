"""The pages of the demo and of `klachten preview` as a browser shows them: whole and readable in every window, valid, and open to all."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from klachten.demo.diary import Did, Entry
from klachten.demo.page import page as demo_page
from klachten.preview.page import page as preview_page
from outbound.own_templates.faults import Fault
from outbound.samples.house import SAMPLE_HOUSE
from outbound.specimens import seen, specimens
from scene.browser import TABLET, WINDOWS, Browser, Shown, Window
from scene.looks import faults_of
from scene.markup import faults
from world import COMPOSER

AT = datetime(2026, 4, 2, 7, 0, tzinfo=UTC)
MAIL = b"""Received: from a.example by b.example; Thu, 2 Apr 2026 09:00:00 +0200\r
From: "Jan van der Aa" <j.vanderaa@buiten.example>\r
To: klachten@voorbeeld.example\r
Subject: Klacht over de incassokosten van een factuur die al lang betaald was\r
MIME-Version: 1.0\r
Content-Type: multipart/alternative; boundary=x\r
\r
--x\r
Content-Type: text/plain; charset=utf-8\r
\r
De kosten zijn te hoog.\r
--x\r
Content-Type: text/html; charset=utf-8\r
\r
<!DOCTYPE html><html lang="nl"><head><title>Klacht</title></head>\r
<body><main><h1>Klacht</h1><p>De kosten zijn te hoog.</p></main></body></html>\r
--x--\r
"""
ROWS = [
    ("reference", "state", "received", "target date", "what became of it"),
    ("KL-2026-00001", "closed", "2 April", "24 April", "solved, and the complainant said so"),
    ("KL-2026-00002", "assigned", "2 April", "24 April", "-"),
]


FAULT = Fault("letters/nl/acknowledgement.md", 9, "there is no fact `target_dat`", "write target_date")


def demo() -> str:
    """Give a page with each thing that may stand on one."""
    did = Did(AT, "KL-2026-00001", "followed a link", "De klant heeft gelijk.\n" * 3)
    people: dict[str, list[Entry]] = {"j.vanderaa@buiten.example": [MAIL, did], "a.deboer@voorbeeld.example": [MAIL, did, MAIL]}
    names = {"a.deboer@voorbeeld.example": "Anna de Boer, Manager Operations"}
    return demo_page(ROWS, people, names, {})


def preview() -> str:
    """Give a page with some letters, one of them at fault."""
    some = [(specimen, seen(COMPOSER, specimen)) for specimen in list(specimens())[:4]]
    return preview_page(SAMPLE_HOUSE, "letters/", [(some[0][0], FAULT), *some], [(FAULT, [(8, "{% block body %}"), (9, "x" * 200)])])


PAGES = {"demo": demo(), "preview": preview()}
SOUND: dict[str, list[str]] = {name: [] for name in PAGES}
OPENED = {
    name: re.sub('<meta http-equiv="Content-Security-Policy"[^>]+>', "", page).replace("<details>", "<details open>")
    for name, page in PAGES.items()
}
"""With all unfolded, and without their policy: what looks at them is a script."""


@pytest.fixture(scope="module")
def shown(browser: Browser) -> Iterator[Shown]:
    with browser.showing(OPENED) as shown:
        yield shown


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_a_page_is_shown_whole(shown: Shown, window: Window) -> None:
    told = shown.measured(window)
    assert {name: faults_of(one.elements, one, window) for name, one in told.items()} == SOUND


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_valid(name: str) -> None:
    assert faults(PAGES[name]) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nobody_stumbles_over_a_page(shown: Shown, axe: str, *, dark: bool) -> None:
    assert shown.violations(axe, Window(TABLET, dark=dark)) == SOUND
