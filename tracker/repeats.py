"""Was this done already? The same event by the same person once more, as when a mail is sent twice or a tag stays in a subject.

Reads the journal and changes nothing. Rule: only what still stands counts as
done; where anything moved the complaint since, or changed what it changed, it
is asked for anew.
Source: docs/procedure.md, Reading tags.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.held import Because
from tracker.held_orders import waiting
from tracker.model import Event
from tracker.records import Complaint, Journal
from tracker.steps import Actor, Step

AS_OFTEN_AS_ASKED = frozenset({
    Event.INQUIRE, Event.TAKE_BACK, Event.STATUS, Event.DOSSIER, Event.LIST, Event.REPORT, Event.HELP, Event.DRY_RUN, Event.DATA_REQUEST,
    Event.LETTER_GIVEN,
})  # fmt: skip
"""These may well be meant a second time."""

_BEGINS_ANEW = frozenset({Event.TAKE_BACK, Event.AGREE, Event.AGREE_WITH_AMOUNT})
"""What was said before one of these was said of something else, though the state may be the same."""

_LINES = 50
"""Of the journal that are looked at, the newest; what lies further back is no repetition."""


def done_before(session: Session, complaint: Complaint, step: Step, actor: Actor) -> datetime | None:
    """Return when the same person caused the same with the same words, and it still stands; None where that is not so."""
    if step.event in AS_OFTEN_AS_ASKED or actor.address is None:
        return None
    if step.event is Event.RESOLVE_LATER and not waiting(session, complaint.id, Because.INTENTION):
        return None
    newest = select(Journal).where(Journal.complaint_id == complaint.id).order_by(Journal.id.desc()).limit(_LINES)
    changed_since: set[str] = set()
    for line in session.scalars(newest):
        if line.event == step.event:
            stands = changed_since.isdisjoint(line.before or {})
            return line.at if stands and _is_same(line, step, actor) else None
        if line.from_state != line.to_state or line.event in _BEGINS_ANEW:
            return None
        changed_since |= (line.before or {}).keys()
    return None


def _is_same(line: Journal, step: Step, actor: Actor) -> bool:
    asked = (actor.name, step.argument, step.given.text)
    return (line.by_name, line.argument, line.words) == asked
