"""Which complaint does a mail belong to? Ordered clues, and the guard against strangers.

A reference identifies; it never authorises. Who belongs to a complaint is an
address on file whose authentication did not fail, or an employee. A stranger
who answers a letter of ours joins, flagged; a stranger who only names a
reference makes a new complaint, so that nobody goes unanswered and nobody
learns whether a reference exists. Where strong clues contradict each other the
mail joins neither: it is a new complaint, and a person decides.
Source: docs/mail-rules.md, D4, D8, D9 and R-JOIN-01 to R-JOIN-05.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from intake.incoming import IncomingMail
from intake.pointers import AT_MOST, answered, letters_of_addresses, letters_of_ids, references
from intake.subjects import is_answer, stem
from tracker.keys import Keyring
from tracker.model import Reference
from tracker.records import Arrival, Complaint, LetterOwed
from tracker.removal.removed import removed_dates
from tracker.representatives import on_file
from tracker.told import Named, Unjoined

There = dict[Reference, Complaint | None]
"""What the register has of references that a mail points to; None: nothing."""

SAME_SUBJECT_FOR = timedelta(days=14)
"""So long an answer to a subject is taken for one to the sender's own mail."""

_ROWS_AT_MOST = 50

_OF_LETTERS = (
    select(LetterOwed.id, Complaint)
    .join(Complaint, Complaint.id == LetterOwed.complaint_id)
    .where(LetterOwed.id.in_(bindparam("letter_ids", expanding=True)))
)
_OF_REFERENCES = select(Complaint).where(Complaint.reference.in_(bindparam("references", expanding=True)))
_OF_MAILS = (
    select(Arrival.message_id, Complaint)
    .join(Complaint, Complaint.id == Arrival.complaint_id)
    .where(Arrival.message_id.in_(bindparam("message_ids", expanding=True)))
    .limit(_ROWS_AT_MOST)
)
_OF_THEIR_MAILS = _OF_MAILS.where(
    or_(Complaint.complainant_key == bindparam("sender_key"), Complaint.representative_key == bindparam("sender_key"))
)
"""With the guard inside, so that no stranger's mails under the same id can crowd out theirs."""
_OF_SUBJECTS = (
    select(Arrival.subject, Complaint)
    .join(Complaint, Complaint.id == Arrival.complaint_id)
    .where(
        Complaint.complainant_key == bindparam("sender_key"),
        Arrival.sender_key == bindparam("sender_key"),
        Arrival.received_at.between(bindparam("since"), bindparam("until")),
    )
    .order_by(Arrival.received_at.desc())
    .limit(_ROWS_AT_MOST)
)
"""Every clue is one question that an index answers. None is ordered by an id: PostgreSQL, which keeps no statistics
of personal columns, would walk the whole table by it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A mail, and what is known of its sender.

    received_at:  when the mailbox received it (aware, UTC).
    sender_key:   in the form in which addresses are compared; None where it cannot be read in one way only.
    proven_false: our own mail server found the sender to be forged.
    """

    mail: IncomingMail
    received_at: datetime
    sender_key: str | None
    is_staff: bool
    proven_false: bool

    def belongs(self, complaint: Complaint) -> bool:
        """Say whether the sender belongs to a complaint: the guard (docs/mail-rules.md, D8)."""
        return self.is_somebody and (self.is_staff or self.sender_key in on_file(complaint))

    @property
    def is_somebody(self) -> bool:
        """Say whether there is an address that may stand on a file at all."""
        return self.sender_key is not None and not self.proven_false


