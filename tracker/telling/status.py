"""How a complaint stands, in words for staff: the state, the days with their reasons, the duties, what happened last.

Reads the register and changes nothing. Rule: every day comes with the words
that say how it was counted, or by whom it was set.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.dates import local_date, short_words_of_day, target_date, words_of_day, working_days_between
from tracker.model import CONFIRMED, Acknowledgement, Event, Language, State
from tracker.queries import journal_of
from tracker.records import Complaint, Journal
from tracker.rules import HouseRules
from tracker.telling import history
from tracker.told import Facts
from tracker.typed.amounts import words_of_amount

LAST_LINES = 3
"""So many lines of the journal are told to who asks how a complaint stands."""

_SOLVED_OR_BEYOND = (State.RESOLVED, State.APPEAL, State.CLOSED)

_NOT_YET = "nog niet afgesproken"

_RECEIPT = {
    Acknowledgement.OWED: "de brief is onderweg",
    Acknowledgement.ACCEPTED: "aangekomen",
    Acknowledgement.WITHHELD: "nog niet gegeven",
    Acknowledgement.FAILED: "niet aangekomen",
    Acknowledgement.BY_HAND: "op een andere manier gegeven",
}


def status_facts(session: Session, rules: HouseRules, complaint: Complaint, now: datetime) -> Facts:
    """Return how a complaint stands at `now` (aware), beside what every letter to staff tells of it."""
    return {
        "state_since": _since(journal_of(session, complaint), complaint)
        .astimezone(rules.terms.zone)
        .replace(tzinfo=None)
        .isoformat(timespec="minutes"),
        "round": complaint.round,
        "target_why": target_why(session, rules, complaint),
        "late": in_words_late(days_late(complaint, local_date(now, rules.terms.zone), rules)),
        "receipt": receipt_in_words(complaint),
        "confirmation": confirmation_in_words(complaint),
        "amount": amount_in_words(complaint),
    }


def status_sentences(session: Session, rules: HouseRules, complaint: Complaint, now: datetime) -> list[str]:
    """Return how a complaint stands as sentences, the last lines of its journal behind them: the answer to #status.

    The state, the handler and by when it must be solved stand in every letter to staff, and are not told again.
    """
    zone, today = rules.terms.zone, local_date(now, rules.terms.zone)
    lines = journal_of(session, complaint)
    since = _since(lines, complaint).astimezone(zone)
    said = {
        "In deze stand sinds": f"{short_words_of_day(since.date(), Language.DUTCH)}, {since:%H:%M}",
        "Behandelaar": None if complaint.handler_role else "nog niemand",
        "Ronde": str(complaint.round) if complaint.round > 1 else None,
        "Streefdatum": in_words_late(days_late(complaint, today, rules)),
        "Ontvangstbevestiging": receipt_in_words(complaint),
        "Bevestiging van de afspraak": confirmation_in_words(complaint),
        "Bedrag": amount_in_words(complaint),
    }
    history_of = [f"{history.sentence(line, zone, rules.natures)}." for line in lines[-LAST_LINES:]]
    return [*(f"{name}: {value}." for name, value in said.items() if value), *history_of]


def in_words_late(working_days: int) -> str | None:
    """Return '1 werkdag te laat', '3 werkdagen te laat', or None where it is in time."""
    return f"{working_days} {'werkdag' if working_days == 1 else 'werkdagen'} te laat" if working_days else None


def days_late(complaint: Complaint, today: date, rules: HouseRules) -> int:
    """Return how many working days an open complaint is past its target date, or was when it was resolved; 0 where it is in time."""
    if complaint.target_date is None or complaint.closed_at is not None:
        return 0
    solved_at = complaint.resolved_at if complaint.state == State.RESOLVED else None
    until_date = local_date(solved_at, rules.terms.zone) if solved_at else today
    return working_days_between(complaint.target_date, until_date, rules.terms)


def target_why(session: Session, rules: HouseRules, complaint: Complaint) -> str:
    """Say how the target date was counted, or who set it: 'uiterlijk vrijdag 24 april 2026: 15 werkdagen na ontvangst op …'."""
    if complaint.target_date is None:
        return _NOT_YET
    days = next((nature.target_working_days for nature in rules.natures if nature.key == complaint.nature), None)
    counted = target_date(complaint.received_date, days, rules.terms)
    if counted.by_date == complaint.target_date:
        return counted.why(Language.DUTCH)
    day = f"uiterlijk {words_of_day(complaint.target_date, Language.DUTCH)}"
    if (line := _chosen_in(session, complaint, complaint.target_date)) is None:
        return f"{day}: geteld met eerdere instellingen"
    return f"{day}: gekozen door {line.by_name} op {words_of_day(local_date(line.at, rules.terms.zone), Language.DUTCH)}"


def deadline_sentence(session: Session, rules: HouseRules, complaint: Complaint) -> str | None:
    """Say by which day a complaint must be solved, and why then; None where it has no such day, or is solved."""
    if complaint.target_date is None or complaint.state in _SOLVED_OR_BEYOND:
        return None
    day, _, why = target_why(session, rules, complaint).partition(": ")
    return f"De klacht moet {day} zijn opgelost: {why}."


def _chosen_in(session: Session, complaint: Complaint, day: date) -> Journal | None:
    """Return the line of the journal by which somebody chose this very target date."""
    chosen = select(Journal).where(
        Journal.complaint_id == complaint.id, Journal.event == Event.CHANGE_TARGET_DATE, Journal.argument == day.isoformat()
    )
    return session.scalars(chosen.order_by(Journal.id.desc()).limit(1)).first()


def receipt_in_words(complaint: Complaint) -> str:
    """Say how the duty to acknowledge stands: 'niet aangekomen: het adres bestaat niet; moet uiterlijk dinsdag 7 april 2026'."""
    how = Acknowledgement(complaint.acknowledgement)
    words = _RECEIPT[how]
    if how in CONFIRMED:
        return words
    why = f": {complaint.acknowledgement_why}" if complaint.acknowledgement_why else ""
    by = complaint.acknowledge_by_date
    return f"{words}{why}; moet uiterlijk {words_of_day(by, Language.DUTCH)}" if by else f"{words}{why}"


def confirmation_in_words(complaint: Complaint) -> str | None:
    """Say how the letter that states the agreement fares; None where there is no agreement."""
    return None if complaint.confirmation is None else _RECEIPT[Acknowledgement(complaint.confirmation)]


def amount_in_words(complaint: Complaint) -> str | None:
    """Return the amount of the agreement, or the one about which the managing director is consulted; None where there is none."""
    if State(complaint.state) is State.CONSULTING and complaint.proposal_cents is not None:
        return f"{words_of_amount(complaint.proposal_cents)}, nog zonder akkoord"
    return None if complaint.amount_cents is None else words_of_amount(complaint.amount_cents)


def _since(lines: Sequence[Journal], complaint: Complaint) -> datetime:
    """Return when the complaint came into its state."""
    return next((line.at for line in reversed(lines) if line.to_state != line.from_state), complaint.registered_at)
