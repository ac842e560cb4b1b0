"""A handler who left: their role is vacant, Manager Operations assigns what was theirs, and their old links are dead."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, update

from tracker.model import Letter, Role, State
from tracker.people import People
from tracker.records import Complaint
from tracker.staffing import tell_of_leavers
from world import ALICE, BOB, DIRECTOR, MANAGER, NOW, PEOPLE, RULES, World, mail

COLLECTION, BOSS, SALES = Role.TEAM_LEAD_COLLECTION, Role.MANAGER_OPERATIONS, Role.SALES_MANAGER


def without(*roles: Role) -> People:
    return People(tuple(person for person in PEOPLE.everybody if person.role not in roles))


def complaint_of(world: World, sender: str = ALICE, **columns: Any) -> str:
    """Let a complaint come in, as these columns say; return its reference."""
    world.deliver(mail(sender=sender))
    reference = world.complaints()[-1].reference
    values = {"handler_role": COLLECTION, "state": State.ASSIGNED} | columns
    with world.store.unit() as session:
        session.execute(update(Complaint).where(Complaint.reference == reference).values(values))
    return reference


def tell(world: World, people: People) -> int:
    with world.store.unit() as session:
        return tell_of_leavers(session, replace(RULES, people=people), NOW)


def test_manager_operations_is_told_once_a_complaint(world: World) -> None:
    references = [complaint_of(world), complaint_of(world, BOB)]
    assert [tell(world, without(COLLECTION)) for _ in range(3)] == [2, 0, 0]
    told = world.letters(Letter.HANDLER_GONE)
    assert [(letter.recipient, letter.facts["reference"]) for letter in told] == [(MANAGER, reference) for reference in references]


def test_what_was_told_of_costs_one_statement_a_minute(world: World) -> None:
    for _ in range(3):
        complaint_of(world)
    tell(world, without(COLLECTION))
    asked: list[str] = []
    with world.store.unit() as session:
        session.connection()
        event.listen(world.store.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
        assert tell_of_leavers(session, replace(RULES, people=without(COLLECTION)), NOW) == 0
    assert len(asked) == 1


def test_once_more_when_the_next_handler_leaves(world: World) -> None:
    complaint_of(world)
    tell(world, without(COLLECTION))
    with world.store.unit() as session:
        session.execute(update(Complaint).values(handler_role=SALES))
    assert tell(world, without(COLLECTION, SALES)) == 1
    assert [letter.facts["vacant_title"] for letter in world.letters(Letter.HANDLER_GONE)] == ["Teamleider Incasso", "Verkoop Manager"]


def test_each_handler_there_is_is_offered_the_suggested_one_first(world: World) -> None:
    complaint_of(world, suggested_role=SALES, accused_role=Role.TEAM_LEAD_RECEIVABLES)
    tell(world, without(COLLECTION))
    offers = world.letter(Letter.HANDLER_GONE).facts["offers"]
    told = [(offer["argument"], offer["canonical"], offer["button"]) for offer in offers]
    assert told == [
        ("Verkoop Manager", "sales_manager", True),
        ("Manager Operations", "manager_operations", True),
        ("Teamleider Administratie", "team_lead_administration", True),
    ]


def test_of_a_complaint_about_manager_operations_the_managing_director_is_told(world: World) -> None:
    complaint_of(world, accused_role=BOSS)
    tell(world, without(COLLECTION))
    assert world.letter(Letter.HANDLER_GONE).recipient == DIRECTOR


NOTHING = [
    ("somebody has the role", {}, PEOPLE),
    ("nobody handles it", {"handler_role": None, "state": State.REGISTERED}, without(COLLECTION)),
    ("somebody else handles it", {"handler_role": SALES}, without(COLLECTION)),
    ("closed", {"state": State.CLOSED, "closed_at": NOW}, without(COLLECTION)),
    ("waits for verification", {"state": State.RESOLVED, "resolved_at": NOW}, without(COLLECTION)),
    ("in appeal", {"state": State.APPEAL}, without(COLLECTION)),
]


@pytest.mark.parametrize(("columns", "people"), [pytest.param(*row[1:], id=row[0]) for row in NOTHING])
def test_nothing_to_tell(world: World, columns: dict[str, Any], people: People) -> None:
    complaint_of(world, **columns)
    assert tell(world, people) == 0


@pytest.mark.parametrize("state", [State.ASSIGNED, State.REOPENED, State.AGREED, State.CONSULTING, State.IMPASSE], ids=str)
def test_in_every_state_in_which_it_can_be_assigned(world: World, state: State) -> None:
    complaint_of(world, state=state)
    assert tell(world, without(COLLECTION)) == 1


def test_a_later_mail_of_the_complainant_goes_to_manager_operations(world: World) -> None:
    reference = complaint_of(world)
    world.settle(people=without(COLLECTION))
    world.clock.advance(timedelta(hours=1))
    world.deliver(mail("Ik heb nog niets gehoord.", subject=f"Re: {reference}"))
    assert world.letter(Letter.FOLLOW_UP).recipient == MANAGER