@dataclass(frozen=True, slots=True)
class Clue:
    """What one clue says. complaints: those it points to, the likeliest first; none where it is silent."""

    words: str
    complaints: tuple[Complaint, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    """Where a mail belongs.

    complaint:      None: it is a new one.
    clue:           which clue spoke, in words of ours.
    other_address:  it answers a letter of ours, from an address that is not on file.
    named:          what it points to and did not join, for staff.
    """

    complaint: Complaint | None
    clue: str
    other_address: bool = False
    named: tuple[Named, ...] = ()

    @property
    def names_only_removed(self) -> bool:
        """Say whether it joins nothing, and all that it names was removed from the register."""
        return self.complaint is None and bool(self.named) and all(one.removed_date for one in self.named)


@dataclass(frozen=True, slots=True)
class Threads:
    """Finds the complaint that a mail belongs to."""

    keyring: Keyring
    domains: frozenset[str]
    prefix: str

    def find(self, session: Session, asked: Asked) -> Thread:
        """Return where a mail belongs: where its strong clues agree, else where a weak one points, else in a complaint of its own."""
        in_subject, in_text = references(asked.mail, self.prefix)
        answers = self._answers(session, asked)
        there = _look_up(session, (*in_subject, *in_text), answers)
        clues = [*answers, *_names("names a reference", in_subject, there, asked)]
        clues = clues or _names("names a reference in its text", in_text, there, asked)
        if not clues and not self._letters_answered(asked.mail):  # what we wrote about no complaint is answered about none
            clues = _same_subject(session, asked)
        return _agreed(session, clues, there, asked)

    def _answers(self, session: Session, asked: Asked) -> list[Clue]:
        """Tell what a mail answers, by what a program wrote: an address or an id of ours, else the id of a mail on the record."""
        clues = [Clue(words, _of_letters(session, letter_ids)) for words, letter_ids in self._letters_answered(asked.mail)]
        return _speaking(*clues) or _of_record(session, answered(asked.mail)[:AT_MOST], asked)

    def _letters_answered(self, mail: IncomingMail) -> list[tuple[str, tuple[int, ...]]]:
        """Return the letters of ours that a mail answers, by each clue that tells."""
        ours = (
            ("came to the address of a letter of ours", letters_of_addresses(mail, self.keyring)),
            ("answers a letter of ours", letters_of_ids(answered(mail), self.keyring, self.domains)),
        )
        return [(words, letter_ids) for words, letter_ids in ours if letter_ids]


def _speaking(*clues: Clue) -> list[Clue]:
    return [clue for clue in clues if clue.complaints]


def _of_letters(session: Session, letter_ids: tuple[int, ...]) -> tuple[Complaint, ...]:
    """Return the complaints of letters, in their order. Whoever answers a letter has seen it, so the guard will only flag them."""
    found = dict(session.execute(_OF_LETTERS, {"letter_ids": letter_ids}).all())
    return tuple(dict.fromkeys(found[letter_id] for letter_id in letter_ids if letter_id in found))


def _of_record(session: Session, message_ids: tuple[str, ...], asked: Asked) -> list[Clue]:
    """RFC 5322, 3.6.4: the mail that it answers is on a record already. Anyone may know that id, so the guard decides."""
    if not message_ids or not asked.is_somebody:
        return []
    wanted = _OF_MAILS if asked.is_staff else _OF_THEIR_MAILS
    rows = session.execute(wanted, {"message_ids": message_ids, "sender_key": asked.sender_key}).all()
    nearest = sorted(rows, key=lambda row: (message_ids.index(row[0]), row[1].id))
    return _speaking(Clue("answers a mail on the record", tuple(dict.fromkeys(complaint for _, complaint in nearest))))


def _look_up(session: Session, named: tuple[Reference, ...], answers: list[Clue]) -> There:
    """Find the complaints that a mail names; what it answers is known already."""
    there: There = dict.fromkeys(named)
    known = [complaint for clue in answers for complaint in clue.complaints]
    unknown = there.keys() - {complaint.reference for complaint in known}
    found = session.scalars(_OF_REFERENCES, {"references": sorted(unknown)}).all() if unknown else ()
    there.update({Reference(one.reference): one for one in (*known, *found) if one.reference in there})
    return there


def _names(words: str, named: tuple[Reference, ...], there: There, asked: Asked) -> list[Clue]:
    """The reference, as the complainant was asked to keep it. It proves nothing, so the guard decides (docs/mail-rules.md, D8)."""
    found = (there[reference] for reference in named)
    return _speaking(Clue(words, tuple(complaint for complaint in found if complaint and asked.belongs(complaint))))


def _same_subject(session: Session, asked: Asked) -> list[Clue]:
    """Its subject is an answer to one that the same sender used in the last fourteen days (R-JOIN-02)."""
    wanted = stem(asked.mail.subject) if asked.is_somebody and is_answer(asked.mail.subject) else ""
    if not wanted:
        return []
    given = {"sender_key": asked.sender_key, "since": asked.received_at - SAME_SUBJECT_FOR, "until": asked.received_at}
    alike = (complaint for subject, complaint in session.execute(_OF_SUBJECTS, given) if stem(subject) == wanted)
    return _speaking(Clue("answers a subject of the same sender", tuple(alike)[:1]))


def _agreed(session: Session, clues: list[Clue], there: There, asked: Asked) -> Thread:
    """Join what all clues point to. Where they contradict each other, none is right: a person decides (R-JOIN-03)."""
    clued = [one for clue in clues for one in clue.complaints]
    places = [{_stays(session, one) for one in clue.complaints} for clue in clues]
    common = set.intersection(*places) if places else set()
    joined = next((one for one in clued if _stays(session, one) in common), None)
    if joined is None:
        pointed_to = {Reference(one.reference): one for one in clued} | there
        return Thread(None, "its clues contradict each other" if clues else "no clue", named=_unjoined(session, pointed_to, clued, asked))
    place = _stays(session, joined)
    others = {reference: one for reference, one in there.items() if one is None or _stays(session, one) is not place}
    return Thread(place, clues[0].words, other_address=not asked.belongs(joined), named=_unjoined(session, others, clued, asked))


def _stays(session: Session, complaint: Complaint) -> Complaint:
    """Return the record that a complaint became part of (samengevoegd), or itself."""
    while complaint.merged_into_id is not None:
        complaint = session.get_one(Complaint, complaint.merged_into_id)
    return complaint


def _unjoined(session: Session, there: There, clued: list[Complaint], asked: Asked) -> tuple[Named, ...]:
    """Tell staff, and them alone, which complaints a mail points to and did not join; of what was removed, when."""
    gone = removed_dates(session, [reference for reference, one in there.items() if one is None])
    return tuple(Named(reference, _why(one, clued, asked), gone.get(reference)) for reference, one in there.items())


def _why(complaint: Complaint | None, clued: list[Complaint], asked: Asked) -> Unjoined:
    if complaint is None:
        return Unjoined.NOT_THERE
    return Unjoined.ALSO if complaint in clued or asked.belongs(complaint) else Unjoined.NOT_ON_FILE
