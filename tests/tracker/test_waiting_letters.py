"""What becomes of letters to the complainant that still wait: replaced, let go again, sent to the right address; and who may cause that."""

from datetime import date, timedelta

import pytest

from tracker.house_records import NamedDeputy
from tracker.model import Letter, Role
from tracker.people import Deputy
from world import ALICE, BOB, COLLECTOR, DESK, DIRECTOR, MANAGER, PEOPLE, World, mail


@pytest.fixture
def assigned(world: World) -> World:
    world.deliver(mail())
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    world.send()
    return world


def outside(world: World) -> list[tuple[str, str]]:
    """Let the recall pass; return what went out, as its kind and its recipient."""
    world.clock.advance(timedelta(minutes=6))
    world.send()
    return [(one.letter, one.recipient) for one in world.letters() if one.outside and one.accepted_at][1:]


def test_of_two_agreements_in_five_minutes_the_complainant_reads_the_newer(assigned: World) -> None:
    assigned.order("#afspraak", "Wij bellen u elke dag.")
    assigned.order("#afspraak", "Wij bellen u elke week.")
    assert outside(assigned) == [(Letter.CONFIRMATION, ALICE)]
    assert assigned.complaint().agreement == "Wij bellen u elke week."
    assert len([one for one in assigned.letters(Letter.CONFIRMATION_COPY) if one.accepted_at]) == 1


def test_taking_the_newer_back_lets_the_former_go(assigned: World) -> None:
    assigned.order("#afspraak", "Wij bellen u elke dag.")
    first = assigned.letter(Letter.CONFIRMATION).id
    assigned.order("#afspraak", "Wij bellen u elke week.")
    assigned.order("#herstel")
    outside(assigned)
    assert [one.id for one in assigned.letters(Letter.CONFIRMATION) if one.accepted_at] == [first]
    assert (assigned.complaint().agreement, assigned.complaint().confirmation) == ("Wij bellen u elke dag.", "accepted")


def test_taking_back_another_step_of_the_same_moment_lets_no_replaced_letter_go(assigned: World) -> None:
    assigned.order("#afspraak", "Wij bellen u elke dag.")
    assigned.order("#afspraak", "Wij bellen u elke week.")
    assigned.order("#antwoord", "Goedemorgen.")
    assigned.order("#herstel")
    assert outside(assigned) == [(Letter.CONFIRMATION, ALICE)]
    assert "Wij bellen u elke week." in str([one.facts for one in assigned.letters(Letter.CONFIRMATION) if one.accepted_at])


def test_a_new_address_is_that_of_the_letter_that_waits(assigned: World) -> None:
    assigned.order("#afspraak", "Wij bellen u elke dag.")
    assigned.order(f"#klager {BOB}")
    assert outside(assigned) == [(Letter.CONFIRMATION, BOB)]


def test_and_taken_back_it_is_the_former_one_again(assigned: World) -> None:
    assigned.order("#afspraak", "Wij bellen u elke dag.")
    assigned.order(f"#klager {BOB}")
    assigned.order("#herstel")
    assert outside(assigned) == [(Letter.CONFIRMATION, ALICE)]


@pytest.mark.parametrize(
    "typed", [f"#klager {DESK}", f"#klager {MANAGER}", "#klager C.Visser@VOORBEELD.NL", f"#namens Carla Visser {COLLECTOR}"]
)
def test_an_address_of_ours_is_no_complainants(assigned: World, typed: str) -> None:
    assigned.order(typed)
    (problem,) = assigned.answer().facts["problems"]
    assert "Dit is een adres van onszelf." in problem
    assert (assigned.complaint().complainant_address, assigned.complaint().representative_address) == (ALICE, None)


def test_who_stands_in_names_nobody_else_to_stand_in(assigned: World) -> None:
    assigned.order("#vervanger Algemeen Directeur Bram Smit t/m 10 april", sender=DIRECTOR)
    assert len(assigned.rows(NamedDeputy)) == 1
    assigned.order("#vervanger Algemeen Directeur Bram Smit t/m 31 december")
    assert assigned.answer().letter == Letter.NOT_DONE
    assert len(assigned.rows(NamedDeputy)) == 1


def test_nobody_decides_about_an_amount_that_they_promise(assigned: World) -> None:
    assigned.settle(people=PEOPLE.with_deputies({Role.MANAGING_DIRECTOR: Deputy("Bram Smit", date(2026, 4, 1), date(2026, 4, 30))}))
    assigned.order("#afspraak #bedrag 50,00", "Wij betalen u 50 euro.")
    assert [one.recipient for one in assigned.letters(Letter.CONSULTATION)] == [DIRECTOR]
    assigned.order("#akkoord")
    assert assigned.complaint().state == "consulting"
    assert "Akkoord geeft de Algemeen Directeur" in assigned.answer().facts["problems"][0]
