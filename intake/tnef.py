"""Opening winmail.dat, in which Outlook hides attachments and sometimes the text.

Knows TNEF only through tnefparse. Rule: whatever goes wrong, the answer is
"nothing inside": the file itself is kept as an attachment anyway.
"""

import logging
from dataclasses import dataclass
from typing import Any

import tnefparse.mapi
import tnefparse.tnef
from tnefparse import TNEF

from intake.charsets import decode_text
from intake.html import text_of_html
from intake.rtf import decompress, text_of_rtf

MOST_COPIES, SPARE_OCTETS = 64, 16 * 1024 * 1024
"""So often a file may be copied, and so much besides: tnefparse copies all that follows for each object, also in a file within the file."""

MOST_COUNTED = 10_000
"""Properties, values and rows that one file may announce: tnefparse counts to any number, whether anything is there or not."""

for _name in ("tnefparse", "tnefparse.mapi", "tnefparse.tnef"):
    logging.getLogger(_name).disabled = True  # what they tell quotes the sender


@dataclass(frozen=True, slots=True)
class Winmail:
    """What was inside: its text (empty when there was none) and its files, (name, content) each."""

    text: str = ""
    files: tuple[tuple[str, bytes], ...] = ()


class _TooMuch(ValueError):
    """A file announces more than it may."""


@dataclass(slots=True)
class _Budget:
    """What opening one file may still cost."""

    octets: int = 0
    counted: int = 0

    def renew(self, size: int) -> None:
        """Allow one more file, of `size` octets."""
        self.octets, self.counted = MOST_COPIES * size + SPARE_OCTETS, MOST_COUNTED

    def count(self, number: int) -> range:
        """Return `range(number)`, paid for."""
        self.counted -= number
        if self.counted < 0:
            raise _TooMuch("more is announced than a file may hold")
        return range(number)


_budget = _Budget()  # one file is opened at a time: each reading child has one thread


class _Paid(tnefparse.tnef.TNEFObject):  # type: ignore[misc] # tnefparse ships no types
    """An object of the file, paid for."""

    def __init__(self, data: bytes, do_checksum: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - tnefparse's signature
        _budget.octets -= len(data)
        if _budget.octets < 0:
            raise _TooMuch("opening it would copy too much")
        super().__init__(data, do_checksum=False)


# tnefparse has no limits to set; these are the places where it loops as long as a file tells it to.
tnefparse.mapi.range = tnefparse.tnef.range = _budget.count
tnefparse.tnef.TNEFObject = _Paid


def open_winmail(content: bytes) -> Winmail | None:
    """Return what is inside, or None when it cannot be read, or would cost too much."""
    _budget.renew(len(content))
    try:
        opened = TNEF(content, do_checksum=False)
        files = tuple((str(file.long_filename() or ""), bytes(file.data or b"")) for file in opened.attachments)
        return Winmail(_text(opened), files)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - on mutated files tnefparse fails in seven ways; none tells more than 'cannot be read'
        return None


def _text(opened: Any) -> str:
    """Return the text: as it is, else from HTML, else from RTF, which tnefparse hands on as it is packed."""
    if opened.body and (text := _characters(opened.body).strip("\0")).strip():
        return text
    if opened.htmlbody:
        return text_of_html(_characters(opened.htmlbody))[0]
    return text_of_rtf(decompress(opened.rtfbody)) if opened.rtfbody else ""


def _characters(body: str | bytes) -> str:
    return body if isinstance(body, str) else decode_text(body, None)[0]
