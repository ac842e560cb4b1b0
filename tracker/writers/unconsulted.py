"""The letter that says: the complainant has it in writing that there is money in it, and nobody was consulted.

Owed about an employee's own mail, which nothing can hold back any more. Rule:
whoever decides about money and whoever handles the complaint are told at once,
each by one letter, and once a mail; who wrote it is told in the answer to it,
and who is asked about the amount in that question.
Source: docs/procedure.md, The money gate, and What makes it more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.dates import local_date
from tracker.letter_facts.own_mail import unconsulted
from tracker.mails import Mail
from tracker.model import Letter
from tracker.owing import owe_letter
from tracker.own_mails import proposing_mail, written_by
from tracker.people import Person
from tracker.records import Complaint, LetterOwed
from tracker.rules import HouseRules
from tracker.typed.amounts import words_of_amount
from tracker.writers.occasion import case_of, director_of, handler_of, manager_of


@dataclass(frozen=True, slots=True)
class Promise:
    """An employee's own mail to the complainant. words: its new text. named: what in it names money."""

    mail: Mail
    writer: Person
    words: str
    named: tuple[str, ...]


def owe_unconsulted(session: Session, rules: HouseRules, complaint: Complaint, promise: Promise, now: datetime) -> None:
    """Tell whoever must know of money in a mail that the complainant has; nobody where there is none, or they were told.

    now: aware, UTC.
    """
    arrival_id = promise.mail.arrival_id
    asked = complaint.proposal is not None and proposing_mail(session, complaint) == arrival_id
    if not (asked or promise.named) or _was_told(session, complaint, arrival_id):
        return
    director = director_of(rules.people, complaint, local_date(now, rules.terms.zone))
    for reader in _readers(rules, complaint, promise, director, now, asked=asked):
        facts = unconsulted(
            case_of(session, rules, complaint, reader.addresses[0], now),
            written_by=written_by(session, complaint.id, arrival_id),
            named=promise.named,
            amount=words_of_amount(complaint.proposal_cents or 0) if asked else None,
            words=promise.words,
            to_director=reader.is_same_as(director),
        )
        owe_letter(
            session,
            Letter.UNCONSULTED,
            reader.addresses[0],
            facts,
            now,
            mailbox=promise.mail.mailbox,
            complaint_id=complaint.id,
            arrival_id=arrival_id,
        )


def _readers(
    rules: HouseRules, complaint: Complaint, promise: Promise, director: Person, now: datetime, *, asked: bool
) -> Iterator[Person]:
    """Give each who must know and does not yet: nobody where the one who is consulted wrote it. asked: the director has the question."""
    if promise.writer.is_same_as(director):
        return
    today = local_date(now, rules.terms.zone)
    know = [promise.writer, *([director] if asked else [])]
    for reader in (director, manager_of(rules.people, complaint, today), handler_of(rules.people, complaint, today)):
        if not any(reader.is_same_as(one) for one in know):
            know.append(reader)
            yield reader


def _was_told(session: Session, complaint: Complaint, arrival_id: int) -> bool:
    told = select(LetterOwed.id).where(
        LetterOwed.complaint_id == complaint.id, LetterOwed.letter == Letter.UNCONSULTED, LetterOwed.arrival_id == arrival_id
    )
    return session.scalar(told.limit(1)) is not None
