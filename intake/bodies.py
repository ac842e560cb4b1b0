"""What each part of a mail is for: text to read, a file to keep, or a report's own words.

Knows parts and nothing of headers' meaning. Rule: everything that is not shown
as text is an attachment, named or not, and a mail within a mail is kept whole:
its text was written by somebody else.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from intake.alternatives import adds_to, html_says_more, says_more
from intake.bounds import Block, Budget, read_block
from intake.charsets import decode_field, decode_text, decode_words
from intake.filenames import clean_name, distinct, ending_of
from intake.flowed import join_flowed
from intake.html import LONGEST as LONGEST_HTML
from intake.html import html_of, text_of_html
from intake.mime import Part
from intake.text import clean_line, clean_text
from intake.tnef import open_winmail

LONGEST_TEXT = 1_000_000
"""Characters of text that are kept beside the raw mail."""

_LONGEST_HEADER = 1000
_LONGEST_LINE = 80
_GLANCES_TO_READING = 8
"""How many characters of HTML are compared in the time in which one is turned into text."""

_NAME_IN_CONTENT_ID = re.compile(r"<([A-Za-z0-9_-]{1,60}\.[A-Za-z0-9]{2,5})[@>]", re.ASCII)
_NAME_IN_LOCATION = re.compile(r"(?:[^?#]*/)?([^/?#]{1,100}\.[A-Za-z0-9]{2,5})(?:[?#]|\Z)", re.ASCII)

_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_MESSAGES = frozenset({"message/rfc822", "message/global"})
_RETURNED_HEADERS = frozenset({"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"})
_HTML = frozenset({"text/html", "application/xhtml+xml", "text/enriched", "text/richtext"})
_WINMAIL = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


@dataclass(frozen=True, slots=True)
class File:
    """One attachment with its bytes. name: cleaned."""

    name: str
    type: str
    content: bytes


@dataclass(slots=True)
class Contents:
    """What was found in the parts of one mail, cleaned. heard: what another alternative has said already."""

    heard: str = ""
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

    def keep(self, told: str, kind: str, content: bytes) -> None:
        """Keep a file, under the name that was told as far as it is one."""
        self.files.append(File(clean_name(told, kind), kind, content))

    def add_text(self, other: "Contents") -> None:
        """Take over the text that was found elsewhere."""
        self.texts += other.texts
        self.has_plain |= other.has_plain
        self.has_html |= other.has_html

    def add_rest(self, other: "Contents") -> None:
        """Take over all but the text."""
        self.files += other.files
        self.status += other.status
        self.returned += other.returned


def gather(raw: bytes, mail: Part, budget: Budget) -> Contents:
    """Read every part of `mail`; `budget` takes the faults."""
    found = Contents()
    _read(raw, mail, found, budget)
    names = distinct(file.name for file in found.files)
    found.files = [replace(file, name=name) for file, name in zip(found.files, names, strict=True)]
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
    """Keep the text of one alternative, the plainest that says all (RFC 2046, 5.1.4), and the files of all."""
    readings: list[Contents] = []
    for part in parts:
        spoken = next((earlier.text for earlier in readings if earlier.has_plain), found.heard)
        reading = Contents(heard=spoken)
        _read(raw, part, reading, budget)
        readings.append(reading)
        found.add_rest(reading)
    for reading in _needed([reading for reading in readings if reading.text.strip()]):
        found.add_text(reading)


def _needed(readings: list[Contents]) -> list[Contents]:
    """Return the readings that have to be shown, so that nothing is lost and little is said twice."""
    plain = next((reading for reading in readings if reading.has_plain), None)
    if plain is None:
        return readings[:1]
    others = [reading for reading in readings if reading is not plain and _adds(reading, plain)]
    fuller = next((other for other in others if other.has_html and not says_more(plain.text, other.text)), None)
    return [plain if fuller is None else fuller, *(other for other in others if other is not fuller)]


def _adds(reading: Contents, plain: Contents) -> bool:
    return says_more(reading.text, plain.text) if reading.has_html else adds_to(reading.text, plain.text)


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
    if found.heard and budget.html <= 0:
        budget.fault("more alternatives than are compared: the rest was left out")
        return
    text = _plain(raw, part, budget) if kind == "text/plain" else _html(raw, part, budget, found.heard)
    if kind == "text/plain" and found.heard:
        budget.html -= (len(found.heard) + len(text)) // _GLANCES_TO_READING
        text = text if adds_to(text, found.heard) else ""
    if text.strip():
        found.texts.append(text)
        found.has_plain |= kind == "text/plain"
        found.has_html |= kind != "text/plain"


def _html(raw: bytes, part: Part, budget: Budget, heard: str) -> str:
    """Return what a part's HTML says, as far as the mail's budget for HTML goes; nothing where it says no more than what was `heard`."""
    if budget.html <= 0:
        budget.fault("more HTML than is read: the rest was left out")
        return ""
    source, fault = html_of(part.content(raw), part.parameter("charset"))
    if heard:
        budget.html -= (len(heard) + len(source)) // _GLANCES_TO_READING
        if not html_says_more(source[:LONGEST_HTML], heard):
            return ""
    text, cut = text_of_html(source, max(budget.html, 1))
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
    found.keep(told, kind, content)


def _read_file(raw: bytes, part: Part, kind: str, found: Contents) -> None:
    """Keep a file, and beside a winmail.dat what is inside it."""
    content = part.content(raw)
    told = part.filename or _named_after(part.block, "content-description", kind) or _referred_to_as(part)
    found.keep(told, kind, content)
    if kind in _WINMAIL or told.lower() == "winmail.dat":
        inside = open_winmail(content)
        for name, inner in inside.files if inside else ():
            found.keep(name, "application/octet-stream", inner)
        if inside and inside.text.strip() and not found.texts:
            found.texts.append(clean_text(inside.text))
            found.has_plain = True


def _named_after(block: Block, header: str, kind: str) -> str:
    """Return a file name made from a header for people; empty when there is none."""
    told = block.all(header)
    line = clean_line(decode_words(decode_field(told[0][:_LONGEST_HEADER])), _LONGEST_LINE).replace("/", "-") if told else ""
    ending = ending_of(kind)
    return line if not line or line.lower().endswith(ending) else line + ending


def _referred_to_as(part: Part) -> str:
    """Return the file name by which the text refers to a part: in a Content-ID, where Outlook puts it, or a Content-Location (RFC 2557)."""
    for header, pattern in (("content-id", _NAME_IN_CONTENT_ID), ("content-location", _NAME_IN_LOCATION)):
        told = part.block.all(header)
        if told and (found := pattern.match(decode_field(told[0][:_LONGEST_HEADER]))):
            return found[1]
    return ""


def _note(budget: Budget, *faults: str | None) -> None:
    for fault in faults:
        if fault:
            budget.fault(fault)
