"""What became of one mail in a register, in the words in which two registers are compared.

Reads and decides nothing. Rule: the register on record and that of a dry run
are asked by the same function, so that a difference is one of the mails and
never of the asking.
"""

from dataclasses import dataclass, fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.ledger import MailClass
from tracker.model import Letter, Role
from tracker.records import Arrival, Complaint, LetterOwed


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one mail.

    kind:       its class.
    sender:     whose words these are, as far as that is certain: for a contact form not who sent it.
    complaint:  the reference of the complaint that it began or joined.
    answered:   its sender is acknowledged by the service itself; None where the mail began no complaint.
    nature, suggested: of a complaint that it began, and the handler who is suggested for it.
    why:        the clue that decided, or why its sender is not answered.
    """

    kind: MailClass
    sender: str | None = None
    complaint: str | None = None
    answered: bool | None = None
    nature: str | None = None
    suggested: Role | None = None
    why: str = ""


COMPARED = tuple(one.name for one in fields(Verdict) if one.name != "why")

_AS_CLASSED = {MailClass.DISMISSED: MailClass.UNREADABLE}
"""A person's word that changes no class: what was dismissed was unreadable."""

_ACKNOWLEDGED = select(LetterOwed.id).where(LetterOwed.letter == Letter.ACKNOWLEDGEMENT)


def verdict_of(session: Session, arrival: Arrival) -> Verdict:
    """Return what became of a mail that was handled. Raises `ValueError` for one that was not."""
    if arrival.kind is None:
        raise ValueError(f"mail {arrival.id} is not handled yet")
    kind, sender, why = MailClass(arrival.kind), arrival.sender, arrival.why or ""
    complaint = session.get(Complaint, arrival.complaint_id) if arrival.complaint_id else None
    if complaint is None:
        return Verdict(kind, sender, why=why)
    if kind is not MailClass.COMPLAINT:
        return Verdict(kind, sender, complaint.reference, why=why)
    answered = session.scalar(_ACKNOWLEDGED.where(LetterOwed.complaint_id == complaint.id).limit(1)) is not None
    why = complaint.acknowledgement_why or why
    return Verdict(kind, sender, complaint.reference, answered, complaint.nature, Role(complaint.suggested_role), why)


def differences(before: Verdict, now: Verdict) -> tuple[str, ...]:
    """Name the fields in which two verdicts differ; not what only one of them has, such as a nature, which follows from the class."""
    differing = []
    for name in COMPARED:
        told = (getattr(before, name), getattr(now, name))
        if name == "kind":
            told = (_AS_CLASSED.get(before.kind, before.kind), _AS_CLASSED.get(now.kind, now.kind))
        if told[0] != told[1] and (name == "sender" or None not in told):
            differing.append(name)
    return tuple(differing)
