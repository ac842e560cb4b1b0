"""Two complaints that are one (samenvoegen): which of them stays, and what the procedure must know of the other.

Rule: the later becomes part of the earlier, whichever of the two the employee
names first. Source: docs/procedure.md, States and events.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.facts import OtherComplaint
from tracker.model import Event, Reference, State
from tracker.records import Complaint
from tracker.rules import HouseRules
from tracker.standing import handles, last_changes, whos
from tracker.steps import Step
from tracker.who import Who


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
        is_theirs=_is_theirs(rules, other, address, now),
    )


def keep_as_well(session: Session, complaint: Complaint, other_id: int) -> None:
    """Let what keeps a complaint from removal keep the one that it becomes part of: they are removed together.

    That stays so where the merging is taken back, until somebody lets go of it: of the two mistakes the one that can be mended.
    """
    other = session.get_one(Complaint, other_id)
    other.held_because = other.held_because or complaint.held_because
    asked_at = [at for at in (other.privacy_request_at, complaint.privacy_request_at) if at]
    other.privacy_request_at = min(asked_at, default=None)


def merged_last(session: Session, rules: HouseRules, complaint: Complaint, address: str | None, now: datetime) -> Complaint:
    """Return the complaint that became part of this one after its own last step, where the owner of `address` may act on it; else this one.

    To take that back: whatever names a complaint that was merged belongs to the one that stays.
    """
    merged = select(Complaint).where(Complaint.merged_into_id == complaint.id).order_by(Complaint.closed_at.desc()).limit(1)
    later = session.scalars(merged).one_or_none()
    lines = last_changes(session, later) if later is not None else ()
    if later is None or not lines or lines[0].event != Event.MERGE or not _is_theirs(rules, later, address or "", now):
        return complaint
    own = last_changes(session, complaint)
    return later if not own or own[0].id < lines[0].id else complaint


def _is_theirs(rules: HouseRules, complaint: Complaint, address: str, now: datetime) -> bool:
    return not {Who.HANDLER, Who.MANAGER}.isdisjoint(whos(rules, complaint, address, now))


def later_first(session: Session, complaint: Complaint, step: Step) -> tuple[Complaint, Step]:
    """Return the complaint that becomes part of the other, and the step as it concerns that one."""
    other = step.given.other
    if other is None or other.id < complaint.id or not other.is_open:
        return complaint, step
    later = session.get_one(Complaint, other.id)
    earlier = replace(other, id=complaint.id, is_open=complaint.state != State.CLOSED)
    return later, replace(step, given=replace(step.given, other=earlier), argument=complaint.reference)
