"""What each part of a mail is for: text to read, a file to keep, or a report's own words.

Knows parts and nothing of headers' meaning. Rule: everything that is not shown
as text is an attachment, named or not, and a mail within a mail is kept whole:
its text was written by somebody else.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from intake.bounds import Block, Budget, read_block
from intake.charsets import decode_field, decode_text, decode_words
from intake.filenames import clean_name, ending_of
from intake.flowed import join_flowed
from intake.html import html_of, text_of_html
from intake.mime import Part
from intake.text import clean_line, clean_text
from intake.tnef import open_winmail

LONGEST_TEXT = 1_000_000
"""Characters of text that are kept beside the raw mail."""

_LONGEST_HEADER = 1000
_LONGEST_LINE = 80
_NAME_IN_CONTENT_ID = re.compile(r"<([A-Za-z0-9_-]{1,60}\.[A-Za-z0-9]{2,5})@", re.ASCII)

_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_MESSAGES = frozenset({"message/rfc822", "message/global"})
_RETURNED_HEADERS = frozenset({"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"})
_HTML = frozenset({"text/html", "application/xhtml+xml", "text/enriched", "text/richtext"})
_WINMAIL = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})


@dataclass(frozen=True, slots=True)
class File:
    """One attachment with its bytes. name: cleaned."""

    name: str
    type: str
    content: bytes


@dataclass(slots=True)
class Contents:
    """What was found in the parts of one mail, cleaned. wants_text: False where another alternative has spoken already."""

    wants_text: bool = True
    texts: list[str] = field(default_factory=list)
    has_plain: bool = False
    has_html: bool = False
    files: list[File] = field(default_factory=list)
    status: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text, in the order of the mail."""
        return "\n\n".join(self.texts)

    def add(self, other: "Contents", *, with_text: bool) -> None:
        """Take over what was found elsewhere."""
        if with_text:
            self.texts += other.texts
            self.has_plain |= other.has_plain
            self.has_html |= other.has_html
        self.files += other.files
        self.status += other.status
        self.returned += other.returned


def gather(raw: bytes, mail: Part, budget: Budget) -> Contents:
    """Read every part of `mail`; `budget` takes the faults."""
    found = Contents()
    _read(raw, mail, found, budget)
    return found


def _read(raw: bytes, part: Part, found: Contents, budget: Budget) -> None:
    if not part.parts:
        _read_leaf(raw, part, found, budget)
    elif part.type == "multipart/alternative":
        _read_alternatives(raw, part.parts, found, budget)
    else:
        for inner in part.parts:
            _read(raw, inner, found, budget)


def _read_alternatives(raw: bytes, parts: Iterable[Part], found: Contents, budget: Budget) -> None:
    """Keep the text of one alternative, the plainest that says anything, and the files of all (RFC 2046, 5.1.4)."""
    readings: list[Contents] = []
    for part in parts:
        reading = Contents(wants_text=found.wants_text and not any(earlier.has_plain for earlier in readings))
        _read(raw, part, reading, budget)
        readings.append(reading)
    speaking = [reading for reading in readings if reading.text.strip()]
    chosen = next((reading for reading in speaking if reading.has_plain), speaking[0] if speaking else None)
    for reading in readings:
        found.add(reading, with_text=reading is chosen)


def _read_leaf(raw: bytes, part: Part, found: Contents, budget: Budget) -> None:
    kind = part.type
    if part.is_multipart:
        kind = "text/plain"  # its parts could not be told apart: everything in it is shown
    if kind in _STATUS:
        found.status.append(_plain(raw, part, budget))
        _read_file(raw, part, kind, found)
    elif kind in _RETURNED_HEADERS:
        found.returned.append(_plain(raw, part, budget))
    elif kind in _MESSAGES:
        _read_message(raw, part, kind, found)
    elif _is_shown(part, kind, found):
        _read_text(raw, part, kind, found, budget)
    else:
        _read_file(raw, part, kind, found)


