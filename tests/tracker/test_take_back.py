"""Taking back a step (herstel): whatever it changed is as it was, and no letter of it goes outside."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from every_step import AGREED_UNSENT, ASSIGNED, RESOLVED, STEPS, begin, go, handler, let_go, manager, send
from tracker.effects import columns_of
from tracker.model import Event, Letter, Role
from tracker.records import Complaint, Held, Journal, LetterOwed
from tracker.waiting_letters import TAKEN_BACK
from world import COLLECTOR, MANAGER, World, mail, new_world

PUTS_NOTHING_DOWN = {"note"}
"""These change nothing and write to nobody outside: nothing is taken back, and not the step before either."""

FOLLOWED_BY_ANOTHER = {"several"}
"""When its letter arrives, the service takes a step of its own."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[World]:
    """A register with one complaint."""
    with new_world(f"sqlite:///{tmp_path / 'register.db'}", tmp_path) as world:
        begin(world)
        yield world


def standing(world: World) -> dict[str, Any]:
    return columns_of(world.complaints()[0])


def waiting(world: World) -> list[str]:
    return [one.because for one in world.rows(Held, Held.ended_at.is_(None))]


def take_back(world: World, sender: str = MANAGER) -> LetterOwed:
    world.clock.advance(timedelta(seconds=1))
    world.order("#herstel", sender=sender, complaint=world.complaints()[0])
    return world.answer()


@pytest.mark.parametrize("name", sorted(STEPS.keys() - PUTS_NOTHING_DOWN))
def test_a_step_that_is_taken_back_leaves_the_record_as_it_was_and_no_letter_goes(house: World, name: str) -> None:
    case = STEPS[name]
    go(house, case.way)
    before, open_before, letters = standing(house), waiting(house), len(house.letters())
    send(house, case.order)
    assert len(house.letters()) > letters
    assert house.answer().letter == Letter.TRANSCRIPT
    answer = take_back(house)
    assert answer.letter == Letter.TRANSCRIPT
    assert (standing(house), waiting(house)) == (before, open_before)
    let_go(house)
    assert {one.parked_because for one in house.letters()[letters:] if one.outside} <= {TAKEN_BACK}


@pytest.mark.parametrize("name", sorted(STEPS.keys() - PUTS_NOTHING_DOWN - FOLLOWED_BY_ANOTHER))
def test_a_step_whose_letter_went_outside_is_not_taken_back(house: World, name: str) -> None:
    case = STEPS[name]
    go(house, case.way)
    letters = len(house.letters())
    send(house, case.order)
    let_go(house)
    after = standing(house)
    went = any(one.outside and one.journal_id for one in house.letters()[letters:])
    assert (take_back(house).letter == Letter.NOT_DONE) == went
    assert (standing(house) == after) == went


@pytest.mark.parametrize(
    ("said", "text", "why"), [("#notitie", "De klager belde.", "notitie"), ("#vervanger Daan Mulder t/m 1 mei", "", "vervanger")]
)
def test_what_leaves_nothing_to_undo_takes_no_earlier_step_with_it(house: World, said: str, text: str, why: str) -> None:
    go(house, AGREED_UNSENT)
    send(house, handler(said, text))
    answer = take_back(house, COLLECTOR)
    assert (answer.letter, why in str(answer.facts["problems"]), house.complaints()[0].state) == (Letter.NOT_DONE, True, "agreed")


def test_what_another_noted_since_stands_in_nobodys_way(house: World) -> None:
    go(house, AGREED_UNSENT)
    send(house, manager("#notitie", "De klager belde."))
    assert take_back(house, COLLECTOR).letter == Letter.TRANSCRIPT
    assert house.complaints()[0].state == "assigned"


def test_a_note_beside_a_step_is_taken_back_with_it(house: World) -> None:
    go(house, ASSIGNED)
    send(house, handler("#dossiernummer 2026-11 #notitie", "De klager belde."))
    assert take_back(house, COLLECTOR).letter == Letter.TRANSCRIPT
    assert house.complaints()[0].file_number is None


def test_what_was_taken_back_is_named(house: World) -> None:
    go(house, (*ASSIGNED, handler("#afspraak #opgelost", "Wij sturen u een nieuwe brief.")))
    (done,) = take_back(house).facts["done"]
    assert done.startswith("U nam de vorige stap terug: Bram Smit legde de afspraak vast; Bram Smit meldde de klacht opgelost")


def test_nothing_is_taken_back_twice(house: World) -> None:
    go(house, AGREED_UNSENT)
    take_back(house)
    assert take_back(house).facts["problems"] == ["Er is geen stap om terug te nemen."]


def test_the_service_saying_that_a_letter_arrived_is_no_step(house: World) -> None:
    go(house, (*AGREED_UNSENT, manager("#notitie", "De klager belde.")))
    let_go(house)
    assert house.rows(Journal)[-1].event == Event.CONFIRMATION_ACCEPTED
    (problem,) = take_back(house, COLLECTOR).facts["problems"]
    assert problem.startswith("Er ging al een brief naar buiten.")


def two_complaints(world: World) -> str:
    """Let Alice complain a second time; Bram handles both. Return the second's reference."""
    go(world, ASSIGNED)
    world.deliver(mail("Nu ook de brief van vrijdag."))
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER, complaint=world.complaints()[1])
    return world.complaints()[1].reference


def test_a_merger_is_taken_back_and_not_the_step_before_it(house: World) -> None:
    second = two_complaints(house)
    before = [columns_of(one) for one in house.complaints()]
    house.clock.advance(timedelta(seconds=1))
    house.order(f"#samenvoegen {second}", complaint=house.complaints()[0])
    assert house.complaints()[1].merged_into_id == house.complaints()[0].id
    assert take_back(house, COLLECTOR).letter == Letter.TRANSCRIPT
    assert [columns_of(one) for one in house.complaints()] == before
    let_go(house)
    assert {one.parked_because for one in house.letters(Letter.MERGED)} == {TAKEN_BACK}


@pytest.mark.parametrize("column", ["accused_role", "complainant_key"])
def test_nobody_merges_away_a_complaint_that_is_about_them_or_theirs(house: World, column: str) -> None:
    second = two_complaints(house)
    with house.store.unit() as session:
        setattr(session.get_one(Complaint, 2), column, Role.MANAGER_OPERATIONS if column == "accused_role" else MANAGER)
    house.order(f"#samenvoegen {second}", sender=MANAGER, complaint=house.complaints()[0])
    assert house.answer().facts["problems"] == ["Over de andere klacht beslist u niet. Vraag het wie daar de Manager Operations is."]
    assert house.complaints()[1].merged_into_id is None


def test_nobody_takes_back_the_verdict_on_their_own_work(house: World) -> None:
    go(house, (*RESOLVED, manager("#ontevreden", "De brief kwam niet aan.")))
    (problem,) = take_back(house, COLLECTOR).facts["problems"]
    assert problem.startswith("U behandelt deze klacht zelf.")
    assert take_back(house, MANAGER).letter == Letter.TRANSCRIPT
