"""Complaints of a whole season, played by the procedure in one transaction that is not kept, with or without their removal.

For tests of figures. It is winter in Amsterdam, an hour ahead of UTC throughout,
and one of the weeks is the 53rd.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Any, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tracker.casework import register, take
from tracker.dates import local_date
from tracker.delivered import confirmed_another_way
from tracker.errors import StepRefused
from tracker.facts import Given
from tracker.figures.snapshots import take_due
from tracker.ledger import MailClass
from tracker.limits import Limits
from tracker.mails import Mail
from tracker.model import ComplainantRole, Event, Language, Role
from tracker.records import Arrival, Complaint
from tracker.removal.taking_out import take_out
from tracker.removal.tallies import tally_mails
from tracker.standing import handles, whos
from tracker.steps import Actor, Step
from tracker.told import Sender
from world import COLLECTOR, DIRECTOR, MANAGER, RULES, World

BEGINS = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
_MANY = 1_000_000
HOUSE = replace(RULES, limits=Limits(_MANY, _MANY, _MANY, gather_new_complaints_above_per_hour=_MANY, gather_notices_above_per_hour=_MANY))

TO_BRAM = Given(role=Role.TEAM_LEAD_COLLECTION, text="Graag vandaag bellen.", names_money=False)
WORDS = Given(text="Zij zei het aan de telefoon.", names_money=False)


class Act(NamedTuple):
    """One step of an employee; None: receipt is confirmed."""

    event: Event | None
    by: str = MANAGER
    given: Given = WORDS


ACKNOWLEDGE = Act(None)
ASSIGN = Act(Event.ASSIGN, given=TO_BRAM)
AGREE = Act(Event.AGREE, COLLECTOR)
CONFIRMED = Act(Event.AGREEMENT_CONFIRMED, given=replace(WORDS, says_which=True))
PROPOSE = Act(Event.AGREE_WITH_AMOUNT, COLLECTOR, replace(WORDS, amount_cents=12_550))
CONSENT = Act(Event.CONSENT, DIRECTOR, replace(WORDS, token_fits=True))
RESOLVE = Act(Event.RESOLVE, COLLECTOR, replace(WORDS, finding=Event.UPHELD))
SATISFIED, DISSATISFIED = Act(Event.SATISFIED), Act(Event.DISSATISFIED)
CONSENT_BACK, BACK = Act(Event.TAKE_BACK), Act(Event.TAKE_BACK, COLLECTOR)
CAUSE = Act(Event.SET_CAUSE, COLLECTOR, replace(WORDS, argument="reminder"))
OTHER_CAUSE = Act(Event.SET_CAUSE, given=replace(WORDS, argument="charges"))
DEBTOR = Act(Event.SET_COMPLAINANT_ROLE, given=replace(WORDS, argument="debtor", complainant_role=ComplainantRole.DEBTOR))
EARLIER = Act(Event.RECEIVED_ON, given=replace(WORDS, day=date(2026, 11, 3)))
LATER = Act(Event.CHANGE_TARGET_DATE, COLLECTOR, replace(WORDS, day=date(2026, 12, 24)))
AGREED = (ACKNOWLEDGE, ASSIGN, AGREE, CONFIRMED)
PAID = (ACKNOWLEDGE, ASSIGN, PROPOSE, CONSENT)
END = (CONFIRMED, RESOLVE, SATISFIED)

WAYS: dict[str, tuple[Act, ...]] = {
    "untouched": (),
    "assigned": (ACKNOWLEDGE, ASSIGN, LATER, CAUSE),
    "solved": (*AGREED, LATER, CAUSE, RESOLVE, SATISFIED),
    "unacknowledged": (ASSIGN, AGREE, *END),
    "with-money": (*PAID, CAUSE, OTHER_CAUSE, DEBTOR, *END),
    "twice": (*AGREED, RESOLVE, DISSATISFIED, AGREE, CAUSE, *END),
    "appeal": (ACKNOWLEDGE, ASSIGN, Act(Event.NO_AGREEMENT, COLLECTOR), Act(Event.APPEAL), Act(Event.CONCLUDE)),
    "withdrawn": (ASSIGN, CAUSE, BACK, Act(Event.WITHDRAW), SATISFIED),
    "no-complaint": (ACKNOWLEDGE, DEBTOR, EARLIER, Act(Event.NOT_A_COMPLAINT)),
    "spam": (Act(Event.SPAM),),
    "resolved-too-early": (*AGREED, RESOLVE, BACK, RESOLVE, SATISFIED),
    "consent-taken-back": (*PAID, CONSENT_BACK, CONSENT, OTHER_CAUSE, *END),
}
"""Ways through the procedure, each to where it may be left."""


class Told(NamedTuple):
    """One complaint to play. hours: before each of its acts, from its start on. removed: so many hours after its last act; None: never."""

    way: str
    starts: int
    hours: tuple[int, ...]
    removed: int | None = None


@contextmanager
def played(world: World, season: Sequence[Told], *, removing: bool, snapshots: Sequence[int] = ()) -> Iterator[Session]:
    """Play a season; give the transaction in which it is, and undo it afterwards.

    snapshots: so many hours after the beginning the weeks that have ended are written down.
    """
    with world.store.engine.connect() as connection, connection.begin() as transaction, Session(connection, autoflush=False) as session:
        happenings: list[tuple[int, int, int, Any]] = [(hours, 0, -1, None) for hours in snapshots]
        for number, told in enumerate(season):
            happenings += _timed(number, told, removing=removing)
        of_number: dict[int, int] = {}
        for hours, _, number, act in sorted(happenings, key=lambda one: one[:3]):
            now = BEGINS + hours * HOUR
            if number < 0:
                take_due(session, HOUSE.terms.zone, now)
            elif number not in of_number:
                of_number[number] = _arrives(session, number, now)
            elif act == REMOVED:
                _remove(session, of_number[number], now)
            else:
                _act(session, session.get_one(Complaint, of_number[number]), act, now)
            session.flush()
        yield session
        transaction.rollback()


REMOVED = "removed"


def _timed(number: int, told: Told, *, removing: bool) -> list[tuple[int, int, int, Any]]:
    """Put hours to the acts of one complaint; the order within an hour is that of the acts."""
    acts: list[Act | str | None] = [None, *WAYS[told.way]]
    hours = list(accumulate((told.starts, *(told.hours[each % len(told.hours)] for each in range(len(acts) - 1)))))
    if removing and told.removed is not None:
        acts, hours = [*acts, REMOVED], [*hours, hours[-1] + told.removed]
    return [(at, order, number, act) for order, (at, act) in enumerate(zip(hours, acts, strict=True))]


def _arrives(session: Session, number: int, now: datetime) -> int:
    """Let a complaint come in, and one more mail of its sender to it, and one of a robot."""
    kinds = (MailClass.COMPLAINT, MailClass.FOLLOW_UP, MailClass.AUTO_REPLY)
    mails = [_arrived(session, number * len(kinds) + order, kind, now) for order, kind in enumerate(kinds)]
    address = f"klager{number}@mail.example"
    text = "De kosten zijn te hoog." if number % 2 else "Uw brief kwam nooit aan."
    mail = Mail(mails[0].id, "klachten", now, Sender("", address), address, "Klacht", text, Language.DUTCH)
    complaint = register(session, HOUSE, mail, now, withheld_why=None)
    mails[0].complaint_id = mails[1].complaint_id = complaint.id
    return complaint.id


def _arrived(session: Session, uid: int, kind: MailClass, now: datetime) -> Arrival:
    row = {"sha256": f"{uid:064x}", "size": 1, "received_at": now, "kept_at": now, "handled_at": now, "kind": kind}
    arrival = Arrival(mailbox="klachten", uidvalidity=1, uid=uid, **row)
    session.add(arrival)
    session.flush()
    return arrival


def _act(session: Session, complaint: Complaint, act: Act, now: datetime) -> None:
    """Take a step, unless the procedure refuses it at this moment: then it is not taken, with removals or without."""
    with suppress(StepRefused):
        if act.event is None:
            confirmed_another_way(session, complaint, "per post", "Anna de Boer", now)
            return
        person = HOUSE.people.role_of(act.by)
        assert person is not None
        own = handles(HOUSE, complaint, act.by, now)
        actor = Actor(person.role, person.name, act.by, "proven", whos(HOUSE, complaint, act.by, now), own)
        take(session, HOUSE, complaint, Step(act.event, act.given), actor, None, now)


def _remove(session: Session, complaint_id: int, now: datetime) -> None:
    """Take a complaint out if it is closed; the robot's mail of the same hour goes as well, for being old enough."""
    complaint = session.get_one(Complaint, complaint_id)
    if complaint.closed_at is None:
        return
    robots = session.scalars(select(Arrival.id).where(Arrival.complaint_id.is_(None), Arrival.kept_at == complaint.registered_at)).all()
    tally_mails(session, HOUSE, robots)
    session.execute(delete(Arrival).where(Arrival.id.in_(robots)))
    take_out(session, HOUSE, complaint, now, local_date(now, HOUSE.terms.zone))
    session.expire_all()
