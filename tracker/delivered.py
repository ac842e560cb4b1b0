"""What became of the letters on which a duty rests: accepted, failed, sent once more, or replaced by a person's word.

Delivery and bounces are callers like any other: each is an event by `system`,
and the state of the duty stands beside it on the record. Rule one: a person's
word that it was done another way stands. Rule two: of several confirmations
only the newest counts, since an earlier one states what is no longer agreed.
Source: docs/procedure.md, The clock, and States and events.
"""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from tracker.casework import Cause, carry_out, take
from tracker.errors import StepRefused
from tracker.facts import Given
from tracker.intentions import fulfil
from tracker.model import Acknowledgement, Event, Letter, Role
from tracker.records import Complaint, LetterOwed
from tracker.rules import HouseRules
from tracker.steps import Step, the_service
from tracker.waiting_letters import NOT_CALLED_OFF, TAKEN_BACK
from tracker.who import Who
from tracker.writers import acknowledgements

DUTIES = frozenset({Letter.ACKNOWLEDGEMENT, Letter.CONFIRMATION})
"""The letters of which the record itself says how they fare. Any other that does not reach the complainant is printed."""

MEANWHILE = "de brief kwam niet aan, toen een nieuwere afspraak gold"
"""Why a confirmation failed that counts again; what the server said of it stands with the letter."""

COMMAND_LINE = "command line"
"""The proof of what a user of the machine typed."""


def accepted(session: Session, rules: HouseRules, complaint: Complaint, letter: LetterOwed, now: datetime) -> None:
    """Note that the complainant's mail server accepted a letter; what follows, where it is one of DUTIES."""
    with suppress(StepRefused):
        if letter.letter == Letter.ACKNOWLEDGEMENT:
            acknowledged(session, complaint, letter, now)
        elif letter.letter == Letter.CONFIRMATION and _is_in_force(session, letter):
            confirmation_accepted(session, rules, complaint, letter, now)


def failed(session: Session, rules: HouseRules, complaint: Complaint, letter: LetterOwed, why: str, now: datetime) -> None:
    """Note that a letter to the complainant was refused or bounced for good. why: in Dutch, words of ours."""
    with suppress(StepRefused):
        if letter.letter == Letter.ACKNOWLEDGEMENT:
            acknowledgement_failed(session, rules, complaint, letter, why, now)
        elif letter.letter not in DUTIES:
            letter_failed(session, rules, complaint, letter, why, now)
        elif _is_in_force(session, letter):
            confirmation_failed(session, rules, complaint, letter, why, now)


def acknowledged(session: Session, complaint: Complaint, letter: LetterOwed, now: datetime) -> None:
    """Note that the complainant's mail server accepted the acknowledgement."""
    carry_out(session, complaint, Cause(Event.ACKNOWLEDGED, Role.SYSTEM, proof=f"letter {letter.id} accepted"), Who.SYSTEM, now)
    complaint.acknowledgement = Acknowledgement.ACCEPTED
    complaint.acknowledgement_why = None
    complaint.acknowledged_at = now


def acknowledgement_failed(session: Session, rules: HouseRules, complaint: Complaint, letter: LetterOwed, why: str, now: datetime) -> None:
    """Note that the acknowledgement was refused or bounced for good: the duty is open again, and a person must see to it.

    why: in Dutch, words of ours.
    """
    cause = Cause(Event.ACKNOWLEDGEMENT_FAILED, Role.SYSTEM, proof=f"letter {letter.id}")
    decision = carry_out(session, complaint, cause, Who.SYSTEM, now)
    complaint.acknowledgement = Acknowledgement.FAILED
    complaint.acknowledgement_why = why
    complaint.acknowledged_at = None
    if Letter.UNACKNOWLEDGED in decision.letters:
        acknowledgements.owe_unacknowledged(session, rules, complaint, letter, why, now)


def acknowledgement_retried(session: Session, complaint: Complaint, letter: LetterOwed, by: str, now: datetime) -> None:
    """Note that a person has the acknowledgement sent once more: the duty is owed again. by: who. Raises `StepRefused`."""
    cause = Cause(Event.ACKNOWLEDGEMENT_RETRIED, Role.SYSTEM, proof=COMMAND_LINE, name=by, words=f"letter {letter.id}")
    carry_out(session, complaint, cause, Who.SYSTEM, now)
    complaint.acknowledgement = Acknowledgement.OWED
    complaint.acknowledgement_why = None
    complaint.acknowledged_at = None


