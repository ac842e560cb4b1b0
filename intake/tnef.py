"""Opening winmail.dat, in which Outlook hides attachments and sometimes the text.

Knows TNEF only through tnefparse. Rule: whatever goes wrong, the answer is
"nothing inside": the file itself is kept as an attachment anyway.
"""

import logging
import struct
from dataclasses import dataclass
from typing import Any

from tnefparse import TNEF

from intake.charsets import decode_text
from intake.html import text_of_html

LARGEST = 30 * 1024 * 1024
MOST_OBJECTS = 2000
"""tnefparse copies all that follows for each object."""

_HEAD = struct.Struct("<BII")
_FIRST, _CHECKSUM = 6, 2

for _name in ("tnefparse", "tnefparse.mapi", "tnefparse.tnef"):
    logging.getLogger(_name).disabled = True  # what they tell quotes the sender


@dataclass(frozen=True, slots=True)
class Winmail:
    """What was inside: its text (empty when there was none) and its files, (name, content) each."""

    text: str = ""
    files: tuple[tuple[str, bytes], ...] = ()


def open_winmail(content: bytes) -> Winmail | None:
    """Return what is inside, or None when it cannot be read."""
    if len(content) > LARGEST or not _is_bounded(content):
        return None
    try:
        opened = TNEF(content, do_checksum=False)
        files = tuple((str(file.long_filename() or ""), bytes(file.data or b"")) for file in opened.attachments)
        return Winmail(_text(opened), files)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - on mutated files tnefparse fails in seven ways; none tells more than 'cannot be read'
        return None


def _is_bounded(content: bytes) -> bool:
    """Say whether the objects are few enough."""
    at = _FIRST
    for _ in range(MOST_OBJECTS):
        if at + _HEAD.size > len(content):
            return True
        _, _, length = _HEAD.unpack_from(content, at)
        at += _HEAD.size + length + _CHECKSUM
    return False


def _text(opened: Any) -> str:
    if opened.body:
        return _characters(opened.body).strip("\0")
    if opened.htmlbody:
        return text_of_html(_characters(opened.htmlbody))[0]
    return ""


def _characters(body: str | bytes) -> str:
    return body if isinstance(body, str) else decode_text(body, None)[0]
