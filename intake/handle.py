"""One arrival → one unit of work: what it is, which complaint it belongs to, and everything that follows, in one transaction.

Knows no IMAP and no SMTP: what must be sent or moved is only owed here.
Nothing is dropped: every mail ends in a class, with the reason beside it.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from intake.action_tokens import without_tokens
from intake.authentication import Authentication
from intake.authority import may_answer
from intake.child import Reading
from intake.colleagues_away import note_absence
from intake.incoming import IncomingMail
from intake.judging import IntakeRules, Judged, judge
from intake.keep import FROM_A_FILE, FROM_A_FOLDER, is_for_the_record
from intake.likeness import came_before
from intake.order import Order
from intake.orders import NOT_CARRIED_OUT, Orders
from intake.own_mail import answered_to, reaches
from intake.screening import Kind
from intake.threads import Asked, Thread, Threads
from intake.told import describe, shown, tell
from intake.undelivered import note_bounce, note_feedback
from intake.withheld import in_dutch
from intake.yes_or_no import guess
from tracker.alarms import is_up, raise_alarm
from tracker.casework import answers_inquiry, follow, register
from tracker.clock import Clock, StoppedClock
from tracker.crashpoints import crashpoint
from tracker.deputies import rules_now
from tracker.hints import hints_later
from tracker.ledger import LEDGER, MailClass
from tracker.log import say
from tracker.mails import Mail
from tracker.model import Language
from tracker.owing import Work, owe_work
from tracker.people import Person
from tracker.records import Arrival, Complaint
from tracker.representatives import is_without_mandate, speaks
from tracker.rules import HouseRules
from tracker.store import Store
from tracker.told import Sender as Shown
from tracker.writers.follow_ups import FollowUp
from tracker.writers.quarantined import owe_unreadable

MACHINES = {
    Kind.AUTO_REPLY: MailClass.AUTO_REPLY,
    Kind.BOUNCE: MailClass.BOUNCE,
    Kind.REPORT: MailClass.REPORT,
    Kind.BULK: MailClass.BULK,
    Kind.SPAM: MailClass.SPAM,
    Kind.OWN: MailClass.OWN,
}
"""What no person wrote, by what the screening calls it."""

BACKLOG = "deze e-mail lag er al vóór de eerste start, of is ouder dan de instelling toelaat"
DAMAGED = "de e-mail is zo beschadigd dat hij niet te lezen is"
FOUND_AGAIN = "de registratie is teruggezet, en niet te zien is of de klager toen al een bevestiging kreeg"
IMPORTED = "deze e-mail is ingelezen uit een bestand"

_LOCKED = select(Arrival).where(Arrival.id == bindparam("id")).with_for_update()
"""An import and a daemon may both be at one mail."""

_HANDLED_BEFORE = (
    select(Arrival.id)
    .where(
        Arrival.sha256 == bindparam("sha256"),
        Arrival.id != bindparam("id"),
        Arrival.mailbox == bindparam("mailbox"),
        Arrival.handled_at.is_not(None),
    )
    .limit(1)
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Hand:
    """All that is at hand while one mail is decided about. house: with the deputies of the day. now: aware, UTC."""

    session: Session
    house: HouseRules
    arrival: Arrival
    reading: Reading
    judged: Judged
    now: datetime

    @property
    def mail(self) -> IncomingMail:
        """The mail, as it was read."""
        return self.reading.mail

    def without_tokens(self) -> "_Hand":
        """Return the same, without the lines of the mail that bear a token."""
        return replace(self, reading=replace(self.reading, mail=without_tokens(self.mail)))


class Intake:
    """Handles arrivals, one unit of work each."""

    def __init__(self, store: Store, rules: IntakeRules, threads: Threads, clock: Clock) -> None:
        self._store, self._rules, self._threads, self._clock = store, rules, threads, clock
        self._orders = Orders(rules, threads)

    @property
    def house(self) -> HouseRules:
        """What the customer has settled, without the deputies of the day."""
        return self._rules.house

    @property
    def threads(self) -> Threads:
        """What finds the complaint that a mail belongs to."""
        return self._threads

    def as_of(self, moment: datetime) -> "Intake":
        """Return the same on whose clock it is always `moment` (aware): it decides as was decided then."""
        return Intake(self._store, self._rules, self._threads, StoppedClock(moment))

    def handle(self, arrival_id: int, reading: Reading) -> MailClass:
        """Decide about a mail that was read, and write everything down (commit B). Returns its class.

        Handled before: nothing happens twice. Raises `TryLater` when the register is away.
        """
        judged = judge(reading.mail, self._rules)
        crashpoint("before_commit_b")
        with self._store.unit() as session:
            arrival = session.scalars(_LOCKED, {"id": arrival_id}).one()
            if arrival.handled_at is not None and arrival.kind:
                return MailClass(arrival.kind)
            now = self._clock.now()
            describe(arrival, reading.mail, judged)
            kind = _redelivered(session, arrival) or self._decide(self._hand(session, arrival, reading, judged, now))
            file(session, arrival, kind, now)
        crashpoint("after_commit_b")
        say(log, "mail.handled", arrival=arrival_id, kind=kind, column=LEDGER[kind][0], complaint=arrival.complaint_id)
        return kind

    def quarantine(self, arrival_id: int, why: str) -> None:
        """Set a mail that cannot be read aside, raw, and tell Manager Operations. `why` in Dutch.

        Source: docs/mail-rules.md, D2 and D3.
        """
        with self._store.unit() as session:
            arrival = session.get_one(Arrival, arrival_id, with_for_update=True)
            if arrival.handled_at is not None:
                return
            now = self._clock.now()
            kind = _redelivered(session, arrival)
            if kind is None:
                kind = self._set_aside(session, rules_now(session, self._rules.house, now), arrival, Shown("", None), why, now)
            file(session, arrival, kind, now)
        say(log, "mail.quarantined", level=logging.WARNING, arrival=arrival_id, kind=kind)

    def decide(self, session: Session, arrival: Arrival, reading: Reading, now: datetime) -> MailClass:
        """Decide anew about a mail that could not be read before, in the caller's transaction, who files it. Returns its class."""
        judged = judge(reading.mail, self._rules)
        describe(arrival, reading.mail, judged)
        return self._decide(self._hand(session, arrival, reading, judged, now))

    def register(self, session: Session, arrival: Arrival, reading: Reading, now: datetime, *, withheld_why: str | None) -> Complaint:
        """Make a mail a complaint on a person's word, whatever it seems to be, in the caller's transaction, who files it.

        withheld_why: why its sender is not to be answered by itself, in Dutch; None leaves that to the rules, as of a person's mail.
        """
        judged = judge(reading.mail, self._rules)
        judged = replace(judged, screened=replace(judged.screened, answerable=True))
        describe(arrival, reading.mail, judged)
        hand = self._hand(session, arrival, reading, judged, now)
        told = tell(session, arrival, reading, judged)
        return self._register(hand, Thread(None, "a person's word"), told, withheld_why=withheld_why)

    def _hand(self, session: Session, arrival: Arrival, reading: Reading, judged: Judged, now: datetime) -> _Hand:
        return _Hand(session, rules_now(session, self._rules.house, now), arrival, reading, judged, now)

    def _decide(self, hand: _Hand) -> MailClass:
        session, arrival, judged, now = hand.session, hand.arrival, hand.judged, hand.now
        if not hand.mail.readable:
            return self._set_aside(session, hand.house, arrival, shown(judged.author), DAMAGED, now)
        arrival.why = judged.screened.why
        if judged.screened.clue == "feedback_report" and note_feedback(session, self._threads, arrival, hand.mail, now):
            return MailClass.REPORT
        if judged.screened.alarm:
            raise_alarm(session, f"mail.{judged.screened.clue}", arrival.mailbox, f"{judged.screened.why}: see mail {arrival.id}", now)
        if (machine := MACHINES.get(judged.screened.kind)) is None:
            return self._of_a_person(hand)
        if machine is MailClass.BOUNCE:
            note_bounce(session, hand.house, self._threads, arrival, hand.mail, now)
        if machine is MailClass.AUTO_REPLY and not judged.authentication.failed:
            note_absence(session, hand.house, arrival, hand.mail, judged.sender_key, now)
        return machine

    def _of_a_person(self, hand: _Hand) -> MailClass:
        """Decide about a mail that a person wrote: an employee's order, a later mail on a record, or a new complaint."""
        session, arrival, mail, judged = hand.session, hand.arrival, hand.mail, hand.judged
        self._orders.lay_open(session, hand.house, mail, hand.now)
        forged = judged.authentication.failed
        person = hand.house.people.role_of(judged.sender_key) if judged.sender_key and not forged else None
        asked = Asked(mail, arrival.received_at, judged.sender_key, is_staff=person is not None, proven_false=forged)
        thread = self._threads.find(session, asked)
        order = self._order(hand, thread, person) if person else None
        hand = hand.without_tokens() if order else hand
        if order and self._orders.obey(order):
            arrival.complaint_id = thread.complaint.id if thread.complaint else arrival.complaint_id
            arrival.why = NOT_CARRIED_OUT if order.told.for_the_record else "an employee's order"
            return MailClass.STAFF
        told = order.told if order else tell(session, arrival, hand.reading, judged)
        if thread.complaint is None:
            self._register(hand, thread, told, withheld_why=_not_by_itself(arrival))
            return MailClass.COMPLAINT
        kind = MailClass.FOLLOW_UP if order is None or order.is_by_complainant else MailClass.STAFF
        _join(hand, thread, thread.complaint, told, kind, reaches(order) if order and kind is MailClass.STAFF else ())
        if order and kind is MailClass.STAFF:
            self._orders.note(order)
        return kind

    def _order(self, hand: _Hand, thread: Thread, person: Person) -> Order:
        """Gather what is known of an employee's mail; what the casework is told of it bears no token."""
        believed = _as_believed(hand.session, hand.judged)
        told = tell(hand.session, hand.arrival, hand.without_tokens().reading, believed)
        ours = self._rules.screening.own_addresses
        return Order(hand.session, hand.house, hand.arrival, hand.mail, told, believed, thread, person, hand.now, ours)

    def _register(self, hand: _Hand, thread: Thread, told: Mail, *, withheld_why: str | None) -> Complaint:
        judged = hand.judged
        answer = may_answer(judged.sent_by, judged.screened, judged.authentication, self._rules.acknowledge)
        told_why = in_dutch(answer, judged.author, judged.screened, forged=judged.authentication.failed)
        complaint = register(hand.session, hand.house, told, hand.now, withheld_why=withheld_why or told_why, named=thread.named)
        hand.arrival.complaint_id = complaint.id
        return complaint

    def _set_aside(self, session: Session, house: HouseRules, arrival: Arrival, sender: Shown, why: str, now: datetime) -> MailClass:
        arrival.why = why
        known = (arrival.id, arrival.mailbox, arrival.received_at, sender, arrival.sender_key, arrival.subject)
        told = Mail(*known, text="", language=Language.DUTCH, backlog=arrival.backlog, for_the_record=is_for_the_record(arrival))
        owe_unreadable(session, house, told, arrival.size, why, now)
        raise_alarm(session, "mail.quarantined", str(arrival.id), f"mail {arrival.id} waits in quarantine", now)
        return MailClass.UNREADABLE


