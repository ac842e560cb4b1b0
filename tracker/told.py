"""What a letter can tell of: people, mails and other complaints, as plain values that its facts are made from.

Values and nothing else; which letter tells what stands in `tracker.letters`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tracker.model import Language, Reference

Plain = str | int | bool | None | Sequence["Plain"] | Mapping[str, "Plain"]
"""What JSON can hold. A day is its ISO 8601 text."""
Facts = dict[str, Plain]
"""What a letter is made from, by name."""


class Hint(StrEnum):
    """What words in a mail made the service think of. Source: docs/procedure.md, Situations that come up."""

    THREAT = "threat"  # violence or despair: call today
    AVG = "avg"  # a request under the privacy law lies inside
    OTHER_LANGUAGE = "other_language"  # neither Dutch nor English
    ELSEWHERE = "elsewhere"  # perhaps no complaint: a proof of payment, a payment plan, an objection to the claim
    REPRESENTED = "represented"  # somebody seems to write for the complainant
    MANDATE_LACKS = "mandate_lacks"  # it came from a representative whose mandate nobody saw


class Guess(StrEnum):
    """What a complainant seems to answer to 'is it solved?'. A person reads the answer itself."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class Unshown(StrEnum):
    """Why the text of a mail is not shown to staff, or not all of it."""

    ENCRYPTED = "encrypted"  # by S/MIME or PGP, for somebody else's key
    UNREADABLE = "unreadable"  # what could be told apart in it is no text
    MAIL_ATTACHED = "mail_attached"  # it says nothing itself, and brings another mail along
    FILES_ATTACHED = "files_attached"  # it says nothing itself, and brings files along
    EMPTY = "empty"  # it says nothing at all
    CUT = "cut"  # longer than is read or kept
    ELSEWHERE = "elsewhere"  # on record, but no letter has shown it


@dataclass(frozen=True, slots=True)
class Signer:
    """The employee who signs, titled in each language, with the telephone number at which the complainant can call; may be empty."""

    name: str
    titles: Mapping[Language, str]
    telephone: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who mailed, as told to staff. `untrusted_why` is a sentence of ours, None where nothing is odd."""

    name: str
    address: str | None
    untrusted_why: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One attachment, listed. `size` in bytes; `enclosed`: it goes along with the letter."""

    name: str
    size: int
    enclosed: bool = True


@dataclass(frozen=True, slots=True)
class QuotedMail:
    """A mail as a letter to staff shows it: its text, or so much of that as its reader needs. unshown: why it is not there, or not all."""

    sender: Sender
    subject: str
    text: str
    unshown: Unshown | None = None
    attachments: Sequence[Listed] = ()
    hints: Sequence[Hint] = ()


class Unjoined(StrEnum):
    """Why a mail did not join a complaint that it points to. Source: docs/mail-rules.md, D8 and R-JOIN-03."""

    NOT_THERE = "not_there"  # the register has no such reference
    NOT_ON_FILE = "not_on_file"  # the sender's address is not on its file
    ALSO = "also"  # the mail points to another as well


@dataclass(frozen=True, slots=True)
class Named:
    """A complaint that a mail points to and did not join, and why; `removed_date`: when its record was removed, where it was."""

    reference: Reference
    why: Unjoined
    removed_date: date | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """Another complaint of the same complainant."""

    reference: Reference
    received_date: date
    is_open: bool


@dataclass(frozen=True, slots=True)
class Gathered:
    """One new complaint among many.

    withheld: its acknowledgement did not go by itself. is_late: the day before which it had to be assigned has passed.
    see_also: what it may have to do with.
    """

    reference: Reference
    nature: str
    assign_before_date: date
    acknowledge_by_date: date | None
    withheld: bool
    is_late: bool = False
    see_also: Sequence[Reference] = ()


@dataclass(frozen=True, slots=True)
class GatheredFollowUp:
    """One later mail on a record, among many.

    received_at:    aware, on the customer's clock.
    other_address:  as in a letter of its own (docs/mail-rules.md, D8).
    proven:         our own mail server vouches for the address.
    """

    reference: Reference
    sender_address: str | None
    received_at: datetime
    other_address: bool = False
    proven: bool = False
    see_also: Sequence[Reference] = ()


@dataclass(frozen=True, slots=True)
class GatheredUnreadable:
    """One mail in quarantine, among many. `received_at`: aware, on the customer's clock; `why`: in Dutch, words of ours."""

    quarantine_id: int
    sender_address: str | None
    received_at: datetime
    look_by_date: date | None
    why: str
