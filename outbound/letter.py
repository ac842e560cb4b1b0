"""One letter owed, as a value, and the header fields that it gets.

Knows no template. The rule: what a stranger wrote reaches a field only as a
message identifier that passed the grammar (docs/mail-rules.md, R-ACK-10 and D12).
"""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from outbound.languages import Languages, in_order
from outbound.message import Enclosure, Picture, address, folded, identifiers, phrase, words
from tracker.letters import LETTERS, Audience
from tracker.model import Language, Letter
from tracker.told import Facts

NO_AUTOMATIC_ANSWER = "DR, RN, NRN, OOF, AutoReply"
"""What Exchange must not send back (MS-OXCMAIL, 2.1.3.2.20): all but the report that a letter did not arrive, which is our only proof."""


@dataclass(frozen=True, slots=True)
class LetterOwed:
    """All that goes into one message, decided before it is composed.

    also_in:      a second language, in which all of it is said once more.
    sender:       name and address for From; a name of ours.
    recipient:    who gets this copy; `to` and `cc` are what the fields show, addresses only.
    at:           aware; becomes Date, in the zone of the house.
    in_reply_to, references: as a stranger's mail had them; what is no identifier by the grammar is left out.
    pictures:     those that its page shows, by their `cid`.
    reply_to:     for letters to staff; a letter to a complainant never has one (R-ACK-11).
    """

    letter: Letter
    language: Language
    sender: tuple[str, str]
    recipient: str
    to: tuple[str, ...]
    message_id: str
    at: datetime
    facts: Facts
    loop_token: str
    also_in: Language | None = None
    cc: tuple[str, ...] = ()
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    pictures: tuple[Picture, ...] = ()
    reply_to: str | None = None

    @property
    def languages(self) -> Languages:
        """In which it is written, the first on top."""
        return in_order(self.language, self.also_in)


def fields(owed: LetterOwed, subject: str, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Return the header fields of `owed`, but for those that tell its MIME shape.

    Raises: `ValueError` for an address, a name or an identifier of ours that may not stand in a field.
    Source: RFC 5322, 3.6; RFC 3834, 3.1; docs/mail-rules.md, R-ACK-09 to 11 and 15.
    """
    declared = LETTERS[owed.letter]
    to_complainant = declared.audience is Audience.COMPLAINANT
    if owed.at.tzinfo is None:
        raise ValueError(f"naive datetime {owed.at!r}: say which zone")
    if identifiers([owed.message_id]) != [owed.message_id]:
        raise ValueError("the Message-ID of a letter is not one by the grammar")
    if to_complainant and (owed.reply_to or owed.cc or owed.to != (owed.recipient,)):
        raise ValueError("a letter to a complainant has one recipient, no Cc and no Reply-To")
    name, from_address = owed.sender
    threaded = _threaded(owed)
    told = [
        ("Date", format_datetime(owed.at.astimezone(zone))),
        ("From", phrase(name, from_address)),
        ("To", _addresses(owed.to)),
        ("Cc", _addresses(owed.cc)),
        ("Reply-To", address(owed.reply_to) if owed.reply_to else ""),
        ("Subject", words(subject, "Subject")),
        ("Message-ID", owed.message_id),
        *threaded,
        ("Auto-Submitted", str(declared.origin(answers=any(value for _, value in threaded)))),
        ("X-Auto-Response-Suppress", NO_AUTOMATIC_ANSWER if to_complainant else ""),
        ("X-KL-Loop", words(owed.loop_token, "X-KL-Loop")),
        ("X-KL-Letter", owed.letter),
        ("Content-Language", ", ".join(owed.languages)),
    ]
    return [(field, value) for field, value in told if value]


def _addresses(values: tuple[str, ...]) -> str:
    return folded([address(one) for one in values], ",")


def _threaded(owed: LetterOwed) -> list[tuple[str, str]]:
    """Return In-Reply-To and References; neither where the mail that is answered had no identifier."""
    answered = identifiers([owed.in_reply_to]) if owed.in_reply_to else []
    chain = identifiers([*owed.references, *answered]) if answered else []
    return [("In-Reply-To", "".join(answered)), ("References", folded(chain))]
