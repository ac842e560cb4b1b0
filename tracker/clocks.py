"""The clocks of one complaint: each day by which something must have happened, and why on that day.

Reads the record, its journal and the rules; asks nothing else and tells nobody.
Rule: every day comes with the words that say how it was counted, or by whom it
was set. A clock that does not run gives None.
Source: docs/procedure.md, The clock.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, defer

from tracker.dates import (
    ASSIGNMENT,
    INQUIRY,
    RECEIPT,
    REOPENING,
    REQUEST,
    Deadline,
    Terms,
    acknowledge_by,
    because,
    local_date,
    months_since,
    outer_limit,
    target_date,
    words_of_day,
    working_days_between,
    working_days_since,
)
from tracker.model import CONFIRMED, Event, Language, Role, State
from tracker.queries import journal_of
from tracker.records import Complaint, Journal
from tracker.removal.terms import CLOSINGS, ON_PAPER, counted_from
from tracker.rules import HouseRules

SOLVED_OR_BEYOND = (State.RESOLVED, State.APPEAL, State.CLOSED)
"""In these the target date counts no more."""

ASSIGN_BEFORE_WORKING_DAYS = 3
"""Before the last of these working days after receipt a complaint has a handler: the same number within which the handler must act."""

_ONLY_ASKED = frozenset({Event.DOSSIER, Event.STATUS})


class Dated(Protocol):
    """A complaint, or as much of one as tells whether it is late."""

    @property
    def state(self) -> str: ...  # noqa: D102 - as in the record
    @property
    def target_date(self) -> date | None: ...  # noqa: D102 - as in the record


def is_late(state: str, by_date: date | None, today: date) -> bool:
    """Say whether a complaint is past its target date. What is solved, or in appeal, is late no more.

    Lists, mails, reports and the totals of weeks call this late, and nothing else.
    """
    return by_date is not None and by_date < today and state not in SOLVED_OR_BEYOND


def days_late(one: Dated, today: date, terms: Terms) -> int:
    """Return how many working days a complaint is late, from the day after its target date on one at least; 0 where it is not."""
    if one.target_date is None or not is_late(one.state, one.target_date, today):
        return 0
    return days_past(one.target_date, today, terms)


def days_past(by_date: date, day: date, terms: Terms) -> int:
    """Return how many working days `day` is past `by_date`: from the day after on one at least; 0 where it is not past it."""
    return max(1, working_days_between(by_date, day, terms)) if day > by_date else 0


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of a complaint. lines: of its journal, oldest first."""

    complaint: Complaint
    lines: Sequence[Journal]
    rules: HouseRules

    @property
    def since_at(self) -> datetime:
        """When the complaint came into its state (aware)."""
        return next((line.at for line in reversed(self.lines) if line.to_state != line.from_state), self.complaint.registered_at)

    @property
    def since_date(self) -> date:
        """The day on which it did."""
        return self._day(self.since_at)

    @property
    def receipt(self) -> Deadline | None:
        """By when receipt must be confirmed; also where it is."""
        by_date = self.complaint.acknowledge_by_date
        return None if by_date is None else _as_kept(by_date, acknowledge_by(self.complaint.received_date, self.rules.terms))

    @property
    def acknowledgement(self) -> Deadline | None:
        """By when receipt must be confirmed, while it is not."""
        return None if self.complaint.acknowledgement in CONFIRMED else self.receipt

    @property
    def assignment(self) -> Deadline | None:
        """By when Manager Operations gives it to somebody."""
        if self.complaint.state != State.REGISTERED:
            return None
        return working_days_since(self.complaint.received_date, ASSIGN_BEFORE_WORKING_DAYS - 1, self.rules.terms, RECEIPT)

    @property
    def target(self) -> Deadline | None:
        """By when all must be solved; also where it is."""
        by_date, nature = self.complaint.target_date, self.complaint.nature
        if by_date is None:
            return None
        if (line := self._chosen_in(by_date)) is not None:
            return self._set_in(line, by_date)
        days = next((one.target_working_days for one in self.rules.natures if one.key == nature), None)
        return _as_kept(by_date, target_date(self.complaint.received_date, days, self.rules.terms))

    @property
    def outer_limit(self) -> Deadline | None:
        """After which the complainant need not wait for an answer; None once they have our last word."""
        if self.complaint.state in {State.APPEAL, State.CLOSED}:
            return None
        return _as_kept(self.complaint.outer_limit_date, outer_limit(self.complaint.received_date, self.rules.terms))

    @property
    def first_action(self) -> Deadline | None:
        """By when the handler must have done something, while nothing is on record."""
        if self.complaint.state != State.ASSIGNED or self._acted():
            return None
        return working_days_since(self._assigned_date(), self.rules.reminders.first_action_working_days, self.rules.terms, ASSIGNMENT)

    @property
    def contact(self) -> Deadline | None:
        """By when the handler calls after a reopening, and agrees another day."""
        if self.complaint.state != State.REOPENED:
            return None
        return working_days_since(self.since_date, self.rules.patience.contact_working_days, self.rules.terms, REOPENING)

    @property
    def answer(self) -> Deadline | None:
        """Until when the complainant has time to say whether it is solved."""
        asked_at = self.complaint.inquired_at
        if self.complaint.state != State.RESOLVED or asked_at is None:
            return None
        return working_days_since(self._day(asked_at), self.rules.patience.inquiry_working_days, self.rules.terms, INQUIRY)

    @property
    def answered_date(self) -> date | None:
        """The day on which the complainant first wrote since they were asked whether it is solved; None where they did not."""
        asked_at = self.complaint.inquired_at
        theirs = (line.at for line in self.lines if line.event == Event.FOLLOWS and line.by_role == Role.COMPLAINANT)
        written_at = next((at for at in theirs if asked_at is not None and at >= asked_at), None)
        return self._day(written_at) if written_at else None

    @property
    def privacy_request(self) -> Deadline | None:
        """By when a request under the AVG must be answered."""
        asked_at = self.complaint.privacy_request_at
        return None if asked_at is None else months_since(self._day(asked_at), self.rules.patience.privacy_request_months, REQUEST)

    @property
    def removal(self) -> Deadline | None:
        """On which day it leaves the register, where nothing stops that."""
        complaint = self.complaint
        if complaint.closed_at is None or complaint.remove_after is None:
            return None
        told = [(Event(line.event), line.at) for line in reversed(self.lines) if line.event in CLOSINGS | ON_PAPER.keys()]
        told.append((Event(complaint.outcome or Event.SATISFIED), complaint.closed_at))
        zone, patience, day = self.rules.terms.zone, self.rules.patience, complaint.remove_after
        counted = (found for event, at in told if (found := counted_from(event, at, day, patience, zone)))
        return _as_kept(self._day(day), next(counted, None))

    def _acted(self) -> bool:
        """Say whether the handler, or who stood in that day, did anything since the complaint is theirs."""
        return any(self._is_handlers(line) for line in self.lines[self._assigned_in() + 1 :])

    def _is_handlers(self, line: Journal) -> bool:
        role = self.complaint.handler_role
        if line.event in _ONLY_ASKED:
            return False
        return line.by_role == role or (line.by_address is not None and role in self._roles_on(line))

    def _roles_on(self, line: Journal) -> Collection[Role]:
        return self.rules.people.roles_on(str(line.by_address), self._day(line.at))

    def _assigned_date(self) -> date:
        line = self._assigned_in()
        return self._day(self.lines[line].at if line >= 0 else self.complaint.registered_at)

    def _assigned_in(self) -> int:
        """Return the place of the line that gave it to its handler; -1 where there is none."""
        return max((place for place, line in enumerate(self.lines) if line.event == Event.ASSIGN), default=-1)

    def _chosen_in(self, by_date: date) -> Journal | None:
        """Return the line by which somebody chose this very target date."""
        chosen = (line for line in reversed(self.lines) if line.event == Event.CHANGE_TARGET_DATE)
        return next((line for line in chosen if line.argument == by_date.isoformat()), None)

    def _set_in(self, line: Journal, by_date: date) -> Deadline:
        """Say who set a day, and when."""
        dutch, english = (words_of_day(self._day(line.at), language) for language in Language)
        return because(by_date, f"door {line.by_name} op {dutch} gesteld", f"set by {line.by_name} on {english}")

    def _day(self, at: datetime) -> date:
        return local_date(at, self.rules.terms.zone)


