"""What each part of a mail is for: text to read, a file to keep, or a report's own words.

Knows parts and nothing of headers' meaning. Rule: everything that is not shown
as text is an attachment, named or not, and a mail within a mail is kept whole:
its text was written by somebody else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from intake.alternatives import adds_to, html_says_more, says_more
from intake.bounds import Budget, read_block
from intake.charsets import decode_field, decode_text, is_wide
from intake.filenames import clean_name, distinct
from intake.flowed import join_flowed
from intake.html import LONGEST as LONGEST_HTML
from intake.html import html_of, is_html, mail_links, text_of_html
from intake.inlined import files_in
from intake.mime import Part, split
from intake.naming import name_of_file, name_of_mail
from intake.opaque import open_p7m
from intake.text import clean_text, is_binary
from intake.tnef import open_winmail

LONGEST_TEXT = 1_000_000
"""Characters of text that are kept beside the raw mail."""

_GLANCES_TO_READING = 8
"""How many characters of HTML are compared in the time in which one is turned into text."""

_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
_RETURNED_HEADERS = frozenset({"text/rfc822-headers", "text/rfc822", "message/rfc822-headers", "message/global-headers"})
_HTML = frozenset({"text/html", "application/xhtml+xml", "text/enriched", "text/richtext"})
_WINMAIL = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_SIGNED_WHOLE = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})


@dataclass(frozen=True, slots=True)
class File:
    """One attachment with its bytes. name: cleaned."""

    name: str
    type: str
    content: bytes


@dataclass(slots=True)
class Contents:
    """What was found in the parts of one mail, cleaned.

    heard: what another alternative has said already. links: what HTML has for links that write a mail, shown or not.
    """

    heard: str = ""
    texts: list[str] = field(default_factory=list)
    has_plain: bool = False
    has_html: bool = False
    links: list[str] = field(default_factory=list)
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
        self.links += other.links
        self.status += other.status
        self.returned += other.returned


def gather(raw: bytes, mail: Part, budget: Budget) -> Contents:
    """Read every part of `mail`; `budget` takes the faults."""
    found = Contents()
    _read(raw, mail, found, budget)
    if not found.status:
        _read_enclosed_report(found, budget)
    names = distinct(file.name for file in found.files)
    found.files = [replace(file, name=name) for file, name in zip(found.files, names, strict=True)]
    return found


def _read_enclosed_report(found: Contents, budget: Budget) -> None:
    """Take over what the first enclosed mail reports, where it is a report: some gateways send one on within a mail of their own."""
    mail = next((file.content for file in found.files if file.type in _MESSAGES), b"")
    part = Part(read_block(mail, 0, len(mail), Budget()), 0, len(mail))
    if part.type != "multipart/report":
        return
    inside = Contents()
    _read(mail, split(mail, budget), inside, budget)
    if inside.status:
        found.status, found.returned = inside.status, inside.returned


def _read(raw: bytes, part: Part, found: Contents, budget: Budget) -> None:
    if part.type == "multipart/encrypted":
        budget.encipher()
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
        found.status.append(_plain(part.content(raw), part, budget))
        _read_file(raw, part, kind, found, budget)
    elif kind in _RETURNED_HEADERS:
        found.returned.append(_plain(part.content(raw), part, budget))
    elif kind in _MESSAGES:
        _read_message(raw, part, kind, found)
    elif _is_shown(part, kind, found):
        _read_text(raw, part, kind, found, budget)
    else:
        _read_file(raw, part, kind, found, budget)


def _is_shown(part: Part, kind: str, found: Contents) -> bool:
    """Say whether a part is text to read: not told to be an attachment, and only the first text may bear a file name."""
    if kind not in _HTML and kind != "text/plain":
        return False
    return part.disposition != "attachment" and not (part.filename and (found.texts or found.files or part.disposition))


def _read_text(raw: bytes, part: Part, kind: str, found: Contents, budget: Budget) -> None:
    if found.heard and budget.html <= 0:
        budget.shorten("more alternatives than are compared: the rest was left out")
        return
    content = part.content(raw)
    if is_binary(content) and not is_wide(part.parameter("charset")):
        budget.fault("what calls itself text is none")
        _read_file(raw, part, kind, found, budget)
        return
    if kind != "text/plain" or is_html(content):
        text = _html(content, part, found, budget)
        found.has_html |= bool(text.strip())
    else:
        text = _plain(content, part, budget)
        if found.heard:
            budget.html -= (len(found.heard) + len(text)) // _GLANCES_TO_READING
            text = text if adds_to(text, found.heard) else ""
        found.has_plain |= bool(text.strip())
        for name, inner in files_in(content):
            found.keep(name, "application/octet-stream", inner)
    if text.strip():
        found.texts.append(text)


def _html(content: bytes, part: Part, found: Contents, budget: Budget) -> str:
    """Return what a part's HTML says, as far as the mail's budget for HTML goes; nothing where it says no more than what was heard."""
    if budget.html <= 0:
        budget.shorten("more HTML than is read: the rest was left out")
        return ""
    source, fault = html_of(content, part.parameter("charset"))
    heard = found.heard
    found.links += mail_links(source)
    if heard:
        budget.html -= (len(heard) + len(source)) // _GLANCES_TO_READING
        if not html_says_more(source[:LONGEST_HTML], heard):
            return ""
    text, cut = text_of_html(source, max(budget.html, 1))
    budget.html -= len(source)
    _note(budget, fault)
    if cut:
        budget.shorten(cut)
    return clean_text(text)


def _plain(content: bytes, part: Part, budget: Budget) -> str:
    if len(content) > 4 * LONGEST_TEXT:
        budget.shorten("the text is longer than is read: it was cut")
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
    found.keep(name_of_mail(part, block, kind), kind, content)


def _read_file(raw: bytes, part: Part, kind: str, found: Contents, budget: Budget) -> None:
    """Keep a file, and beside it what is inside a winmail.dat or a mail signed as a whole."""
    content, told = part.content(raw), name_of_file(part, kind)
    found.keep(told, kind, content)
    if kind in _WINMAIL or told.lower() == "winmail.dat":
        _read_winmail(content, found)
    elif (kind in _SIGNED_WHOLE or told.lower().endswith(".p7m")) and budget.wrappers > 0:
        budget.wrappers -= 1
        _read_p7m(content, found, budget)


def _read_winmail(content: bytes, found: Contents) -> None:
    inside = open_winmail(content)
    for name, inner in inside.files if inside else ():
        found.keep(name, "application/octet-stream", inner)
    if inside and inside.text.strip() and not found.texts:
        found.texts.append(clean_text(inside.text))
        found.has_plain = True


def _read_p7m(content: bytes, found: Contents, budget: Budget) -> None:
    opened = open_p7m(content)
    if opened is not None and opened.encrypted:
        budget.encipher()
    if opened is not None and opened.content is not None:
        _read(opened.content, split(opened.content, budget), found, budget)


def _note(budget: Budget, fault: str | None) -> None:
    if fault:
        budget.fault(fault)
