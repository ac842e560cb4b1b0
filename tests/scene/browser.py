"""Pages as a browser shows them: each in a window of a given width, measured by the browser itself.

One run of headless Chromium shows many pages, each in a frame as wide as the
window would be, and tells what it made of them. Nothing may be fetched: what
was tried is told as well.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

from servers.programs import MissingServer

DESKTOP, PHONE = 900, 390
"""Widths of a window in pixels."""

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking", "--no-first-run")
_TOLD = re.compile(r'<pre id="told">(.*?)</pre>', re.DOTALL)

_MEASURE = """
const measured = frame => {
  const page = frame.contentDocument, window_ = frame.contentWindow;
  const shown = [...page.body.querySelectorAll("*")].filter(one => one.getClientRects().length);
  const said = shown.filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()));
  return {
    width: page.scrollingElement.scrollWidth,
    height: page.scrollingElement.scrollHeight,
    elements: [...page.querySelectorAll("*")].map(one => one.localName),
    fetched: window_.performance.getEntriesByType("resource").map(one => one.name),
    beyond: shown.filter(one => one.getBoundingClientRect().right > frame.clientWidth + 1).map(one => one.localName),
    smallest: Math.min(...said.map(one => parseFloat(window_.getComputedStyle(one).fontSize))),
    lowest: Math.min(...said.map(one => contrast(window_, one))),
    targets: [...page.querySelectorAll("strong a, .button a")].map(one => one.getBoundingClientRect().height),
  };
};
const channels = colour => colour.match(/[\\d.]+/g).map(Number);
const luminance = ([red, green, blue]) => {
  const [r, g, b] = [red, green, blue].map(one => one / 255).map(one => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (window_, one) => {
  let behind = one;
  const painted = two => channels(window_.getComputedStyle(two).backgroundColor);
  while (behind.parentElement && painted(behind)[3] === 0) behind = behind.parentElement;
  const [ink, paper] = [channels(window_.getComputedStyle(one).color), painted(behind)].map(luminance);
  return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
};
onload = () => {
  const told = Object.fromEntries([...document.querySelectorAll("iframe")].map(frame => [frame.id, measured(frame)]));
  document.getElementById("told").textContent = JSON.stringify(told);
};
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a browser made of one page.

    width, height:  of all that can be scrolled to, in pixels.
    elements:       those that the browser made, in order: what it had to mend is not as it was written.
    fetched:        addresses that it tried to load.
    beyond:         elements that stick out of the window.
    smallest:       size of the smallest letters, in pixels; lowest: contrast of the faintest (WCAG 2.2, 1.4.3).
    targets:        heights of the buttons, in pixels.
    """

    width: int
    height: int
    elements: list[str]
    fetched: list[str]
    beyond: list[str]
    smallest: float
    lowest: float
    targets: list[float]


class Browser:
    """Headless Chromium. Raises `MissingServer` where there is none."""

    def __init__(self, folder: Path) -> None:
        """Use `folder` for its profile and its pages."""
        program = next(filter(None, map(shutil.which, _NAMES)), None)
        if program is None:
            raise MissingServer("chromium", "apt-get install chromium")
        self._program, self._folder = program, folder

    def measure(self, pages: Mapping[str, str], width: int, *, dark: bool = False) -> dict[str, Measured]:
        """Show each page in a window `width` pixels wide, by name. dark: where the reader prefers dark colours."""
        frames = "".join(
            f'<iframe id="{escape(name)}" width="{width}" height="600" style="border: 0" srcdoc="{escape(page)}"></iframe>\n'
            for name, page in pages.items()
        )
        shown = self._folder / f"pages-{width}-{dark}.html"
        shown.write_text(f'<!DOCTYPE html><meta charset="utf-8"><script>{_MEASURE}</script>{frames}<pre id="told"></pre>', "utf-8")
        told = _TOLD.search(self._run("--dump-dom", *_dark(dark=dark), shown.as_uri()))
        assert told, "the browser told nothing"
        return {name: Measured(**one) for name, one in json.loads(unescape(told[1])).items()}

    def picture(self, page: str, width: int, height: int, file: Path, *, dark: bool = False) -> None:
        """Write what is seen of a page to `file`, as PNG."""
        shown = self._folder / "page.html"
        shown.write_text(page, "utf-8")
        self._run(f"--window-size={width},{height}", f"--screenshot={file}", *_dark(dark=dark), shown.as_uri())

    def _run(self, *arguments: str) -> str:
        command = [self._program, *_FLAGS, f"--user-data-dir={self._folder / 'profile'}", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


def _dark(*, dark: bool) -> tuple[str, ...]:
    return ("--blink-settings=preferredColorScheme=0",) if dark else ()
