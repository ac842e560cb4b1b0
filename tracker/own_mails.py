"""Whom an employee's own mail to the complainant reached: such a mail stands in the place of a letter of ours.

Reads the journal and changes nothing. Rule: the line about the mail is the one
place that says it, written when the mail was proven to be an employee's; what a
step does follows from that line.
Source: docs/procedure.md, Reading tags, and What makes it more.
"""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.model import TITLES, Event, Role
from tracker.records import Arrival, Complaint, Journal

SEPARATOR = ", "
"""Between the addresses on the line of the journal."""


def reached(session: Session, complaint_id: int, arrival_ids: Collection[int | None]) -> frozenset[str]:
    """Return the addresses on file that these mails reached, as they stood there; none where they are no employee's own mail."""
    known = [arrival_id for arrival_id in arrival_ids if arrival_id is not None]
    if not known:
        return frozenset()
    lines = select(Journal.argument).where(
        Journal.complaint_id == complaint_id, Journal.event == Event.OWN_MAIL, Journal.arrival_id.in_(known)
    )
    return frozenset(address for argument in session.scalars(lines) for address in argument.split(SEPARATOR))


def written_by(session: Session, complaint_id: int, arrival_id: int | None) -> str:
    """Return who wrote such a mail, as staff read them: 'Bram Smit (Teamleider Incasso)'; nothing where it is none."""
    lines = select(Journal.by_name, Journal.by_role).where(
        Journal.complaint_id == complaint_id, Journal.event == Event.OWN_MAIL, Journal.arrival_id == arrival_id
    )
    found = session.execute(lines.limit(1)).first()
    return f"{found.by_name} ({TITLES[Role(found.by_role)]})" if found else ""


def writers_of(session: Session, complaint_id: int, message_ids: Collection[str]) -> frozenset[str]:
    """Return the addresses of the employees who wrote such mails, by the Message-IDs that an answer names."""
    lines = select(Journal.by_address).join(Arrival, Arrival.id == Journal.arrival_id)
    theirs = lines.where(Journal.complaint_id == complaint_id, Journal.event == Event.OWN_MAIL, Arrival.message_id.in_(message_ids))
    return frozenset(address for address in session.scalars(theirs) if address) if message_ids else frozenset()


def proposing_mail(session: Session, complaint: Complaint) -> int | None:
    """Return the mail in which the amount was asked for about which the managing director is consulted, or was last."""
    asked = select(Journal.arrival_id).where(Journal.complaint_id == complaint.id, Journal.event == Event.AGREE_WITH_AMOUNT)
    return session.scalars(asked.order_by(Journal.id.desc()).limit(1)).first()