def _join(hand: _Hand, thread: Thread, complaint: Complaint, told: Mail, kind: MailClass, reached: tuple[str, ...]) -> None:
    """Put a later mail on the record that it belongs to. reached: the addresses on file that have it from the employee who wrote it."""
    hand.arrival.complaint_id = complaint.id
    hand.arrival.why = thread.clue
    sender = hand.judged.sender_key
    theirs = kind is MailClass.FOLLOW_UP and not thread.other_address and speaks(complaint, sender)
    asks = theirs and answers_inquiry(complaint, told)
    answer = guess(hand.mail.subject, hand.mail.new_text, hand.house.reference_prefix) if asks else None
    told = replace(told, hints=hints_later(told.hints, mandate_lacks=is_without_mandate(complaint, sender)))
    direct = answered_to(hand.session, complaint, hand.mail, proven=told.proven) if theirs else ()
    later = FollowUp(told, theirs, thread.other_address, thread.named, answer, reached, direct, kind is MailClass.FOLLOW_UP)
    follow(hand.session, hand.house, complaint, later, hand.now, by=kind)


def _as_believed(session: Session, judged: Judged) -> Judged:
    """Take nobody's word about an employee where our mail server passes on what strangers claim (docs/mail-rules.md, R-AUTH-02)."""
    return replace(judged, authentication=Authentication()) if is_up(session, "authentication.forgeable") else judged


