"""The letters owed, as the sender sees them: claim and count, freeze, note. Knows the register, no template and no protocol.

An attempt is counted before it is made, so that a letter that kills the sender
counts as well: after three such deaths it is parked and a person looks. What
was claimed by a daemon that died is free again when its slot is taken (see
`tracker.liveness`), or when the claim runs out.
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session, defer

from outbound.retry import next_attempt
from tracker.alarms import clear_alarm, raise_alarm
from tracker.crashpoints import crashpoint
from tracker.delivered import accepted, failed
from tracker.deputies import rules_now
from tracker.errors import CannotStart, TryLater
from tracker.ledger import Shelf
from tracker.log import say, say_fault
from tracker.owing import Work, owe_work
from tracker.records import Complaint, LetterOwed
from tracker.rules import HouseRules
from tracker.sent_copies import is_being_compared
from tracker.store import Store

DEATHS_AT_MOST = 3
ALARM_FROM_ATTEMPT = 3
"""A server that gives no answer to so many attempts, over three minutes, is an alarm; one that answers is not away."""

CLAIM_LASTS = timedelta(minutes=20)
"""Longer than the slowest attempt, ten minutes behind the final dot included, so that no living claim runs out."""

_LIGHT = (defer(LetterOwed.raw), defer(LetterOwed.facts))
"""To note how an attempt ended, hardly ever is what the letter says needed; then it is read."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """How one attempt ended: accepted, to be tried later, or refused for good.

    reply:  the server's reply, or what went wrong; it stays in the register.
    why:    a word of ours, fit for the log; None when accepted.
    """

    letter_id: int
    accepted: bool = False
    final: bool = False
    unmade: bool = False  # it was claimed, but the daemon stops: as if never tried
    locked_out: bool = False  # the server refuses our login: every letter waits
    code: int | None = None
    reply: str = field(default="", repr=False)
    why: str | None = None


def _is_open() -> ColumnElement[bool]:
    return and_(LetterOwed.accepted_at.is_(None), LetterOwed.parked_at.is_(None))


def claim(store: Store, worker: str, now: datetime, at_most: int, in_hand: Collection[int] = ()) -> list[LetterOwed]:
    """Take letters that are due, count the attempt, and return them. One whose last attempt had no end comes alone.

    in_hand: the letters that `worker` has, until their end is noted: none is taken, however old its claim. Others that
    are claimed in its name it never got: the register went away between the claim and the carrier. They are taken now,
    and not counted once more. Their bytes stay where they are; `message_id` tells whether they are frozen.
    """
    with store.unit() as session:
        if is_being_compared(session):  # Sent may show that it went before the register was restored
            return []
        unclaimed = or_(LetterOwed.claimed_until.is_(None), LetterOwed.claimed_until < now, LetterOwed.claimed_by == worker)
        due = (
            select(LetterOwed)
            .where(_is_open(), LetterOwed.next_attempt_at <= now, unclaimed, LetterOwed.id.not_in(in_hand))
            .options(defer(LetterOwed.raw))
        )
        rows = session.scalars(
            due.order_by(LetterOwed.next_attempt_at, LetterOwed.id).limit(at_most).with_for_update(skip_locked=True)
        ).all()
        suspects = [row for row in rows if row.unended]
        taken = suspects[:1] or rows
        for row in taken:
            counted = row.claimed_by == worker and row.claimed_until is not None and row.claimed_until >= now
            row.attempts += not counted
            row.unended += not counted
            row.first_attempt_at = row.first_attempt_at or now
            row.claimed_by, row.claimed_until = worker, now + CLAIM_LASTS
        return list(taken)


def next_due(store: Store) -> datetime | None:
    """Return when the next letter is due, claimed or not; None while none may go."""
    with store.reading() as session:
        if is_being_compared(session):
            return None
        return session.scalar(select(func.min(LetterOwed.next_attempt_at)).where(_is_open()))


def freeze(store: Store, frozen: Sequence[tuple[int, str, bytes]]) -> None:
    """Commit C: Message-ID and bytes of each letter, before its first attempt. What is frozen never changes."""
    crashpoint("before_commit_c")
    with store.unit() as session:
        rows = [{"id": letter_id, "message_id": message_id, "raw": raw} for letter_id, message_id, raw in frozen]
        session.execute(update(LetterOwed), rows)
    crashpoint("after_commit_c")


def frozen_bytes(store: Store, letter_id: int) -> bytes:
    """Return the bytes of a frozen letter. Raises `LookupError` where they were erased, or never were."""
    with store.reading() as session:
        raw = session.scalar(select(LetterOwed.raw).where(LetterOwed.id == letter_id))
    if raw is None:
        raise LookupError(f"letter {letter_id} has no bytes")
    return raw


class Notebook:
    """Writes down how attempts ended, with what follows from it (commit D)."""

    def __init__(self, store: Store, rules: HouseRules, keeps_sent: Mapping[str, bool]) -> None:
        """keeps_sent: mailbox → whether a copy of what was sent is laid into its Sent folder."""
        self._store = store
        self._rules = rules
        self._keeps_sent = keeps_sent

    def note(self, results: Sequence[Result], worker: str, now: datetime) -> set[int]:
        """Note several at once; one by one when that fails, so that one bad row holds up nobody.

        worker: whose attempts these were. What another took over meanwhile ends with that one; only an acceptance always counts.
        Returns the letters that were noted. Raises `TryLater`, or `CannotStart` where the register cannot be used now: note
        the same again.
        """
        crashpoint("before_commit_d")
        try:
            with self._store.unit() as session:
                self._note_all(session, results, worker, now)
        except (TryLater, CannotStart):
            raise
        except Exception as fault:  # noqa: BLE001 - whatever one row raised, the others must be noted
            if len(results) == 1:
                self._not_noted(results[0], fault, now)
                return set()
            return set().union(*(self.note([result], worker, now) for result in results))
        crashpoint("after_commit_d")
        return {result.letter_id for result in results}

    def _not_noted(self, result: Result, fault: Exception, now: datetime) -> None:
        """Tell of an end that was not noted for a fault of ours. Nobody sends that letter again while this daemon runs."""
        say_fault(log, "letter.not_noted", fault, letter_id=result.letter_id)
        ended = "accepted" if result.accepted else result.why or "later"
        with self._store.unit() as session:
            words = f"how letter {result.letter_id} ended could not be noted: {ended}"
            raise_alarm(session, "letter.not_noted", str(result.letter_id), words, now)

    def park(self, letter_id: int, why: str, worker: str, now: datetime) -> set[int]:
        """Set a letter aside for a person without an attempt: it cannot be composed, or it killed the sender. Returns as `note`."""
        return self.note([Result(letter_id, final=True, why=why, reply=why)], worker, now)

    def _note_all(self, session: Session, results: Iterable[Result], worker: str, now: datetime) -> None:
        by_id = {result.letter_id: result for result in results}
        ours = select(LetterOwed).where(LetterOwed.id.in_(by_id)).order_by(LetterOwed.id)
        rows = session.scalars(ours.options(*_LIGHT).with_for_update()).all()  # a bounce may come in meanwhile
        outside = [row.complaint_id for row in rows if row.outside]
        theirs = select(Complaint).where(Complaint.id.in_(outside)).order_by(Complaint.id)  # a person may confirm receipt meanwhile
        complaints = {one.id: one for one in session.scalars(theirs.with_for_update())} if outside else {}
        rules = rules_now(session, self._rules, now)
        for row in rows:
            complaint = complaints.get(row.complaint_id or 0) if row.outside else None
            if _counts(row, by_id[row.id], worker):
                self._note(session, rules, row, by_id[row.id], complaint, now)
        if any(result.accepted for result in by_id.values()):
            clear_alarm(session, "smtp.unreachable", "smtp", now)

    def _note(
        self, session: Session, rules: HouseRules, row: LetterOwed, result: Result, complaint: Complaint | None, now: datetime
    ) -> None:
        row.claimed_by = row.claimed_until = None
        row.unended = 0
        if result.unmade:
            row.attempts -= 1
            return
        row.reply = result.reply[:500]
        if result.accepted:
            self._accepted(session, rules, row, complaint, now)
            return
        again = None if result.final else next_attempt(row.attempts, row.first_attempt_at or now, now)
        if again:
            row.next_attempt_at = again
            if result.locked_out or (result.code is None and row.attempts >= ALARM_FROM_ATTEMPT):
                raise_alarm(session, "smtp.unreachable", "smtp", result.why or "later", now)
            say(log, "letter.delayed", letter=row.letter, letter_id=row.id, attempt=row.attempts, why=result.why, code=result.code)
        else:
            self._parked(session, rules, row, result, complaint, now)
            say(log, "letter.parked", level=logging.WARNING, letter=row.letter, letter_id=row.id, why=result.why, code=result.code)

    def _accepted(self, session: Session, rules: HouseRules, row: LetterOwed, complaint: Complaint | None, now: datetime) -> None:
        row.accepted_at = now
        if row.parked_at:  # by who took it over, and was refused
            row.parked_at = row.parked_because = None
            clear_alarm(session, "letter.parked", str(row.id), now)
        if self._keeps_sent.get(row.mailbox):
            owe_work(session, Work.APPEND, Shelf.SENT, row.mailbox, now, letter_id=row.id)
        if complaint is not None and row.bounced_at is None:  # a bounce can be here before the server's 250 is noted
            accepted(session, rules, complaint, row, now)
        say(log, "letter.sent", letter=row.letter, letter_id=row.id, attempt=row.attempts)

    def _parked(
        self, session: Session, rules: HouseRules, row: LetterOwed, result: Result, complaint: Complaint | None, now: datetime
    ) -> None:
        """Set it aside: what must reach the complainant goes to a person, who sends it another way; any other letter raises an alarm."""
        why = result.why if result.final else "gave_up"
        row.parked_at, row.parked_because = now, why
        if complaint is not None and row.bounced_at is None:
            failed(session, rules, complaint, row, _in_words(result), now)
        else:
            raise_alarm(session, "letter.parked", str(row.id), f"letter {row.id} ({row.letter}) could not be sent: {why}", now)


def _counts(row: LetterOwed, result: Result, worker: str) -> bool:
    """Say whether this end is news: not noted before by a commit whose answer was lost, and not of an attempt that another took over."""
    return row.accepted_at is None if result.accepted else row.unended > 0 and row.claimed_by == worker


def _in_words(result: Result) -> str:
    """Say in Dutch why a letter did not go, for whoever must send it another way."""
    if not result.final:
        return "na vijf dagen proberen was de brief nog niet aangenomen"
    if result.code:
        return f"de mailserver van de ontvanger weigerde de brief (code {result.code})"
    return "de brief kon niet per e-mail worden verstuurd"
