"""Addresses whose provider reported a letter of ours as unwanted: no acknowledgement goes there by itself any more.

What stops is an alarm about that letter, so that whoever looks after the
service sees it where all else that is wrong stands, and lifts it by taking the
alarm down. Rule: who calls `note_unwanted` has seen our own token in the report.
Source: RFC 5965; docs/mail-rules.md, R-ARF-01.
"""

from datetime import datetime

from sqlalchemy import String, bindparam, cast, select
from sqlalchemy.orm import Session

from tracker.alarms import raise_alarm
from tracker.house_records import Alarm
from tracker.records import LetterOwed

_UNWANTED = (
    select(Alarm.id)
    .join(LetterOwed, cast(LetterOwed.id, String) == Alarm.subject)
    .where(Alarm.name == "letter.reported", Alarm.cleared_at.is_(None), LetterOwed.recipient_key == bindparam("recipient_key"))
    .limit(1)
)
"""The number is made text, not the text a number: other alarms have subjects that are none."""


def note_unwanted(session: Session, letter: LetterOwed, now: datetime) -> None:
    """Note that the recipient's provider reported `letter` as unwanted mail."""
    stopped = "; no acknowledgement goes to that address by itself until this alarm is cleared" if letter.outside else ""
    words = f"a complaint about our mail (klacht over onze mail): letter {letter.id} ({letter.letter}) was reported as unwanted{stopped}"
    raise_alarm(session, "letter.reported", str(letter.id), words, now)


def is_unwanted(session: Session, recipient_key: str) -> bool:
    """Say whether a letter to this address was reported, and nobody has cleared that alarm. recipient_key: as the limits fold it."""
    return session.connection().execute(_UNWANTED, {"recipient_key": recipient_key}).first() is not None
