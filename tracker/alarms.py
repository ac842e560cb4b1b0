"""What a person should know of, as rows: raised once, counted while it lasts, cleared when it is over.

An alarm names a thing of ours (a mailbox, a letter's id), never a person.
"""

from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from tracker.errors import KlachtenError
from tracker.house_records import Alarm

_UP = select(Alarm.id).where(Alarm.name == bindparam("name"), Alarm.subject == bindparam("subject"), Alarm.cleared_at.is_(None))


class NotUp(KlachtenError):
    """Asked to take down an alarm that is not up; nothing was changed."""


def raise_alarm(session: Session, name: str, subject: str, words: str, now: datetime) -> bool:
    """Raise an alarm, or count it once more while it is up; return True when it is new."""
    up = update(Alarm).where(Alarm.name == name, Alarm.subject == subject, Alarm.cleared_at.is_(None))
    if session.execute(up.values(count=Alarm.count + 1, last_at=now, words=words).returning(Alarm.id)).all():
        return False
    session.add(Alarm(name=name, subject=subject, words=words, raised_at=now, last_at=now, count=1))
    session.flush()
    return True


def clear_alarm(session: Session, name: str, subject: str, now: datetime, *, by: str | None = None) -> bool:
    """Say that it is over; return True when it was up. by: the person whose act ended it."""
    if not session.connection().scalar(_UP, {"name": name, "subject": subject}):
        return False
    up = update(Alarm).where(Alarm.name == name, Alarm.subject == subject, Alarm.cleared_at.is_(None))
    session.execute(up.values(cleared_at=now, cleared_by=by))
    return True


def take_down(session: Session, alarm_id: int, by: str, now: datetime) -> Alarm:
    """Clear one alarm on a person's word; return it. Raises `NotUp`, whose message says why not."""
    alarm = session.get(Alarm, alarm_id, with_for_update=True)
    if alarm is None:
        raise NotUp(f"there is no alarm {alarm_id}; see: klachten alarms")
    if alarm.cleared_at is not None:
        raise NotUp(f"alarm {alarm_id} ({alarm.name}) is down already")
    alarm.cleared_at, alarm.cleared_by = now, by
    return alarm


def is_up(session: Session, name: str) -> bool:
    """Say whether an alarm of this name is up, about whatever."""
    return session.scalar(select(Alarm.id).where(Alarm.name == name, Alarm.cleared_at.is_(None)).limit(1)) is not None


def alarms_up(session: Session) -> list[Alarm]:
    """List what is up now, oldest first."""
    return list(session.scalars(select(Alarm).where(Alarm.cleared_at.is_(None)).order_by(Alarm.raised_at, Alarm.id)))


def every_alarm(session: Session) -> list[Alarm]:
    """List all that ever went up, oldest first."""
    return list(session.scalars(select(Alarm).order_by(Alarm.raised_at, Alarm.id)))
