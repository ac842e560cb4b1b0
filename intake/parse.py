"""From a mail's bytes to an `IncomingMail`. The one door of mail-parser.

Runs in a child process (`intake.child`), on headers that `intake.bounds` cut.
mail-parser reads the date and judges the address fields; parts are read by
`intake.mime` and `intake.bodies`, because mail-parser mixes attached mails into
the text and loses parts without a name. Rule: nothing but a `MemoryError` ever
leaves this room; what fails is read in a simpler way, and told as a fault.
"""

import email.utils
import hashlib
import logging
import re
from datetime import UTC, datetime

import mailparser

from intake.bodies import LONGEST_TEXT, Contents, File, gather
from intake.bounds import Block, Budget, read_block
from intake.charsets import decode_field, decode_text, decode_words, has_escapes
from intake.html import LINKS_AT_MOST, LONGEST_LINK
from intake.incoming import Attachment, IncomingMail
from intake.mime import Part, split
from intake.text import clean_line, clean_text

_ASKED = ("from", "sender", "reply-to", "date")
"""The fields that mail-parser is asked about; it reads all that it is given."""

_JUDGED_BY = frozenset({"from", "authentication-results", "received"})

_LONGEST_ASKED = 8192
_LONGEST_SUBJECT = 2000
_LONGEST_DATE = 200
_MOST_FAULTS = 50
_MOST_IDS = 1000

_MESSAGE_ID = re.compile(r"<[!-;=?A-~]{1,247}@[!-;=?A-~]{1,247}>", re.ASCII)
"""RFC 5322, 3.6.4, without quoted strings; what it lets through cannot break a header of ours."""

_BRACKETED = re.compile(r"<[^<>]{1,300}>")
_LONGEST_ID = 250
_YEARS = range(1970, 2200)

for _name in ("mailparser", "mailparser.core", "mailparser.utils", "mailparser.addresses"):
    logging.getLogger(_name).disabled = True  # what they tell quotes the sender


def parse(raw: bytes) -> IncomingMail:
    """Read a mail. Never raises, but for `MemoryError`."""
    return parse_with_files(raw)[0]


def parse_with_files(raw: bytes) -> tuple[IncomingMail, tuple[bytes, ...]]:
    """Read a mail, and give the bytes of its attachments beside it, in the same order."""
    digest, size = hashlib.sha256(raw).hexdigest(), len(raw)
    try:
        return _read(raw, digest, size)
    except MemoryError:
        raise
    except Exception as fault:  # noqa: BLE001 - a stranger's bytes must not stop the intake, whatever in our reading they break
        return _plainest(raw, digest, size, type(fault).__name__), ()


def _read(raw: bytes, digest: str, size: int) -> tuple[IncomingMail, tuple[bytes, ...]]:
    budget = Budget()
    raw = _with_line_feeds(raw, budget)
    mail = split(raw, budget)
    contents = gather(raw, mail, budget)
    text = contents.text
    if len(text) > LONGEST_TEXT:
        budget.shorten("the text is longer than is kept: it was cut")
    fields = mail.block
    if not fields.fields:
        budget.doubt("no headers at all")
    date = _date(fields, budget)
    headers = _cleaned(fields, budget)
    incoming = IncomingMail(
        sha256=digest,
        size=size,
        readable=bool(fields.fields or text.strip() or contents.files),
        ambiguous=budget.doubtful,
        headers=headers,
        subject=_subject(mail),
        message_id=next(iter(_ids(fields, "message-id", bare=True)), None),
        in_reply_to=_ids(fields, "in-reply-to"),
        references=_ids(fields, "references"),
        date=date,
        content_type=mail.type,
        report_type=mail.parameter("report-type").lower() or None,
        part_types=tuple(part.type for part in mail.leaves()),
        text=clean_text(text, LONGEST_TEXT),
        links=tuple(clean_text(link, LONGEST_LINK) for link in contents.links[:LINKS_AT_MOST]),
        text_encrypted=budget.encrypted,
        text_shortened=budget.shortened,
        attachments=_listed(contents),
        delivery_status="\n\n".join(contents.status),
        returned_headers="\n\n".join(contents.returned),
        faults=tuple(budget.faults)[:_MOST_FAULTS],
    )
    return incoming, tuple(file.content for file in contents.files)