def _is_shown(part: Part, kind: str, found: Contents) -> bool:
    """Say whether a part is text to read: not told to be an attachment, and only the first text may bear a file name."""
    if kind not in _HTML and kind != "text/plain":
        return False
    return part.disposition != "attachment" and not (part.filename and (found.texts or found.files or part.disposition))


def _read_text(raw: bytes, part: Part, kind: str, found: Contents, budget: Budget) -> None:
    if not found.wants_text:
        return
    text = _plain(raw, part, budget) if kind == "text/plain" else _html(raw, part, budget)
    if text.strip():
        found.texts.append(text)
        found.has_plain |= kind == "text/plain"
        found.has_html |= kind != "text/plain"


def _html(raw: bytes, part: Part, budget: Budget) -> str:
    """Return what a part's HTML says, as far as the mail's budget for HTML goes."""
    if budget.html <= 0:
        budget.fault("more HTML than is read: the rest was left out")
        return ""
    source, fault = html_of(part.content(raw), part.parameter("charset"))
    text, cut = text_of_html(source, budget.html)
    budget.html -= len(source)
    _note(budget, fault, cut)
    return clean_text(text)


def _plain(raw: bytes, part: Part, budget: Budget) -> str:
    content = part.content(raw)
    if len(content) > 4 * LONGEST_TEXT:
        budget.fault("the text is longer than is read: it was cut")
        content = content[: 4 * LONGEST_TEXT]
    text, fault = decode_text(content, part.parameter("charset"))
    if "\0" in text:
        fault = "the text bears a NUL"
    _note(budget, fault)
    text = clean_text(text)
    if part.parameter("format").lower() == "flowed":
        return join_flowed(text, delete_space=part.parameter("delsp").lower() == "yes")
    return text


def _read_message(raw: bytes, part: Part, kind: str, found: Contents) -> None:
    """Keep a mail within the mail, whole, named by its subject; its headers are what a report returns."""
    content = part.content(raw)
    block = read_block(content, 0, len(content), Budget())
    found.returned.append(clean_text("\n".join(f"{name}: {decode_field(value)}" for name, value in block.fields)))
    told = part.filename or _named_after(block, "subject", kind) or _named_after(part.block, "content-description", kind)
    found.files.append(File(clean_name(told, kind, len(found.files) + 1), kind, content))


def _read_file(raw: bytes, part: Part, kind: str, found: Contents) -> None:
    """Keep a file, and beside a winmail.dat what is inside it."""
    content = part.content(raw)
    told = part.filename or _named_after(part.block, "content-description", kind) or _content_id_name(part)
    found.files.append(File(clean_name(told, kind, len(found.files) + 1), kind, content))
    if kind in _WINMAIL or told.lower() == "winmail.dat":
        inside = open_winmail(content)
        for name, inner in inside.files if inside else ():
            found.files.append(File(clean_name(name, "application/octet-stream", len(found.files) + 1), "application/octet-stream", inner))
        if inside and inside.text.strip() and not found.texts:
            found.texts.append(clean_text(inside.text))
            found.has_plain = True


def _named_after(block: Block, header: str, kind: str) -> str:
    """Return a file name made from a header for people; empty when there is none."""
    told = block.all(header)
    line = clean_line(decode_words(decode_field(told[0][:_LONGEST_HEADER])), _LONGEST_LINE).replace("/", "-") if told else ""
    ending = ending_of(kind)
    return line if not line or line.lower().endswith(ending) else line + ending


def _content_id_name(part: Part) -> str:
    """Return the file name in a Content-ID, where Outlook puts that of a picture in the text."""
    told = part.block.all("content-id")
    found = _NAME_IN_CONTENT_ID.match(decode_field(told[0][:_LONGEST_HEADER])) if told else None
    return found[1] if found else ""


def _note(budget: Budget, *faults: str | None) -> None:
    for fault in faults:
        if fault:
            budget.fault(fault)
