"""Where letters to a complainant go: by mail, and to which address, or on paper.

Reads the register and changes nothing. Rule: an address at which a letter was
refused or bounced for good is none, until whoever has it writes from it again,
or an administrator has the letter sent once more.
Source: docs/procedure.md, The clock, and Letters.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from tracker.model import Letter
from tracker.records import Arrival, Complaint, LetterOwed

NO_MAIL_ADDRESS = "van de klager is geen mailadres bekend"
NO_LONGER = "een eerdere brief kwam op dit adres niet aan"

_REFUSED = ("rcpt_refused", "gave_up")
"""Why a letter was set apart, where that tells that its address does not work; any other refusal is about the letter, or about us."""


def written_to(complaint: Complaint) -> str | None:
    """Return the mail address on record: the representative's once the mandate was seen, else the complainant's own; None: none."""
    if represented(complaint):
        return complaint.representative_address
    is_of_another = complaint.representative_key is not None and complaint.representative_key == complaint.complainant_key
    return None if is_of_another else complaint.complainant_address


def represented(complaint: Complaint) -> bool:
    """Say whether letters go to somebody who acts for the complainant (namens), whose mandate was seen."""
    return complaint.representative_address is not None and complaint.mandate_seen_at is not None


def is_anonymous(complaint: Complaint) -> bool:
    """Say whether nothing is known by which a letter could ever be given to the complainant."""
    return not (complaint.complainant_name or complaint.postal_address or written_to(complaint))


def by_mail(session: Session, complaint: Complaint) -> str | None:
    """Return the address to which a letter can be mailed now; None where it must be printed."""
    address = written_to(complaint)
    if address is None:
        return None
    failed_at = session.scalar(
        select(func.max(func.coalesce(LetterOwed.bounced_at, LetterOwed.parked_at))).where(
            LetterOwed.complaint_id == complaint.id, LetterOwed.outside, LetterOwed.recipient == address, _failed()
        )
    )
    return address if failed_at is None or _wrote_since(session, complaint, address, failed_at) else None


def why_on_paper(complaint: Complaint) -> str:
    """Say in Dutch why a letter to this complainant is printed, where `by_mail` finds no address."""
    return NO_MAIL_ADDRESS if written_to(complaint) is None else NO_LONGER


def for_complainant() -> ColumnElement[bool]:
    """Choose the letters that a complainant gets, by mail or from whoever prints them."""
    return or_(LetterOwed.outside, LetterOwed.letter == Letter.TO_PRINT)


def printing(*letters: Letter) -> ColumnElement[bool]:
    """Choose the letters by which one of these is given to somebody who prints it."""
    inner = cast(LetterOwed.facts["ready_letter"]["letter"], String)  # as JSON writes a text: between quotes
    return and_(LetterOwed.letter == Letter.TO_PRINT, inner.in_([f'"{letter}"' for letter in letters]))


def _wrote_since(session: Session, complaint: Complaint, address: str, at: datetime) -> bool:
    theirs = select(Arrival.id).where(Arrival.complaint_id == complaint.id, Arrival.sender == address, Arrival.kept_at > at)
    return session.scalar(theirs.limit(1)) is not None


def _failed() -> ColumnElement[bool]:
    return or_(LetterOwed.bounced_at.is_not(None), LetterOwed.parked_because.in_(_REFUSED))
