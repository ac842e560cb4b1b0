"""An event that waits for a word from somebody: one mechanism, whatever is waited for.

A held event is a row with its question, whom it was asked of, and the day on
which it lapses. It ends once: answered, expired, or overtaken by another
event. What the end leads to is the caller's business.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tracker.model import Event
from tracker.records import Held

PATIENCE = timedelta(days=14)


class Because(StrEnum):
    """What an event can wait for."""

    SENDER_UNPROVEN = "sender_unproven"  # did you send this?
    THREAD_UNKNOWN = "thread_unknown"  # is that tag meant, or left over from the mail that this one answers?
    MONEY_NAMED = "money_named"  # with or without an amount?
    INTENTION = "intention"  # resolved, as soon as what lacks is there
    FORWARDER = "forwarder"  # who complained, and when did it reach us?


class End(StrEnum):
    """How it ended."""

    ANSWERED = "answered"
    EXPIRED = "expired"
    OVERTAKEN = "overtaken"


def hold(
    session: Session, event: Event, because: Because, asked_of: str, facts: dict[str, Any], now: datetime, complaint_id: int | None = None
) -> Held:
    """Hold `event` until somebody answers, at most 14 days."""
    held = Held(
        event=event, because=because, asked_of=asked_of, facts=facts, made_at=now, expires_at=now + PATIENCE, complaint_id=complaint_id
    )
    session.add(held)
    session.flush()
    return held


def end(session: Session, held_id: int, how: End, now: datetime) -> bool:
    """End it; return False when it had already ended, so that no answer counts twice."""
    waiting = update(Held).where(Held.id == held_id, Held.ended_at.is_(None))
    return bool(session.execute(waiting.values(ended_at=now, end=how).returning(Held.id)).all())


def expired(session: Session, now: datetime) -> list[Held]:
    """List what nobody answered in time, oldest first."""
    return list(session.scalars(select(Held).where(Held.ended_at.is_(None), Held.expires_at <= now).order_by(Held.expires_at)))
