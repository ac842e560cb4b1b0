"""The one mail of the day: to each person what is due, and to Manager Operations what happened as well.

Made on working days, from an hour of the customer's own on, once a day
whichever daemon comes first. After a standstill it is one mail, of all that
happened since the last. Rule: where there is nothing to say, no mail is owed.
Source: docs/procedure.md, The clock, and States and events; docs/mail-rules.md, F34, F35 and F41.
"""

import logging
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.alarms import clear_alarm, raise_alarm
from tracker.beats import is_due
from tracker.daily_mail.entries import first_entries, late_by
from tracker.daily_mail.happened import Happened, News, happened
from tracker.daily_mail.reminders import Lists, Look, todo_lists
from tracker.daily_mail.untold import JOB, last_told, looked_date, note_told, take_tallied, untold
from tracker.dates import local_date
from tracker.deleting import house_mailbox
from tracker.house_records import LastRun
from tracker.letter_facts import daily as letters_daily
from tracker.letter_facts.daily import Deletable
from tracker.log import say
from tracker.model import Letter, Role
from tracker.once import first_time
from tracker.owing import owe_letter
from tracker.records import Complaint
from tracker.removal.removed import removed_between
from tracker.rules import HouseRules
from tracker.telling.listing import how_it_stands
from tracker.told import Facts

log = logging.getLogger(__name__)


def owe_daily_mails(session: Session, rules: HouseRules, now: datetime) -> int:
    """Owe the mails of this day, unless it is not time or they were owed before; return how many.

    rules: with the people of this moment. now: aware, UTC.
    """
    today = local_date(now, rules.terms.zone)
    if not is_due(rules, now) or session.get(LastRun, (JOB, today.isoformat())) is not None:
        return 0
    told, look = last_told(session), Look(session, rules, now, looked_date(session, today))
    if not first_time(session, JOB, today.isoformat(), now):
        return 0
    lines, lists = untold(session, told, now), todo_lists(look)
    news = happened(look, lines, told.until_at)
    _count_removed(look, news)
    note_told(session, lines)
    removed = _removed(look)
    readers = sorted({*lists.by_address, *news.by_address, *([_manager(look)] if removed else ())})
    owed = sum(_owe(look, address, lists, news.by_address.get(address), removed) for address in readers)
    _tell_of_faults(session, lists.faults + news.faults, now)
    say(log, "daily_mail.made", count=owed, waiting=sum(map(len, lists.by_address.values())))
    return owed


def last_made(session: Session) -> date | None:
    """Return the last day on which the daily mails were made; None where they never were."""
    day = session.scalar(select(LastRun.period).where(LastRun.job == JOB).order_by(LastRun.period.desc()).limit(1))
    return date.fromisoformat(day) if day else None


def _manager(look: Look) -> str:
    return look.rules.people.mail_address(look.rules.people.acting(Role.MANAGER_OPERATIONS, look.today))


def _removed(look: Look) -> list[Deletable]:
    """Return what left the register since the day of the last daily mail; what leaves it today is told by the next."""
    return [Deletable(reference, day) for reference, day in removed_between(look.session, look.looked_date, look.today)]


def _count_removed(look: Look, news: News) -> None:
    """Count as well what came or went since the last mail, and was removed before this one."""
    if gone := take_tallied(look.session):
        one = news.by_address.setdefault(_manager(look), Happened(house_mailbox(look.session)))
        one.new += gone["new"]
        one.closed += gone["closed"]


def _owe(look: Look, address: str, lists: Lists, news: Happened | None, removed: Sequence[Deletable]) -> bool:
    """Owe one person their mail, where there is anything to say; say whether there was."""
    todos, is_manager = lists.by_address.get(address, []), address == _manager(look)
    if not todos and not (is_manager and removed) and not (news and (news.events or news.failed)):
        return False
    facts = letters_daily.daily(
        todos=first_entries(look, lists, address),
        count=len(todos),
        late=sum(late_by(look, todo) > 0 for todo in todos),
        events=news.events if news else [],
        failed=news.failed if news else [],
        counts=_counts(look, news) if is_manager else None,
        removed=removed if is_manager else (),
    )
    mailbox = todos[0].mailbox if todos else news.mailbox if news else house_mailbox(look.session)
    owe_letter(look.session, Letter.DAILY, address, facts, look.now, mailbox=mailbox)
    return True


def _counts(look: Look, news: Happened | None) -> Facts:
    """Count how it stands today, and what came and went since the last mail."""
    found = look.session.scalars(select(Complaint).where(Complaint.closed_at.is_(None))).all()
    return {**how_it_stands(look.rules, found, look.today), "new": news.new if news else 0, "closed": news.closed if news else 0}


def _tell_of_faults(session: Session, faults: int, now: datetime) -> None:
    if faults:
        words = f"{faults} rows of the register could not be looked at for the daily mails: somebody may not have been reminded"
        raise_alarm(session, "daily_mail.incomplete", "daily", words, now)
    else:
        clear_alarm(session, "daily_mail.incomplete", "daily", now)
    clear_alarm(session, "daily_mail.failed", "daily", now)
