"""Names of attachments, made harmless: whatever a stranger called it, this is a base name that every system can save.

Rule: sanitise first, check after (a zero-width space before `.htaccess` once
passed a check that came too early). Source: docs/mail-rules.md, A30.
"""

import mimetypes
import re
from collections import Counter
from collections.abc import Iterable
from unicodedata import normalize

from intake.text import clean_line

LONGEST = 120
_LONGEST_ENDING = 20
_LONGEST_TOLD = 16 * LONGEST
"""Characters that are looked at; of a longer name the beginning and the end."""

_MOST_PASSES = 8
"""What is taken away may have kept the next thing out of sight; whoever wraps more around a name gets one from us."""

_REFUSED = re.compile(r'[<>"|?*]|:(?! )|(?<=^[A-Za-z]):')
"""What Windows does not take in a name; a colon before a space stands in many subjects, and names a drive behind a first letter alone."""

_PATH = re.compile(r"[/.~]|[A-Za-z]:|.*\\|.*/\.\.?/")
"""What leads somewhere, and is left out but for its last name; `Factuur 2026/12.pdf` is only a number with a slash in it."""

_MARKS = re.compile("[\u200c-\u200f]")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE | re.ASCII)

_NAMED_AFTER_TYPE = {"image": "image", "audio": "audio", "video": "video", "text": "document"}

_REPORTS = frozenset(
    {"message/delivery-status", "message/global-delivery-status", "message/feedback-report", "message/disposition-notification"}
)

_ENDINGS = {
    "text/plain": ".txt",
    "text/html": ".html",
    "message/rfc822": ".eml",
    "message/global": ".eml",
    "message/news": ".eml",
    "text/x-amp-html": ".html",
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "image/pjpeg": ".jpg",
    "text/calendar": ".ics",
    "text/rtf": ".rtf",
    "application/rtf": ".rtf",
    "application/ms-tnef": ".dat",
    "application/x-zip-compressed": ".zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
}
"""Where the standard library's table gives another, or differs from machine to machine."""


_KNOWN = {
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
    "application/pgp-signature": "signature.asc",
    "message/rfc822": "mail.eml",
    "message/global": "mail.eml",
    "message/news": "mail.eml",
    "text/calendar": "calendar.ics",
}
"""What mail programs call these themselves (RFC 8551, 3.2.1)."""


def clean_name(told: str, media_type: str) -> str:
    """Return a name for an attachment: cleaned, at most 120 characters, never empty; named after its type where it has no usable name."""
    name = told if len(told) <= _LONGEST_TOLD else told[: _LONGEST_TOLD // 2] + told[-_LONGEST_TOLD // 2 :]
    for _ in range(_MOST_PASSES):
        before, name = name, _sanitised(name)
        if name == before:
            break
    else:
        return _made_up(media_type)
    if not name:
        return _made_up(media_type)
    if _DEVICES.fullmatch(name):
        name = f"_{name}"
    return _shortened(name)


def _sanitised(name: str) -> str:
    """Return `name` without what it may not have. What is left can be less clean than it looks: `C: .` becomes `C:`."""
    name = _MARKS.sub("", clean_line(normalize("NFKC", name)))
    name = re.split(r"[/\\]", name)[-1] if _PATH.match(name) else name.replace("/", "-")
    return _REFUSED.sub("_", _unquoted(name)).lstrip(". ").rstrip(". ")


def _unquoted(name: str) -> str:
    """Return `name` without the quotation marks that some programs leave around it, or at one end."""
    bare = name.strip('" ')
    return bare[1:-1] if len(bare) > 2 and bare[0] == bare[-1] == "'" else bare  # noqa: PLR2004 - the marks themselves


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return cleaned names, each once: a second `foto.jpg` becomes `foto1.jpg`, so that saving one does not overwrite the other."""
    taken: set[str] = set()
    numbers: Counter[str] = Counter()
    told = []
    for name in names:
        free = name
        while free.casefold() in taken:
            numbers[name.casefold()] += 1
            free = _numbered(name, numbers[name.casefold()])
        taken.add(free.casefold())
        told.append(free)
    return tuple(told)


def _numbered(name: str, number: int) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        stem, dot, ending = name, "", ""
    mark = f"-{number}" if stem[-1:].isdigit() else str(number)
    return stem[: LONGEST - len(mark + dot + ending)] + mark + dot + ending


def _made_up(media_type: str) -> str:
    """Name what has no name after its type, the rest in the language of those who open it."""
    if media_type in _KNOWN:
        return _KNOWN[media_type]
    sort, _, subtype = media_type.partition("/")
    stem = subtype if media_type in _REPORTS else _NAMED_AFTER_TYPE.get(sort, "bijlage")
    return stem + ending_of(media_type)


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