def confirmed_another_way(session: Session, complaint: Complaint, how: str, by: str, now: datetime) -> None:
    """Note that a person confirmed receipt, on behalf of Manager Operations: the duty is fulfilled (bevestigd).

    how:  in that person's words, such as 'per post 8 april'. by: who typed it.
    Raises `StepRefused` where receipt was confirmed before, or the complaint is closed.
    """
    cause = Cause(Event.CONFIRMED_ANOTHER_WAY, Role.MANAGER_OPERATIONS, proof=COMMAND_LINE, name=by, words=how)
    carry_out(session, complaint, cause, Who.SYSTEM, now)
    complaint.acknowledgement = Acknowledgement.BY_HAND
    complaint.acknowledgement_why = None
    complaint.acknowledged_at = now


def confirmation_accepted(session: Session, rules: HouseRules, complaint: Complaint, letter: LetterOwed, now: datetime) -> None:
    """Note that the complainant has the agreement in writing; whoever meant the complaint to be resolved then, sees it resolved.

    Raises `StepRefused` where there is no agreement, or it was confirmed another way.
    """
    step = Step(Event.CONFIRMATION_ACCEPTED, Given())
    take(session, rules, complaint, step, the_service(f"letter {letter.id} accepted"), None, now)
    complaint.confirmation = Acknowledgement.ACCEPTED
    fulfil(session, rules, complaint, now)


def confirmation_failed(session: Session, rules: HouseRules, complaint: Complaint, letter: LetterOwed, why: str, now: datetime) -> None:
    """Note that the confirmation was refused or bounced for good: Manager Operations gets it, ready to send another way.

    why: in Dutch, words of ours. Raises `StepRefused` as `confirmation_accepted`.
    """
    if complaint.confirmation not in {None, Acknowledgement.BY_HAND}:
        complaint.confirmation = Acknowledgement.FAILED  # first: the letter offers #bevestigd for what did not arrive
    step = Step(Event.CONFIRMATION_FAILED, Given(text=why))
    take(session, rules, complaint, step, the_service(f"letter {letter.id}"), None, now)


def letter_failed(session: Session, rules: HouseRules, complaint: Complaint, letter: LetterOwed, why: str, now: datetime) -> None:
    """Note that any other letter was refused or bounced for good: Manager Operations gets it, to be printed. why: as above."""
    step = Step(Event.LETTER_FAILED, Given(text=why), str(letter.id))
    take(session, rules, complaint, step, the_service(f"letter {letter.id}"), None, now)


def settle(session: Session, rules: HouseRules, complaint: Complaint, now: datetime) -> None:
    """See what became of a confirmation that counts again, since the agreement that had taken its place was taken back."""
    if complaint.confirmation != Acknowledgement.OWED:
        return
    letter = session.scalars(_in_force(complaint.id)).first()
    if letter is not None and letter.bounced_at is None and letter.accepted_at is not None:
        accepted(session, rules, complaint, letter, now)
    elif letter is not None and (letter.bounced_at is not None or letter.parked_at is not None):
        failed(session, rules, complaint, letter, MEANWHILE, now)


def _in_force(complaint_id: int) -> Select[LetterOwed]:
    """Ask for the newest confirmation that was not called back."""
    confirmations = select(LetterOwed).where(LetterOwed.complaint_id == complaint_id, LetterOwed.letter == Letter.CONFIRMATION)
    return confirmations.where(NOT_CALLED_OFF).order_by(LetterOwed.id.desc()).limit(1)


def _is_in_force(session: Session, letter: LetterOwed) -> bool:
    """Say whether no newer confirmation took this one's place, but for one that was called back."""
    newer = select(LetterOwed.id).where(
        LetterOwed.complaint_id == letter.complaint_id,
        LetterOwed.letter == Letter.CONFIRMATION,
        LetterOwed.id > letter.id,
        or_(LetterOwed.parked_because.is_(None), LetterOwed.parked_because != TAKEN_BACK),
    )
    return session.scalar(newer.limit(1)) is None
