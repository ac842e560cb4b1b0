"""Which complaint does a mail belong to? Ordered clues, and the guard against strangers.

A reference identifies; it never authorises. Who belongs to a complaint is an
address on file whose authentication did not fail, or an employee. A stranger
who answers a letter of ours joins, flagged; a stranger who only names a
reference makes a new complaint, so that nobody goes unanswered and nobody
learns whether a reference exists.
Source: docs/mail-rules.md, D4, D8 and D9.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.incoming import IncomingMail
from tracker.keys import Keyring
from tracker.model import Reference
from tracker.records import Arrival, Complaint, LetterOwed
from tracker.reference import find_references
from tracker.tokens import read_message_id


@dataclass(frozen=True, slots=True)
class Asked:
    """A mail, and what is known of its sender.

    sender_key:  in the form in which addresses are compared; None where it cannot be read in one way only.
    proven_false: our own mail server found the sender to be forged.
    """

    mail: IncomingMail
    sender_key: str | None
    is_staff: bool
    proven_false: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """Where a mail belongs.

    complaint:      None: it is a new one.
    clue:           which clue spoke, in words of ours.
    other_address:  it answers a letter of ours, from an address that is not on file.
    named:          references that the mail names and that are not joined.
    """

    complaint: Complaint | None
    clue: str
    other_address: bool = False
    named: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Threads:
    """Finds the complaint that a mail belongs to."""

    keyring: Keyring
    domains: frozenset[str]
    prefix: str

    def find(self, session: Session, asked: Asked) -> Thread:
        """Return the first clue's answer, else: a new complaint."""
        for clue in (self._answers_our_letter, self._answers_an_earlier_mail, self._names_a_reference):
            for complaint, words in clue(session, asked):
                if _belongs(complaint, asked):
                    return Thread(complaint, words)
                if clue == self._answers_our_letter:
                    return Thread(complaint, words, other_address=True)
        return Thread(None, "no clue", named=find_references(asked.mail.subject, self.prefix))

    def _answers_our_letter(self, session: Session, asked: Asked) -> Iterator[tuple[Complaint, str]]:
        """RFC 5322, 3.6.4: In-Reply-To and References, the nearest first; a Message-ID of ours is signed."""
        for message_id in _answered(asked.mail):
            marks = (read_message_id(self.keyring, message_id, domain) for domain in self.domains)
            if (mark := next(filter(None, marks), None)) and (complaint := _of_letter(session, mark.letter_id)):
                yield complaint, "answers a letter of ours"

    def _answers_an_earlier_mail(self, session: Session, asked: Asked) -> Iterator[tuple[Complaint, str]]:
        """RFC 5322, 3.6.4: the mail that it answers is on a record already. Anyone may know that id, so the guard decides."""
        for message_id in _answered(asked.mail):
            of_mail = select(Complaint).join(Arrival, Arrival.complaint_id == Complaint.id).where(Arrival.message_id == message_id)
            for complaint in session.scalars(of_mail.order_by(Complaint.id).limit(5)):
                yield complaint, "answers a mail on the record"

    def _names_a_reference(self, session: Session, asked: Asked) -> Iterator[tuple[Complaint, str]]:
        """The reference in the subject, as the complainant was asked to keep it."""
        for reference in find_references(asked.mail.subject, self.prefix)[:5]:
            if complaint := session.scalar(select(Complaint).where(Complaint.reference == reference)):
                yield complaint, "names a reference"


def _answered(mail: IncomingMail) -> tuple[str, ...]:
    """Return the ids that a mail answers, the nearest first."""
    return tuple(dict.fromkeys((*mail.in_reply_to, *reversed(mail.references))))


def _of_letter(session: Session, letter_id: int) -> Complaint | None:
    of_letter = select(Complaint).join(LetterOwed, LetterOwed.complaint_id == Complaint.id).where(LetterOwed.id == letter_id)
    return session.scalar(of_letter)


def _belongs(complaint: Complaint, asked: Asked) -> bool:
    """The guard (docs/mail-rules.md, D8): an address on file whose authentication did not fail, or an employee."""
    if asked.sender_key is None or asked.proven_false:
        return False
    return asked.is_staff or asked.sender_key == complaint.complainant_key
