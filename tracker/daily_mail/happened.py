"""What happened, for whoever must know it: the events of each complaint, and the letters to colleagues that did not arrive.

Told is whoever acts as Manager Operations on a complaint. Rule one: what
somebody did themselves, or was told of in a mail of its own, is not told them
again. Rule two: no complainant is named, and nothing that one wrote.
Source: docs/procedure.md, States and events, and People.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, load_only

from tracker.daily_mail.reminders import Look
from tracker.daily_mail.untold import NEW, kind_of
from tracker.letter_facts import daily as letters_daily
from tracker.letter_facts.titles import LETTER_TITLES
from tracker.letters import LETTERS, Audience
from tracker.log import say_fault
from tracker.model import Event, Letter, Reference, Role
from tracker.people import Person
from tracker.records import Complaint, Journal, LetterOwed
from tracker.telling import history
from tracker.told import Facts
from tracker.waiting_letters import NOT_CALLED_OFF
from tracker.writers.occasion import manager_of

log = logging.getLogger(__name__)

_BY_MAIL = frozenset({Event.FOLLOWS, Event.OWN_MAIL})
_OWN_LETTER = NEW | {Event.ACKNOWLEDGEMENT_FAILED}
"""Each of these has a mail of its own, which no line of the journal owes."""

_TO_STAFF = tuple(letter for letter, declared in LETTERS.items() if declared.audience is not Audience.COMPLAINANT)
_FAILS_WITHIN = timedelta(days=30)
"""So long after it was made a letter may fail: it is tried for days, and a mail server may take days more. Older ones need no look."""


@dataclass(slots=True)
class Happened:
    """What one person is told. events: an entry a complaint. failed: letters to colleagues. new, closed: so many complaints.

    mailbox: in whose name it is told.
    """

    mailbox: str
    events: list[Facts] = field(default_factory=list)
    failed: list[Facts] = field(default_factory=list)
    new: int = 0
    closed: int = 0


@dataclass(slots=True)
class News:
    """What each person is told, by the address of their mail. faults: complaints whose lines could not be put in words."""

    by_address: dict[str, Happened] = field(default_factory=dict)
    faults: int = 0


def happened(look: Look, lines: Sequence[Journal], since_at: datetime | None) -> News:
    """Return what is told of these lines, and of letters to colleagues that failed after `since_at`."""
    news = News()
    by_complaint: dict[int, list[Journal]] = {}
    for line in lines:
        by_complaint.setdefault(line.complaint_id, []).append(line)
    heard = _heard_of(look.session, lines)
    for complaint in _complaints(look.session, lines):
        try:
            _add(look, news, complaint, by_complaint[complaint.id], heard)
        except Exception as fault:  # noqa: BLE001 - whatever one line raised, the others must be told
            say_fault(log, "daily_mail.row_failed", fault)
            news.faults += 1
    for letter, complaint_or_none in _failed_letters(look, since_at):
        address = look.rules.people.mail_address(_reader(look, complaint_or_none))
        reference = Reference(complaint_or_none.reference) if complaint_or_none else None
        entry = letters_daily.failed_entry(LETTER_TITLES.get(letter.letter, letter.letter), letter.recipient, reference)
        news.by_address.setdefault(address, Happened(letter.mailbox)).failed.append(entry)
    return news


def _add(look: Look, news: News, complaint: Complaint, lines: Sequence[Journal], heard: "_Heard") -> None:
    """Add the events of one complaint that its reader does not know yet."""
    reader = manager_of(look.rules.people, complaint, look.today)
    zone = look.rules.terms.zone
    sentences = [history.sentence_for_many(line, zone, look.rules) for line in lines if not heard.by(reader, line)]
    one = news.by_address.setdefault(look.rules.people.mail_address(reader), Happened(complaint.mailbox))
    counted = Counter(kind_of(line.event, line.from_state, line.to_state) for line in lines)
    one.new += counted["new"]
    one.closed += counted["closed"]
    if sentences:
        one.events.append(letters_daily.event_entry(Reference(complaint.reference), sentences))


@dataclass(frozen=True, slots=True)
class _Heard:
    """Who has a mail of their own about which line: (line, address), and of mails on a record (mail, address)."""

    of_lines: frozenset[tuple[int | None, str]]
    of_mails: frozenset[tuple[int | None, str]]

    def by(self, reader: Person, line: Journal) -> bool:
        """Say whether `reader` knows of a line: they caused it, or have a mail about it."""
        if line.event in _OWN_LETTER or line.by_address in reader.addresses:
            return True
        return any(
            (line.id, address) in self.of_lines or (line.event in _BY_MAIL and (line.arrival_id, address) in self.of_mails)
            for address in reader.addresses
        )


def _heard_of(session: Session, lines: Sequence[Journal]) -> _Heard:
    """Find the letters to staff that these lines owe, among all of their complaints: after a standstill they are too many to name each."""
    owed = select(LetterOwed.journal_id, LetterOwed.arrival_id, LetterOwed.letter, LetterOwed.recipient).where(
        LetterOwed.outside.is_(False), LetterOwed.complaint_id.in_(_concerned(lines))
    )
    rows = session.execute(owed).all()
    return _Heard(
        frozenset((row.journal_id, row.recipient) for row in rows if row.journal_id is not None),
        frozenset((row.arrival_id, row.recipient) for row in rows if row.letter == Letter.FOLLOW_UP),
    )


def _complaints(session: Session, lines: Sequence[Journal]) -> list[Complaint]:
    ids = {line.complaint_id for line in lines}
    found = session.scalars(select(Complaint).where(Complaint.id.in_(_concerned(lines))).order_by(Complaint.id))
    return [complaint for complaint in found if complaint.id in ids]


def _concerned(lines: Sequence[Journal]) -> Select[Any]:
    """Choose the complaints of these lines, and perhaps of later ones."""
    return select(Journal.complaint_id).where(Journal.id >= min((line.id for line in lines), default=0))


def _failed_letters(look: Look, since_at: datetime | None) -> Iterator[tuple[LetterOwed, Complaint | None]]:
    """Give the letters to staff that were set apart or came back since (docs/mail-rules.md, D14: a bounce itself causes no letter)."""
    parked = LetterOwed.parked_at.is_not(None) & NOT_CALLED_OFF
    failed = select(LetterOwed).where(LetterOwed.letter.in_(_TO_STAFF), or_(parked, LetterOwed.bounced_at.is_not(None)))
    if since_at is not None:
        failed = failed.where(
            or_(LetterOwed.parked_at > since_at, LetterOwed.bounced_at > since_at), LetterOwed.made_at > since_at - _FAILS_WITHIN
        )
    columns = load_only(LetterOwed.letter, LetterOwed.recipient, LetterOwed.complaint_id, LetterOwed.mailbox, raiseload=True)
    for letter in look.session.scalars(failed.order_by(LetterOwed.id).options(columns)):
        yield letter, look.session.get(Complaint, letter.complaint_id) if letter.complaint_id else None


def _reader(look: Look, complaint: Complaint | None) -> Person:
    people = look.rules.people
    return people.acting(Role.MANAGER_OPERATIONS, look.today) if complaint is None else manager_of(people, complaint, look.today)
