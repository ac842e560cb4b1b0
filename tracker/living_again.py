"""The letters of a time that a restored register lost: each copy in a Sent folder is given back to the letter that it is.

While the mails of that time are handled again in their order, the letters that
they cause become owed again; what Sent shows as gone is noted as accepted then
and not sent once more. A letter gets its old number back with its Message-ID, so
that answers, bounces and links of those days find it. Rule: where a copy may be
of several letters, it is of the one that became due last before it went.
Source: docs/mail-rules.md, F51 and D6.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Session, defer

from tracker.alarms import raise_alarm
from tracker.delivered import accepted
from tracker.deputies import rules_now
from tracker.records import Arrival, Complaint, Journal, LetterOwed
from tracker.removal_records import SentCopy
from tracker.rules import HouseRules
from tracker.sent_copies import SKEW, SKEW_OF_WAITING
from tracker.tokens import letter_of_message_id

FOUND = "found in the Sent folder when the register had been restored"
PRESUMED = "taken as sent when the register had been restored: no copies of sent letters were there"

_Key = tuple[str, str, str | None]


def note_found(session: Session, rules: HouseRules, until: datetime) -> int:
    """Note those open letters as accepted of which a copy shows that they went by `until` (aware); return how many.

    In the caller's transaction. rules: without the deputies of the day, which are those of the moment at which each letter went.
    """
    went = and_(SentCopy.letter_id.is_(None), SentCopy.sent_at <= until)
    is_like_one = exists().where(went, SentCopy.recipient_key == LetterOwed.recipient_key, SentCopy.letter == LetterOwed.letter)
    owed: dict[_Key, list[LetterOwed]] = defaultdict(list)
    for letter in session.scalars(select(LetterOwed).where(_is_open(), is_like_one).options(defer(LetterOwed.raw)).order_by(LetterOwed.id)):
        owed[letter.letter, letter.recipient_key, letter.facts.get("reference")].append(letter)
    if not owed:
        return 0
    copies = select(SentCopy).where(went, SentCopy.recipient_key.in_({recipient_key for _, recipient_key, _ in owed}))
    found = 0
    for copy in session.scalars(copies.order_by(SentCopy.sent_at, SentCopy.id).with_for_update()).all():
        theirs = owed[copy.letter or "", copy.recipient_key, copy.reference]
        if (one := _letter_of(copy, theirs)) is not None and not _is_anothers(session, copy, one):
            theirs.remove(one)
            _give_back(session, rules, one, copy)
            found += 1
    return found


def presume_sent(session: Session, rules: HouseRules, mailboxes: Collection[str], folder_uidvalidity: int, until: datetime) -> int:
    """Take letters to complainants as sent which employees' orders of the lost time caused, in mailboxes that show no copy of any letter.

    A mail lies in a folder of ours because it was handled, and its letters went within minutes; to send them again would be to answer
    twice. A person is told. folder_uidvalidity: what marks the arrivals that were found there.
    """
    orders = select(Arrival.id).where(Arrival.uidvalidity == folder_uidvalidity)
    of_orders = or_(LetterOwed.arrival_id.in_(orders), LetterOwed.journal_id.in_(select(Journal.id).where(Journal.arrival_id.in_(orders))))
    theirs = select(LetterOwed).where(
        _is_open(), of_orders, LetterOwed.outside, LetterOwed.mailbox.in_(mailboxes), LetterOwed.next_attempt_at <= until
    )
    letters = session.scalars(theirs.options(defer(LetterOwed.raw)).order_by(LetterOwed.id)).all()
    for letter in letters:
        went_at = letter.next_attempt_at
        _accept(session, rules, letter, went_at, reply=PRESUMED)
        words = f"letter {letter.id} ({letter.letter}) was taken as sent before the register was restored: nothing shows it"
        raise_alarm(session, "letter.presumed", str(letter.id), words, went_at)
    return len(letters)


def _is_open() -> ColumnElement[bool]:
    return and_(LetterOwed.accepted_at.is_(None), LetterOwed.parked_at.is_(None))


def _letter_of(copy: SentCopy, owed: Iterable[LetterOwed]) -> LetterOwed | None:
    """Find the letter that a copy is: the one of its number, which the backup knew already; else the one that became due last before."""
    number = letter_of_message_id(copy.message_id) or 0
    may_be = [
        letter
        for letter in owed
        if letter.id == number
        or (letter.id > number and _may_have_gone(letter, copy.sent_at) and copy.in_reply_to in {None, letter.in_reply_to})
    ]
    return max(may_be, key=lambda letter: (letter.id == number, letter.next_attempt_at, -letter.id), default=None)


def _is_anothers(session: Session, copy: SentCopy, letter: LetterOwed) -> bool:
    """Say whether a copy bears the number of another letter on record, such as of one that was parked, and sent again in the lost time."""
    number = letter_of_message_id(copy.message_id)
    return number != letter.id and session.scalar(select(LetterOwed.id).where(LetterOwed.id == number)) is not None


def _may_have_gone(letter: LetterOwed, at: datetime) -> bool:
    """Say whether a letter was due by then; one that waits to be called back, to the minute."""
    waits = letter.next_attempt_at > letter.made_at
    return letter.next_attempt_at - (SKEW_OF_WAITING if waits else SKEW) <= at


def _give_back(session: Session, rules: HouseRules, letter: LetterOwed, copy: SentCopy) -> None:
    """Note a letter as the one that its copy is: under its old number, accepted when the copy was laid away."""
    number = letter_of_message_id(copy.message_id) or letter.id
    if number != letter.id:
        session.execute(update(LetterOwed).where(LetterOwed.id == letter.id).values(id=number), execution_options=_QUIET)
        session.expunge(letter)
        letter = session.get_one(LetterOwed, number, options=[defer(LetterOwed.raw)])
    letter.message_id = copy.message_id
    copy.letter_id = letter.id
    _accept(session, rules, letter, copy.sent_at, reply=FOUND)


_QUIET: dict[str, Any] = {"synchronize_session": False}


def _accept(session: Session, rules: HouseRules, letter: LetterOwed, at: datetime, *, reply: str) -> None:
    """Note what `outbound.outbox.Notebook` notes of an accepted letter, but for a copy to lay away: that lies there."""
    letter.accepted_at, letter.reply = at, reply
    letter.first_attempt_at, letter.attempts = letter.first_attempt_at or at, max(letter.attempts, 1)
    letter.unended, letter.claimed_by, letter.claimed_until = 0, None, None
    session.flush()
    complaint = session.get(Complaint, letter.complaint_id, with_for_update=True) if letter.complaint_id and letter.outside else None
    if complaint is not None and letter.bounced_at is None:
        accepted(session, rules_now(session, rules, at), complaint, letter, at)
