"""What employees must delete from their own mailboxes, where we cannot erase it: noted at removal, told once a week.

Knows letters and rows of the journal, and no removal. Rule: a list names
references and days, never a complainant.
Source: docs/procedure.md, Removal; docs/mail-rules.md, D19.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from tracker.beats import is_due, week_of
from tracker.dates import local_date
from tracker.house_records import LastRun, ToDelete
from tracker.letter_facts import daily as letters_daily
from tracker.letter_facts.daily import Deletable
from tracker.model import TITLES, Letter, Reference, Role
from tracker.once import first_time
from tracker.owing import owe_letter
from tracker.records import Complaint, Journal, LetterOwed, Mailbox
from tracker.rules import HouseRules

JOB = "deletion_list"
MOST = 200
"""So many references stand in one list; the others stand in that of the next week."""


def note_recipients(session: Session, complaint: Complaint, removed_date: date) -> int:
    """Note who may have mail about a complaint that is removed: whoever was written to, or wrote; return how many.

    To be called while its letters and its journal are still there. Once noted, an address is not noted again.
    """
    written_to = select(LetterOwed.recipient).where(
        LetterOwed.complaint_id == complaint.id, LetterOwed.outside.is_(False), LetterOwed.first_attempt_at.is_not(None)
    )
    wrote = select(Journal.by_address).where(
        Journal.complaint_id == complaint.id, Journal.by_address.is_not(None), Journal.by_role.in_(list(TITLES))
    )
    addresses = {str(address) for address in (*session.scalars(written_to), *session.scalars(wrote))}
    rows = [{"address": address, "reference": complaint.reference, "removed_date": removed_date} for address in sorted(addresses)]
    if rows:
        insert = insert_sqlite if session.get_bind().dialect.name == "sqlite" else insert_postgresql
        session.connection().execute(insert(cast("Table", ToDelete.__table__)).on_conflict_do_nothing(), rows)
    return len(rows)


def owe_deletion_lists(session: Session, rules: HouseRules, now: datetime) -> int:
    """Owe each employee the list of the week, on the first working day from the day of the report on; return how many lists.

    rules: with the people of this moment. now: aware, UTC. A standstill makes it late, and never two.
    """
    if not is_due(rules, now):
        return 0
    week = week_of(rules, now).isoformat()
    if session.get(LastRun, (JOB, week)) is not None or not first_time(session, JOB, week, now):
        return 0
    untold = select(ToDelete).where(ToDelete.told_at.is_(None)).order_by(ToDelete.address, ToDelete.id)
    by_address: dict[str, list[ToDelete]] = {}
    for row in session.scalars(untold):
        by_address.setdefault(row.address, []).append(row)
    for address, found in by_address.items():
        _owe(session, rules, address, found[:MOST], now)
    return len(by_address)


def note_list_sent(session: Session, rules: HouseRules, sent_at: datetime) -> None:
    """Note that the lists of the week were made by `sent_at` (aware): one that a restored register does not know was found to have gone.

    What stood in it stays noted, and is told once more a week later: better twice than never.
    """
    first_time(session, JOB, week_of(rules, sent_at).isoformat(), sent_at)


def _owe(session: Session, rules: HouseRules, address: str, rows: Sequence[ToDelete], now: datetime) -> None:
    """Owe one list: to whoever has the mailbox, or where that is nobody's any more, to Manager Operations."""
    is_theirs = _is_ours(rules, address)
    manager = rules.people.acting(Role.MANAGER_OPERATIONS, local_date(now, rules.terms.zone))
    deletable = [Deletable(Reference(row.reference), row.removed_date) for row in rows]
    facts = letters_daily.deletion_list(deletable, mailbox_of=None if is_theirs else address)
    reader = address if is_theirs else rules.people.mail_address(manager)
    owe_letter(session, Letter.DELETION_LIST, reader, facts, now, mailbox=house_mailbox(session))
    session.execute(update(ToDelete).where(ToDelete.id.in_([row.id for row in rows])).values(told_at=now))


def _is_ours(rules: HouseRules, address: str) -> bool:
    """Say whether somebody of the house reads mail at this address: an employee, a department, or the privacy contact."""
    return rules.people.role_of(address) is not None or address in {*rules.departments.values(), rules.privacy_contact}


def house_mailbox(session: Session) -> str:
    """Return in whose name a letter goes that is about no complaint that is still there: that of the first mailbox."""
    return session.scalars(select(Mailbox.name).order_by(Mailbox.name).limit(1)).first() or ""
