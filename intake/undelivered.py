"""A mail server reports on a letter of ours, a bounce or a complaint about it: which letter it was, and what follows.

A letter is found by a token that we signed and by nothing else: the bounce
address that it was sent from, or its Message-ID in what is returned. Anyone can
write a report; a bounce without a token is backscatter, counted and shelved.
The rule: a letter to staff that bounces is an alarm, and never causes mail.
Source: docs/mail-rules.md, R-DSN-02 to R-DSN-04 and R-ARF-01.
"""

import logging
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from intake.bounces import Bounce, read_bounce
from intake.incoming import IncomingMail
from intake.pointers import letters_of_addresses, letters_of_ids
from intake.returned import returned_message_id, returned_sender
from intake.threads import Threads
from tracker.alarms import raise_alarm
from tracker.counting import count_backscatter
from tracker.delivered import failed
from tracker.log import say
from tracker.records import Arrival, Complaint, LetterOwed
from tracker.rules import HouseRules
from tracker.tokens import read_bounce_address
from tracker.unwanted import note_unwanted

GONE = "a bounce of a letter that is no longer in the register"
BACKSCATTER = "a bounce of no letter of ours: it bears no token that we signed (backscatter)"

log = logging.getLogger(__name__)


def note_bounce(session: Session, rules: HouseRules, threads: Threads, arrival: Arrival, mail: IncomingMail, now: datetime) -> None:
    """Lay a bounce with its complaint, for people to see; once a letter is given up, draw the consequences.

    Who reports a letter as failed tries no more, whatever its status; only a delay waits for its end (RFC 3464, 2.3.3).
    """
    letter = _letter(session, threads, mail)
    if letter is None:
        arrival.why = GONE if _is_of_ours(threads, mail) else BACKSCATTER
        if arrival.why == BACKSCATTER:
            count_backscatter(session, arrival.mailbox)
        return
    bounce = read_bounce(mail) or Bounce()
    arrival.complaint_id = letter.complaint_id
    status = f" (status {bounce.status})" if bounce.status else ""
    if bounce.permanent is False and not bounce.given_up:
        arrival.why = f"letter {letter.id} ({letter.letter}) has not arrived yet, and is still tried{status}"
        say(log, "letter.late", letter=letter.letter, letter_id=letter.id, arrival=arrival.id)
        return
    arrival.why = f"letter {letter.id} ({letter.letter}) came back{status}"
    say(log, "letter.bounced", level=logging.WARNING, letter=letter.letter, letter_id=letter.id, arrival=arrival.id)
    if letter.bounced_at is None:
        _came_back(session, rules, letter, f"de brief kwam onbestelbaar terug{status}", now)


def note_feedback(session: Session, threads: Threads, arrival: Arrival, mail: IncomingMail, now: datetime) -> bool:
    """Stop acknowledgements to the recipient of the letter that was reported; return False, and do nothing, where it is none of ours."""
    letter = _letter(session, threads, mail)
    if letter is None:
        return False
    arrival.complaint_id = letter.complaint_id
    arrival.why = f"a provider reports a complaint about letter {letter.id} ({letter.letter})"
    say(log, "letter.reported", level=logging.WARNING, letter=letter.letter, letter_id=letter.id, arrival=arrival.id)
    note_unwanted(session, letter, now)
    return True


def _came_back(session: Session, rules: HouseRules, letter: LetterOwed, why: str, now: datetime) -> None:
    """Mark the letter; give one to a complainant to a person, who sends it another way, or raise the alarm. `why` in Dutch."""
    letter.bounced_at = now
    complaint = session.get(Complaint, letter.complaint_id, with_for_update=True) if letter.complaint_id else None
    if letter.outside and complaint is not None:
        if letter.parked_at is None:
            failed(session, rules, complaint, letter, why, now)
        return
    words = f"letter {letter.id} ({letter.letter}) to an employee bounced"
    raise_alarm(session, "letter.bounced", str(letter.id), words, now)


def _letter(session: Session, threads: Threads, mail: IncomingMail) -> LetterOwed | None:
    """Return the letter of ours that `mail` reports on, locked; None where nothing in it bears our token."""
    letter_id = next(_letter_ids(threads, mail), None)
    return session.get(LetterOwed, letter_id, with_for_update=True) if letter_id is not None else None


def _is_of_ours(threads: Threads, mail: IncomingMail) -> bool:
    """Say whether it bears a token that we signed, be the letter there or not."""
    return next(_letter_ids(threads, mail), None) is not None


def _letter_ids(threads: Threads, mail: IncomingMail) -> Iterator[int]:
    yield from letters_of_addresses(mail, threads.keyring)
    if (letter_id := read_bounce_address(threads.keyring, returned_sender(mail) or "")) is not None:
        yield letter_id
    yield from letters_of_ids((returned_message_id(mail) or "",), threads.keyring, threads.domains)
