"""Taking back the last step (herstel): the record as it was, and its letters called back.

Whether a step may be taken back, the procedure says; this carries it out. The
rule: the journal keeps both lines.
Source: docs/procedure.md, States and events.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from tracker.effects import restore
from tracker.held import End
from tracker.model import Event
from tracker.on_paper import not_given
from tracker.records import Complaint, Held, Journal, LetterOwed
from tracker.standing import last_changes
from tracker.telling.history import told
from tracker.waiting_letters import call_back, send_elsewhere

_STAYS = {
    Event.NOTE: "Uw laatste mail was een notitie. Die blijft staan, en wat u ervoor deed ook. Schrijf een notitie die dat verbetert.",
    Event.DEPUTISE: "U noemde als laatste een vervanger. Dat eindigt als u een ander noemt, of uzelf: #vervanger met uw naam.",
}
"""What is put on record and changes nothing of the complaint."""


def keep_from_going(session: Session, complaint: Complaint) -> None:
    """Let none of its letters be claimed until the transaction ends. Which were claimed already is known from then on."""
    still_owed = select(LetterOwed.id).where(
        LetterOwed.complaint_id == complaint.id, LetterOwed.accepted_at.is_(None), LetterOwed.parked_at.is_(None)
    )
    session.execute(still_owed.order_by(LetterOwed.id).with_for_update()).all()


def stays(session: Session, complaint: Complaint, address: str | None) -> str | None:
    """Say why nothing is taken back where the last that somebody put on record leaves nothing to undo; None where there is a step to undo.

    What they did before that they do not mean: the last event is the one that is taken back.
    """
    steps = last_changes(session, complaint)
    theirs = select(Journal).where(Journal.complaint_id == complaint.id, Journal.by_address == address, Journal.event.in_(_STAYS))
    if steps:
        theirs = theirs.where(Journal.id > steps[0].id, Journal.arrival_id != steps[0].arrival_id)
    line = session.scalars(theirs.order_by(Journal.id.desc()).limit(1)).first()
    return None if line is None else _STAYS[Event(line.event)]


def take_back(session: Session, complaint: Complaint, lines: Sequence[Journal], now: datetime) -> str:
    """Undo what these lines of the journal, the newest first, changed; call back their letters, and end what they had wait.

    Return what was taken back, in words: 'Bram Smit legde de afspraak vast'.
    """
    for line in lines:
        former = complaint.complainant_address
        restore(complaint, line)
        send_elsewhere(session, complaint, former)
        not_given(session, complaint, line.at)
        _call_back(session, complaint, line, now)
    return "; ".join(told(line) for line in reversed(lines))


def _call_back(session: Session, complaint: Complaint, line: Journal, now: datetime) -> None:
    """Call back the letters of a step, let go on waiting what it had overtaken, and end what it had wait itself."""
    call_back(session, line, now)
    overtaken = update(Held).where(Held.complaint_id == complaint.id, Held.end == End.OVERTAKEN, Held.ended_at == line.at)
    _change(session, overtaken.where(Held.made_at < line.at, Held.expires_at > now), ended_at=None, end=None)
    waiting = update(Held).where(Held.complaint_id == complaint.id, Held.ended_at.is_(None), Held.made_at >= line.at)
    _change(session, waiting, ended_at=now, end=End.OVERTAKEN)


def _change(session: Session, which: Update, **values: Any) -> None:
    session.execute(which.values(**values), execution_options={"synchronize_session": False})