def clocks_of(session: Session, rules: HouseRules, complaint: Complaint) -> Clocks:
    """Return the clocks of a complaint as it stands."""
    return Clocks(complaint, journal_of(session, complaint), rules)


def clocks_of_each(session: Session, rules: HouseRules, chosen: ColumnElement[bool]) -> Iterator[Clocks]:
    """Give the clocks of each complaint that is chosen, oldest first; in two statements, and without what people wrote in the journal."""
    theirs = select(Journal).where(Journal.complaint_id.in_(select(Complaint.id).where(chosen))).order_by(Journal.id)
    lines: dict[int, list[Journal]] = {}
    for line in session.scalars(theirs.options(defer(Journal.words, raiseload=True), defer(Journal.before, raiseload=True))):
        lines.setdefault(line.complaint_id, []).append(line)
    for complaint in session.scalars(select(Complaint).where(chosen).order_by(Complaint.id)):
        yield Clocks(complaint, lines.get(complaint.id, []), rules)


def told_by(clocks: Clocks) -> dict[str, str]:
    """Return every clock that runs, by its name: how it was counted, in Dutch. What is said of receipt and target date has theirs."""
    found = {
        "Toewijzen": clocks.assignment,
        "Eerste actie van de behandelaar": clocks.first_action,
        "De klager bellen": clocks.contact,
        "Antwoord van de klager": clocks.answer,
        "Verzoek over persoonsgegevens": clocks.privacy_request,
        "Uiterste termijn": clocks.outer_limit,
        "Verwijderen uit de registratie": clocks.removal,
    }
    return {name: clock.why(Language.DUTCH) for name, clock in found.items() if clock is not None}


def _as_kept(by_date: date, counted: Deadline | None) -> Deadline:
    """Return how a day of the record was counted; one that would be counted otherwise now stands all the same."""
    if counted is not None and counted.by_date == by_date:
        return counted
    return because(by_date, "geteld met eerdere instellingen", "counted with earlier settings")
