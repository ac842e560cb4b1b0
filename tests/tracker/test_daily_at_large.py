"""The mails of the day in a large register: asked of it as often as in a small one, and told as much as one mail may hold.

Source: docs/procedure.md, The clock; docs/mail-rules.md, F35.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, event, insert, select

from tracker.agenda import run_due
from tracker.letter_facts.daily import MOST
from tracker.model import Letter
from tracker.records import Complaint, Journal, LetterOwed
from tracker.schema import Record
from world import ALICE, COLLECTOR, MANAGER, World, mail

LATE = datetime(2026, 4, 28, 6, 30, tzinfo=UTC)
DAY = timedelta(days=1)
FEW, MANY = MOST, 3 * MOST


def rows(world: World, kind: type[Record], *without: str) -> list[dict[str, Any]]:
    """Return all rows of a kind as they stand, without these columns."""
    with world.store.reading() as session:
        found = session.execute(select(*kind.__table__.columns).order_by(kind.__table__.columns["id"])).mappings()
        return [{name: value for name, value in row.items() if name not in without} for row in found]


def lay_in(world: World, kind: type[Record], values: Iterable[dict[str, Any]]) -> None:
    table = kind.__table__
    assert isinstance(table, Table)
    with world.store.unit() as session:
        session.execute(insert(table), list(values))


def multiply(world: World, count: int) -> None:
    """Let the first complaint of a world be there so many times, with all that happened to it."""
    one, *already = rows(world, Complaint)
    lines = [row for row in rows(world, Journal, "id") if row["complaint_id"] == one["id"]]
    letters = [row for row in rows(world, LetterOwed, "id", "message_id", "raw") if row["complaint_id"] == one["id"]]
    more = range(one["id"] + 1 + len(already), one["id"] + count)
    lay_in(world, Complaint, ({**one, "id": number, "reference": f"KL-2026-{number:05}"} for number in more))
    for kind, theirs in ((Journal, lines), (LetterOwed, letters)):
        lay_in(world, kind, ({**row, "complaint_id": number} for number in more for row in theirs))


@pytest.fixture
def assigned(world: World) -> World:
    world.deliver(mail(sender=ALICE))
    world.send()
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    world.order("#notitie", "Ik bel de klager.", sender=COLLECTOR)
    world.send()
    return world


def statements(world: World, now: datetime) -> int:
    """Let the calendar look; return how often it asked the register."""
    asked: list[str] = []

    def note(*told: Any) -> None:
        asked.append(told[2])

    event.listen(world.store.engine, "before_cursor_execute", note)
    with world.store.unit() as session:
        run_due(session, world.rules.house, now)
    event.remove(world.store.engine, "before_cursor_execute", note)
    return len(asked)


@pytest.mark.parametrize("count", [FEW, MANY])
def test_one_mail_tells_so_many_and_counts_the_others(assigned: World, count: int) -> None:
    multiply(assigned, count)
    statements(assigned, LATE)
    for letter in assigned.letters(Letter.DAILY):
        told = [letter.facts[name] for name in ("count", "late", "todos_more")]
        assert (told, len(letter.facts["todos"])) == ([count, count, count - MOST], MOST)
    assert [letter.recipient for letter in assigned.letters(Letter.DAILY)] == [MANAGER, COLLECTOR]
    assert assigned.alarms() == []


def test_what_no_mail_can_hold_costs_no_statement(assigned: World) -> None:
    multiply(assigned, FEW)
    few = statements(assigned, LATE)
    multiply(assigned, MANY)
    assert statements(assigned, LATE + DAY) <= few
    assert len(assigned.letters(Letter.DAILY)) == 4, "both days were told of"
