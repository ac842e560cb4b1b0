"""What a person should know of, as rows: raised once, counted while it lasts, cleared when it is over.

An alarm names a thing of ours (a mailbox, a letter's id), never a person.
"""

from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from tracker.records import Alarm

_UP = select(Alarm.id).where(Alarm.name == bindparam("name"), Alarm.subject == bindparam("subject"), Alarm.cleared_at.is_(None))


def raise_alarm(session: Session, name: str, subject: str, words: str, now: datetime) -> bool:
    """Raise an alarm, or count it once more while it is up; return True when it is new."""
    up = update(Alarm).where(Alarm.name == name, Alarm.subject == subject, Alarm.cleared_at.is_(None))
    if session.execute(up.values(count=Alarm.count + 1, last_at=now, words=words).returning(Alarm.id)).all():
        return False
    session.add(Alarm(name=name, subject=subject, words=words, raised_at=now, last_at=now, count=1))
    session.flush()
    return True


def clear_alarm(session: Session, name: str, subject: str, now: datetime) -> bool:
    """Say that it is over; return True when it was up."""
    if not session.scalar(_UP, {"name": name, "subject": subject}):
        return False
    session.execute(update(Alarm).where(Alarm.name == name, Alarm.subject == subject, Alarm.cleared_at.is_(None)).values(cleared_at=now))
    return True


def alarms_up(session: Session) -> list[Alarm]:
    """List what is up now, oldest first."""
    return list(session.scalars(select(Alarm).where(Alarm.cleared_at.is_(None)).order_by(Alarm.raised_at)))
