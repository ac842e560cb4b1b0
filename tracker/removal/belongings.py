"""What belongs to a complaint and goes with it: its rows, and those of no complaint that tell of it alone.

Reads the register and changes nothing. Rule: what is on the record of another
complaint is that one's, whatever it names; and what is not handled yet, or lies
in quarantine, is nobody's.
Source: docs/procedure.md, Removal.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from tracker.ledger import MailClass
from tracker.model import Reference
from tracker.parts import parts_of
from tracker.records import Arrival, Complaint, Held, Journal, LetterOwed, RawBlock
from tracker.reference import find_references
from tracker.removal.about_several import of_several
from tracker.representatives import on_file
from tracker.schema import among

_NOT_OF_COMPLAINANTS = (MailClass.STAFF, MailClass.BOUNCE, MailClass.REPORT, MailClass.AUTO_REPLY, MailClass.OWN)
"""What employees and machines send about a complaint without being on its record: it is known by what it names."""

_CAME_BACK = re.compile(rb"\+b-([0-9]{1,10})-[0-9a-z]{1,40}@", re.IGNORECASE)
"""The address to which machines answer a letter, which says what number it has: they may answer from another one than was written to."""


@dataclass(frozen=True, slots=True)
class Belongings:
    """All that goes with a complaint, by id and in that order.

    complaint_ids:  the complaint first, then those that became part of it.
    references:     theirs, in the same order.
    of_several:     letters that tell of other complaints as well: they stay, and tell of this one no more.
    """

    complaint_ids: tuple[int, ...]
    arrival_ids: tuple[int, ...]
    letter_ids: tuple[int, ...]
    references: tuple[Reference, ...]
    of_several: tuple[int, ...] = ()


def belongings_of(session: Session, complaint: Complaint) -> Belongings:
    """Find what belongs to a complaint and to all that became part of it."""
    parts = parts_of(session, complaint)
    ids, references = tuple(part.id for part in parts), tuple(Reference(part.reference) for part in parts)
    arrivals = _mails_on_record(session, ids) | _replies_of_machines(session, parts)
    letters = _ids(session, LetterOwed.id, LetterOwed.complaint_id.in_(ids))
    arrivals, letters = _with_what_followed(session, references, arrivals, letters)
    alone, shared = of_several(session, references, arrivals, letters)
    return Belongings(ids, tuple(sorted(arrivals)), tuple(sorted(letters | alone)), references, tuple(sorted(shared)))


def _with_what_followed(
    session: Session, references: Collection[Reference], arrivals: set[int], letters: set[int]
) -> tuple[set[int], set[int]]:
    """Add what is on no record: a question belongs with the mail it is about, its answer with the question, and so on."""
    searched: set[str] | None = None
    while True:
        arrivals = arrivals | _copies(session, arrivals)
        letters = letters | _letters_about(session, arrivals)
        message_ids = _message_ids(session, letters)
        if message_ids == searched:
            return arrivals, letters
        arrivals = arrivals | _naming(session, references, message_ids, letters, arrivals)
        searched = message_ids


def _ids(session: Session, column: InstrumentedAttribute[int], *where: ColumnElement[bool]) -> set[int]:
    return set(session.scalars(select(column).where(*where)))


def _mails_on_record(session: Session, complaint_ids: Collection[int]) -> set[int]:
    """Return the mails on the record, and those of no record that something of it came from."""
    linked = (
        select(Journal.arrival_id).where(Journal.complaint_id.in_(complaint_ids)),
        select(LetterOwed.arrival_id).where(LetterOwed.complaint_id.in_(complaint_ids)),
        select(Held.arrival_id).where(Held.complaint_id.in_(complaint_ids)),
    )
    of_none = and_(Arrival.complaint_id.is_(None), or_(*(Arrival.id.in_(ids) for ids in linked)))
    return _ids(session, Arrival.id, or_(Arrival.complaint_id.in_(complaint_ids), of_none))


def _replies_of_machines(session: Session, parts: Collection[Complaint]) -> set[int]:
    """Return the automatic replies since the complaint came in from whoever is on file, or was written to, and has no other complaint."""
    ids, theirs = [part.id for part in parts], {key for part in parts for key in on_file(part)}
    of_others = select(Complaint.complainant_key, Complaint.representative_key).where(
        Complaint.id.not_in(ids), or_(Complaint.complainant_key.in_(theirs), Complaint.representative_key.in_(theirs))
    )
    alone = theirs.difference(*session.execute(of_others))
    since = min(part.received_at for part in parts)
    is_reply = (Arrival.complaint_id.is_(None), Arrival.kind == MailClass.AUTO_REPLY, Arrival.received_at >= since)
    is_theirs = or_(Arrival.sender_key.in_(alone), Arrival.sender.in_(_written_to(session, ids)))
    return _ids(session, Arrival.id, *is_reply, is_theirs)


def _written_to(session: Session, complaint_ids: Collection[int]) -> set[str]:
    """Return the addresses outside to which letters of these went and of no other: they may be on file no more."""
    to_outside = select(LetterOwed.recipient, LetterOwed.recipient_key).where(LetterOwed.outside)
    found = dict(session.execute(to_outside.where(LetterOwed.complaint_id.in_(complaint_ids))).all())
    of_others = to_outside.where(LetterOwed.complaint_id.not_in(complaint_ids), LetterOwed.recipient_key.in_(found.values()))
    others = {key for _, key in session.execute(of_others)}
    return {address for address, key in found.items() if key not in others}


def _copies(session: Session, arrival_ids: Collection[int]) -> set[int]:
    """Return the mails that came once more: the same bytes, or the same but for what a mail file changes."""
    ours = select(Arrival.sha256, Arrival.message_id).where(among(Arrival.id, arrival_ids)).subquery()
    is_copy = or_(Arrival.sha256.in_(select(ours.c.sha256)), Arrival.message_id.in_(select(ours.c.message_id)))
    return _ids(session, Arrival.id, Arrival.kind == MailClass.REDELIVERED, Arrival.complaint_id.is_(None), is_copy)


def _letters_about(session: Session, arrival_ids: Collection[int]) -> set[int]:
    """Return the letters of no complaint that pass one of these mails on, ask about it or answer it."""
    ids_in_mail = select(Arrival.message_id).where(among(Arrival.id, arrival_ids), Arrival.message_id.is_not(None))
    about = or_(among(LetterOwed.arrival_id, arrival_ids), LetterOwed.in_reply_to.in_(ids_in_mail))
    return _ids(session, LetterOwed.id, LetterOwed.complaint_id.is_(None), about)


def _message_ids(session: Session, letter_ids: Collection[int]) -> set[str]:
    """Return those of the letters of no complaint: that of any other has its reference in it."""
    written = select(LetterOwed.message_id).where(among(LetterOwed.id, letter_ids), LetterOwed.message_id.is_not(None))
    return {one for one in session.scalars(written.where(LetterOwed.complaint_id.is_(None))) if one}


def _naming(
    session: Session, references: Collection[Reference], message_ids: Collection[str], letter_ids: Collection[int], known: Collection[int]
) -> set[int]:
    """Return what employees and machines sent that names a reference, one of these Message-IDs or letters, and is on no record.

    But for what waits for somebody's answer.
    """
    waiting = select(Held.arrival_id).where(Held.ended_at.is_(None), Held.arrival_id.is_not(None))
    since_at = session.scalar(select(func.min(Arrival.kept_at)).where(among(Arrival.id, known)))
    may_be: list[ColumnElement[bool]] = [
        Arrival.complaint_id.is_(None),
        Arrival.kind.in_(_NOT_OF_COMPLAINANTS),
        not_(among(Arrival.id, known)),
        Arrival.id.not_in(waiting),
    ]
    may_be += [Arrival.kept_at >= since_at] if since_at else []
    prefix = next(iter(references)).rsplit("-", 2)[0]
    subjects = session.execute(select(Arrival.id, Arrival.subject).where(*may_be))
    found = {arrival_id for arrival_id, subject in subjects if not set(references).isdisjoint(find_references(subject, prefix))}
    is_named, letters = _search_for(references, message_ids), {b"%d" % letter_id for letter_id in letter_ids}
    blocks = select(RawBlock.arrival_id, RawBlock.data).join(Arrival, Arrival.id == RawBlock.arrival_id).where(*may_be)
    each = session.execute(blocks.execution_options(yield_per=20))
    return found | {number for number, data in each if is_named(data) or not letters.isdisjoint(_CAME_BACK.findall(data))}


def _search_for(references: Collection[Reference], message_ids: Collection[str]) -> Callable[[bytes], bool]:
    """Return what says whether a mail's bytes name one of these.

    It looks for the plain words first, since the expression takes ten times as long; that is any of some words, so that it is linear.
    """
    words = [one.encode().lower() for one in (*references, *message_ids)]
    named = [rb"(?<![0-9a-z-])%b(?![0-9])" % re.escape(one.encode()) for one in references]
    exactly = re.compile(b"|".join([*named, *(re.escape(one.encode()) for one in message_ids)]), re.IGNORECASE)

    def is_named(data: bytes) -> bool:
        lowered = data.lower()
        return any(word in lowered for word in words) and exactly.search(data) is not None

    return is_named
