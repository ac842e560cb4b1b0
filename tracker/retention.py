"""What never became part of a complaint goes after its own term: mail of machines and employees, letters, and what the house noted.

Knows what waits for a person, and takes none of that, however old it is. The
rule: a batch at a time, each in one transaction with what it counted for, so
that no figure changes and nobody waits for it; the next beat has the next one.
Source: docs/procedure.md, Removal.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, Text, and_, cast, delete, exists, or_, select
from sqlalchemy.orm import Session

from tracker import deleting
from tracker.daily_mail import untold as daily_mail
from tracker.figures.turns import in_turn
from tracker.held import Because, End
from tracker.house_records import Alarm, NamedDeputy, SpentToken, ToDelete
from tracker.ledger import MailClass
from tracker.log import say
from tracker.once import forget_all_but_the_last
from tracker.records import Arrival, Complaint, Held, Journal, LetterOwed
from tracker.removal.erasing import ALARMS_OF_LETTERS, Erased, erase, erase_found
from tracker.removal.left_behind import watch_left_behind
from tracker.removal.proving import CLEANED, TOLD, TRIED
from tracker.removal.tallies import tally_mails
from tracker.removal_records import SentCopy
from tracker.rules import HouseRules
from tracker.store import Store

AT_ONCE = 200
"""So many mails, and so many letters, go in one transaction."""

OF_NO_COMPLAINT = (
    MailClass.STAFF,
    MailClass.BOUNCE,
    MailClass.REPORT,
    MailClass.AUTO_REPLY,
    MailClass.BULK,
    MailClass.OWN,
    MailClass.SPAM,
    MailClass.REDELIVERED,
    MailClass.DISMISSED,
)
"""What a mail can be without a complaint, once nobody has to look at it any more."""

_ONLY_THE_LAST_COUNTS = (CLEANED, TOLD, TRIED, daily_mail.JOB, deleting.JOB)
"""What is done by the hour, the day or the week, and asked of the newest alone. That a period was reported on is asked for good."""

_OF_NO_LETTER = select(SpentToken.token).where(~exists().where(LetterOwed.id == SpentToken.letter_id))
"""Links of letters that were gone before somebody used them; those of the others go with their letter."""

log = logging.getLogger(__name__)


def erase_unrelated(store: Store, rules: HouseRules, now: datetime) -> Erased:
    """Erase one batch of what is older than its term at `now` (aware, UTC); return how much that was.

    Mail counts from the moment at which it was handled, a letter from that at which it was made. Whoever should see to a mailbox that
    is not watched any more hears of what is still to be erased there.
    Raises `TryLater` when the register is away or busy.
    """
    before = now - timedelta(days=rules.unrelated_days)
    old_mails, old_letters = _mails(before), _letters(before, now)
    with store.reading() as session:  # which keeps nobody waiting, however many there are to look at
        some_mails = old_mails.where(Arrival.id.in_(session.scalars(old_mails.limit(AT_ONCE)).all()))
        some_letters = old_letters.where(LetterOwed.id.in_(session.scalars(old_letters.limit(AT_ONCE)).all()))
        of_no_letter = session.scalars(_OF_NO_LETTER.limit(AT_ONCE)).all()
    with store.unit() as session:
        in_turn(session)
        mails, letters = _still(session, some_mails), _still(session, some_letters)
        tally_mails(session, rules, mails)
        erased = erase(session, mails, letters, now)
        found = erase_found(session, _found_of_none(before), now)
        session.execute(delete(SpentToken).where(SpentToken.token.in_(of_no_letter)))
        _forget_the_rest(session, before)
        watch_left_behind(session, rules, now)
    if erased or found:
        say(log, "mail.expired", count=erased.mails + erased.letters + found)
    return erased


def _still(session: Session, chosen: Select[int]) -> Sequence[int]:
    """Return which of these go by now, locked: a person may be making a mail a complaint after all, or sending a letter once more."""
    return session.scalars(chosen.with_for_update(skip_locked=True)).all()


def _mails(before: datetime) -> Select[int]:
    """Choose mails of no complaint that wait for nobody."""
    old = (Arrival.complaint_id.is_(None), Arrival.handled_at < before, Arrival.kind.in_(OF_NO_COMPLAINT))
    tells_of_complaint = or_(
        exists().where(Journal.arrival_id == Arrival.id),
        exists().where(LetterOwed.arrival_id == Arrival.id, LetterOwed.complaint_id.is_not(None)),
        exists().where(Held.arrival_id == Arrival.id, Held.complaint_id.is_not(None)),
    )
    return select(Arrival.id).where(*old, ~tells_of_complaint, ~_is_asked_about())


def _letters(before: datetime, now: datetime) -> Select[int]:
    """Choose letters of no complaint whose way ended, and not those about a mail that waits: their links are still good."""
    ended = or_(LetterOwed.accepted_at.is_not(None), LetterOwed.parked_at.is_not(None))
    unclaimed = or_(LetterOwed.claimed_until.is_(None), LetterOwed.claimed_until < now)
    alarming = exists().where(Alarm.cleared_at.is_(None), Alarm.name.in_(ALARMS_OF_LETTERS), Alarm.subject == cast(LetterOwed.id, Text))
    is_waiting = or_(Arrival.handled_at.is_(None), Arrival.kind == MailClass.UNREADABLE, _is_asked_about())
    about_waiting = exists().where(Arrival.id == LetterOwed.arrival_id, is_waiting)
    old = (LetterOwed.complaint_id.is_(None), LetterOwed.made_at < before, ended, unclaimed)
    return select(LetterOwed.id).where(*old, ~alarming, ~about_waiting)


def _is_asked_about() -> ColumnElement[bool]:
    """Say that somebody was asked what a mail is, and may still say so: until then the daily mail names it."""
    unentered = and_(Held.end == End.EXPIRED, Held.because == Because.FORWARDER)
    return exists().where(Held.arrival_id == Arrival.id, or_(Held.ended_at.is_(None), unentered))


def _found_of_none(before: datetime) -> ColumnElement[bool]:
    """Choose copies in Sent that are of no letter, and of no complaint, on record."""
    of_complaint = SentCopy.reference.in_(select(Complaint.reference))
    return and_(SentCopy.letter_id.is_(None), SentCopy.sent_at < before, or_(SentCopy.reference.is_(None), ~of_complaint))


def _forget_the_rest(session: Session, before: datetime) -> None:
    """Delete what was noted and has done its work: ended questions, told lists, deputies, alarms, when something was done."""
    of_nothing = (Held.complaint_id.is_(None), Held.arrival_id.is_(None), Held.ended_at < before)
    session.execute(delete(Held).where(*of_nothing))
    session.execute(delete(ToDelete).where(ToDelete.told_at < before))
    session.execute(delete(Alarm).where(Alarm.cleared_at < before))
    session.execute(delete(NamedDeputy).where(NamedDeputy.until_date < before.date()))
    forget_all_but_the_last(session, _ONLY_THE_LAST_COUNTS, before)
