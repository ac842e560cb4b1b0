"""`make pictures`: the screenshots in docs/, made anew from letters of an invented house.

Each is drawn with few colours, so that it stays small.
"""

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

from outbound.compose import Composer
from outbound.samples.house import SAMPLE_HOUSE
from outbound.specimens import Seen, seen, specimens
from scene.browser import PHONE, TABLET, Browser, Window
from tracker.model import Letter

DOCS = Path(__file__).parents[2] / "docs"
LARGEST_BYTES = 150_000
COLOURS = 128

PICTURES = {
    "acknowledgement": (Letter.ACKNOWLEDGEMENT, Window(TABLET), 1400),
    "new-complaint": (Letter.NEW_COMPLAINT, Window(TABLET), 780),
    "report": (Letter.REPORT, Window(TABLET), 2080),
    "report-dark": (Letter.REPORT, Window(PHONE, dark=True), 1400),
}
"""Name → which letter, in which window, and how much of it at most, in pixels."""


def main() -> None:
    """Write every picture."""
    pages = {str(letter): _page(letter) for letter, _, _ in PICTURES.values()}
    with tempfile.TemporaryDirectory() as folder:
        browser = Browser(Path(folder))
        with browser.showing(pages) as shown:
            for name, (letter, window, most) in PICTURES.items():
                small = _small(shown.picture(letter, window, most=most))
                assert len(small) < LARGEST_BYTES, f"{name}: {len(small)} bytes"
                (DOCS / f"{name}.png").write_bytes(small)
        browser.close()


def _page(letter: Letter) -> str:
    """Return the first specimen of a letter."""
    shown = seen(Composer(SAMPLE_HOUSE), next(one for one in specimens() if one.letter is letter))
    assert isinstance(shown, Seen)
    return shown.html


def _small(png: bytes) -> bytes:
    written = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


if __name__ == "__main__":
    main()
