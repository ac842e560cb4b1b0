"""A bounce came back: which letter it was, and what follows.

A letter is found by a token of ours only: the bounce address that it was sent
from, or its Message-ID in what is returned. Anyone can write a bounce; without
a token it is backscatter, counted and shelved.
Source: docs/mail-rules.md, R-DSN-02 and R-DSN-03.
"""

from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from intake.bounces import Bounce, read_bounce
from intake.incoming import IncomingMail
from intake.threads import Threads
from tracker.alarms import raise_alarm
from tracker.casework import acknowledgement_failed
from tracker.errors import StepRefused
from tracker.model import Letter
from tracker.records import Complaint, LetterOwed
from tracker.rules import HouseRules
from tracker.tokens import read_bounce_address, read_message_id

WHERE_IT_CAME = ("Delivered-To", "X-Original-To", "Envelope-To", "To")


def note_bounce(session: Session, rules: HouseRules, threads: Threads, mail: IncomingMail, now: datetime) -> LetterOwed | None:
    """Mark the letter that bounced for good, and open the duty to acknowledge again; return the letter.

    A temporary one, or one that bears no token of ours, changes nothing.
    """
    bounce = read_bounce(mail)
    letter = _letter(session, threads, mail, bounce) if bounce else None
    if bounce is None or letter is None or bounce.permanent is not True or letter.bounced_at is not None:
        return letter
    letter.bounced_at = now
    complaint = session.get(Complaint, letter.complaint_id, with_for_update=True) if letter.complaint_id else None
    if letter.letter == Letter.ACKNOWLEDGEMENT and complaint is not None and letter.parked_at is None:
        status = f" (status {bounce.status})" if bounce.status else ""
        with suppress(StepRefused):  # a person confirmed it another way meanwhile; their word stands
            acknowledgement_failed(session, rules, complaint, letter, f"de brief kwam onbestelbaar terug{status}", now)
    elif not letter.outside:
        raise_alarm(session, "letter.bounced", str(letter.id), f"letter {letter.id} ({letter.letter}) to an employee bounced", now)
    return letter


def _letter(session: Session, threads: Threads, mail: IncomingMail, bounce: Bounce) -> LetterOwed | None:
    letter_ids = [read_bounce_address(threads.keyring, value.strip()) for name in WHERE_IT_CAME for value in mail.all(name)]
    for domain in threads.domains:
        mark = read_message_id(threads.keyring, bounce.message_id, domain) if bounce.message_id else None
        letter_ids.append(mark.letter_id if mark else None)
    found = next((letter_id for letter_id in letter_ids if letter_id is not None), None)
    return session.get(LetterOwed, found, with_for_update=True) if found is not None else None
