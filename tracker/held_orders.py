"""What waits for a word before it is carried out: a staff mail, kept so that it can be read again, or an intention.

Knows no mail protocol and carries nothing out. What is kept of a mail is what
its tags were read from, so that the answer leads to the same reading; whether
the procedure still allows it, it is asked then. Rule: whatever waits ends once
(see `tracker.held`), and a complaint that moves on overtakes it.
Source: docs/procedure.md, The money gate, and States and events; docs/mail-rules.md, D10.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tracker.held import Because, End, hold
from tracker.model import Event, State
from tracker.records import Held
from tracker.steps import Actor, Done

_NEW_AGREEMENT = frozenset({Event.AGREE, Event.AGREE_WITH_AMOUNT})
_DID_YOU = frozenset({Because.SENDER_UNPROVEN, Because.THREAD_UNKNOWN})
_BEFORE_RESOLVED = frozenset({State.CONSULTING, State.AGREED})
"""In these an intention goes on waiting."""


@dataclass(frozen=True, slots=True)
class HeldOrder:
    """What is kept of a staff mail.

    text:              what was newly written. earlier_subjects: of the mails that it answers or passes on.
    written_on:        the day, as it is for the customer: from it a day without a year counts.
    answered_known:    the mail that it answers is known to us.
    understood:        what it asks for, as Dutch sentences; they are repeated when it lapses.
    passed_on:         the mails that it passes on, as they were read, its signature, and what its sender answered since about whose
                       complaint it is; None: there is nothing of that.
    sent_to:           to whom else it went, as addresses are compared.
    """

    subject: str
    text: str
    earlier_subjects: tuple[str, ...]
    written_on: date
    answered_known: bool
    understood: tuple[str, ...] = ()
    passed_on: Mapping[str, Any] | None = None
    sent_to: tuple[str, ...] = ()

    def to_facts(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        plain = {"written_on": self.written_on.isoformat(), "understood": list(self.understood), "sent_to": list(self.sent_to)}
        return {**asdict(self), **plain, "earlier_subjects": list(self.earlier_subjects)}

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> "HeldOrder":
        """Return what `to_facts` made a row of."""
        return cls(
            subject=facts["subject"],
            text=facts["text"],
            earlier_subjects=tuple(facts["earlier_subjects"]),
            written_on=date.fromisoformat(facts["written_on"]),
            answered_known=facts["answered_known"],
            understood=tuple(facts["understood"]),
            passed_on=facts.get("passed_on"),
            sent_to=tuple(facts.get("sent_to", ())),
        )


def hold_order(
    session: Session,
    complaint_id: int | None,
    arrival_id: int,
    because: Because,
    asked_of: str,
    order: HeldOrder,
    now: datetime,
    *,
    event: Event = Event.FOLLOWS,
) -> Held:
    """Hold a staff mail until the one who is asked answers, at most 14 days.

    asked_of: an address. event: the foremost that the mail asks for; until it is answered, the mail only follows.
    A text that names money takes the place of the one that waited before it.
    """
    if because is Because.MONEY_NAMED:
        _end_all(session, complaint_id, End.OVERTAKEN, now, Held.because == because)
    held = hold(session, event, because, asked_of, order.to_facts(), now, complaint_id)
    held.arrival_id = arrival_id
    return held


def waiting(session: Session, complaint_id: int | None, because: Because, asked_of: str | None = None) -> list[Held]:
    """List what still waits on a complaint (None: on none), the newest first. asked_of: of this address only."""
    open_ones = select(Held).where(Held.complaint_id == complaint_id, Held.because == because, Held.ended_at.is_(None))
    if asked_of is not None:
        open_ones = open_ones.where(Held.asked_of == asked_of)
    return list(session.scalars(open_ones.order_by(Held.id.desc())))


def latest_money(session: Session, complaint_id: int) -> Held | None:
    """Return the text that waits for: with or without an amount? None where none does."""
    return next(iter(waiting(session, complaint_id, Because.MONEY_NAMED)), None)


def intend(session: Session, complaint_id: int, actor: Actor, finding: Event | None, words: str, now: datetime) -> Held:
    """Keep the wish to resolve a complaint until the confirmation of its agreement has arrived.

    finding: gegrond, deels or ongegrond, where it was said. words: what came with it, for whoever verifies.
    Source: docs/procedure.md, States and events.
    """
    _end_all(session, complaint_id, End.OVERTAKEN, now, Held.because == Because.INTENTION)
    facts = {"finding": None if finding is None else str(finding), "words": words, "by_name": actor.name, "by_role": str(actor.role)}
    held = hold(session, Event.RESOLVE, Because.INTENTION, actor.address or "", facts, now, complaint_id)
    held.arrival_id = actor.arrival_id
    return held


def overtake_by(session: Session, complaint_id: int, done: Done, now: datetime) -> int:
    """End what a step overtakes, once it was taken; return how many.

    A complaint that moved on overtakes whatever waits, but for an intention: that waits through the consultation and ends
    with a new agreement, with the managing director's refusal, or when the complaint goes another way. What waits for its
    sender's word goes on waiting where the complaint becomes part of another: the mail belongs to that one then.
    """
    ended = 0
    event = done.step.event
    if event is Event.MERGE:
        ended += _end_all(session, complaint_id, End.OVERTAKEN, now, Held.because.not_in(_DID_YOU))
    elif done.before is not done.to or event in _NEW_AGREEMENT:
        ended += _end_all(session, complaint_id, End.OVERTAKEN, now, Held.because != Because.INTENTION)
    if event in _NEW_AGREEMENT or event is Event.REFUSE_CONSENT or done.to not in _BEFORE_RESOLVED:
        ended += _end_all(session, complaint_id, End.OVERTAKEN, now, Held.because == Because.INTENTION)
    return ended


def intention_ended(session: Session, complaint_id: int, now: datetime) -> bool:
    """Say whether a step that is taken at this very moment overtook an intention, for the letter that tells of the step."""
    overtaken = select(Held.id).where(
        Held.complaint_id == complaint_id, Held.because == Because.INTENTION, Held.end == End.OVERTAKEN, Held.ended_at == now
    )
    return session.scalar(overtaken.limit(1)) is not None


def _end_all(session: Session, complaint_id: int | None, how: End, now: datetime, *which: Any) -> int:
    still = update(Held).where(Held.complaint_id == complaint_id, Held.ended_at.is_(None), *which)
    return len(session.execute(still.values(ended_at=now, end=how).returning(Held.id)).all())