def _cleaned(block: Block, budget: Budget) -> tuple[tuple[str, str], ...]:
    """Return the fields, fit to be kept; a doubt where that changes one by which the sender is judged: others read another one (A24)."""
    headers = []
    for name, value in block.fields:
        told = decode_field(value)
        clean = clean_text(told)
        if clean != told and name.lower() in _JUDGED_BY:
            budget.doubt("control or invisible characters in a header that tells who sent the mail")
        headers.append((name, clean))
    return tuple(headers)


def _with_line_feeds(raw: bytes, budget: Budget) -> bytes:
    """Return `raw`, with line feeds where every line ends in a bare carriage return."""
    if b"\n" in raw or b"\r" not in raw:
        return raw
    budget.doubt("its lines end in bare carriage returns")
    return raw.replace(b"\r", b"\n")


def _subject(mail: Part) -> str:
    """Return the topmost Subject; what stands bare in it is in the text's charset, unless it is ASCII or UTF-8.

    (UTF-7 is ASCII as well: a header in it stays as it stands, RFC 5322, 2.2.)
    """
    told = mail.block.all("subject")
    if not told:
        return ""
    value = told[0][:_LONGEST_ASKED]
    text = decode_field(value)
    charset = mail.parameter("charset")
    if charset and ((not value.isascii() and value.decode("utf-8", "replace") != text) or has_escapes(value, charset)):
        text = decode_text(value, charset)[0]
    return clean_line(decode_words(text), _LONGEST_SUBJECT)


def _ids(block: Block, name: str, *, bare: bool = False) -> tuple[str, ...]:
    """Return the message identifiers in a field, in order, each once; with `bare` also one without its brackets."""
    value = " ".join(decode_field(told) for told in block.all(name))
    value = _BRACKETED.sub(lambda one: "".join(one[0].split()), value)  # mail programs break a long id in two where they fold
    found = _MESSAGE_ID.findall(value)
    if not found and bare and _MESSAGE_ID.fullmatch(f"<{value.strip()}>"):
        found = [f"<{value.strip()}>"]
    return tuple(dict.fromkeys(one for one in found if len(one) <= _LONGEST_ID))[:_MOST_IDS]


def _date(block: Block, budget: Budget) -> datetime | None:
    """Return the Date, UTC, as mail-parser reads it, else as the standard library does; its other findings are faults."""
    asked = [(name, value[:_LONGEST_ASKED]) for name, value in block.fields if name.lower() in _ASKED]
    head = b"".join(name.encode("ascii") + b": " + value + b"\r\n" for name, value in asked)
    date = None
    try:
        read = mailparser.parse_from_bytes(head + b"\r\n")
    except Exception:  # noqa: BLE001 - it raises many things on mutated headers; we go on without its opinion
        budget.fault("mail-parser could not read the headers")
    else:
        for defect in (*read.address_header_defects, *read.date_header_defects):
            budget.fault(f"{defect['header']}: {defect['reason']}")
        date = read.date
    told = block.all("date")
    if date is None and told:
        date = _lenient_date(decode_field(told[0][:_LONGEST_DATE]))
    return date if date is not None and date.year in _YEARS else None


def _lenient_date(told: str) -> datetime | None:
    try:
        date = email.utils.parsedate_to_datetime(told)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _listed(contents: Contents) -> tuple[Attachment, ...]:
    return tuple(_attachment(position, file) for position, file in enumerate(contents.files))


def _attachment(position: int, file: File) -> Attachment:
    return Attachment(file.name, file.type, len(file.content), position)


def _plainest(raw: bytes, digest: str, size: int, why: str) -> IncomingMail:
    """Read a mail without libraries: its headers, and all that follows as text."""
    budget = Budget()
    budget.doubt(f"the mail could not be read in the usual way ({why}): its text is shown as it stands")
    block = read_block(raw, 0, len(raw), budget)
    subject = block.all("subject")
    return IncomingMail(
        sha256=digest,
        size=size,
        readable=bool(block.fields),
        ambiguous=True,
        headers=tuple((name, clean_text(decode_field(value))) for name, value in block.fields),
        subject=clean_line(decode_field(subject[0][:_LONGEST_ASKED]), _LONGEST_SUBJECT) if subject else "",
        message_id=next(iter(_ids(block, "message-id", bare=True)), None),
        in_reply_to=_ids(block, "in-reply-to"),
        references=_ids(block, "references"),
        text=clean_text(raw[block.end : block.end + LONGEST_TEXT].decode("latin-1")),
        faults=tuple(budget.faults),
    )
