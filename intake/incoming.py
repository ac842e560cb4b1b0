"""One mail, read: the value that every later room of the intake works on.

Everything in it came from a stranger, cleaned by `intake.text.clean_text` but
not believed. It is plain data: made in the child process, sent to the parent
as JSON, and never holds the mail's bytes.
"""

from dataclasses import dataclass
from datetime import datetime

_MAIL_TYPES = frozenset({"message/rfc822", "message/global"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attachment, listed. `position` finds its bytes again in the same mail."""

    name: str  # cleaned: a base name without controls, at most 120 characters; never empty
    type: str  # such as application/pdf; lower case
    size: int  # bytes, decoded
    position: int

    @property
    def is_mail(self) -> bool:
        """A mail within the mail (RFC 2046, 5.2.1; RFC 6532, 3.7), also where only its name tells."""
        return self.type in _MAIL_TYPES or self.name.lower().endswith(".eml")


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A mail within a mail: what its forwarder's program wrote down of it. What is not told is None or empty.

    date:      as written, in whatever form and language. received: by the last server that took it, as that wrote it down.
    message:   the forwarder's own words.
    message_id, sha256: of the mail itself, where it was passed on whole.
    within:    the mail that this one passes on in its turn.
    """

    address: str | None = None
    name: str | None = None
    subject: str | None = None
    date: str | None = None
    text: str = ""
    message: str = ""
    received: str | None = None
    message_id: str | None = None
    sha256: str | None = None
    within: "Forwarded | None" = None


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """What a mail says of itself.

    headers:         (name, value) in the order of the mail, top first; the name as written, the value unfolded and
                     cut to the limits (R-LIM-01), bytes made characters, cleaned; encoded words (RFC 2047) stand as they are.
    readable:        False where not even headers could be told apart.
    ambiguous:       True where two programs may read different headers here (docs/mail-rules.md, A24): neither obeyed nor answered.
    faults:          what was odd, each a short sentence of ours.
    text_encrypted:  True where there is text, or a part of it, that cannot be read; text_shortened: where more was there than is read.
    new_text:        `text` without quoted earlier mail and without the signature.
    attached_mails:  the mails that it brings along whole, as far as they are read.
    """

    sha256: str
    size: int
    readable: bool = True
    ambiguous: bool = False
    faults: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    date: datetime | None = None
    content_type: str = "text/plain"
    report_type: str | None = None
    part_types: tuple[str, ...] = ()
    text: str = ""
    links: tuple[str, ...] = ()  # what HTML has for links that write a mail; no part of the text
    text_encrypted: bool = False
    text_shortened: bool = False
    new_text: str = ""
    signature: str | None = None
    forwarded: Forwarded | None = None
    attachments: tuple[Attachment, ...] = ()
    attached_mails: tuple[Forwarded, ...] = ()
    delivery_status: str = ""  # the text of every message/delivery-status part
    returned_headers: str = ""  # the headers of the mail that a report returns

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of the header field `name`, topmost first."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)

    def first(self, name: str) -> str | None:
        """Return the topmost value of the header field `name`."""
        return next(iter(self.all(name)), None)
