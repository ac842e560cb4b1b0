"""What nobody answered in fourteen days lapses once, and whoever was asked is told; however long the service stood still."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import update

from tracker.agenda import run_due
from tracker.held import Because, hold
from tracker.model import Event, Letter, Role
from tracker.people import People
from tracker.records import Held, LetterOwed
from tracker.rules import Reminders
from world import ALICE, COLLECTOR, DOMAIN, MANAGER, PEOPLE, World, mail

PROVEN = f"mx.voorbeeld.nl; dmarc=pass header.from={DOMAIN}"
DAYS = timedelta(days=1)


def order(world: World, tags: str, text: str = "", sender: str = COLLECTOR, proof: str = PROVEN) -> None:
    world.deliver(mail(text, sender=sender, subject=f"{tags} [KL-2026-00001]", Authentication_Results=proof))


def look(world: World) -> int:
    """Let the calendar look, before the hour of the daily mail."""
    rules = replace(world.rules.house, reminders=Reminders(daily_mail_at=time(23, 59)))
    with world.store.unit() as session:
        return run_due(session, rules, world.clock.now())


@pytest.fixture
def assigned(world: World) -> World:
    """Alice's complaint is in Bram's hands."""
    world.deliver(mail(sender=ALICE))
    order(world, "#toewijzen Teamleider Incasso", sender=MANAGER)
    return world


def did_you_send_this(world: World) -> None:
    order(world, "#geenafspraak", "De klager wil niet.", proof="")


def with_an_amount(world: World) -> None:
    order(world, "#afspraak", "U krijgt korting.")


def as_soon_as_it_is_there(world: World) -> None:
    order(world, "#afspraak #bedrag 125,00", "Wij sturen de stukken.")
    order(world, "#opgelost")


WAITING = [
    (did_you_send_this, "sender_unproven", "geenafspraak"),
    (with_an_amount, "money_named", "afspraak"),
    (as_soon_as_it_is_there, "intention", "opgelost"),
]


@pytest.mark.parametrize(("asks", "because", "told"), [pytest.param(*row, id=row[1]) for row in WAITING])
def test_what_waits_lapses_after_fourteen_days_and_its_owner_is_told_once(assigned: World, asks: object, because: str, told: str) -> None:
    assert callable(asks)
    asks(assigned)
    (held,) = assigned.rows(Held)
    assert (held.because, held.ended_at) == (because, None)
    state = assigned.complaint().state
    assigned.clock.advance(14 * DAYS - timedelta(seconds=1))
    assert look(assigned) == 0
    assigned.clock.advance(timedelta(seconds=1))
    assert [look(assigned) for _ in range(3)] == [1, 0, 0]
    (held,) = assigned.rows(Held)
    assert (held.end, held.ended_at, assigned.complaint().state) == ("expired", assigned.clock.now(), state)
    letter = assigned.letter(Letter.LAPSED)
    assert (letter.recipient, letter.facts["asked_date"], letter.facts["reference"]) == (COLLECTOR, "2026-04-02", "KL-2026-00001")
    assert told in " ".join(letter.facts["understood"]).lower()
    assert letter.facts["intention"] is (because == "intention"), "nobody was asked anything about an intention"


def test_a_standstill_is_caught_up_with_once(assigned: World) -> None:
    did_you_send_this(assigned)
    with_an_amount(assigned)
    assigned.clock.advance(90 * DAYS)
    assert [look(assigned), look(assigned)] == [2, 0]
    assert [letter.made_at for letter in assigned.letters(Letter.LAPSED)] == [assigned.clock.now()] * 2


def test_of_who_left_the_manager_is_told(assigned: World) -> None:
    with_an_amount(assigned)
    others = tuple(person for person in PEOPLE.everybody if person.role is not Role.TEAM_LEAD_COLLECTION)
    successor = replace(PEOPLE.person(Role.TEAM_LEAD_COLLECTION), name="Sanne Kok", addresses=("s.kok@voorbeeld.nl",))
    assigned.settle(people=People((*others, successor)))
    assigned.clock.advance(14 * DAYS)
    look(assigned)
    assert assigned.letter(Letter.LAPSED).recipient == MANAGER


def test_what_concerned_no_complaint_lapses_as_well(world: World) -> None:
    world.deliver(mail("", sender=COLLECTOR, subject="#lijst"))
    (held,) = world.rows(Held)
    assert held.complaint_id is None
    world.clock.advance(14 * DAYS)
    assert look(world) == 1
    letter = world.letter(Letter.LAPSED)
    assert (letter.recipient, letter.complaint_id, letter.in_reply_to) == (COLLECTOR, None, world.arrival().message_id)


def test_a_row_at_fault_holds_up_no_other_and_is_tried_again(assigned: World) -> None:
    with assigned.store.unit() as session:
        broken = hold(session, Event.AGREE, Because.MONEY_NAMED, COLLECTOR, {}, assigned.clock.now(), 1).id
    did_you_send_this(assigned)
    assigned.clock.advance(14 * DAYS)
    assert [look(assigned), look(assigned)] == [1, 0]
    assert {row.id: row.end for row in assigned.rows(Held)} == {broken: None, broken + 1: "expired"}
    whole = assigned.rows(Held)[1].facts
    with assigned.store.unit() as session:
        session.execute(update(Held).where(Held.id == broken).values(facts=whole))
    assert look(assigned) == 1


def test_nothing_due_is_nothing_done(assigned: World) -> None:
    before = len(assigned.rows(LetterOwed))
    assigned.clock.advance(365 * DAYS)
    assert (look(assigned), len(assigned.rows(LetterOwed))) == (0, before)
