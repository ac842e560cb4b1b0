"""The customer's logo: proven to be a picture that mail programs, browsers and printers all show, and how large it is shown.

Knows no letter. Rule: it is decoded once, before anything relies on it, so that
no letter fails for a picture. The one place here that knows Pillow.
"""

import base64
import io
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from outbound.message import Picture
from tracker.errors import CannotStart

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 64 * 1024
"""Of the file: it goes along with every letter that shows it."""

LEAST_PIXELS, MOST_PIXELS = 16, 2_000
"""Of each side."""

SHOWN = (220.0, 56.0)
"""Widest and highest on a screen, in CSS pixels; a smaller logo is shown as it is."""

CID = "logo@klachten"

_ADVICE = "save it as a PNG or JPEG of at most 64 kB, in RGB or grey"

_ORIENTATION, _UPRIGHT = 0x0112, (None, 0, 1)
"""What a camera notes of how it was held, and what it notes where nothing is to be turned. Source: Exif 2.32, 4.6.4."""

_SHOWN_OTHERWISE: tuple[tuple[Callable[["Image"], bool], str], ...] = (
    (lambda image: image.mode == "CMYK", "has the colours of a printing press (CMYK), which mail programs show wrongly"),
    (
        lambda image: image.getexif().get(_ORIENTATION) not in _UPRIGHT,
        "lies turned, with a note to turn it back (Exif) that some mail programs do not read; turn it upright",
    ),
    (
        lambda image: image.format == "PNG" and getattr(image, "is_animated", False),
        "moves, and Outlook does not show that; keep one picture",
    ),
)
"""What is so of a picture that not all mail programs show alike, and how that is told."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture of the customer's. type: `image/png` or `image/jpeg`. width, height: in its own pixels."""

    data: bytes
    type: str
    width: int
    height: int

    def within(self, width: float, height: float) -> tuple[float, float]:
        """Return its width and height where it may take so much, in the same unit: as large as fits, in proportion."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale

    @property
    def shown(self) -> tuple[int, int]:
        """Its width and height on a screen, in CSS pixels."""
        width, height = self.within(min(SHOWN[0], self.width), min(SHOWN[1], self.height))
        return max(1, round(width)), max(1, round(height))

    @property
    def picture(self) -> Picture:
        """It as a part of a letter, which shows it by `CID`."""
        return Picture(CID, f"logo.{self.type.removeprefix('image/')}", self.type, self.data)

    @property
    def url(self) -> str:
        """It as an address that is the picture itself, for a page that stands alone (RFC 2397)."""
        return f"data:{self.type};base64,{base64.b64encode(self.data).decode()}"


def read_logo(file: Path) -> Logo:
    """Read and prove a logo. Raises `CannotStart` that says what is wrong with it, and what to do."""
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as trouble:
        raise CannotStart(f"{file}: the logo cannot be read ({trouble.strerror}); see organisation.logo and whose file it is") from trouble
    if len(data) > MOST_BYTES:
        raise CannotStart(f"{file}: the logo is larger than 64 kB; {_ADVICE}")
    return _proven(file, data)


def _proven(file: Path, data: bytes) -> Logo:
    import PIL.Image  # noqa: PLC0415 - 10 MB of memory, for who has a logo

    try:
        with PIL.Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
            width, height = image.size
            kind = "png" if image.format == "PNG" else "jpeg"  # one of a camera calls itself MPO
            if min(width, height) < LEAST_PIXELS or max(width, height) > MOST_PIXELS:
                raise CannotStart(f"{file}: the logo has {width} × {height} pixels; let each side have {LEAST_PIXELS} to {MOST_PIXELS}")
            wrong = next((said for is_so, said in _SHOWN_OTHERWISE if is_so(image)), None)
            image.load()
    except (PIL.UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error, PIL.Image.DecompressionBombError) as trouble:
        raise CannotStart(f"{file}: the logo is not a whole picture; {_ADVICE}") from trouble
    if wrong:
        raise CannotStart(f"{file}: the logo {wrong}; {_ADVICE}")
    return Logo(data, f"image/{kind}", width, height)
