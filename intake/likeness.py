"""The same mail in another dress: a mail that went through a file loses its line ends, and a mailbox writes fields of its own into it.

Compares whole mails, every octet of header and text but for what such files
change. Rule: a Message-ID only says where to look and never decides
(docs/mail-rules.md, D4), and of two mails that are alike one came from a file,
so that no stranger can have his mail compared with thousands.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from intake.keep import FROM_A_FILE
from tracker.ledger import MailClass
from tracker.records import Arrival, RawBlock

LARGEST = 16 * 1024 * 1024
"""Bytes of a mail that is compared; a larger one is known by its own bytes alone."""

_MOST_COMPARED = 3
_MAY_BE_ADDED = 4096
"""Octets of fields and quoting in which two dresses may differ, beside their line ends."""

_OF_A_MAILBOX = (
    b"Status", b"X-Status", b"X-Keywords", b"X-UID", b"X-IMAP", b"X-IMAPbase", b"Content-Length", b"Lines",
    b"X-Mozilla-Status", b"X-Mozilla-Status2", b"X-Mozilla-Keys", b"X-Gmail-Labels", b"X-GM-THRID",
)  # fmt: skip
_OWN_FIELDS = re.compile(rb"^(?:%b):[^\n]*\n(?:[ \t][^\n]*\n)*+" % b"|".join(_OF_A_MAILBOX), re.MULTILINE | re.IGNORECASE)
"""What mail programs write into a mail when they lay it in an mbox."""

_SEPARATOR = re.compile(rb"\A>?From [^\n]*\n")
_QUOTED_FROM = re.compile(rb"^>++(?=From )", re.MULTILINE)
"""How a line that begins with `From ` is hidden in an mbox (RFC 4155, appendix A)."""

_CANDIDATES = select(Arrival.id, Arrival.size).where(
    Arrival.message_id == bindparam("message_id"),
    Arrival.mailbox == bindparam("mailbox"),
    Arrival.id != bindparam("id"),
    Arrival.handled_at.is_not(None),
    Arrival.kind != MailClass.REDELIVERED,
    or_(bindparam("from_a_file"), Arrival.uidvalidity == FROM_A_FILE),
)
"""Neither ordered nor cut short by the database, which would then walk all arrivals where it keeps no statistics (PERSONAL)."""

_BLOCKS = select(RawBlock.data).where(RawBlock.arrival_id == bindparam("arrival_id")).order_by(RawBlock.position)


def came_before(session: Session, arrival: Arrival) -> bool:
    """Say whether a mail was handled before that is this one but for what a file changed, where one of the two came from a file."""
    if arrival.message_id is None:
        return False
    from_a_file = arrival.uidvalidity == FROM_A_FILE
    asked = {"message_id": arrival.message_id, "mailbox": arrival.mailbox, "id": arrival.id, "from_a_file": from_a_file}
    candidates = sorted((found.id, found.size) for found in session.connection().execute(_CANDIDATES, asked))[:_MOST_COMPARED]
    return first_alike(session, candidates, arrival.size, _raw(session, arrival.id)) is not None


def first_alike(session: Session, candidates: Iterable[tuple[int, int]], size: int, mail: Iterable[bytes]) -> int | None:
    """Return the first of these arrivals that is the same mail.

    candidates:  the id and size of each, in bytes.
    mail:        of `size` bytes, in pieces; taken only where a candidate may be it.
    """
    own: str | None = None
    for arrival_id, other_size in candidates:
        if not _may_be_alike(size, other_size):
            continue
        own = own or undressed(mail)
        if own is not None and own == undressed(_raw(session, arrival_id)):
            return arrival_id
    return None


def undressed(mail: Iterable[bytes]) -> str | None:
    """Return the SHA-256 of a mail without what files change: line ends, an mbox's own lines and fields, empty lines at its end.

    None for a mail of which no bytes are there (any more).
    """
    raw = b"".join(mail)
    if not raw:
        return None
    plain = _SEPARATOR.sub(b"", raw.replace(b"\r\n", b"\n"), count=1)
    head, _, body = plain.partition(b"\n\n")
    plain = _OWN_FIELDS.sub(b"", head + b"\n") + b"\n" + body
    return hashlib.sha256(_QUOTED_FROM.sub(b"", plain).rstrip(b"\n")).hexdigest()


def _may_be_alike(size: int, other_size: int) -> bool:
    """Say whether the sizes allow it: a line end is at most twice as long as the other kind, and few fields are added."""
    smaller, larger = sorted((size, other_size))
    return larger <= min(2 * smaller + _MAY_BE_ADDED, LARGEST)


def _raw(session: Session, arrival_id: int) -> Iterator[bytes]:
    yield from session.scalars(_BLOCKS, {"arrival_id": arrival_id})
