"""The head of a mail that lies in a file, looked at before the mail is read: when it came, and what it calls itself.

Knows no register. Rule: what is found here decides nothing about the mail; it
says on which day it is counted, and where to look for it.
"""

import email.utils
import re
from collections.abc import Iterable
from datetime import UTC, datetime

from intake.bounds import Block, Budget, read_block
from tracker.errors import KlachtenError

HEAD_OCTETS = 256 * 1024
"""Of a mail's beginning, in which its topmost Received is looked for."""

_LONGEST_DATE = 200
_FIRST_YEAR = 1970
_MESSAGE_ID = re.compile(rb"<[^<>\s]{1,400}>")


class Undated(KlachtenError):
    """A mail does not say, or not credibly, when it was received."""


def read_head(mail: Iterable[bytes]) -> Block:
    """Return the header fields at the beginning of a mail, given in pieces; no more of it is asked for."""
    head = bytearray()
    for piece in mail:
        head += piece[: HEAD_OCTETS - len(head)]
        if len(head) >= HEAD_OCTETS:
            break
    return read_block(bytes(head), 0, len(head), Budget())


def received_at(head: Block, now: datetime) -> datetime:
    """Return when the last server received a mail, as its topmost Received says (RFC 5321, 4.4): aware, UTC.

    Raises `Undated` where there is none, it has no date, or one before 1970 or after `now`.
    """
    fields = head.all("received")
    if not fields:
        raise Undated("it has no Received header, so nobody knows when it came")
    return _moment(fields[0].rpartition(b";")[2], "topmost Received", now)


def written_at(head: Block, now: datetime) -> datetime:
    """Return when a mail says that it was written (RFC 5322, 3.6.1), for where nothing better is known. As `received_at`."""
    return _moment(next(iter(head.all("date")), b""), "Date", now)


def _moment(value: bytes, where: str, now: datetime) -> datetime:
    try:
        moment = email.utils.parsedate_to_datetime(value[:_LONGEST_DATE].decode("ascii", "replace").strip())
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)  # RFC 5322, 3.3: -0000 is UTC, zone unknown
    except (ValueError, TypeError, OverflowError, IndexError) as trouble:
        raise Undated(f"its {where} header has no date that can be read") from trouble
    if moment > now or moment.year < _FIRST_YEAR:
        raise Undated(f"its {where} header says {moment:%Y-%m-%d}, which cannot be")
    return moment


def message_id(head: Block) -> str | None:
    """Return the Message-ID, as far as it is written in the plain way: a hint where to look, never a key (docs/mail-rules.md, D4)."""
    value = next(iter(head.all("message-id")), b"").strip()
    found = _MESSAGE_ID.search(value) or _MESSAGE_ID.fullmatch(b"<%b>" % value)  # some programs leave the brackets out
    return found[0].decode("ascii", "replace") if found else None
