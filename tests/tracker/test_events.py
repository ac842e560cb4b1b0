"""Each event in a mail of its own, where the customer wants it so: once, and to nobody who knows.

Source: docs/procedure.md, States and events.
"""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from tracker.agenda import run_due
from tracker.model import Letter
from tracker.records import Complaint
from tracker.rules import Reminders
from world import ALICE, COLLECTOR, DIRECTOR, MANAGER, World, mail


@pytest.fixture
def assigned(world: World) -> World:
    """Alice's complaint is in Bram's hands, and every event is told in a mail of its own."""
    world.settle(reminders=Reminders(each_event=True))
    world.deliver(mail(sender=ALICE))
    world.send()
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    return world


def told(world: World) -> list[tuple[str, str]]:
    return [(letter.recipient, str(letter.facts["told"])) for letter in world.letters(Letter.EVENT)]


def test_what_she_caused_or_has_a_letter_about_is_not_told(assigned: World) -> None:
    assigned.order("#afspraak", "Wij sturen u een brief met excuses.", sender=COLLECTOR)  # she has a copy
    assert told(assigned) == []


def test_what_others_do_is_told_at_once_with_their_words(assigned: World) -> None:
    assigned.order("#notitie", "Gebeld: mevrouw wil een brief.", sender=COLLECTOR)
    assert told(assigned) == [(MANAGER, "Bram Smit zette een notitie bij de klacht")]
    assert "mevrouw wil een brief" in str(assigned.letter(Letter.EVENT).facts["words"])
    assert assigned.letter(Letter.EVENT).complaint_id == 1


def test_a_mail_of_the_complainant_to_the_handler_is_told(assigned: World) -> None:
    assigned.deliver(mail("Ik wacht nog.", sender=ALICE, subject=f"[{assigned.complaint().reference}]"))
    assert assigned.letter(Letter.FOLLOW_UP).recipient == COLLECTOR
    assert told(assigned) == [(MANAGER, f"er kwam een bericht bij van {ALICE}")]


def test_a_mail_that_reaches_her_itself_is_not_told(world: World) -> None:
    world.settle(reminders=Reminders(each_event=True))
    world.deliver(mail(sender=ALICE))
    world.deliver(mail("Ik wacht nog.", sender=ALICE, subject=f"[{world.complaint().reference}]"))
    assert world.letter(Letter.FOLLOW_UP).recipient == MANAGER
    assert told(world) == []


def test_of_what_is_about_her_the_director_is_told(assigned: World) -> None:
    with assigned.store.unit() as session:
        session.execute(update(Complaint).values(accused_role="manager_operations"))
    assigned.order("#notitie", "Gebeld.", sender=COLLECTOR)
    assert [to for to, _ in told(assigned)] == [DIRECTOR]


def test_the_daily_mail_does_not_tell_it_again(assigned: World) -> None:
    assigned.order("#notitie", "Gebeld.", sender=COLLECTOR)
    assigned.clock.moment = datetime(2026, 4, 3, 6, tzinfo=UTC)
    with assigned.store.unit() as session:
        run_due(session, assigned.rules.house, assigned.clock.now())
    (facts,) = (letter.facts for letter in assigned.letters(Letter.DAILY))
    assert "notitie" not in str(facts["events"])


def test_without_the_setting_there_is_none(world: World) -> None:
    world.deliver(mail(sender=ALICE))
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    world.order("#notitie", "Gebeld.", sender=COLLECTOR)
    assert told(world) == []
