"""Names of attachments, made harmless: whatever a stranger called it, this is a base name that every system can save.

Rule: sanitise first, check after (a zero-width space before `.htaccess` once
passed a check that came too early). Source: docs/mail-rules.md, A30.
"""

import mimetypes
import re
from unicodedata import normalize

from intake.text import clean_line

LONGEST = 120
_LONGEST_ENDING = 20

_REFUSED = re.compile(r'[<>"|?*]|:(?! )')
"""What Windows does not take in a name; a colon before a space names no drive and no stream, and stands in many subjects."""

_MARKS = re.compile("[\u200c-\u200f]")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE | re.ASCII)

_NAMED_AFTER_TYPE = frozenset({"image", "audio", "video"})

_REPORTS = frozenset(
    {"message/delivery-status", "message/global-delivery-status", "message/feedback-report", "message/disposition-notification"}
)

_ENDINGS = {
    "text/plain": ".txt",
    "text/html": ".html",
    "message/rfc822": ".eml",
    "image/jpeg": ".jpg",
    "text/calendar": ".ics",
    "application/ms-tnef": ".dat",
}
"""Where the standard library's table gives another, or differs from machine to machine."""


def clean_name(told: str, media_type: str, number: int) -> str:
    """Return a name for an attachment: cleaned, at most 120 characters, never empty.

    number: which attachment of its mail this is, from 1; names one that has no usable name.
    """
    name = normalize("NFKC", told[: 16 * LONGEST])
    name = _MARKS.sub("", clean_line(name))
    name = re.split(r"[/\\]", name)[-1]
    name = _REFUSED.sub("_", name).lstrip(". ").rstrip(". ")
    if not name:
        return _made_up(media_type, number)
    if _DEVICES.fullmatch(name):
        name = f"_{name}"
    return _shortened(name)


def _made_up(media_type: str, number: int) -> str:
    """Name what has no name after its type, the rest in the language of those who open it."""
    sort, _, subtype = media_type.partition("/")
    stem = sort if sort in _NAMED_AFTER_TYPE else "bijlage"
    if media_type in _REPORTS:
        stem = subtype
    return f"{stem}{f'-{number}' if number > 1 else ''}{ending_of(media_type)}"


def _shortened(name: str) -> str:
    """Cut the middle out of a long name, since its ending says what it is."""
    if len(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        return name[:LONGEST].rstrip(". ")
    return stem[: LONGEST - len(ending) - 1].rstrip(". ") + dot + ending


def ending_of(media_type: str) -> str:
    """Return the ending of a name for this type, such as `.pdf`."""
    if media_type in _REPORTS:
        return ".txt"
    return _ENDINGS.get(media_type) or _TABLE.guess_extension(media_type) or ".bin"


_TABLE = mimetypes.MimeTypes()
"""The standard library's own table alone: `mimetypes.guess_extension` also reads what the machine has installed."""
