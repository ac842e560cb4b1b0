"""The report over a large register: it asks as often as over a small one, and is as short.

Source: docs/procedure.md, What makes it more. `make bench` measures its seconds and its memory.
"""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from multiplied import multiply
from tracker.letter_facts.reporting import MOST
from tracker.model import Language, Letter
from tracker.reporting.contents import Reader, report_facts
from tracker.reporting.periods import Kind, last_ended
from world import ALICE, COMPOSER, MANAGER, NOW, World, mail

MADE_AT = NOW + timedelta(days=60)
FEW, MANY = 2 * MOST, 10 * MOST


def made(world: World) -> tuple[dict[str, Any], list[str]]:
    """Make the report of a week; return it, and what was asked of the register."""
    asked: list[str] = []

    def note(*told: Any) -> None:
        asked.append(told[2])

    event.listen(world.store.engine, "before_cursor_execute", note)
    with world.store.reading() as session:
        reader = Reader(MANAGER, sees_handlers=True, language=Language.DUTCH)
        facts = report_facts(session, world.rules.house, last_ended(Kind.WEEK, MADE_AT.date()), reader, MADE_AT, is_late=False)
    event.remove(world.store.engine, "before_cursor_execute", note)
    return dict(facts), asked


@pytest.fixture
def assigned(world: World) -> World:
    world.deliver(mail(sender=ALICE))
    world.send()
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    world.send()
    return world


def test_a_large_register_is_asked_as_often_and_told_of_as_shortly(assigned: World) -> None:
    multiply(assigned.store, FEW - 1, lambda number: number % 30)
    few, asked = made(assigned)
    multiply(assigned.store, MANY // FEW - 1, lambda number: number)
    many, asked_of_many = made(assigned)
    assert len(asked_of_many) <= len(asked)
    assert [sum(told["ages"].values()) for told in (few, many)] == [FEW, MANY]
    pages = [COMPOSER.text(Letter.REPORT, Language.DUTCH, facts).count("\n- KL-2026-") for facts in (few, many)]
    assert pages == [MOST, MOST]
    assert ALICE not in str(many)
