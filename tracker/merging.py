"""Two complaints that are one (samenvoegen): which of them stays, and what the procedure must know of the other.

Rule: the later becomes part of the earlier, whichever of the two the employee
names first. Source: docs/procedure.md, States and events.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.facts import OtherComplaint
from tracker.model import Reference, State
from tracker.records import Complaint
from tracker.rules import HouseRules
from tracker.standing import handles
from tracker.steps import Step


def other_complaint(
    session: Session, rules: HouseRules, complaint: Complaint | None, reference: Reference, address: str, now: datetime
) -> OtherComplaint | None:
    """Return what the procedure must know of another complaint, for the owner of `address`; None where there is no such one."""
    other = session.scalars(select(Complaint).where(Complaint.reference == reference)).one_or_none()
    if other is None or complaint is None or other.id == complaint.id:
        return None
    return OtherComplaint(
        id=other.id,
        is_open=other.state != State.CLOSED,
        same_complainant=other.complainant_key is not None and other.complainant_key == complaint.complainant_key,
        same_handler=handles(rules, complaint, address, now) and handles(rules, other, address, now),
    )


def later_first(session: Session, complaint: Complaint, step: Step) -> tuple[Complaint, Step]:
    """Return the complaint that becomes part of the other, and the step as it concerns that one."""
    other = step.given.other
    if other is None or other.id < complaint.id or not other.is_open:
        return complaint, step
    later = session.get_one(Complaint, other.id)
    earlier = replace(other, id=complaint.id, is_open=complaint.state != State.CLOSED)
    return later, replace(step, given=replace(step.given, other=earlier), argument=complaint.reference)
