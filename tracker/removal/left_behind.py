"""Mail that must be erased from a mailbox which is no longer in the settings: nobody carries that out, so a person hears of it.

Knows what is owed, and which mailboxes are watched. The rule: who takes that
alarm down says that it is done there, or that the mailbox is gone; only what
was owed until then is taken off, and so the removal that waits for it can end.
Source: docs/procedure.md, Removal.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.orm import Session

from tracker.alarms import clear_alarm, raise_alarm
from tracker.house_records import Alarm
from tracker.owing import Work
from tracker.records import FolderWork
from tracker.rules import HouseRules

_OWED = and_(FolderWork.work == Work.ERASE, FolderWork.done_at.is_(None))
_ALARMS = select(Alarm).where(Alarm.name == "mailbox.left_behind")


def watch_left_behind(session: Session, rules: HouseRules, now: datetime) -> None:
    """Raise, and take down, the alarm of each mailbox that is no longer watched and still has what must go. now: aware, UTC."""
    if rules.mailboxes is None:
        return
    for said in session.scalars(_ALARMS.where(Alarm.cleared_by.is_not(None), Alarm.subject.not_in(rules.mailboxes))):
        session.execute(delete(FolderWork).where(_OWED, FolderWork.mailbox == said.subject, FolderWork.next_attempt_at <= said.cleared_at))
    left = _left(session, FolderWork.mailbox.not_in(rules.mailboxes))
    for name, count in left.items():
        words = f"{count} removed {'mail is' if count == 1 else 'mails are'} still to be erased there"
        raise_alarm(session, "mailbox.left_behind", name, words, now)
    for alarm in session.scalars(_ALARMS.where(Alarm.cleared_at.is_(None), Alarm.subject.not_in(left))).all():
        clear_alarm(session, "mailbox.left_behind", alarm.subject, now)


def _left(session: Session, where: ColumnElement[bool]) -> dict[str, int]:
    return dict(session.execute(select(FolderWork.mailbox, func.count()).where(_OWED, where).group_by(FolderWork.mailbox)).all())
