"""How a complaint stands, in words for staff: the state, the days with their reasons, the duties, what happened last.

Reads the register and changes nothing. Rule: every day comes with the words
that say how it was counted, or by whom it was set.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.clocks import SOLVED_OR_BEYOND, Clocks, clocks_of, days_late, told_by
from tracker.dates import local_date, local_minute, short_words_of_day
from tracker.letter_facts.titles import LETTER_TITLES
from tracker.model import Acknowledgement, Language, State
from tracker.on_paper import waiting_of
from tracker.records import Complaint
from tracker.rules import HouseRules
from tracker.telling import history
from tracker.telling.leaving import leaving_sentence, why_it_stays
from tracker.told import Facts
from tracker.typed.amounts import words_of_amount

LAST_LINES = 3
"""So many lines of the journal are told to who asks how a complaint stands."""

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
    clocks = clocks_of(session, rules, complaint)
    return {
        "state_since": local_minute(clocks.since_at, rules.terms.zone),
        "round": complaint.round,
        "target_why": _target_why(clocks),
        "late": in_words_late(days_late(complaint, local_date(now, rules.terms.zone), rules.terms)),
        "receipt": receipt_in_words(clocks),
        "confirmation": confirmation_in_words(complaint),
        "amount": amount_in_words(complaint),
    }


def status_sentences(session: Session, rules: HouseRules, complaint: Complaint, now: datetime) -> list[str]:
    """Return how a complaint stands as sentences, the last lines of its journal behind them: the answer to #status.

    The state, the handler and by when it must be solved stand in every letter to staff, and are not told again.
    """
    zone, today = rules.terms.zone, local_date(now, rules.terms.zone)
    clocks = clocks_of(session, rules, complaint)
    since = clocks.since_at.astimezone(zone)
    said = {
        "In deze stand sinds": f"{short_words_of_day(since.date(), Language.DUTCH)}, {since:%H:%M}",
        "Behandelaar": None if complaint.handler_role else "nog niemand",
        "Ronde": str(complaint.round) if complaint.round > 1 else None,
        "Streefdatum": in_words_late(days_late(complaint, today, rules.terms)),
        "Ontvangstbevestiging": receipt_in_words(clocks),
        "Bevestiging van de afspraak": confirmation_in_words(complaint),
        "Bedrag": amount_in_words(complaint),
        "Nog te printen": ", ".join(LETTER_TITLES[one.letter] for one in waiting_of(session, complaint)),
        **told_by(clocks),
        "Blijft nog in de registratie": why_it_stays(session, rules, complaint, now),
    }
    history_of = [f"{history.sentence(line, zone, rules)}." for line in clocks.lines[-LAST_LINES:]]
    return [*(f"{name}: {value}." for name, value in said.items() if value), *history_of]


def in_words_late(working_days: int) -> str | None:
    """Return '1 werkdag te laat', '3 werkdagen te laat', or None where it is in time."""
    return f"{working_days} {'werkdag' if working_days == 1 else 'werkdagen'} te laat" if working_days else None


def target_why(session: Session, rules: HouseRules, complaint: Complaint) -> str:
    """Say how the target date was counted, or who set it: 'uiterlijk vrijdag 24 april 2026: 15 werkdagen na ontvangst op …'."""
    return _target_why(clocks_of(session, rules, complaint))


def _target_why(clocks: Clocks) -> str:
    return clocks.target.why(Language.DUTCH) if clocks.target else _NOT_YET


def deadline_sentence(session: Session, rules: HouseRules, complaint: Complaint, now: datetime) -> str | None:
    """Say what must have happened by which day, and why then; None where no clock runs.

    That is to solve it, or to call a complainant whose complaint was reopened, or to remove it. now: aware, UTC.
    """
    clocks = clocks_of(session, rules, complaint)
    solving = None if complaint.state in SOLVED_OR_BEYOND else clocks.target
    if solving is not None:
        day, _, why = solving.why(Language.DUTCH).partition(": ")
        return f"De klacht moet {day} zijn opgelost: {why}."
    if clocks.contact is not None:
        return f"De klager moet worden gebeld, {clocks.contact.why(Language.DUTCH)}."
    return leaving_sentence(session, rules, complaint, clocks.removal, now)


def receipt_in_words(clocks: Clocks) -> str:
    """Say how the duty to acknowledge stands: 'nog niet gegeven; moet uiterlijk dinsdag 7 april 2026: 5 dagen na ontvangst op …'."""
    complaint, clock = clocks.complaint, clocks.acknowledgement
    why = f": {complaint.acknowledgement_why}" if complaint.acknowledgement_why else ""
    return f"{_RECEIPT[Acknowledgement(complaint.acknowledgement)]}{why}{f'; moet {clock.why(Language.DUTCH)}' if clock else ''}"


def confirmation_in_words(complaint: Complaint) -> str | None:
    """Say how the letter that states the agreement fares; None where there is no agreement."""
    return None if complaint.confirmation is None else _RECEIPT[Acknowledgement(complaint.confirmation)]


def amount_in_words(complaint: Complaint) -> str | None:
    """Return the amount of the agreement, or the one about which the managing director is consulted; None where there is none."""
    if State(complaint.state) is State.CONSULTING and complaint.proposal_cents is not None:
        return f"{words_of_amount(complaint.proposal_cents)}, nog zonder akkoord"
    return None if complaint.amount_cents is None else words_of_amount(complaint.amount_cents)
