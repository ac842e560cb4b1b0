"""Somebody who is no employee any more: their links and tags are dead, and what they write is a stranger's (docs/mail-rules.md, A12)."""

from datetime import timedelta

import pytest

from tracker.deputies import name_deputy
from tracker.ledger import MailClass
from tracker.model import Event, Letter, Reference, Role, State
from tracker.people import People
from tracker.token_forms import code_line
from tracker.tokens import action_token
from tracker.typed.people import Deputed
from world import COLLECTOR, MANAGER, NOW, PEOPLE, World, mail

PROVEN = "mx.voorbeeld.nl; dmarc=pass header.from=voorbeeld.nl"
STAYED = People(tuple(person for person in PEOPLE.everybody if person.role is not Role.TEAM_LEAD_COLLECTION))


@pytest.fixture
def assigned(world: World) -> World:
    """A world with one complaint, which Bram handles."""
    world.deliver(mail())
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    assert world.complaint().state == State.ASSIGNED
    return world


def token(world: World, address: str = COLLECTOR) -> str:
    """Return what a link in the letter of the assignment bears, for a note."""
    letter, reference = world.letter(Letter.ASSIGNMENT), Reference(world.complaint().reference)
    return action_token(world.keyring, letter.id, reference, address, str(Event.NOTE), "", NOW + timedelta(days=28))


def follow_link(world: World, code: str, **fields: str) -> MailClass:
    subject = f"[{world.complaint().reference}] #notitie"
    return world.deliver(mail(f"Gebeld met de klager.\n\n{code_line(code)}", sender=COLLECTOR, subject=subject, **fields))


def notes(world: World) -> int:
    return [event for event, _ in world.journal()].count(Event.NOTE)


def test_a_link_is_good_while_its_owner_is_an_employee(assigned: World) -> None:
    assert follow_link(assigned, token(assigned)) is MailClass.STAFF
    assert notes(assigned) == 1


@pytest.mark.parametrize("fields", [{}, {"Authentication_Results": PROVEN}], ids=["unproven", "proven"])
def test_the_same_link_is_dead_once_they_left(assigned: World, fields: dict[str, str]) -> None:
    old = token(assigned)
    assigned.settle(people=STAYED)
    assert follow_link(assigned, old, **fields) in {MailClass.COMPLAINT, MailClass.FOLLOW_UP}
    assert notes(assigned) == 0


def test_a_tag_of_theirs_is_a_strangers_words(assigned: World) -> None:
    assigned.settle(people=STAYED)
    before = assigned.complaints()[0].state
    assert assigned.order("#geenafspraak", "Het lukt niet.") in {MailClass.COMPLAINT, MailClass.FOLLOW_UP}
    assert assigned.complaints()[0].state == before


def test_a_deputy_commands_within_their_days_and_not_after(assigned: World) -> None:
    """The deputy is named by mail; what they sent within their days is judged when it is handled."""
    carla = "c.visser@voorbeeld.nl"
    with assigned.store.unit() as session:
        deputed = Deputed(Role.TEAM_LEAD_COLLECTION, "Carla Visser", NOW.date())
        name_deputy(session, Role.TEAM_LEAD_COLLECTION, deputed, MANAGER, NOW)
    assigned.order("#notitie", "Gebeld.", sender=carla)
    assert notes(assigned) == 1
    assigned.clock.advance(timedelta(days=1))
    assigned.order("#notitie", "Weer gebeld.", sender=carla)
    assert (notes(assigned), assigned.answer().letter) == (1, Letter.NOT_DONE)


def test_a_deputy_named_by_mail_is_who_gets_the_next_letter(assigned: World) -> None:
    assigned.order("#vervanger Teamleider Incasso Carla Visser t/m 30-4-2026", sender=MANAGER)
    assigned.deliver(mail("Ik heb nog niets gehoord.", subject=f"Re: {assigned.complaint().reference}"))
    assert assigned.letter(Letter.FOLLOW_UP).recipient == "c.visser@voorbeeld.nl"