def _redelivered(session: Session, arrival: Arrival) -> MailClass | None:
    """Recognise the same bytes, handled before: dragged back, renumbered, restored. Never by Message-ID (docs/mail-rules.md, D4)."""
    asked = {"sha256": arrival.sha256, "id": arrival.id, "mailbox": arrival.mailbox}
    if session.connection().scalar(_HANDLED_BEFORE, asked) is not None:
        arrival.why = "the same mail, once more"
    elif came_before(session, arrival):
        arrival.why = "the same mail, once more: only what a mail file changes differs, such as line ends"
    else:
        return None
    return MailClass.REDELIVERED


def _not_by_itself(arrival: Arrival) -> str | None:
    """Say why a mail is not answered by itself, whoever wrote it: it lay there before or is too old (D20), or came from a file."""
    if not arrival.backlog:
        return None
    return {FROM_A_FILE: IMPORTED, FROM_A_FOLDER: FOUND_AGAIN}.get(arrival.uidvalidity, BACKLOG)


def file(session: Session, arrival: Arrival, kind: MailClass, now: datetime) -> None:
    """Close the arrival, and owe its move to the folder of its class; none where it lies in no folder."""
    arrival.kind = kind
    arrival.handled_at = now
    if arrival.folder is not None:
        owe_work(session, Work.MOVE, LEDGER[kind][1], arrival.mailbox, now, arrival_id=arrival.id)
