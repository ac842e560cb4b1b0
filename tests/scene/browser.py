"""Pages as a browser shows them: in windows of several widths, in light colours and dark, and printed, measured by the browser itself.

One run of headless Chromium shows many pages, each in a frame as wide as the
window would be, and tells what it made of them. Nothing may be fetched: what
was tried is told as well. What axe-core finds is told too, where it was fetched
(tests/servers/install.sh).
"""

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scene.devtools import Chromium, Tab
from servers.programs import MissingServer

AXE = Path(__file__).parents[2] / ".axe"
"""Where tests/servers/install.sh leaves `axe-VERSION.js`."""

_SEEING = (Path(__file__).parent / "seeing.js").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Window:
    """Where a page is read. width: in pixels. dark: the reader prefers dark colours. printed: on paper, so wide."""

    width: int
    dark: bool = False
    printed: bool = False

    def __str__(self) -> str:
        return f"{self.width}{'-dark' * self.dark}{'-printed' * self.printed}"


PHONE, TABLET, DESKTOP, PAPER = 360, 680, 1200, 718
"""Widths in pixels; paper: A4 without margins of 10 mm (CSS, 96 pixels an inch)."""

WINDOWS = (*(Window(width, dark=dark) for width in (PHONE, TABLET, DESKTOP) for dark in (False, True)), Window(PAPER, printed=True))


@dataclass(frozen=True, slots=True)
class Measured:
    """What a browser made of one page.

    width:          of all that can be scrolled to, in pixels.
    elements:       those that the browser made, in order: what it had to mend is not as it was written.
    fetched:        addresses that it tried to load.
    beyond:         elements that stick out of the window.
    smallest:       size of the smallest letters, in pixels; lowest: contrast of the faintest (WCAG 2.2, 1.4.3).
    targets:        heights of the buttons, in pixels.
    blank:          the words for pictures that were not shown.
    """

    width: int
    elements: list[str]
    fetched: list[str]
    beyond: list[str]
    smallest: float | None
    lowest: float | None
    targets: list[float]
    blank: list[str]


class Shown:
    """Pages that a browser shows, by name."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab

    def measured(self, window: Window) -> dict[str, Measured]:
        """Return what it made of each page in such a window."""
        _look(self._tab, window)
        told = self._tab.call("measure", window.width)
        return {name: Measured(**one) for name, one in told.items()}

    def violations(self, axe: str, window: Window, *rules: str) -> dict[str, list[str]]:
        """Return what axe-core finds in each page, as `rule: element`. axe: the program. rules: try only these."""
        self.measured(window)
        told: dict[str, list[str]] = self._tab.call("violations", axe, {"runOnly": rules} if rules else {})
        return told

    def picture(self, name: str, window: Window, *, most: int = 4000) -> bytes:
        """Return what is seen of one page, as PNG: all of its height, and at most so many pixels."""
        self.measured(window)
        height = self._tab.call("alone", name, most)
        self._tab.ask("Emulation.setDeviceMetricsOverride", width=window.width, height=height, deviceScaleFactor=1, mobile=False)
        self._tab.call("drawn")
        clip = {"x": 0, "y": 0, "width": window.width, "height": height, "scale": 1}
        return base64.b64decode(self._tab.ask("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)["data"])


class Browser:
    """Headless Chromium. Raises `MissingServer` where there is none."""

    def __init__(self, folder: Path) -> None:
        """Start it, with its profile in `folder`."""
        self._chromium = Chromium(folder)

    @contextmanager
    def showing(self, pages: Mapping[str, str]) -> Iterator[Shown]:
        """Show pages, by name."""
        with self._tab() as tab:
            tab.call("show", dict(pages))
            yield Shown(tab)

    @contextmanager
    def visiting(self, address: str) -> Iterator[Tab]:
        """Visit a page where it is served."""
        with self._tab() as tab:
            tab.ask("Page.navigate", url=address)
            yield tab

    def close(self) -> None:
        """End it."""
        self._chromium.close()

    @contextmanager
    def _tab(self) -> Iterator[Tab]:
        tab = Tab(self._chromium)
        tab.ask("Runtime.evaluate", expression=_SEEING)
        yield tab
        tab.close()


def axe_core() -> str:
    """Return the program that finds what people with other senses stumble over. Raises `MissingServer` where it was not fetched."""
    fetched = next(AXE.glob("axe-*.js"), None)
    if fetched is None:
        raise MissingServer("axe-core", "apt-get install npm, then tests/servers/install.sh")
    return fetched.read_text(encoding="utf-8")


def _look(tab: Tab, window: Window) -> None:
    prefers = {"name": "prefers-color-scheme", "value": "dark" if window.dark else "light"}
    tab.ask("Emulation.setEmulatedMedia", media="print" if window.printed else "screen", features=[prefers])
