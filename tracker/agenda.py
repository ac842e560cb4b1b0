"""What falls due by the calendar: carried out once, however long nobody looked.

The calendar is a caller like any other. Knows the register, and is told the
time; each thing due is a row, so what a standstill left behind is done when the
service runs again. Rule: one row that is at fault holds up no other.
Source: docs/procedure.md, The clock, and States and events.
"""

import logging
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.alarms import raise_alarm
from tracker.daily_mail.making import owe_daily_mails
from tracker.dates import local_date
from tracker.deleting import owe_deletion_lists
from tracker.deputies import rules_now, watch_deputies
from tracker.held import Because, End, end, expired
from tracker.held_orders import HeldOrder
from tracker.log import say, say_fault
from tracker.model import Role
from tracker.owing import Answers
from tracker.records import Arrival, Complaint, Held
from tracker.rules import HouseRules
from tracker.sent_copies import is_being_compared
from tracker.staffing import tell_of_leavers
from tracker.writers.answers import Answering, may_ask, owe_lapsed
from tracker.writers.entry_questions import entry_answers

_INTENTION = ("De klacht is opgelost, zodra de bevestiging van de afspraak is aangekomen.",)
"""What lapses with an intention, as its owner reads it."""

log = logging.getLogger(__name__)


def run_due(session: Session, rules: HouseRules, now: datetime) -> int:
    """Do what is due at `now` (aware, UTC), in the caller's transaction; return how many things that were."""
    if is_being_compared(session):  # what lies in the mailbox may have answered it, and Sent may show that it was told
        return 0
    rules = rules_now(session, rules, now)
    watch_deputies(session, rules, now)
    lapsed = sum(_lapse(session, rules, held, now) for held in expired(session, now))
    if lapsed:
        say(log, "held.lapsed", count=lapsed)
    return lapsed + tell_of_leavers(session, rules, now) + _letters_of_the_day(session, rules, now)


def _letters_of_the_day(session: Session, rules: HouseRules, now: datetime) -> int:
    """Owe what staff get by the calendar; where that fails it is tried at the next beat, and all else that is due is done."""
    try:
        with session.begin_nested():
            return owe_daily_mails(session, rules, now) + owe_deletion_lists(session, rules, now)
    except Exception as fault:  # noqa: BLE001 - whatever it was, what lapsed must stay lapsed
        say_fault(log, "daily_mail.failed", fault)
        raise_alarm(session, "daily_mail.failed", "daily", "the daily mails could not be made; they are tried again each minute", now)
        return 0


def _lapse(session: Session, rules: HouseRules, held: Held, now: datetime) -> bool:
    """End what nobody answered, and tell whoever was asked; later, where they are told too much in this hour."""
    try:
        with session.begin_nested():
            to = _asked(session, rules, held, now)
            if not may_ask(to) or not end(session, held.id, End.EXPIRED, now):
                return False
            _tell_lapsed(to, held)
    except Exception as fault:  # noqa: BLE001 - whatever one row raised, the others must lapse
        say_fault(log, "held.not_lapsed", fault)
        return False
    return True


def _tell_lapsed(to: Answering, held: Held) -> None:
    """Tell whoever was asked; of what may be a complaint, Manager Operations too, who can still answer."""
    is_entry, zone = held.because == Because.FORWARDER, to.rules.terms.zone
    manager = to.rules.people.acting(Role.MANAGER_OPERATIONS, local_date(to.now, zone)).addresses[0]
    for address in dict.fromkeys((to.address, manager) if is_entry else (to.address,)):
        owe_lapsed(
            replace(to, address=address),
            understood=_understood(held),
            asked_date=local_date(held.made_at, zone),
            intention=held.because == Because.INTENTION,
            offers=entry_answers(held.id) if is_entry else None,
        )


def _understood(held: Held) -> tuple[str, ...]:
    return _INTENTION if held.because == Because.INTENTION else HeldOrder.from_facts(held.facts).understood


def _asked(session: Session, rules: HouseRules, held: Held, now: datetime) -> Answering:
    """Return whom to tell: who was asked, or Manager Operations where that address is nobody's any more."""
    complaint = session.get(Complaint, held.complaint_id) if held.complaint_id else None
    arrival = session.get(Arrival, held.arrival_id) if held.arrival_id else None
    mailbox = next(one.mailbox for one in (complaint, arrival) if one is not None)
    answers = Answers(arrival.message_id, (arrival.message_id,)) if arrival and arrival.message_id else None
    address = _address(rules, held.asked_of, now)
    return Answering(session, rules, complaint, address, now, mailbox, answers=answers)


def _address(rules: HouseRules, asked_of: str, now: datetime) -> str:
    if rules.people.role_of(asked_of):
        return asked_of
    return rules.people.acting(Role.MANAGER_OPERATIONS, local_date(now, rules.terms.zone)).addresses[0]
