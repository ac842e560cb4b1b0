"""Too much at once for a letter each: what staff are told goes into one letter that gathers it.

Knows which letters are owed, and nothing of what they tell. Rule: whoever mails
can make us owe an employee so many letters of a kind in an hour and no more;
what comes beyond is on record like all else, and is told within half an hour.
Source: docs/mail-rules.md, D14 and T-DOS-02.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.counting import made_lately, told_lately
from tracker.letter_facts.gathered import begun, entries_of, with_one_more
from tracker.limits import Limits, Told, crowded, folded
from tracker.model import Letter
from tracker.owing import owe_letter
from tracker.records import LetterOwed
from tracker.told import Facts

GATHER_FOR = timedelta(minutes=30)
"""So long a letter gathers before it goes."""

GATHERED_AT_MOST = 200
"""Entries in one letter; more make a second one."""

FEW = 3
"""So many letters of a kind go in an hour about mail that is taken in from files, of which there may be hundreds."""

URGENT_TIMES = 3
"""So many times the usual number of urgent letters go before those are gathered too."""

GATHERED_IN = {
    Letter.NEW_COMPLAINT: Letter.NEW_COMPLAINTS_GATHERED,
    Letter.FOLLOW_UP: Letter.FOLLOW_UPS_GATHERED,
    Letter.UNREADABLE: Letter.UNREADABLE_GATHERED,
}
"""The form that a letter has where there are too many."""


def is_flooded(
    session: Session,
    limits: Limits,
    letter: Letter,
    recipient: str,
    now: datetime,
    *,
    complaint_id: int | None = None,
    urgent: bool = False,
    for_the_record: bool = False,
) -> bool:
    """Say whether an employee was told so much in the last hour that one more of these letters is gathered.

    urgent: it says 'call today', which waits for nothing; but words do not open the gate to any number of mails.
    for_the_record: it is about mail of before, taken in from a file (docs/mail-rules.md, D20).
    """
    per_hour = limits.gather_new_complaints_above_per_hour if letter is Letter.NEW_COMPLAINT else limits.gather_notices_above_per_hour
    per_hour = min(per_hour, FEW) if for_the_record else per_hour
    at_most = per_hour * URGENT_TIMES if urgent else per_hour
    to_all = made_lately(session, letter, now)
    if not crowded(at_most, Told(to_all, to_all)):  # nor was any one of them told so much, or about one complaint
        return False
    return crowded(at_most, told_lately(session, letter, folded(recipient), complaint_id, now))


def gather(session: Session, letter: Letter, recipient: str, entry: Facts, now: datetime, *, mailbox: str) -> None:
    """Add an entry to the letter that still gathers in place of `letter`, or begin one.

    entry: from `tracker.letter_facts.gathered`.
    """
    still_open = select(LetterOwed).where(
        LetterOwed.letter == GATHERED_IN[letter],
        LetterOwed.made_at > now - 2 * GATHER_FOR,
        LetterOwed.attempts == 0,
        LetterOwed.recipient == recipient,
    )
    for owed in session.scalars(still_open.order_by(LetterOwed.id.desc()).limit(1).with_for_update()):
        facts = with_one_more(owed.facts, entry)
        if owed.next_attempt_at > now and len(entries_of(facts)) <= GATHERED_AT_MOST:
            owed.facts = facts
            return
    owe_letter(session, GATHERED_IN[letter], recipient, begun(entry), now, mailbox=mailbox, not_before=now + GATHER_FOR)
